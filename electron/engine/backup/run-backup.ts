import type { Cluster } from '../../../shared/cluster.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { Cut, Manifest, ManifestShard, StoredAccounts, Table } from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import type { SpatialReferenceSystem } from '../../../shared/spatial-reference-system.ts';
import { storeAccounts } from '../accounts/store-accounts.ts';
import type { Compression } from '../archive/frames.ts';
import type { InterruptedSet } from '../archive/read-interrupted.ts';
import { defect } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { WireChoice } from '../mysql/measure-wire.ts';
import { quoteTable } from '../mysql/quote.ts';
import type { ProgressMeter } from '../progress.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { type SourceException, writeException } from '../schema/source-exception.ts';
import { readSpatialSystems } from '../schema/spatial-systems.ts';
import { settleAll } from '../settle.ts';
import { accountRemarks, backupWarnings, computesAnew, lineWarnings, logWarnings } from './backup-warnings.ts';
import { journalServer } from './build-bridge.ts';
import type { ShardLog } from './capture-ranges.ts';
import { connectShards } from './connect-shards.ts';
import { dumpTables } from './dump-tables.ts';
import type { AskedSet } from './expect-as-asked.ts';
import { findInstantVersions } from './find-instant-versions.ts';
import { findTruncated } from './find-truncated.ts';
import { type LockPatience, PATIENCE } from './hold-writers.ts';
import { type KeptTables, keepEarlier, NOTHING_KEPT } from './keep-earlier.ts';
import { listBaseTables } from './list-base-tables.ts';
import { logToCut } from './log-to-cut.ts';
import { lookAtTables, type SeenTables } from './look-at-tables.ts';
import { manifestServer } from './manifest-server.ts';
import { markTypedJson, unknownJsonTypes } from './mark-typed-json.ts';
import { type OpenedShard, openShards, perShardCut } from './open-shards.ts';
import { openStatements } from './open-statements.ts';
import { outsideRemarks } from './outside-remarks.ts';
import { CHUNK_BYTES } from './plan-chunks.ts';
import { recordReplication, replicaRemarks } from './replicas.ts';
import { setTargets } from './set-targets.ts';
import { storeSchema } from './store-schema.ts';
import { inOrder, type StoredTables, storeTables } from './store-tables.ts';
import { journalVersion } from './table-versions.ts';
import { unseenObjects, unseenSchemas } from './unseen-objects.ts';
import { resumeSet, type SetRun, type WrittenSet, writeSet } from './write-set.ts';

