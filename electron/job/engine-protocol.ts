import type { Cluster } from '../../shared/cluster.ts';
import type { JobRequest, JobResult } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import type { JobProgress } from '../../shared/job.ts';
import type { Outcome } from '../../shared/judge-outcome.ts';

/** A request with the cluster that it names, passwords included. */
type Resolved<R> = R extends { readonly clusterId: string } ? Omit<R, 'clusterId'> & { readonly cluster: Cluster } : R;

export type JobKind = JobRequest['kind'];

/**
 * A job with everything it needs: it goes to the engine process by message and nowhere else. `run` is the job's id, under
 * which a restore is written down beside its set.
 */
export type EngineJob = Resolved<JobRequest> & { readonly run?: string };
export type EngineJobOf<K extends JobKind> = Extract<EngineJob, { kind: K }>;

/** A job that ran to its end. */
export interface Done<K extends JobKind = JobKind> {
  readonly state: 'done';
  readonly outcome: Outcome;
  readonly result: Extract<JobResult, { kind: K }>;
}

/** How a job ended. */
export type EngineEnd = Done | { readonly state: 'failed' | 'cancelled'; readonly failure: Failure };

/** To the engine process. `received` acknowledges `ended`; only then the process may exit. */
export type ToEngine =
  | { readonly type: 'run'; readonly job: EngineJob }
  | { readonly type: 'cancel' }
  | { readonly type: 'received' };

/** From the engine process, in this order; `progress` any number of times. */
export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'ended'; readonly end: EngineEnd };
