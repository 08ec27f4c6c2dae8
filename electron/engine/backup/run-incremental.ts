import { encodeName } from '../../../shared/entry-name.ts';
import type { Manifest, ManifestShard } from '../../../shared/manifest.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { brokenChain } from '../binlog/broken-chain.ts';
import { findDifferential, findStart, type LogStart } from '../chain/find-start.ts';
import { findBase, findParent } from '../chain/read-chain.ts';
import { writeException } from '../schema/source-exception.ts';
import { readSpatialSystems } from '../schema/spatial-systems.ts';
import { settleAll } from '../settle.ts';
import { accountRemarks, logWarnings, startRemarks } from './backup-warnings.ts';
import { captureRange } from './capture-ranges.ts';
import { captureSince } from './capture-since.ts';
import { type ConnectedShard, connectShards } from './connect-shards.ts';
import { manifestServer } from './manifest-server.ts';
import { openStatements } from './open-statements.ts';
import { refuseOtherShards } from './refuse-other-shards.ts';
import { recordReplication, replicaRemarks } from './replicas.ts';
import type { BackupOptions } from './run-backup.ts';
import { setTargets } from './set-targets.ts';
import { storeLogged } from './store-logged.ts';
import { takeCut } from './take-cut.ts';
import { type SetRun, type WrittenSet, writeSet } from './write-set.ts';

export interface IncrementalOptions extends Omit<BackupOptions, 'only' | 'lanesPerShard' | 'chunkBytes'> {
  readonly kind: 'incremental' | 'differential';
  /** An incremental set builds on this one instead of the newest: the log of an older chain goes on. */
  readonly base?: string | undefined;
}

/**
 * Stores what every shard has logged since the newest set of the chain (incremental) or since its full set
 * (differential), up to one cut over all shards. Before anything is written, each log is checked to go on exactly where
 * that set ended; a gap throws 'chain-broken'. A differential set takes over what an earlier one of the same full set has of
 * files that the server has finished.
 */
export function runIncremental(options: IncrementalOptions): Promise<WrittenSet> {
  return writeSet({ ...options, lanes: options.cluster.shards.length }, (run) => captureAll(options, run));
}

async function captureAll(options: IncrementalOptions, run: SetRun): Promise<Manifest> {
  const { cluster, kind, base, method, wire, signal, withoutAccountStatements: withoutAccounts = false } = options;
  const { pool, meter, clock } = run;
  const parent =
    base === undefined
      ? await findParent(run.destination, cluster.name, kind)
      : await findBase(run.destination, cluster.name, base);
  refuseOtherShards(
    cluster.shards.map(({ name }) => name),
    parent,
  );
  const shards = await connectShards(cluster, pool, {
    only: undefined,
    lanesPerShard: 1,
    purpose: 'log',
    wire,
    signal,
    meter,
    opened: run.opened,
  });
  clock.lap('connect');

  meter.phase('checking');
  const differential = kind === 'differential' ? await findDifferential(run.destination, parent) : undefined;
  const begin = async ({ control, info, lanes }: ConnectedShard, earlier?: ReadableSet): Promise<LogStart> => {
    const [lane] = lanes;
    if (!lane) throw brokenChain(control.shard.name, { code: 'other-shards' });
    return findStart({ control, info, lane }, parent, earlier);
  };
  const starts = await settleAll(shards.map((one) => begin(one, differential)));
  clock.lap('check');
  const folder = await run.begin();
  await setTargets(shards, options, folder, run.startedAt, numbersOf(shards, starts));

  meter.phase('snapshot');
  const { cut, ends } = await takeCut(shards, method, options.patience);
  if (cut.lockedMs !== undefined) meter.locked(cut.lockedMs);
  clock.lap('cut');

  meter.phase('logging');
  const written = await settleAll(
    shards.map(async (one, i) => {
      const [lane] = one.lanes;
      const [start, end] = [starts[i], ends[i]];
      if (!lane || !start || !end) throw brokenChain(one.shard.name, { code: 'other-shards' });
      const { binlog, remarks } =
        kind === 'differential'
          ? await captureSince({ ...one, lane, end, withoutAccounts }, start, run, folder, () => begin(one))
          : {
              binlog: await captureRange({ ...one, lane, from: start.from, end, withoutAccounts }, meter),
              remarks: [],
            };
      await lane.call('closeVolume', {});
      const before = parent.manifest.shards.find(({ name }) => name === one.shard.name);
      const objects = await storeLogged(one, binlog, before);
      meter.shard(one.shard.name, { phase: 'done' });
      const systems = await readSpatialSystems(one.reader, one.schemas);
      const shard: ManifestShard = {
        ...manifestServer(one),
        ...(await recordReplication(one)),
        ...(systems.length > 0 && { spatialReferenceSystems: systems }),
        snapshot: null,
        objects,
        tables: [],
        binlog,
        cut: end.cut,
      };
      const told = [...accountRemarks(one.shard.name, binlog.segments), ...startRemarks(one.shard.name, binlog)];
      return { shard, remarks: [...remarks, ...told], open: await openStatements(one.control, one.schemas, binlog) };
    }),
  );
  clock.lap('log');
  meter.phase('finishing');
  return run.manifest({
    parent: parent.id,
    only: undefined,
    cut,
    shards: written.map(({ shard }) => shard),
    exceptions: written.flatMap(({ open }) => open).map(writeException),
    warnings: [...written.flatMap(({ remarks }) => remarks), ...logWarnings(shards), ...replicaRemarks(shards)],
  });
}

/** The highest number among the volumes that may be taken over, by the encoded name of the shard: new ones come behind. */
function numbersOf(shards: readonly ConnectedShard[], starts: readonly LogStart[]): Map<string, number> {
  return new Map(
    shards.map(({ shard }, i) => {
      const taken = [...(starts[i]?.earlier?.volumes.values() ?? [])];
      return [encodeName(shard.name), Math.max(0, ...taken.map(({ number }) => number))];
    }),
  );
}
