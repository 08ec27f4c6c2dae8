import pLimit from 'p-limit';
import type { Chunk } from '../../../shared/manifest.ts';
import type { TableProblem } from '../../../shared/restore-report.ts';
import { CALLS_PER_THREAD, selectionOf } from '../backup/dump-tables.ts';
import { becauseOf, EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { ChunkContent } from '../lane/lane-protocol.ts';
import type { ProgressMeter } from '../progress.ts';
import type { RestoredTable } from '../schema/current-rows.ts';

/** One table to be read again on the target. */
export interface ComparedTable {
  readonly table: RestoredTable;
  /** Its schema on the target. */
  readonly schema: string;
  /** The sum of the set's rows, for a table that the target may order differently: it is compared whole. */
  readonly anyOrder: string | undefined;
  /** Undefined while nothing differs. */
  problem: TableProblem | undefined;
}

export interface CompareShard {
  /** Name of the set's shard, for progress. */
  readonly name: string;
  readonly lanes: readonly LaneHandle[];
  readonly tables: readonly ComparedTable[];
}

/**
 * Reads tables on the target with the code that read them on the source, chunk by chunk, and compares rows and hashes
 * with the manifest. Tables without a key are compared without regard to order. Writes what differs into `problem`.
 */
export async function compareTables(
  shards: readonly CompareShard[],
  options: { threads: number; meter: ProgressMeter },
): Promise<void> {
  const limit = pLimit(options.threads * CALLS_PER_THREAD);
  await Promise.all(
    shards.map(async ({ name, lanes, tables }) => {
      options.meter.shard(name, {
        phase: 'verifying',
        expected: tables.reduce((sum, { table }) => sum + table.bytes, 0),
      });
      const queue = tables
        .toSorted((a, b) => b.table.bytes - a.table.bytes)
        .flatMap((compared) => partsOf(compared).map((chunk) => ({ compared, chunk })));
      await Promise.all(
        lanes.map(async (lane) => {
          for (;;) {
            const more = await limit(async () => {
              const task = queue.shift();
              if (task && task.compared.problem === undefined) {
                options.meter.shard(name, { table: `${task.compared.schema}.${task.compared.table.name}` });
                task.compared.problem = await compareChunk(lane, task.compared, task.chunk);
              }
              return task !== undefined;
            });
            if (!more) return;
          }
        }),
      );
      options.meter.shard(name, { phase: 'done', table: null });
    }),
  );
}

/** What is read at a time; null is the whole table. */
function partsOf({ table, anyOrder }: ComparedTable): readonly (Chunk | null)[] {
  return anyOrder === undefined ? table.chunks : [null];
}

async function compareChunk(
  lane: LaneHandle,
  { table, schema, anyOrder }: ComparedTable,
  chunk: Chunk | null,
): Promise<TableProblem | undefined> {
  let content: ChunkContent;
  try {
    const unordered = chunk === null ? { key: [], keyIndex: null, cut: undefined } : {};
    const { from, to } = chunk ?? { from: null, to: null };
    content = await lane.call('hash', selectionOf({ ...table, ...unordered, schema }, { from, to }));
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'server') throw error;
    return { code: 'unreadable', ...becauseOf(error.failure) };
  }
  const { rows } = chunk ?? table;
  const number = table.chunks.length === 1 || chunk === null ? null : chunk.number;
  if (content.rows !== rows) return { code: 'row-count', chunk: number, found: content.rows, expected: rows };
  return isEqual(content, table, chunk, anyOrder) ? undefined : { code: 'content', chunk: number };
}

function isEqual(
  content: ChunkContent,
  table: RestoredTable,
  chunk: Chunk | null,
  anyOrder: string | undefined,
): boolean {
  if (chunk === null) return content.rowSum === anyOrder;
  // Early sets have the sum of the table only, which was one chunk then.
  if (table.key.length === 0) return content.rowSum === (chunk.rowSum ?? table.rowSum);
  return content.sha256 === chunk.sha256;
}
