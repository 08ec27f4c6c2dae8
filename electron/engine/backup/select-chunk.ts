import type { ChunkSelection } from '../lane/lane-protocol.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { selectList } from '../schema/select-columns.ts';

/**
 * The SELECT of one chunk. Backup and verification both read by it, so equal rows give equal bytes: explicit columns,
 * ordered by the key.
 */
export function selectChunk(selection: ChunkSelection): string {
  const { schema, table, columns, key, keyIndex, history, from, to } = selection;
  const first = key[0];
  const bounds = [
    ...(first !== undefined && from !== null ? [`${quoteName(first)} >= ${from}`] : []),
    ...(first !== undefined && to !== null ? [`${quoteName(first)} < ${to}`] : []),
  ];
  return [
    `SELECT ${selectList(columns)}`,
    `FROM ${quoteTable(schema, table)}${history ? ' FOR SYSTEM_TIME ALL' : ''}`,
    // Without the hint the optimizer may prefer a full scan and a sort on disk.
    ...(keyIndex === null ? [] : [`FORCE INDEX (${quoteName(keyIndex)})`]),
    ...(bounds.length === 0 ? [] : [`WHERE ${bounds.join(' AND ')}`]),
    ...(key.length === 0 ? [] : [`ORDER BY ${key.map(quoteName).join(', ')}`]),
  ].join(' ');
}
