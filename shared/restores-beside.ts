import type { ClusterProfile, DestinationView, JobSnapshot, RestoreRequest } from './contract.ts';
import { failureFrom } from './failure.ts';
import { serverName } from './server-name.ts';
import { leftHalf, type RestoreRun } from './set-checks.ts';

/**
 * Restores that this app does not know of itself, begun on the command line or another computer: they are written down
 * beside the set, and look like runs of this app on the cluster whose servers they went to. Newest first, `jobs` among them.
 */
export function withRestoresBeside(
  jobs: readonly JobSnapshot[],
  destinations: readonly Pick<DestinationView, 'path' | 'sets'>[],
  clusters: readonly ClusterProfile[],
): readonly JobSnapshot[] {
  const known = new Set(jobs.map(({ id }) => id));
  const beside = destinations.flatMap(({ path, sets }) =>
    sets.flatMap(({ id, checks = [] }) =>
      checks.flatMap((run) => {
        if (run.kind !== 'run' || known.has(run.id)) return [];
        return clusters.flatMap((cluster) => {
          const map = mapTo(cluster, run);
          return map === null ? [] : [jobOf(run, { from: path, id, clusterId: cluster.id, map }, cluster.name)];
        });
      }),
    ),
  );
  if (beside.length === 0) return jobs;
  return [...jobs, ...beside].toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Shard of the set → shard of this cluster; null where a server is none of its. */
function mapTo({ shards }: ClusterProfile, { targets }: RestoreRun): RestoreRequest['map'] | null {
  const pairs = Object.entries(targets).map(([source, server]) => {
    const target = shards.find((shard) => serverName(shard) === server);
    return target && ([source, target.name] as const);
  });
  const found = pairs.filter((pair) => pair !== undefined);
  return found.length === pairs.length && found.length > 0 ? Object.fromEntries(found) : null;
}

function jobOf(
  run: RestoreRun,
  place: Pick<RestoreRequest, 'from' | 'id' | 'clusterId' | 'map'>,
  cluster: string,
): JobSnapshot {
  const { instant, mark, scope, rename, replace, verify, restored } = run;
  const optional = {
    ...(instant === undefined ? {} : { at: instant }),
    ...(mark === undefined ? {} : { mark }),
    ...(scope === undefined ? {} : { scope }),
  };
  const progress = restored && { ...NO_PROGRESS, tables: restored };
  return {
    id: run.id,
    seq: 0,
    request: { kind: 'restore', ...place, ...optional, rename, replace, verify },
    cluster,
    startedAt: run.began,
    endedAt: run.at,
    progress: progress ?? null,
    ...(leftHalf(run)
      ? { state: 'failed', failure: failureFrom('restore-cancelled', {}, { safety: 'partly-restored' }) }
      : { state: 'done', outcome: 'ok', settled: true }),
  };
}

const NO_PROGRESS = {
  phase: 'loading',
  ...{ bytesDone: 0, bytesTotal: 0, storedBytes: 0, rows: 0, bytesPerSecond: 0, secondsLeft: null, shards: [] },
} as const;
