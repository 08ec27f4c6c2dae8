import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type JobRequest, JobResult, type JobSnapshot } from '../../../shared/contract.ts';
import { decodeName } from '../../../shared/entry-name.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import { FailureData } from '../../../shared/failure-data.ts';
import { openDestination } from '../../engine/archive/destination.ts';
import { defect, fail } from '../../engine/engine-error.ts';
import { storeAt } from '../../engine/store/store-at.ts';
import { settleRun } from '../../engine/verify/set-checks.ts';
import type { EngineEnd, EngineJob } from '../../job/engine-protocol.ts';
import type { ClusterService } from './clusters.ts';
import type { DestinationService } from './destinations.ts';
import { type EngineRun, runEngine } from './engine-run.ts';
import { LARGE_RESULT_CHARS, openJobHistory } from './job-history.ts';
import type { Platform } from './platform.ts';

/** Each job has a process with a thread per core; more at a time only slow each other and the servers down. */
const MOST_JOBS = 4;
/** How long what is known already waits for its destination. */
const BRIEF_MS = 2_000;

export interface JobService {
  /** Returns at once; everything later comes as snapshots. Throws what can be told before anything starts. */
  start(request: JobRequest): Promise<{ id: string }>;
  /** Newest first. */
  list(): JobSnapshot[];
  get(id: string): Promise<JobSnapshot>;
  /**
   * Somebody has seen to what this restore left behind; without effect on one that runs. `beside`: the set that one this app
   * does not know is written down beside.
   */
  settle(id: string, beside?: { readonly from: string; readonly set: string }): Promise<void>;
  /** Without effect on a job that has ended. */
  cancel(id: string): void;
  /** What runs now. */
  running(): JobSnapshot[];
  /** Cancels everything and waits until servers and disks are left in order. */
  close(): Promise<void>;
}

interface Running {
  snapshot: JobSnapshot;
  run: EngineRun;
  /** The end was told, saved, and the process is gone. */
  over: Promise<void>;
}

/** Runs jobs, one engine process each, and keeps their history. `changed` gets every snapshot. */
export function createJobs(
  platform: Pick<Platform, 'dataFolder' | 'startEngine' | 'onRunningJobs'>,
  clusters: ClusterService,
  destinations: Pick<DestinationService, 'remember'>,
  changed: (job: JobSnapshot) => void,
): JobService {
  const history = openJobHistory(platform.dataFolder);
  const jobs = new Map<string, Running>();
  let starting = 0;
  let closed = false;

  const update = (job: Running, change: Partial<JobSnapshot>) => {
    job.snapshot = { ...job.snapshot, ...change, seq: job.snapshot.seq + 1 };
    changed(job.snapshot);
  };

  const finish = async (job: Running, end: EngineEnd) => {
    const path = placeOf(job.snapshot.request);
    await briefly(destinations.remember(path));
    jobs.delete(job.snapshot.id);
    platform.onRunningJobs?.(jobs.size);
    update(job, { ...describeEnd(end), endedAt: new Date().toISOString() });
    await Promise.all([history.save(job.snapshot), job.run.exited]);
  };

  const begin = (request: JobRequest, cluster: string, work: EngineJob): { id: string } => {
    const id = randomUUID();
    const startedAt = new Date().toISOString();
    const snapshot: JobSnapshot = { id, seq: 0, request, cluster, state: 'running', startedAt, progress: null };
    const run = runEngine({ ...work, run: id }, platform.startEngine, (progress) => update(job, { progress }));
    const job: Running = { snapshot, run, over: Promise.resolve() };
    job.over = run.ended.then((end) => finish(job, end));
    jobs.set(id, job);
    platform.onRunningJobs?.(jobs.size);
    void history.save(snapshot);
    changed(snapshot);
    return { id };
  };

  const whole = () => [
    ...[...jobs.values()].map((job) => job.snapshot).reverse(),
    ...history.jobs.filter((job) => !jobs.has(job.id)),
  ];

  return {
    start: async (request) => {
      if (closed) throw fail('app-closing', {});
      if (jobs.size + starting >= MOST_JOBS) throw fail('too-many-jobs', { count: MOST_JOBS });
      starting++;
      try {
        const { cluster, work } = await prepare(request, clusters);
        return begin(request, cluster, work);
      } finally {
        starting--;
      }
    },
    list: () => whole().map(withoutLargeResult),
    get: async (id) => {
      const job = whole().find((one) => one.id === id);
      if (job) return history.whole(job);
      throw fail('job-gone', {});
    },
    settle: async (id, beside) => {
      const job = history.jobs.find((one) => one.id === id);
      if (jobs.has(id)) return;
      if (!job) {
        if (beside) await settleRun(beside.from, beside.set, id);
        return;
      }
      const { request } = job;
      // Where that drive is not there, what this app knows itself is what counts here.
      if (request.kind === 'restore') await briefly(settleRun(request.from, request.id, id).catch(() => {}));
      const settled = { ...job, settled: true, seq: job.seq + 1 };
      await history.save(settled);
      changed(settled);
    },
    cancel: (id) => {
      const job = jobs.get(id);
      if (job?.snapshot.state !== 'running') return;
      update(job, { state: 'cancelling' });
      job.run.cancel();
    },
    running: () => [...jobs.values()].map((job) => job.snapshot),
    close: async () => {
      closed = true;
      const open = [...jobs.values()];
      for (const { run } of open) run.cancel();
      await Promise.all(open.map((job) => job.over));
    },
  };
}

