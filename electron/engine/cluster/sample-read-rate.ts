import { connect, type Session } from '../mysql/connect.ts';
import { isSlowToRead } from '../mysql/measure-wire.ts';
import { quoteTable } from '../mysql/quote.ts';
import { readRows } from '../mysql/row-stream.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { selectList } from '../schema/select-columns.ts';

/** The sample ends after this time or volume, whichever comes first. */
const SAMPLE_MS = 1000;
const SAMPLE_BYTES = 64 << 20;
/** Below this a rate would say more about the connection's round trip than about reading. */
const LEAST_BYTES = 64 << 10;

/**
 * Reads from the beginning of the shard's largest table for at most a second, by the same row path as a backup, compressed
 * where a backup would be. Returns bytes of TSV per second, or null where there is too little to read. Opens a connection
 * of its own, since one that stops half way through a result has to be given up.
 */
export async function sampleReadRate(
  idle: Session,
  tables: readonly TableDescription[],
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const largest = tables
    .filter((table) => !table.rowsElsewhere && table.columns.length > 0)
    .reduce<TableDescription | null>(
      (best, table) => (best && best.byteEstimate >= table.byteEstimate ? best : table),
      null,
    );
  if (!largest || largest.byteEstimate === 0) return null;
  const session = await connect(idle.shard, { signal, compressed: await isSlowToRead(idle), server: idle.identity });
  const stop = () => session.destroy();
  const timer = setTimeout(stop, SAMPLE_MS);
  signal?.addEventListener('abort', stop, { once: true });
  const began = performance.now();
  let bytes = 0;
  let lastAt = began;
  try {
    const rows = Math.ceil(SAMPLE_BYTES / Math.max(1, largest.byteEstimate / Math.max(1, largest.rowEstimate)));
    const sql = `SELECT ${selectList(largest.columns, session.flavour)} FROM ${quoteTable(largest.schema, largest.name)} LIMIT ${rows}`;
    for await (const batch of readRows(session, sql)) {
      bytes += batch.tsv.length;
      lastAt = performance.now();
      if (bytes >= SAMPLE_BYTES) break;
    }
  } catch (error) {
    // The timer cut the line: what came until then is the sample.
    if (performance.now() - began < SAMPLE_MS) throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    session.destroy();
  }
  return bytes < LEAST_BYTES ? null : (bytes / (lastAt - began)) * 1000;
}
