import { createHash } from 'node:crypto';
import type { ChunkContent, ChunkSelection } from '../lane/lane-protocol.ts';
import { selectChunk } from '../lane/select-chunk.ts';
import type { Session } from '../mysql/connect.ts';
import { readRows } from '../mysql/row-stream.ts';
import { RowSum } from '../mysql/row-sum.ts';

/** Reads a chunk, hands each batch to `take`, and returns what was read with its hashes. */
export async function readContent(
  session: Session,
  selection: ChunkSelection,
  take: (tsv: Uint8Array, rows: number) => Promise<void>,
): Promise<ChunkContent> {
  const hash = createHash('sha256');
  const rowSum = selection.key.length === 0 ? new RowSum() : undefined;
  let rows = 0;
  let bytes = 0;
  for await (const batch of readRows(session, selectChunk(selection, session.flavour), selection.columns.length)) {
    hash.update(batch.tsv);
    rowSum?.add(batch.tsv);
    rows += batch.rows;
    bytes += batch.tsv.length;
    await take(batch.tsv, batch.rows);
  }
  return { rows, bytes, sha256: hash.digest('hex'), ...(rowSum ? { rowSum: rowSum.digest() } : {}) };
}
