import pLimit from 'p-limit';
import { encodeName } from '../../../shared/entry-name.ts';
import type { Chunk, Table } from '../../../shared/manifest.ts';
import type { PartitionRows } from '../../../shared/manifest-basics.ts';
import { CALLS_PER_THREAD, type LaneHandle } from '../lane/lane-pool.ts';
import { selectionOf, type TableHead } from '../lane/select-chunk.ts';
import type { Session } from '../mysql/connect.ts';
import { addRowSums } from '../mysql/row-sum.ts';
import { isOfTheTable } from '../of-the-table.ts';
import type { ProgressMeter } from '../progress.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import type { KeyRange } from '../schema/key-range.ts';
import type { SourceException } from '../schema/source-exception.ts';
import { planChunks } from './plan-chunks.ts';

export interface DumpShard {
  readonly name: string;
  readonly reader: Session;
  readonly lanes: readonly LaneHandle[];
  readonly tables: readonly TableDescription[];
}

export interface DumpOptions {
  readonly threads: number;
  /** Data of one chunk as the server counts it; tables below it are one chunk. */
  readonly chunkBytes: number;
  /** A shard with so many bytes has its volumes closed when it is read, even where others are not. */
  readonly closeFrom: number;
  readonly meter: ProgressMeter;
  /** Called when all chunks of a table are in their volumes. */
  readonly onTable: (shard: string, table: Table) => Promise<void>;
}

export interface DumpedTables {
  readonly tables: readonly Table[];
  readonly exceptions: readonly SourceException[];
}

interface PlannedTable {
  readonly description: TableDescription;
  ranges: readonly KeyRange[];
  readonly chunks: Chunk[];
  failed: string | undefined;
  /** Rows that no range of the key gave, since they stand in partitions where they do not belong. */
  misplaced: number;
  partitions: readonly PartitionRows[] | undefined;
}

interface Task {
  readonly table: PlannedTable;
  readonly number: number;
  readonly range: KeyRange;
  readonly bytes: number;
}

/**
 * Reads all tables of all shards: each shard's lanes take chunks from the shard's queue, largest first, while the number
 * of chunks in work at a time follows the number of threads. A table that the server will not read becomes a named
 * exception; anything that concerns the whole run (connection, disk) ends it.
 */
export async function dumpTables(shards: readonly DumpShard[], options: DumpOptions): Promise<DumpedTables[]> {
  const limit = pLimit(options.threads * CALLS_PER_THREAD);
  let unfinished = shards.length;
  return Promise.all(
    shards.map(async (shard) => {
      const planned = await planShard(shard, options);
      const queue = tasksOf(planned);
      const expected = { bytes: queue.reduce((sum, task) => sum + task.bytes, 0) };
      options.meter.shard(shard.name, { expected: expected.bytes });
      await Promise.all(
        shard.lanes.map(async (lane) => {
          for (;;) {
            const more = await limit(async () => {
              const task = queue.shift();
              if (task) await dumpChunk(shard, lane, task, expected, options);
              return task !== undefined;
            });
            if (!more) return;
          }
        }),
      );
      // While others are read, what this shard has becomes durable: should the run be interrupted, it stays.
      if (--unfinished > 0 && expected.bytes >= options.closeFrom)
        await Promise.all(shard.lanes.map((lane) => lane.call('closeVolume', {})));
      options.meter.shard(shard.name, { phase: 'done', table: null });
      return {
        tables: planned.filter((table) => table.failed === undefined).map(toTable),
        exceptions: planned.flatMap((table) => exceptionOf(shard.name, table)),
      };
    }),
  );
}

async function planShard(shard: DumpShard, { meter, chunkBytes }: DumpOptions): Promise<PlannedTable[]> {
  const planned: PlannedTable[] = [];
  meter.shard(shard.name, { phase: 'reading' });
  for (const description of shard.tables) {
    const table: PlannedTable = {
      description,
      ranges: [],
      chunks: [],
      failed: undefined,
      misplaced: 0,
      partitions: undefined,
    };
    planned.push(table);
    try {
      if (!description.rowsElsewhere) table.ranges = await planChunks(shard.reader, description, chunkBytes);
    } catch (error) {
      if (!isOfTheTable(error)) throw error;
      table.failed = error.failure.cause ?? error.failure.message;
    }
  }
  return planned;
}

function tasksOf(planned: readonly PlannedTable[]): Task[] {
  return planned
    .flatMap((table) =>
      table.ranges.map((range, i) => ({
        table,
        number: i + 1,
        range,
        bytes: table.description.byteEstimate / table.ranges.length,
      })),
    )
    .sort((a, b) => b.bytes - a.bytes);
}

