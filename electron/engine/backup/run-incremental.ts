import type { Manifest, ManifestShard } from '../../../shared/manifest.ts';
import { brokenChain } from '../chain/broken-chain.ts';
import { checkChain } from '../chain/check-chain.ts';
import { findParent } from '../chain/read-chain.ts';
import { settleAll } from '../lane/settle.ts';
import { logWarnings } from './backup-warnings.ts';
import { captureRange } from './capture-ranges.ts';
import { connectShards } from './connect-shards.ts';
import { manifestServer } from './manifest-server.ts';
import { refuseOtherShards } from './refuse-other-shards.ts';
import type { BackupOptions } from './run-backup.ts';
import { setTargets } from './set-targets.ts';
import { takeCut } from './take-cut.ts';
import { type SetRun, type WrittenSet, writeSet } from './write-set.ts';

export interface IncrementalOptions extends Omit<BackupOptions, 'only' | 'lanesPerShard' | 'chunkBytes'> {
  readonly kind: 'incremental' | 'differential';
}

/**
 * Stores what every shard has logged since the newest set of the chain (incremental) or since its full set
 * (differential), up to one cut over all shards. Before anything is written, each log is checked to go on exactly where
 * that set ended; a gap throws 'chain-broken'.
 */
export function runIncremental(options: IncrementalOptions): Promise<WrittenSet> {
  return writeSet({ ...options, lanes: options.cluster.shards.length }, (run) => captureAll(options, run));
}

async function captureAll(options: IncrementalOptions, run: SetRun): Promise<Manifest> {
  const { cluster, kind, method, wire, signal } = options;
  const { pool, meter, clock } = run;
  const parent = await findParent(run.destination, cluster.name, kind);
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
  const starts = await settleAll(
    shards.map(({ shard, control, info, lanes }) => {
      const was = parent.manifest.shards.find(({ name }) => name === shard.name);
      const [lane] = lanes;
      if (!was || !lane) throw brokenChain(shard.name, { code: 'other-shards' });
      return checkChain({ control, info, lane }, parent.id, was);
    }),
  );
  clock.lap('check');
  const folder = await run.begin();
  await setTargets(shards, options, folder, run.startedAt);

  meter.phase('snapshot');
  const { cut, ends } = await takeCut(shards, method);
  if (cut.lockedMs !== undefined) meter.locked(cut.lockedMs);
  clock.lap('cut');

  meter.phase('logging');
  const written = await settleAll(
    shards.map(async (one, i): Promise<ManifestShard> => {
      const [lane] = one.lanes;
      const [from, end] = [starts[i], ends[i]];
      if (!lane || !from || !end) throw brokenChain(one.shard.name, { code: 'other-shards' });
      const binlog = await captureRange({ ...one, lane, from, end }, meter);
      await lane.call('closeVolume', {});
      meter.shard(one.shard.name, { phase: 'done' });
      return {
        ...manifestServer(one),
        snapshot: null,
        objects: [],
        tables: [],
        binlog,
        cut: end.cut,
      };
    }),
  );
  clock.lap('log');
  meter.phase('finishing');
  return run.manifest({
    parent: parent.id,
    only: undefined,
    cut,
    shards: written,
    exceptions: [],
    warnings: logWarnings(shards),
  });
}
