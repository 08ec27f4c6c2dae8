import type { JobSnapshot, RestoreRequest } from './contract.ts';
import type { RestoreReport } from './restore-report.ts';

/** A restore that left a part of what it should have brought. */
export type HalfRestore = JobSnapshot & { readonly request: RestoreRequest };

/** Reasons for which nobody can tell how far a restore had come. */
const LOST: ReadonlySet<string> = new Set(['restore-crashed', 'restore-killed', 'restore-abandoned']);
/** Before these phases nothing is written. */
const LOOKING: ReadonlySet<string> = new Set(['connecting', 'checking']);

/** True for a restore that ended with a part on its target and was not finished or settled since by itself. */
export function leavesHalf(job: JobSnapshot): job is HalfRestore {
  const { request, state, failure, result, outcome, progress, settled } = job;
  if (request.kind !== 'restore' || settled === true) return false;
  if (state === 'failed' || state === 'cancelled') {
    if (failure?.safety === 'partly-restored') return true;
    return (
      failure?.fact !== undefined && LOST.has(failure.fact.reason) && progress !== null && !LOOKING.has(progress.phase)
    );
  }
  if (state !== 'done') return false;
  return result?.kind === 'restore' ? isHalf(result.report) : outcome === 'damage';
}

/** True for a restore of which a part of what it should have brought is not there. */
export function isHalf({ tables, rolled }: Pick<RestoreReport, 'tables' | 'rolled'>): boolean {
  return (
    tables.some((table) => table.state === 'failed' || table.state === 'different') ||
    rolled.some(({ stopped }) => stopped !== null)
  );
}

/** What is half restored on a cluster: the newest such restore that no later one has finished. `jobs`: newest first. */
export function halfRestored(clusterId: string, jobs: readonly JobSnapshot[]): HalfRestore | undefined {
  return openHalves(jobs.filter(({ request }) => request.kind === 'restore' && request.clusterId === clusterId))[0];
}

/** The restores to one cluster that left a part behind and that no later one has finished, newest first as `jobs` are. */
export function openHalves(jobs: readonly JobSnapshot[]): HalfRestore[] {
  return jobs.filter(
    (job, index): job is HalfRestore => leavesHalf(job) && !jobs.slice(0, index).some((later) => finishes(later, job)),
  );
}

/** How many tables were there whole when it ended; null where that is not known. */
export function tablesThere({
  progress,
  result,
}: JobSnapshot): { readonly done: number; readonly total: number } | null {
  if (result?.kind !== 'restore') return progress?.tables ?? null;
  const { tables } = result.report;
  const bad = tables.filter(({ state }) => state === 'failed' || state === 'different').length;
  return { done: tables.length - bad, total: tables.length };
}

/** True for a later restore that brought all that this one should have brought, to the same places. */
function finishes(later: JobSnapshot, { request: wanted }: HalfRestore): boolean {
  const { request, state, outcome } = later;
  if (request.kind !== 'restore' || state !== 'done' || outcome === 'damage' || leavesHalf(later)) return false;
  return (
    Object.entries(wanted.map).every(([shard, target]) => request.map[shard] === target) &&
    same(request.rename, wanted.rename) &&
    (request.scope === undefined || (wanted.scope !== undefined && same(request.scope, wanted.scope)))
  );
}

function same(one: object, other: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
