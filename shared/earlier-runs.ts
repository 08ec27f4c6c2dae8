import type { JobSnapshot } from './contract.ts';

/** How long full backups of a cluster took, in seconds. */
export interface EarlierRuns {
  readonly count: number;
  readonly least: number;
  readonly most: number;
}

/** As many say what to expect; older ones were of other data. */
const LAST = 5;

/**
 * What the last full backups of a cluster that came to their end took: what a run is expected to take, which no sample of a
 * server's rate tells. Null where there was none. `jobs`: newest first.
 */
export function earlierRuns(clusterId: string, jobs: readonly JobSnapshot[]): EarlierRuns | null {
  const seconds = jobs
    .filter(({ request, state }) => request.kind === 'backup' && request.clusterId === clusterId && state === 'done')
    .filter(({ request }) => request.kind === 'backup' && (request.setKind ?? 'full') === 'full' && !request.resume)
    .slice(0, LAST)
    .flatMap(({ startedAt, endedAt }) =>
      endedAt === undefined ? [] : [(Date.parse(endedAt) - Date.parse(startedAt)) / 1000],
    );
  if (seconds.length === 0) return null;
  return { count: seconds.length, least: Math.min(...seconds), most: Math.max(...seconds) };
}
