import pLimit from 'p-limit';
import type { Chunk, Table } from '../../../shared/manifest.ts';
import type { TableProblem } from '../../../shared/restore-report.ts';
import { becauseOf, EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { CALLS_PER_THREAD } from '../lane/lane-pool.ts';
import type { LoadTask } from '../lane/lane-protocol.ts';
import { quoteTable } from '../mysql/quote.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { isOfTheTable } from '../of-the-table.ts';
import type { ProgressMeter } from '../progress.ts';
import { type RestoredTable, withCurrentRows } from '../schema/current-rows.ts';
import { buildIndexes, type IndexRefusal } from './build-indexes.ts';
import type { CreatedTables } from './create-tables.ts';
import type { TargetState } from './preflight.ts';
import { hasRows, type ShardScope } from './select-scope.ts';

export interface LoadShard {
  readonly scope: ShardScope;
  readonly info: ServerInfo;
  readonly collations: TargetState['collations'];
  readonly lanes: readonly LaneHandle[];
  readonly created: CreatedTables;
}

/** How one table's restore stands. */
export interface TableOutcome {
  readonly table: RestoredTable;
  /** Names on the target. */
  readonly schema: string;
  chunksLeft: number;
  failed: TableProblem | undefined;
  /** The first warnings the server gave; harmless if the rows prove equal. */
  readonly warnings: string[];
  /** The chunks' row sums, for a table whose rows the target may order differently. */
  readonly sums: string[] | undefined;
  /** Indexes that its rows, which are there, did not allow. */
  readonly indexesRefused: IndexRefusal[];
}

export interface PassOptions {
  readonly folder: string;
  readonly threads: number;
  readonly meter: ProgressMeter;
}

/**
 * Loads the rows of all scopes. Lanes take chunks in the order of the tables, largest first; whoever loads a table's last
 * chunk also builds its indexes, while other lanes load other tables.
 */
export async function loadTables(shards: readonly LoadShard[], options: PassOptions): Promise<TableOutcome[][]> {
  const limit = pLimit(options.threads * CALLS_PER_THREAD);
  return Promise.all(
    shards.map(async (shard) => {
      const { scope, info, lanes, created } = shard;
      const outcomes = scope.tables.filter(hasRows).map((inSet): TableOutcome => {
        const table = withCurrentRows(inSet, scope.source, info);
        const schema = scope.schemas.get(table.schema) ?? table.schema;
        const failed = created.has(quoteTable(schema, table.name)) ? undefined : { code: 'not-created' as const };
        return {
          table,
          schema,
          chunksLeft: table.chunks.length,
          failed,
          warnings: [],
          indexesRefused: [],
          sums: isOrderedAlike(shard, table) ? undefined : [],
        };
      });
      options.meter.expectTables(outcomes.length);
      for (const one of outcomes) if (one.failed === undefined && one.chunksLeft === 0) options.meter.tableDone();
      options.meter.shard(scope.source.name, {
        phase: 'loading',
        expected: outcomes.reduce((sum, { table }) => sum + table.bytes, 0),
      });
      const queue = outcomes
        .filter((outcome) => outcome.failed === undefined)
        .toSorted((a, b) => b.table.bytes - a.table.bytes)
        .flatMap((outcome) => outcome.table.chunks.map((chunk) => ({ outcome, chunk })));
      await Promise.all(
        lanes.map(async (lane) => {
          for (;;) {
            const more = await limit(async () => {
              const task = queue.shift();
              if (task) await loadChunk(shard, lane, task.outcome, task.chunk, options);
              return task !== undefined;
            });
            if (!more) return;
          }
        }),
      );
      options.meter.shard(scope.source.name, { phase: 'waiting', table: null });
      return outcomes;
    }),
  );
}

/** Whether the target keeps the order of the source: texts have another where collations were replaced or the server is another one. */
function isOrderedAlike({ scope, info, collations }: LoadShard, { key, columns }: Table): boolean {
  if (scope.source.flavour === info.flavour && collations.map.size === 0) return true;
  return columns.every(({ name, charset }) => charset === null || charset === 'binary' || !key.includes(name));
}

/** ER_DUP_ENTRY and ER_DUP_ENTRY_WITH_KEY_NAME */
const DUPLICATES = [1062, 1586];

async function loadChunk(
  shard: LoadShard,
  lane: LaneHandle,
  outcome: TableOutcome,
  chunk: Chunk,
  { folder, meter }: PassOptions,
): Promise<void> {
  const { table, schema } = outcome;
  const { source } = shard.scope;
  if (outcome.failed !== undefined) return;
  try {
    meter.shard(source.name, { phase: 'loading', table: `${schema}.${table.name}` });
    const parts = shard.created.get(quoteTable(schema, table.name));
    let indexes = parts?.indexes ?? [];
    const retreat = parts?.retreat;
    if (chunk.rows > 0) {
      const task: LoadTask = {
        folder,
        schema,
        table: table.name,
        source: table.schema,
        columns: table.columns,
        parts: chunk.parts,
        sha256: chunk.sha256,
        rows: chunk.rows,
        bytes: chunk.bytes,
        history: table.history,
        way: shard.info.localInfile && !needsExpressions(table, shard.info) ? 'load-data' : 'insert',
        maxStatement: shard.info.maxAllowedPacket,
        sum: outcome.sums !== undefined,
      };
      const { warnings, rowSum } = await lane.call('load', task).catch(async (error: unknown) => {
        if (!retreat || !isOfTheTable(error)) throw error;
        // An index that the rows do not allow costs that index, and not the rows.
        await lane.call('run', { schema, sql: retreat.drop });
        indexes = retreat.indexes;
        return lane.call('load', task);
      });
      if (rowSum !== undefined) outcome.sums?.push(rowSum);
      if (outcome.warnings.length === 0) outcome.warnings.push(...warnings);
    }
    if (--outcome.chunksLeft > 0) return;
    if (indexes.length > 0) {
      meter.shard(source.name, { phase: 'indexing' });
      outcome.indexesRefused.push(...(await buildIndexes(lane, schema, indexes)));
    }
    meter.tableDone();
  } catch (error) {
    const damaged = error instanceof EngineError && error.failure.code === 'damaged';
    if (!damaged && !isOfTheTable(error)) throw error;
    const duplicates = error.errno !== undefined && DUPLICATES.includes(error.errno);
    outcome.failed = {
      code: damaged ? 'damaged' : duplicates ? 'duplicates' : 'refused',
      ...becauseOf(error.failure),
    };
  }
}

/** JSON with types that its text does not show is put together value by value; only MySQL has it (typed-json.ts). */
function needsExpressions(table: Table, { flavour }: ServerInfo): boolean {
  return flavour === 'mysql' && table.columns.some((column) => column.as === 'json-types');
}
