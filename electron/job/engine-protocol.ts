import type { Cluster } from '../../shared/cluster.ts';
import type { JobResult, RestoreRequest } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import type { JobProgress } from '../../shared/job.ts';
import type { Outcome } from '../../shared/judge-outcome.ts';
import type { Kind, Method } from '../../shared/manifest.ts';

/** A job with everything it needs, passwords included: it goes to the engine process by message and nowhere else. */
export type EngineJob =
  | {
      readonly kind: 'backup';
      readonly cluster: Cluster;
      readonly to: string;
      readonly method: Method;
      readonly setKind?: Kind | undefined;
      readonly resume?: string | undefined;
      readonly accounts?: boolean | undefined;
      /** With `resume` only. */
      readonly only?: readonly string[] | undefined;
      readonly withoutAccountStatements?: boolean | undefined;
    }
  | { readonly kind: 'verify'; readonly from: string; readonly id: string }
  | {
      readonly kind: 'restore';
      /** The job's id. */
      readonly run?: string | undefined;
      readonly cluster: Cluster;
      readonly from: string;
      readonly id: string;
      readonly at?: RestoreRequest['at'] | undefined;
      readonly mark?: RestoreRequest['mark'] | undefined;
      readonly map: Readonly<Record<string, string>>;
      readonly scope: RestoreRequest['scope'];
      readonly rename: Readonly<Record<string, string>>;
      readonly replace: boolean;
      readonly verify: boolean;
      readonly definers?: RestoreRequest['definers'] | undefined;
      readonly accounts?: boolean | undefined;
      readonly allowOutside?: boolean | undefined;
    };

/** How a job ended. */
export type EngineEnd =
  | { readonly state: 'done'; readonly outcome: Outcome; readonly result: JobResult }
  | { readonly state: 'failed' | 'cancelled'; readonly failure: Failure };

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
