import pLimit from 'p-limit';
import type { Chunk } from '../../../shared/manifest.ts';
import type { TableProblem } from '../../../shared/restore-report.ts';
import { becauseOf, defect, EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { CALLS_PER_THREAD } from '../lane/lane-pool.ts';
import type { ChunkContent } from '../lane/lane-protocol.ts';
import { selectionOf } from '../lane/select-chunk.ts';
import type { ProgressMeter } from '../progress.ts';
import type { RestoredTable } from '../schema/current-rows.ts';
import { hasComputed } from './compare-computed.ts';

/** One table to be read again on the target. */
export interface ComparedTable {
  readonly table: RestoredTable;
  /** Its schema on the target. */
  readonly schema: string;
  /** The sum of the set's rows, for a table that the target may order differently: it is compared whole. */
  readonly anyOrder: string | undefined;
  found: Comparison;
}

/** What is known of a table: nothing while not all of it was read again, that all of it is equal, or what is wrong with it. */
export type Comparison =
  | { readonly state: 'unread' }
  | { readonly state: 'equal' }
  | { readonly state: 'different'; readonly problem: TableProblem };

export const UNREAD: Comparison = { state: 'unread' };
const EQUAL: Comparison = { state: 'equal' };

/** What differs, as far as anything is known. */
export function problemOf(found: Comparison): TableProblem | undefined {
  return found.state === 'different' ? found.problem : undefined;
}

export interface CompareShard {
  /** Name of the set's shard, for progress. */
  readonly name: string;
  readonly lanes: readonly LaneHandle[];
  readonly tables: readonly ComparedTable[];
}

/**
 * Reads tables on the target with the code that read them on the source, chunk by chunk, and compares rows and hashes
 * with the manifest. Tables without a key are compared without regard to order. Writes into `found` what came out: a table
 * is equal when every part of it was read and none differs, and not before.
 */
export async function compareTables(
  shards: readonly CompareShard[],
  options: { folder: string; threads: number; meter: ProgressMeter },
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
      const left = new Map(tables.map((compared) => [compared, partsOf(compared).length]));
      await Promise.all(
        lanes.map(async (lane) => {
          for (;;) {
            const more = await limit(async () => {
              const task = queue.shift();
              if (task && mayGetWorse(problemOf(task.compared.found))) {
                options.meter.shard(name, { table: `${task.compared.schema}.${task.compared.table.name}` });
                const found = await compareChunk(lane, task.compared, task.chunk, options.folder);
                const problem = worse(problemOf(task.compared.found), found);
                const rest = (left.get(task.compared) ?? 0) - 1;
                left.set(task.compared, rest);
                if (problem) task.compared.found = { state: 'different', problem };
                else if (rest === 0) task.compared.found = EQUAL;
              }
              return task !== undefined;
            });
            if (!more) return;
          }
        }),
      );
      const unread = tables.find(({ found }) => found.state === 'unread');
      if (unread) throw defect(`${unread.schema}.${unread.table.name} was not compared.`);
      options.meter.shard(name, { phase: 'done', table: null });
    }),
  );
}

/** Other chunks may still have more wrong with them than computed columns. */
function mayGetWorse(problem: TableProblem | undefined): boolean {
  return problem === undefined || problem.code === 'generated';
}

/** What is said of a table of which two things are found. */
function worse(known: TableProblem | undefined, found: TableProblem | undefined): TableProblem | undefined {
  if (known === undefined || !mayGetWorse(known)) return known ?? found;
  if (known.code !== 'generated' || found?.code !== 'generated') return found ?? known;
  return { code: 'generated', columns: [...new Set([...known.columns, ...found.columns])] };
}

/** What is read at a time; null is the whole table. */
function partsOf({ table, anyOrder }: ComparedTable): readonly (Chunk | null)[] {
  return anyOrder === undefined ? table.chunks : [null];
}

async function compareChunk(
  lane: LaneHandle,
  { table, schema, anyOrder }: ComparedTable,
  chunk: Chunk | null,
  folder: string,
): Promise<TableProblem | undefined> {
  let content: ChunkContent;
  const unordered = chunk === null ? { key: [], keyIndex: null, cut: undefined } : {};
  const { from, to } = chunk ?? { from: null, to: null };
  const selection = selectionOf({ ...table, ...unordered, schema }, { from, to });
  try {
    content = await lane.call('hash', selection);
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'server') throw error;
    return { code: 'unreadable', ...becauseOf(error.failure) };
  }
  const { rows } = chunk ?? table;
  const number = table.chunks.length === 1 || chunk === null ? null : chunk.number;
  if (content.rows !== rows) return { code: 'row-count', chunk: number, found: content.rows, expected: rows };
  if (isEqual(content, table, chunk, anyOrder)) return undefined;
  const parts = (chunk ? [chunk] : table.chunks).flatMap((one) => one.parts);
  const columns = hasComputed(table.columns)
    ? await lane.call('differingComputed', { selection, folder, parts })
    : null;
  return columns?.length ? { code: 'generated', columns } : { code: 'content', chunk: number };
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
