import { useEffect, useSyncExternalStore } from 'react';
import type { JobSnapshot } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import { failureOf, invoke, onEvent } from '../api.ts';
import { bridge } from '../bridge.ts';
import { changeJobs, isRunning, type JobList, type JobListChange, NO_JOBS, sortJobs } from './job-list.ts';
import type { TrackedJob } from './track-progress.ts';

/** Where the jobs come from: the host, or a test. */
export interface JobSource {
  list(): Promise<JobSnapshot[]>;
  get(id: string): Promise<JobSnapshot>;
  onChanged(listener: (snapshot: JobSnapshot) => void): void;
  /** Called when the host can be reached, at first and after every loss. */
  onOpen(listener: () => void): void;
  now(): number;
}

/** All jobs at one moment. */
export interface JobsView {
  /** Running ones first, then newest first. */
  readonly jobs: readonly JobSnapshot[];
  readonly running: readonly JobSnapshot[];
  readonly byId: ReadonlyMap<string, TrackedJob>;
  /** False until the first list came. */
  readonly loaded: boolean;
  /** Why the list could not be had. */
  readonly failure: Failure | null;
}

export interface JobStore {
  get(): JobsView;
  subscribe(listener: () => void): () => void;
  /** Asks for all jobs again. */
  refresh(): Promise<void>;
  /** Asks for one job whole, with a result that the list left out. */
  complete(id: string): Promise<void>;
}

const NO_VIEW: JobsView = { jobs: [], running: [], byId: new Map(), loaded: false, failure: null };

/** Keeps all jobs: a list at first and after every lost connection, events in between. */
export function createJobStore(source: JobSource): JobStore {
  let list: JobList = NO_JOBS;
  let view = NO_VIEW;
  const listeners = new Set<() => void>();
  const show = (failure: Failure | null) => {
    const jobs = sortJobs(list);
    const running = jobs.filter(isRunning);
    view = { jobs, running, byId: list.jobs, loaded: list.loaded, failure };
    for (const listener of listeners) listener();
  };
  const change = (event: JobListChange) => {
    const next = changeJobs(list, event);
    if (next === list) return;
    list = next;
    show(null);
  };
  const refresh = async () => {
    try {
      change({ type: 'listed', snapshots: await source.list(), at: source.now() });
    } catch (error) {
      show(failureOf(error));
    }
  };
  source.onChanged((snapshot) => change({ type: 'changed', snapshot, at: source.now() }));
  source.onOpen(() => void refresh());
  return {
    get: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    complete: async (id) => {
      try {
        change({ type: 'changed', snapshot: await source.get(id), at: source.now() });
      } catch (error) {
        show(failureOf(error));
      }
    },
  };
}

let store: JobStore | undefined;

/** The one store of the page; subscribed to the host from its first use on. */
export function jobStore(): JobStore {
  store ??= createJobStore({
    list: () => invoke('jobs.list'),
    get: (id) => invoke('jobs.get', { id }),
    onChanged: (listener) => onEvent('job.changed', listener),
    onOpen: (listener) => bridge.onConnection((state) => state === 'open' && listener()),
    now: () => Date.now(),
  });
  return store;
}

/** All jobs, running ones first, then newest first. */
export function useJobs(): JobsView {
  return useSyncExternalStore(jobStore().subscribe, jobStore().get);
}

/** One job with its bars and rates; undefined where none of that id is known (yet, see `useJobs().loaded`). */
export function useJob(id: string): TrackedJob | undefined {
  return useSyncExternalStore(jobStore().subscribe, () => jobStore().get().byId.get(id));
}

/** One job with its result, which is asked for where the list left it out. */
export function useWholeJob(id: string): TrackedJob | undefined {
  const job = useJob(id);
  const incomplete = job?.snapshot.state === 'done' && job.snapshot.result === undefined;
  useEffect(() => {
    if (incomplete) void jobStore().complete(id);
  }, [incomplete, id]);
  return job;
}

/** Jobs that have not come to an end. */
export function useRunningJobs(): readonly JobSnapshot[] {
  return useSyncExternalStore(jobStore().subscribe, () => jobStore().get().running);
}
