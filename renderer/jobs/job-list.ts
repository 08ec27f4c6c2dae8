import type { JobSnapshot } from '../../shared/contract.ts';
import { type TrackedJob, trackJob } from './track-progress.ts';

/** All jobs the page knows, by id. */
export interface JobList {
  readonly jobs: ReadonlyMap<string, TrackedJob>;
  /** False until the first list came. */
  readonly loaded: boolean;
}

export const NO_JOBS: JobList = { jobs: new Map(), loaded: false };

export type JobListChange =
  /** A job as it is now. */
  | { readonly type: 'changed'; readonly snapshot: JobSnapshot; readonly at: number }
  /** All jobs as they are now; what is not among them is gone. */
  | { readonly type: 'listed'; readonly snapshots: readonly JobSnapshot[]; readonly at: number };

/** Takes a change in; of two snapshots of one job the one with the higher `seq` stays, in whichever order they come. */
export function changeJobs(list: JobList, change: JobListChange): JobList {
  switch (change.type) {
    case 'changed': {
      const { snapshot, at } = change;
      const before = list.jobs.get(snapshot.id);
      const after = trackJob(before, snapshot, at);
      return after === before ? list : { ...list, jobs: new Map(list.jobs).set(snapshot.id, after) };
    }
    case 'listed': {
      const listed = change.snapshots.map(
        (snapshot) => [snapshot.id, trackJob(list.jobs.get(snapshot.id), snapshot, change.at)] as const,
      );
      // A job that began after the list was made is known by its event only.
      const names = new Set(listed.map(([id]) => id));
      const newest = Math.max(0, ...change.snapshots.map((snapshot) => Date.parse(snapshot.startedAt)));
      const younger = [...list.jobs].filter(
        ([id, { snapshot }]) => !names.has(id) && Date.parse(snapshot.startedAt) > newest,
      );
      return { jobs: new Map([...listed, ...younger]), loaded: true };
    }
  }
}

/** Newest first; running ones before all others. */
export function sortJobs(list: JobList): JobSnapshot[] {
  return [...list.jobs.values()]
    .map(({ snapshot }) => snapshot)
    .toSorted(
      (a, b) => Number(isRunning(b)) - Number(isRunning(a)) || Date.parse(b.startedAt) - Date.parse(a.startedAt),
    );
}

/** True while the job has not come to an end. */
export function isRunning({ state }: JobSnapshot): boolean {
  return state === 'running' || state === 'cancelling';
}
