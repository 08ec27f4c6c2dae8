import pLimit from 'p-limit';
import type { Chunk, Table } from '../../../shared/manifest.ts';
import type { TableProblem } from '../../../shared/restore-report.ts';
import { CALLS_PER_THREAD } from '../backup/dump-tables.ts';
import { EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { ChunkContent } from '../lane/lane-protocol.ts';
import type { ProgressMeter } from '../progress.ts';

/** One table to be read again on the target. */
export interface ComparedTable {
  readonly table: Table;
  /** Its schema on the target. */
  readonly schema: string;
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
        .flatMap((compared) => compared.table.chunks.map((chunk) => ({ compared, chunk })));
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

async function compareChunk(
  lane: LaneHandle,
  { table, schema }: ComparedTable,
  chunk: Chunk,
): Promise<TableProblem | undefined> {
  let content: ChunkContent;
  try {
    const { columns, key, keyIndex, history } = table;
    content = await lane.call('hash', {
      schema,
      table: table.name,
      columns,
      key,
      keyIndex,
      history,
      from: chunk.from,
      to: chunk.to,
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'server') throw error;
    return { code: 'unreadable', cause: error.failure.cause ?? error.failure.message };
  }
  const number = table.chunks.length === 1 ? null : chunk.number;
  if (content.rows !== chunk.rows)
    return { code: 'row-count', chunk: number, found: content.rows, expected: chunk.rows };
  const equal = table.key.length === 0 ? content.rowSum === table.rowSum : content.sha256 === chunk.sha256;
  return equal ? undefined : { code: 'content', chunk: number };
}
