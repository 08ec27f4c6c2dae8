import type { JobSnapshot, SetSummary } from '../../shared/contract.ts';

/** How safe a cluster is, by what its destinations hold. */
export type Protection =
  | { readonly state: 'never' }
  | {
      readonly state: 'protected' | 'old';
      readonly set: SetSummary;
      readonly at: string;
      readonly verifiedAt: string | null;
    };

/** A backup older than this no longer is what people think they have. */
const OLD_MS = 7 * 24 * 3600 * 1000;

/** Judges one cluster from the sets found and the jobs remembered; only complete sets count. */
export function judgeProtection(
  cluster: string,
  sets: readonly SetSummary[],
  jobs: readonly JobSnapshot[],
  now: number,
): Protection {
  const good = setsOf(cluster, sets).filter(
    (set) => set.state === 'complete' || set.state === 'complete-with-exceptions',
  );
  const [set] = good;
  const at = set?.finishedAt ?? set?.cutAt;
  if (!set || at === undefined) return { state: 'never' };
  const check = jobs.find(
    ({ request, outcome }) =>
      (request.kind === 'verify' || request.kind === 'restore') && request.id === set.id && outcome === 'ok',
  );
  return { state: now - Date.parse(at) > OLD_MS ? 'old' : 'protected', set, at, verifiedAt: check?.endedAt ?? null };
}

/** A cluster's sets, newest first. */
export function setsOf(cluster: string, sets: readonly SetSummary[]): SetSummary[] {
  return sets.filter((set) => set.cluster === cluster).toSorted((a, b) => (a.id < b.id ? 1 : -1));
}
