import { startTransition, useCallback, useEffect, useState } from 'react';
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

/**
 * Part of what the store knows. A snapshot is never more urgent than what the user does, so pages are drawn in slices
 * between other things: on a machine that is busy with the backup itself, drawing in one go would hold up key presses.
 */
function useView<T>(select: (view: JobsView) => T): T {
  const [seen, setSeen] = useState(() => ({ select, value: select(jobStore().get()) }));
  useEffect(() => {
    const look = () =>
      startTransition(() =>
        setSeen((before) => {
          const value = select(jobStore().get());
          return before.select === select && before.value === value ? before : { select, value };
        }),
      );
    look(); // what came between drawing and now
    return jobStore().subscribe(look);
  }, [select]);
  // What was seen of another job says nothing of this one.
  return seen.select === select ? seen.value : select(jobStore().get());
}

const whole = (view: JobsView) => view;
const running = (view: JobsView) => view.running;

/** All jobs, running ones first, then newest first. */
export function useJobs(): JobsView {
  return useView(whole);
}

/** One job with its bars and rates; undefined where none of that id is known (yet, see `useJobs().loaded`). */
export function useJob(id: string): TrackedJob | undefined {
  return useView(useCallback((view: JobsView) => view.byId.get(id), [id]));
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
  return useView(running);
}