/** Waits for a look at a destination: a network drive that hangs may not answer, and the job has ended all the same. */
async function briefly(look: Promise<void>): Promise<void> {
  await Promise.race([look, setTimeout(BRIEF_MS, undefined, { ref: false })]);
}

/** Resolves what a request names; the passwords this adds go to the engine process only. */
async function prepare(request: JobRequest, clusters: ClusterService): Promise<{ cluster: string; work: EngineJob }> {
  if (!('clusterId' in request)) return { cluster: await clusterOfSet(request.from, request.id), work: request };
  const cluster = await clusters.resolve(request.clusterId);
  const { clusterId: _, ...rest } = request;
  return { cluster: cluster.name, work: { ...rest, cluster } };
}

/** From the folders' names alone: the set may be damaged, and there may be thousands. */
async function clusterOfSet(from: string, id: string): Promise<string> {
  const { folder } = await openDestination(from);
  const store = storeAt(folder);
  for (const { name, kind } of /^[\w-]+$/.test(id) ? await store.list('') : [])
    if (kind === 'folder' && (await store.stat(`${name}/${id}`))) return readableName(name);
  throw fail('no-such-set', { folder, id }, { where: { file: folder } });
}

/** A folder that somebody renamed need not be decodable. */
function readableName(folder: string): string {
  try {
    return decodeName(folder);
  } catch {
    return folder;
  }
}

/** The destination that a job writes to or reads from. */
function placeOf(request: JobRequest): string {
  return 'to' in request ? request.to : request.from;
}

/** It comes from another process: what is not as agreed, or more than that, gets no further. */
function describeEnd(end: EngineEnd): Partial<JobSnapshot> {
  switch (end.state) {
    case 'done': {
      const result = JobResult.safeParse(end.result);
      if (result.success) return { state: 'done', outcome: end.outcome, result: result.data };
      return { state: 'failed', failure: notAsAgreed(result.error) };
    }
    case 'failed':
    case 'cancelled': {
      const failure = FailureData.safeParse(end.failure);
      return { state: end.state, failure: failure.success ? failure.data : notAsAgreed(failure.error) };
    }
    default:
      return assertNever(end);
  }
}

function notAsAgreed(cause: unknown): Failure {
  return defect('What the engine said at its end is not as agreed.', { cause }).failure;
}

/** Snapshots never change, so each is measured once. */
const listed = new WeakMap<JobSnapshot, JobSnapshot>();

/** 200 large results would be a page that never loads. */
function withoutLargeResult(job: JobSnapshot): JobSnapshot {
  if (job.result === undefined) return job;
  const known = listed.get(job);
  if (known) return known;
  const { result, ...rest } = job;
  const short = JSON.stringify(result).length <= LARGE_RESULT_CHARS ? job : rest;
  listed.set(job, short);
  return short;
}
