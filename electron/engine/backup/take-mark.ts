import type { Cluster } from '../../../shared/cluster.ts';
import { FORMATS } from '../../../shared/manifest.ts';
import type { RestoreMark } from '../../../shared/restore-mark.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { openDestination } from '../archive/destination.ts';
import { findMarks, writeMark } from '../archive/marks.ts';
import { instantOf } from '../binlog/instant-of.ts';
import { findParent } from '../chain/read-chain.ts';
import { fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import { ProgressMeter } from '../progress.ts';
import { orAborted } from '../settle.ts';
import { connectShards } from './connect-shards.ts';
import { refuseOtherShards } from './refuse-other-shards.ts';
import { replicasAmong } from './replicas.ts';
import { takeCut } from './take-cut.ts';

export interface MarkOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly to: string;
  /** Undefined: named after its instant. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WrittenMark {
  readonly file: string;
  readonly mark: RestoreMark;
}

/**
 * Marks one instant of all shards, to which a restore can go exactly once a set holds the logs up to it. Nothing is read
 * from the shards but where their logs are, by the same means as an incremental set's cut; a running backup is not
 * disturbed. Throws where no set is there to build on, where the name is taken, and where no common instant can be had.
 */
export async function takeMark({ cluster, to, name, signal }: MarkOptions): Promise<WrittenMark> {
  signal?.throwIfAborted();
  const { folder } = await openDestination(to);
  const parent = await findParent(folder, cluster.name, 'incremental');
  const names = cluster.shards.map((shard) => shard.name);
  refuseOtherShards(names, parent);
  if (name !== undefined) await refuseTaken(folder, cluster.name, name);
  const sessions: Session[] = [];
  const abort = () => {
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  const pool = new LanePool(0);
  const meter = new ProgressMeter(names, undefined);
  const work = async (): Promise<WrittenMark> => {
    const shards = await connectShards(cluster, pool, {
      ...{ only: undefined, lanesPerShard: 0, purpose: 'log', wire: 'plain', signal, meter },
      opened: (session) => (signal?.aborted ? session.destroy() : sessions.push(session)),
    });
    const replicas = replicasAmong(shards).map(({ shard }) => shard.name);
    if (shards.length > 1 && replicas.length > 0)
      throw fail('mark-of-replicas', { cluster: cluster.name, shards: replicas.join(', ') });
    const { cut, ends } = await takeCut(shards, 'hot');
    if (cut.kind !== 'common') throw fail('mark-not-common', { cluster: cluster.name });
    const mark: RestoreMark = {
      ...{ format: 'shardkeep-mark', ...FORMATS.usual, app: APP_VERSION },
      name: name ?? `mark ${cut.at.slice(0, 19).replace('T', ' ').replaceAll(':', '.')}`,
      cluster: cluster.name,
      cut: { ...cut, kind: 'common' },
      shards: ends.map(({ position, instant, cut: shardCut }, i) => ({
        name: names[i] ?? '',
        flavour: shards[i]?.info.flavour ?? 'mysql',
        uuid: shards[i]?.info.uuid ?? null,
        position,
        until: instant === undefined ? null : instantOf(instant.micros),
        ...(instant && { sure: { ...instant.sure, gtid: '' } }),
        cut: shardCut,
      })),
    };
    return { file: await writeMark(folder, mark), mark };
  };
  try {
    return await orAborted(work(), signal);
  } finally {
    signal?.removeEventListener('abort', abort);
    await Promise.all(sessions.map((session) => session.close()));
    await pool.close();
    meter.stop();
  }
}

async function refuseTaken(folder: string, cluster: string, name: string): Promise<void> {
  for (const found of await findMarks(folder))
    if (found.state === 'readable' && found.mark.cluster === cluster && found.mark.name === name)
      throw fail('mark-exists', { name, at: found.mark.cut.at }, { where: { file: found.file } });
}