/** `accounts`: with their password hashes and grants; `withoutAccountStatements`: of those in binary logs none. */
export interface BackupOptions extends AskedSet {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly to: string;
  readonly lanesPerShard: number;
  readonly compression: Compression;
  readonly volumeBytes: number;
  /** Data of one chunk; default 64 MiB. */
  readonly chunkBytes?: number;
  /** Whether lanes have the servers compress what they send; default: where the wire is measured to be slow. */
  readonly wire?: WireChoice;
  /** How long writers may be held up, and for how long that is tried. */
  readonly patience?: LockPatience | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/**
 * Finishes a full set whose run was interrupted; it must have been asked for in the same way (expect-as-asked.ts). Tables
 * that are whole in closed volumes stay, the others are read in new snapshots, and the set gets the binary log between the
 * two (keep-earlier.ts). Throws EngineError; 'cancelled' when `signal` ended it.
 */
export function resumeBackup(options: BackupOptions & { readonly id: string }): Promise<WrittenSet> {
  const lanes = options.cluster.shards.length * options.lanesPerShard;
  return resumeSet({ ...options, lanes }, (run, earlier) => backUp(options, run, earlier));
}

/**
 * Backs a cluster up into one full set. The set becomes a backup with the last step, its manifest; until then, and after
 * any error, it is a folder with a journal that nobody takes for a backup. Servers are left as they were found.
 * Throws EngineError; 'cancelled' when `signal` ended it.
 */
export function runBackup(options: BackupOptions): Promise<WrittenSet> {
  return writeSet({ ...options, kind: 'full', lanes: options.cluster.shards.length * options.lanesPerShard }, (run) =>
    backUp(options, run),
  );
}

async function backUp(options: BackupOptions, run: SetRun, earlier?: InterruptedSet): Promise<Manifest> {
  const { cluster, method, only, accounts = false, lanesPerShard, compression, volumeBytes } = options;
  const { pool, meter, clock } = run;
  const chunkBytes = options.chunkBytes ?? CHUNK_BYTES;
  const shards = await connectShards(cluster, pool, {
    only,
    meter,
    lanesPerShard,
    purpose: 'rows',
    wire: options.wire,
    signal: options.signal,
    opened: run.opened,
  });
  clock.lap('connect');
  const { withoutAccountStatements = false } = options;
  const asked = { accounts, withoutAccountStatements, lanesPerShard, compression, volumeBytes, chunkBytes };
  const folder = await run.begin({ ...asked, ...(only === undefined ? {} : { only: [...only] }) });
  await setTargets(shards, options, folder, run.startedAt, earlier?.numbers);
  const seen = await Promise.all(shards.map((shard) => lookAtTables(shard, only)));
  clock.lap('tables');

  meter.phase('snapshot');
  const opened = await openShards(shards, method, options.patience ?? PATIENCE);
  run.unlockWith(opened.unlock);
  // A cold run is locked to its end.
  if (method === 'warm' && opened.cut.lockedMs !== undefined) meter.locked(opened.cut.lockedMs);
  const servers = await Promise.all(opened.shards.map((shard) => journalServer(shard)));
  for (const [i, { shard, snapshot }] of opened.shards.entries())
    await run.note({ type: 'snapshot', shard: shard.name, snapshot, ...(servers[i] && { server: servers[i] }) });
  clock.lap('snapshot');

  if (earlier) meter.phase('logging');
  const kept = await Promise.all(opened.shards.map((shard, i) => keepTables(shard, seen[i], earlier, meter)));
  clock.lap('bridge');

  meter.phase('planning');
  const planned = await Promise.all(
    opened.shards.map((shard, i) => planShard(shard, seen[i], kept[i] ?? NOTHING_KEPT, options)),
  );
  clock.lap('schema');

  meter.phase('reading');
  const dumped = await dumpTables(
    planned.map((shard) => ({ ...shard, name: shard.shard.name, tables: shard.toRead })),
    {
      threads: pool.threads,
      chunkBytes,
      closeFrom: Math.min(volumeBytes, CHUNK_BYTES),
      meter,
      onTable: async (name, table) => {
        const from = planned.find(({ shard }) => shard.name === name)?.seen.versions;
        const version = journalVersion(from?.get(quoteTable(table.schema, table.name)));
        await run.note({ type: 'table', shard: name, table, ...(version && { version }) });
      },
    },
  );
  clock.lap('rows');

  meter.phase('finishing');
  const stored = await Promise.all(planned.map((shard) => storeTables(shard.shard.name, shard.firstLane, shard.seen)));
  const truncated = await Promise.all(
    planned.map(({ shard, reader, seen: was }, i) =>
      findTruncated({ name: shard.name, reader, seen: was, read: dumped[i]?.tables ?? [] }),
    ),
  );
  const broken = await run.unlock().then(() => [], lostColdLock);
  clock.lap('finish');
  meter.phase('logging');
  const logged = await logToCut(planned, instantOf(opened.cut, planned), method, {
    meter,
    patience: options.patience ?? PATIENCE,
    withoutAccounts: withoutAccountStatements,
  });
  clock.lap('log');
  meter.phase('finishing');
  await Promise.all(planned.flatMap((shard) => shard.allLanes.map((lane) => lane.call('closeVolume', {}))));
  clock.lap('finish');
  const replication = await Promise.all(planned.map((shard) => recordReplication(shard)));
  const open = await settleAll(
    planned.map(({ control, schemas }, i) => openStatements(control, schemas, logged.logs[i]?.binlog)),
  );
  const found = planned.flatMap((shard, i) => [
    ...shard.schema.exceptions,
    ...(dumped[i]?.exceptions ?? []),
    ...(stored[i]?.exceptions ?? []),
    ...(truncated[i] ?? []),
    ...(open[i] ?? []),
  ]);
  return run.manifest({
    parent: null,
    only,
    cut: logged.cut,
    shards: planned.map((shard, i) => ({
      ...toManifestShard(shard, dumped[i]?.tables ?? [], stored[i], logged.logs[i]),
      ...replication[i],
    })),
    exceptions: onePerObject(found).map(writeException),
    warnings: [
      ...(earlier ? [resumedWith(run.runAt, planned)] : []),
      ...planned.flatMap((shard) => shard.warnings),
      // A cold lock that was lost protected nothing.
      ...backupWarnings(planned, broken.length > 0 ? 'warm' : method),
      ...planned.flatMap(({ shard }, i) => computesAnew(shard.name, stored[i]?.computing ?? [])),
      ...logged.remarks,
      ...replicaRemarks(planned),
      ...logWarnings(planned.filter((_, i) => logged.logs[i]?.binlog.segments.length)),
      ...servers.flatMap(({ prepared }, i) => preparedXa(cluster.shards[i]?.name ?? '', prepared)),
      ...broken,
      ...lineWarnings(shards.map(({ reader }) => reader)),
      ...hashesIn(planned),
      ...planned.flatMap(({ shard }, i) => accountRemarks(shard.name, logged.logs[i]?.binlog.segments ?? [])),
    ],
  });
}

interface PlannedShard extends OpenedShard {
  readonly kept: KeptTables;
  readonly tables: readonly TableDescription[];
  /** Those that are not kept. */
  readonly toRead: readonly TableDescription[];
  readonly schema: Awaited<ReturnType<typeof storeSchema>>;
  /** Tables as they stood before the snapshot. */
  readonly seen: SeenTables;
  readonly firstLane: LaneHandle;
  readonly warnings: readonly Remark[];
  readonly accounts: StoredAccounts | undefined;
  readonly systems: readonly SpatialReferenceSystem[];
}

async function keepTables(
  shard: OpenedShard,
  seen: SeenTables | undefined,
  earlier: InterruptedSet | undefined,
  meter: ProgressMeter,
): Promise<KeptTables> {
  return earlier && seen ? keepEarlier(shard, seen, earlier, meter) : NOTHING_KEPT;
}

/** The cut that the shards have by their snapshots alone, some of which may be from before the run was interrupted. */
function instantOf(cut: Cut, shards: readonly PlannedShard[]): Cut {
  if (shards.every(({ kept }) => !kept.instant)) return cut;
  return perShardCut(shards.map(({ snapshot }) => snapshot));
}

/** Describes and stores what the snapshot holds: the tables that were there before it. */
async function planShard(
  opened: OpenedShard,
  seen: SeenTables | undefined,
  kept: KeptTables,
  { only, accounts: withAccounts = false }: AskedSet,
): Promise<PlannedShard> {
  const { reader, schemas, lanes, shard, info } = opened;
  const [lane] = lanes;
  if (!lane || !seen) throw defect('A shard has no lane, or its tables were not looked at.');
  const { versions } = seen;
  const created = (await listBaseTables(reader, schemas)).filter(
    ({ schema, name }) => matchesObject(only, schema, name) && !versions.has(quoteTable(schema, name)),
  );
  const there = new Set(kept.tables.map((table) => quoteTable(table.schema, table.name)));
  const toRead = await markTypedJson(
    lanes,
    seen.tables.filter((table) => !there.has(quoteTable(table.schema, table.name))),
    info,
  );
  const { tables } = seen;
  const instants = await findInstantVersions(lane, tables);
  const schema = await storeSchema({ name: shard.name, reader, lane, schemas, tables }, only);
  const systems = await readSpatialSystems(reader, schemas);
  const stored = withAccounts ? await storeAccounts(shard.name, reader, info, lane) : undefined;
  const exceptions = [
    ...(await unseenObjects({ ...opened, only })),
    ...[...seen.exceptions, ...instants, ...unknownJsonTypes(tables, info)].map((exception) => ({
      shard: shard.name,
      ...exception,
    })),
    ...schema.exceptions,
    ...(stored?.exceptions ?? []),
  ];
  const warnings: Remark[] = created.map(
    ({ schema: inSchema, name }): Remark => ({
      code: 'created-meanwhile',
      shard: shard.name,
      schema: inSchema,
      table: name,
    }),
  );
  return {
    ...opened,
    snapshot: kept.instant?.snapshot ?? opened.snapshot,
    kept,
    tables,
    toRead,
    schema: { ...schema, exceptions },
    seen,
    firstLane: lane,
    warnings: [
      ...kept.remarks,
      ...warnings,
      ...(await outsideRemarks(opened)),
      ...(only === undefined ? await unseenSchemas(opened) : []),
    ],
    accounts: stored?.accounts,
    systems,
  };
}

function toManifestShard(
  planned: PlannedShard,
  tables: readonly Table[],
  definitions: StoredTables | undefined,
  log: ShardLog | undefined,
): ManifestShard {
  const { snapshot, schemas, schema, accounts, systems, kept } = planned;
  return {
    ...manifestServer(planned),
    snapshot,
    objects: inOrder(schemas, schema.objects, definitions?.objects ?? []),
    tables: [...kept.tables, ...tables].map((table) => {
      const literals = definitions?.literals.get(quoteTable(table.schema, table.name));
      return literals ? { ...table, literals: [...literals] } : table;
    }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(systems.length > 0 && { spatialReferenceSystems: [...systems] }),
    ...log,
  };
}

/** What was prepared with XA before the snapshot is neither in it nor in the log behind it. */
function preparedXa(shard: string, count: number | null): Remark[] {
  return count === null || count === 0 ? [] : [{ code: 'prepared-xa', shard, count }];
}

function resumedWith(at: string, shards: readonly PlannedShard[]): Remark {
  const kept = shards.reduce((sum, shard) => sum + shard.kept.tables.length, 0);
  const tables = shards.reduce((sum, shard) => sum + shard.tables.length, 0);
  return { code: 'resumed', at, kept, tables };
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
