import type { DestinationView, JobSnapshot, SetSummary } from '../../shared/contract.ts';
import { MARKER_FILE } from '../../shared/destination-marker.ts';
import { type Failure, failureFrom } from '../../shared/failure.ts';
import { samePath } from '../../shared/set-standing.ts';
import { timeOfSet } from '../jobs/describe-job.ts';
import { isRunning } from '../jobs/job-list.ts';

/** The instant a set stands for; for one without a manifest, when it was begun. Null where nothing tells. */
export function momentOf(set: SetSummary): string | null {
  return set.cutAt ?? timeOfSet(set.id);
}

/** True for a set that holds binary logs and no rows. */
export function isLog({ kind }: SetSummary): boolean {
  return kind === 'incremental' || kind === 'differential';
}

/** The run that writes this set now, if one does. */
export function writerOf(set: SetSummary, jobs: readonly JobSnapshot[], destination: string): JobSnapshot | undefined {
  return jobs.find((job) => isRunning(job) && isUnfinishedBy(set, job, destination));
}

/** True for an unfinished set that this run writes, or has left behind. */
export function isUnfinishedBy(set: SetSummary, { request, ...job }: JobSnapshot, destination: string): boolean {
  if (set.state !== 'interrupted' || request.kind !== 'backup' || !samePath(request.to, destination)) return false;
  if (request.resume !== undefined) return request.resume === set.id;
  const begun = timeOfSet(set.id);
  if (begun === null || job.cluster !== set.cluster) return false;
  // Ids have whole seconds.
  const ended = job.endedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(job.endedAt);
  return Date.parse(begun) >= Date.parse(job.startedAt) - 1000 && Date.parse(begun) <= ended;
}

/** The ids of the sets of a destination that runs write now. */
export function beingWritten(
  sets: readonly SetSummary[],
  jobs: readonly JobSnapshot[],
  destination: string,
): ReadonlySet<string> {
  if (!jobs.some(isRunning)) return new Set();
  return new Set(sets.filter((set) => writerOf(set, jobs, destination) !== undefined).map(({ id }) => id));
}

/** The newest verification of a set, running or ended. */
export function verificationOf(set: SetSummary, jobs: readonly JobSnapshot[]): JobSnapshot | undefined {
  return jobs.find(
    ({ request, state }) =>
      request.kind === 'verify' && request.id === set.id && state !== 'cancelled' && state !== 'failed',
  );
}

/** Why a folder cannot be read. What keeps it from taking a first backup is no answer to those who look for backups in it. */
export function whyNotRead({ path, failure }: DestinationView): Failure | undefined {
  return failure?.fact?.reason === 'holds-other-things'
    ? failureFrom('not-a-destination', { folder: path, marker: MARKER_FILE })
    : failure;
}
