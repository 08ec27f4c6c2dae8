import type { ClusterProfile } from '../../shared/contract.ts';
import { lookOf, type ShardLook, type ShardStanding, standingOfShard } from '../../shared/shard-standing.ts';
import { useJobs } from '../jobs/job-store.ts';
import { useClusterReach, useClusterView } from '../queries.ts';

/** How closely a page looks at the servers: a login, or all that they hold. */
type Closeness = 'reach' | 'view';

/**
 * What each shard of a cluster is, by name, from all that is known of it: pages that look at servers in different ways say
 * the same of them. `closeness`: what this page asks for by itself.
 */
export function useShardStandings(cluster: ClusterProfile, closeness: Closeness): ReadonlyMap<string, ShardStanding> {
  const reach = useClusterReach(cluster.id, closeness === 'reach');
  const view = useClusterView(cluster.id, closeness === 'view');
  const { jobs } = useJobs();
  const runs = jobs.filter((job) => job.request.kind !== 'verify' && job.request.clusterId === cluster.id);
  const when = (updatedAt: number) => new Date(updatedAt).toISOString();
  const looksAt = (name: string): ShardLook[] => [
    ...(reach.data ?? []).flatMap((one) =>
      one.name === name
        ? [{ at: when(reach.dataUpdatedAt), ...(one.failure === undefined ? {} : { failure: one.failure }) }]
        : [],
    ),
    ...(view.data?.shards ?? []).flatMap((one) =>
      one.name === name ? [lookOf(one.check, when(view.dataUpdatedAt))] : [],
    ),
  ];
  return new Map(cluster.shards.map(({ name }) => [name, standingOfShard(name, looksAt(name), runs)]));
}
