import type { Cluster } from '../../../shared/cluster.ts';
import type { JobProgress } from '../../../shared/job.ts';
import {
  FORMAT_MAJOR,
  FORMAT_MINOR,
  type Manifest,
  type ManifestShard,
  type Method,
  type StoredAccounts,
  type Table,
  type Volume,
} from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { storeAccounts } from '../accounts/store-accounts.ts';
import { prepareDestination } from '../archive/destination.ts';
import { lockDestination } from '../archive/destination-lock.ts';
import type { Compression } from '../archive/frames.ts';
import { Journal } from '../archive/journal.ts';
import { createSetFolder, newSetId, writeManifest } from '../archive/set-folder.ts';
import { fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import { orAborted, reassure } from '../lane/settle.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import { ProgressMeter } from '../progress.ts';
import { describeTables, type TableDescription } from '../schema/describe-tables.ts';
import { backupWarnings } from './backup-warnings.ts';
import { type ConnectedShard, connectShards } from './connect-shards.ts';
import { dumpTables } from './dump-tables.ts';
import { findInstantVersions } from './find-instant-versions.ts';
import { markTypedJson } from './mark-typed-json.ts';
import { type OpenedShard, openShards } from './open-shards.ts';
import { CHUNK_BYTES } from './plan-chunks.ts';
import { type SourceException, writeException, writeRemark } from './source-exception.ts';
import { storeSchema } from './store-schema.ts';
import { findChangedTables, readTableVersions, type TableVersions } from './table-versions.ts';
import { unseenObjects } from './unseen-objects.ts';

export interface BackupOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly to: string;
  readonly method: Method;
  /** `schema.object` globs; undefined takes everything. */
  readonly only?: readonly string[] | undefined;
  /** Store accounts with their password hashes and grants. */
  readonly accounts?: boolean;
  readonly lanesPerShard: number;
  readonly compression: Compression;
  readonly volumeBytes: number;
  /** Data of one chunk; default 64 MiB. */
  readonly chunkBytes?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface BackupResult {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Backs a cluster up into one full set. The set becomes a backup with the last step, its manifest; until then, and after
 * any error, it is a folder with a journal that nobody takes for a backup. Servers are left as they were found.
 * Throws EngineError; 'cancelled' when `signal` ended it.
 */
export async function runBackup(options: BackupOptions): Promise<BackupResult> {
  const { cluster, method, only, signal } = options;
  signal?.throwIfAborted();
  const startedAt = new Date();
  const clock = startClock();
  const destination = await prepareDestination(options.to);
  const id = newSetId('full', startedAt);
  const destinationLock = await lockDestination(destination.folder, `backup ${id}`);
  const meter = new ProgressMeter(
    cluster.shards.map((shard) => shard.name),
    options.onProgress,
  );
  const volumes: Volume[] = [];
  let journal: Journal | undefined;
  const pool = new LanePool(cluster.shards.length * options.lanesPerShard, (_lane, volume) => {
    volumes.push(volume);
    void journal?.append({ type: 'volume', volume }).catch(() => {});
  });
  const sessions: Session[] = [];
  let unlock = async () => {};
  const abort = () => {
    pool.abort();
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  const writeVolumes = async (): Promise<BackupResult> => {
    const shards = await connectShards(cluster, pool, {
      ...options,
      only,
      signal,
      meter,
      opened: (s) => (signal?.aborted ? s.destroy() : sessions.push(s)),
    });
    clock.lap('connect');
    const folder = await createSetFolder(destination.folder, cluster.name, id);
    journal = await Journal.create(folder);
    await journal.append({
      type: 'begin',
      id,
      cluster: cluster.name,
      method,
      app: APP_VERSION,
      at: startedAt.toISOString(),
    });
    await setTargets(shards, options, folder, startedAt);
    const before = await Promise.all(shards.map(({ reader, schemas }) => readTableVersions(reader, schemas, only)));

    meter.phase('snapshot');
    const opened = await openShards(shards, method);
    unlock = opened.unlock;
    // A cold run is locked to its end.
    if (method === 'warm' && opened.cut.lockedMs !== undefined) meter.locked(opened.cut.lockedMs);
    for (const { shard, snapshot } of opened.shards)
      await journal.append({ type: 'snapshot', shard: shard.name, snapshot });
    clock.lap('snapshot');

    meter.phase('planning');
    const planned = await Promise.all(
      opened.shards.map((shard, i) => planShard(shard, before[i] ?? new Map(), options)),
    );
    clock.lap('schema');

    meter.phase('reading');
    const dumped = await dumpTables(
      planned.map((shard) => ({ ...shard, name: shard.shard.name })),
      {
        threads: pool.threads,
        chunkBytes: options.chunkBytes ?? CHUNK_BYTES,
        meter,
        onTable: async (shard, table) => journal?.append({ type: 'table', shard, table }),
      },
    );
    clock.lap('rows');

    meter.phase('finishing');
    const changed = await Promise.all(planned.map((shard) => changedTables(shard, only)));
    const broken = await unlock().then(() => [], lostColdLock);
    unlock = async () => {};
    await Promise.all(planned.flatMap((shard) => shard.allLanes.map((lane) => lane.call('closeVolume', {}))));
    clock.lap('finish');
    const found = planned.flatMap((shard, i) => [
      ...shard.schema.exceptions,
      ...(dumped[i]?.exceptions ?? []),
      ...(changed[i] ?? []),
    ]);
    const exceptions = onePerObject(found);
    const manifest: Manifest = {
      format: 'shardkeep-set',
      major: FORMAT_MAJOR,
      minor: FORMAT_MINOR,
      app: APP_VERSION,
      id,
      kind: 'full',
      method,
      parent: null,
      cluster: cluster.name,
      state: exceptions.length === 0 ? 'complete' : 'complete-with-exceptions',
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      cut: opened.cut,
      shards: planned.map((shard, i) => toManifestShard(shard, dumped[i]?.tables ?? [])),
      volumes: volumes.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
      exceptions: exceptions.map(writeException),
      warnings: [
        ...(destination.created ? [{ code: 'new-destination' as const, folder: destination.folder }] : []),
        ...planned.flatMap((shard) => shard.warnings),
        // A cold lock that was lost protected nothing.
        ...backupWarnings(planned, broken.length > 0 ? 'warm' : method),
        ...broken,
        ...hashesIn(planned),
      ].map(writeRemark),
      durations: clock.laps,
    };
    return { folder, manifest };
  };
  try {
    const result = await orAborted(writeVolumes(), signal);
    await writeManifest(result.folder, result.manifest);
    await journal?.remove();
    return result;
  } catch (error) {
    if (!signal?.aborted) throw reassure(error, { safe: UNTOUCHED });
    throw fail('cancelled', 'The backup was cancelled.', {
      safe: `The servers are as they were. ${UNTOUCHED}`,
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    await unlock().catch(() => {}); // after an error; cutting the connection below releases what is left
    await pool.abandon();
    await Promise.all(sessions.map((session) => session.close()));
    await journal?.close();
    await pool.close();
    await destinationLock.release();
    meter.stop();
  }
}

const UNTOUCHED = 'Sets that were complete before are untouched; this one is not a backup.';

interface PlannedShard extends OpenedShard {
  readonly tables: readonly TableDescription[];
  readonly schema: Awaited<ReturnType<typeof storeSchema>>;
  /** Tables as they stood before the snapshot. */
  readonly before: TableVersions;
  readonly warnings: readonly Remark[];
  readonly accounts: StoredAccounts | undefined;
}

/** Describes and stores what the snapshot holds: the tables that were there before it. */
async function planShard(
  opened: OpenedShard,
  before: TableVersions,
  { only, accounts: withAccounts = false }: BackupOptions,
): Promise<PlannedShard> {
  const { reader, schemas, lanes, shard, info } = opened;
  const described = await describeTables(reader, schemas, only);
  const known = described.tables.filter(({ schema, name }) => before.has(quoteTable(schema, name)));
  const created = described.tables.filter((table) => !known.includes(table));
  const tables = await markTypedJson(lanes, known);
  const [lane] = lanes;
  if (!lane) throw fail('internal', 'A shard has no lane.');
  const instants = await findInstantVersions(lane, tables);
  const schema = await storeSchema({ name: shard.name, reader, lane, schemas, tables }, only);
  const stored = withAccounts ? await storeAccounts(shard.name, reader, info, lane) : undefined;
  const exceptions = [
    ...(await unseenObjects(opened)),
    ...[...described.exceptions, ...instants].map((exception) => ({ shard: shard.name, ...exception })),
    ...schema.exceptions,
    ...(stored?.exceptions ?? []),
  ];
  const warnings = created.map(
    ({ schema: inSchema, name }): Remark => ({
      code: 'created-meanwhile',
      shard: shard.name,
      schema: inSchema,
      table: name,
    }),
  );
  return { ...opened, tables, schema: { ...schema, exceptions }, before, warnings, accounts: stored?.accounts };
}

async function changedTables(
  { shard, reader, schemas, before }: PlannedShard,
  only: readonly string[] | undefined,
): Promise<SourceException[]> {
  return findChangedTables(shard.name, before, await readTableVersions(reader, schemas, only));
}

async function setTargets(
  shards: readonly ConnectedShard[],
  options: BackupOptions,
  folder: string,
  date: Date,
): Promise<void> {
  const { compression, volumeBytes } = options;
  for (const { shard, lanes } of shards) {
    const counter = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    for (const lane of lanes)
      await lane.call('target', {
        folder,
        prefix: shard.name,
        counter,
        volumeBytes,
        compression,
        date: date.getTime(),
      });
  }
}

function toManifestShard(
  { shard, info, snapshot, schemas, schema, accounts }: PlannedShard,
  tables: readonly Table[],
): ManifestShard {
  return {
    name: shard.name,
    host: shard.host,
    port: shard.port,
    flavour: info.flavour,
    version: info.version,
    uuid: info.uuid,
    variables: { ...info.variables },
    snapshot,
    schemas: [...schemas],
    objects: [...schema.objects],
    tables: [...tables],
    ...(accounts === undefined ? {} : { accounts }),
  };
}

/** A dropped table is missed by whoever looks for it; the first to say so is enough. */
function onePerObject(found: readonly SourceException[]): SourceException[] {
  const seen = new Map(found.toReversed().map((e) => [JSON.stringify([e.shard, e.schema, e.kind, e.object]), e]));
  return [...seen.values()].toReversed();
}

function lostColdLock(): Remark[] {
  return [{ code: 'cold-lock-lost' }];
}

function hashesIn(shards: readonly PlannedShard[]): Remark[] {
  const accounts = shards.reduce((sum, shard) => sum + (shard.accounts?.list.length ?? 0), 0);
  return accounts === 0 ? [] : [{ code: 'holds-hashes', accounts }];
}

function startClock(): { laps: Record<string, number>; lap(name: string): void } {
  let last = performance.now();
  const laps: Record<string, number> = {};
  return {
    laps,
    lap(name) {
      const now = performance.now();
      laps[name] = Math.round(now - last);
      last = now;
    },
  };
}
