import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

/** Rows from `from` to below `to` on the first key column; null is open. */
export interface KeyRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** Data of one chunk as the server counts it: small enough that a lost chunk is cheap, large enough that lanes rarely ask. */
export const CHUNK_BYTES = 64 << 20;
/** Splits per table at most; each split costs an EXPLAIN, which only looks into the index. */
const MAX_CHUNKS = 4096;

const INTEGERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);

/**
 * Cuts a table into ranges of its integer key that hold about `chunkBytes` each. The server's own estimate for each range
 * (EXPLAIN, no rows are read) tells which still has to be halved, so sparse and skewed keys come out balanced too.
 * Tables without an integer key come as one range.
 */
export async function planChunks(session: Session, table: TableDescription, chunkBytes: number): Promise<KeyRange[]> {
  const whole: KeyRange[] = [{ from: null, to: null }];
  const [key] = table.key;
  if (table.byteEstimate <= chunkBytes || table.history !== null || !key || !INTEGERS.has(key.dataType)) return whole;
  const column = quoteName(key.name);
  const name = quoteTable(table.schema, table.name);
  const [row] = await session.texts(`SELECT MIN(${column}) AS low, MAX(${column}) AS high FROM ${name}`);
  if (row?.low == null || row.high == null) return whole;
  const rowsPerChunk = Math.max(1, Math.ceil((table.rowEstimate * chunkBytes) / table.byteEstimate));
  const estimate = (from: bigint, to: bigint) =>
    estimateRows(session, table, `${column} >= ${from} AND ${column} < ${to}`);
  const cuts = await cutRange(
    BigInt(row.low),
    BigInt(row.high) + 1n,
    rowsPerChunk,
    Math.ceil(table.byteEstimate / chunkBytes),
    estimate,
  );
  // The ends stay open: rows that arrive outside the range seen now, and none at all, must not fall between chunks.
  return [null, ...cuts].map((from, i, all) => ({
    from: from?.toString() ?? null,
    to: all[i + 1]?.toString() ?? null,
  }));
}

/**
 * Inner bounds of [low, high): `parts` equal steps first, then every step whose estimate is beyond twice the target is
 * halved until it is not, or holds a single key.
 */
export async function cutRange(
  low: bigint,
  high: bigint,
  rowsPerChunk: number,
  parts: number,
  estimate: (from: bigint, to: bigint) => Promise<number>,
): Promise<bigint[]> {
  const step = (high - low) / BigInt(parts) || 1n;
  const pending: [bigint, bigint][] = [];
  for (let from = low; from < high; from += step) pending.push([from, from + step < high ? from + step : high]);
  const bounds: bigint[] = [];
  for (let range = pending.shift(); range; range = pending.shift()) {
    const [from, to] = range;
    const middle = from + (to - from) / 2n;
    const splittable = middle > from && bounds.length + pending.length < MAX_CHUNKS;
    if (splittable && (await estimate(from, to)) > 2 * rowsPerChunk) pending.unshift([from, middle], [middle, to]);
    else if (from > low) bounds.push(from);
  }
  return bounds;
}

/** https://dev.mysql.com/doc/refman/9.7/en/explain-output.html#explain_rows */
async function estimateRows(session: Session, table: TableDescription, condition: string): Promise<number> {
  const hint = table.keyIndexName === null ? '' : `FORCE INDEX (${quoteName(table.keyIndexName)})`;
  const [row] = await session.texts(
    `EXPLAIN FORMAT=TRADITIONAL SELECT 1 FROM ${quoteTable(table.schema, table.name)} ${hint} WHERE ${condition}`,
  );
  return Number(row?.rows ?? 0);
}
