import type { Cut, ManifestShard } from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { readReplication } from '../mysql/read-replication.ts';
import type { ConnectedShard } from './connect-shards.ts';

export type ReplicatingShard = Pick<ConnectedShard, 'shard' | 'replication'>;

/** Those shards whose servers take their changes over from others. */
export function replicasAmong<S extends ReplicatingShard>(shards: readonly S[]): S[] {
  return shards.filter(({ replication }) => (replication.sources?.length ?? 0) > 0);
}

/** What is to be said of shards that are replicas. */
export function replicaRemarks(shards: readonly ReplicatingShard[]): Remark[] {
  const replicas = replicasAmong(shards);
  const own = replicas.flatMap(({ shard, replication }) =>
    (replication.sources ?? []).map((source): Remark => ({ code: 'replica', shard: shard.name, ...source })),
  );
  if (shards.length < 2 || replicas.length === 0) return own;
  return [...own, { code: 'replicas-apart', shards: replicas.map(({ shard }) => shard.name) }];
}

/**
 * Takes back that several shards have one instant where replicas are among them: however their logs are cut, each has what
 * it had applied until then. The same object is returned, since a cold run still writes into it.
 */
export function claimOwnInstants(cut: Cut, shards: readonly ReplicatingShard[]): Cut {
  if (shards.length < 2 || replicasAmong(shards).length === 0) return cut;
  cut.kind = 'per-shard';
  delete cut.way;
  return cut;
}

/**
 * What the manifest says of a shard's replication, for the next set to compare. On MariaDB as it was before anything was
 * read: whatever is applied since then shows. On MySQL as it is at the end: what is logged until then may be purged.
 */
export async function recordReplication({
  control,
  info,
  replication,
}: Omit<ConnectedShard, 'lanes'>): Promise<Required<Pick<ManifestShard, 'replication'>>> {
  return { replication: info.flavour === 'mysql' ? await readReplication(control, info) : replication };
}