async function dumpChunk(
  shard: DumpShard,
  lane: LaneHandle,
  { table, number, range, bytes }: Task,
  expected: { bytes: number },
  { meter, onTable }: DumpOptions,
): Promise<void> {
  if (table.failed !== undefined) return;
  const { description } = table;
  meter.shard(shard.name, { table: `${description.schema}.${description.name}` });
  try {
    const chunk = await readChunk(lane, table, number, range);
    table.chunks.push(chunk);
    expected.bytes += chunk.bytes - bytes; // what was read takes the place of the server's estimate
    if (table.chunks.length === table.ranges.length) await readPartitions(lane, table);
  } catch (error) {
    if (!isOfTheTable(error)) throw error;
    table.failed = error.failure.cause ?? error.failure.message;
    expected.bytes -= bytes;
  }
  if (table.failed === undefined && table.chunks.length === table.ranges.length)
    await onTable(shard.name, toTable(table));
  meter.shard(shard.name, { expected: expected.bytes });
}

async function readChunk(
  lane: LaneHandle,
  { description, ranges }: PlannedTable,
  number: number,
  range: KeyRange,
): Promise<Chunk> {
  const { schema, name } = description;
  const base = `data/${encodeName(schema)}/${encodeName(name)}/${String(number).padStart(6, '0')}`;
  const content = await lane.call('dump', { ...selectionOf(tableHead(description, ranges), range), base });
  return { number, ...range, ...content };
}

/**
 * Counts the rows of each partition: a restore places them anew. Servers look for a range of keys in those partitions alone that may hold it. Where a table has more rows than its ranges
 * gave, it is read once more, as one chunk: without a range no partition is passed over.
 */
async function readPartitions(lane: LaneHandle, table: PlannedTable): Promise<void> {
  const { schema, name, partitioned, history, columns } = table.description;
  if (!partitioned) return;
  const counted = lane.call('count', { schema, name, history: history !== null, columns });
  // A table that is read without a range has all its rows whatever the server says of its partitions.
  table.partitions = await (table.ranges.length > 1 ? counted : counted.catch(noneOfTheTable));
  if (!table.partitions) return;
  const read = table.chunks.reduce((sum, { rows }) => sum + rows, 0);
  const there = table.partitions.reduce((sum, { rows }) => sum + rows, 0);
  if (table.ranges.length < 2 || there === read) return;
  const number = table.ranges.length + 1;
  table.ranges = [WHOLE];
  const chunk = await readChunk(lane, table, number, WHOLE);
  table.chunks.splice(0, table.chunks.length, chunk);
  table.misplaced = Math.max(0, chunk.rows - read);
}

function noneOfTheTable(error: unknown): undefined {
  if (!isOfTheTable(error)) throw error;
}

const WHOLE: KeyRange = { from: null, to: null };

/** What a manifest says of a table that is read in `ranges`. */
export function tableHead(description: TableDescription, ranges: readonly KeyRange[]): TableHead {
  const { cut, keyIndexName } = description;
  const cutAlone = keyIndexName === null && ranges.length > 1 ? cut : null;
  return {
    schema: description.schema,
    name: description.name,
    engine: description.engine,
    columns: description.columns,
    key: description.key.map((column) => column.name),
    keyIndex: keyIndexName,
    ...(cutAlone ? { cut: { index: cutAlone.index, columns: cutAlone.columns.map((column) => column.name) } } : {}),
    history: description.history !== null,
  };
}

function toTable(table: PlannedTable): Table {
  const chunks = table.chunks.toSorted((a, b) => a.number - b.number);
  const sums = chunks.flatMap(({ rowSum }) => rowSum ?? []);
  return {
    ...tableHead(table.description, table.ranges),
    rows: chunks.reduce((sum, chunk) => sum + chunk.rows, 0),
    bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
    chunks,
    ...(sums.length === 0 ? {} : { rowSum: addRowSums(sums) }),
    ...(table.partitions && { partitions: [...table.partitions] }),
  };
}

function exceptionOf(shard: string, { description, failed, misplaced }: PlannedTable): SourceException[] {
  const { schema, name: object, engine } = description;
  const place = { shard, schema, object, kind: 'table' as const };
  if (failed !== undefined) return [{ ...place, why: { code: 'refused', cause: failed } }];
  if (misplaced > 0) return [{ ...place, why: { code: 'misplaced-rows', rows: misplaced } }];
  return description.rowsElsewhere ? [{ ...place, why: { code: 'rows-elsewhere', engine } }] : [];
}
