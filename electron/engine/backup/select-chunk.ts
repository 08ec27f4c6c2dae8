import type { ChunkSelection } from '../lane/lane-protocol.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { atLeast, BOUND_SEPARATOR, below } from '../schema/key-range.ts';
import { selectList } from '../schema/select-columns.ts';

/**
 * The SELECT of one chunk. Backup and verification both read by it, so equal rows give equal bytes: explicit columns,
 * ordered by the key.
 */
export function selectChunk(selection: ChunkSelection, flavour: Flavour): string {
  const { schema, table, columns, key, index, cut, history, from, to } = selection;
  const bounds = [
    ...(from === null ? [] : [atLeast(cut, from.split(BOUND_SEPARATOR))]),
    ...(to === null ? [] : [below(cut, to.split(BOUND_SEPARATOR))]),
  ];
  // Only MariaDB's own actions write such versions, and it takes none of them back (find-instant-versions.ts).
  const [rowStart, rowEnd] = history ? columns.slice(-2) : [];
  if (rowStart && rowEnd) bounds.push(`${quoteName(rowStart.name)} < ${quoteName(rowEnd.name)}`);
  // Rows without a key come as they stand, and not in the order of an index that happens to have all columns.
  const asTheyStand = from === null && to === null ? ['USE INDEX ()'] : [];
  return [
    `SELECT ${selectList(columns, flavour)}`,
    `FROM ${quoteTable(schema, table)}${history ? ' FOR SYSTEM_TIME ALL' : ''}`,
    // Without the hint the optimizer may prefer a full scan and a sort on disk.
    ...(index === null ? asTheyStand : [`FORCE INDEX (${quoteName(index)})`]),
    ...(bounds.length === 0 ? [] : [`WHERE ${bounds.join(' AND ')}`]),
    ...(key.length === 0 ? [] : [`ORDER BY ${key.map(quoteName).join(', ')}`]),
  ].join(' ');
}
