import type { Table } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { atLeast, BOUND_SEPARATOR, below, cutColumns, type KeyRange } from '../schema/key-range.ts';
import { selectList } from '../schema/select-columns.ts';
import type { ChunkSelection } from './lane-protocol.ts';

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

/** What of a table a reader has to know. */
export type TableHead = Omit<Table, 'rows' | 'bytes' | 'chunks' | 'rowSum' | 'partitions'>;

/** What a reader of these rows selects. */
export function selectionOf(table: TableHead, range: KeyRange): ChunkSelection {
  return {
    schema: table.schema,
    table: table.name,
    columns: table.columns,
    key: table.key,
    index: table.keyIndex ?? table.cut?.index ?? null,
    cut: cutColumns(table.cut?.columns ?? table.key, table.columns),
    history: table.history,
    from: range.from,
    to: range.to,
  };
}
