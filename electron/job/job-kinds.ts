import type { JobProgress } from '../../shared/job.ts';
import { runBackupJob } from './backup-job.ts';
import type { Done, EngineJobOf, JobKind } from './engine-protocol.ts';
import { runRestoreJob } from './restore-job.ts';
import { runVerifyJob } from './verify-job.ts';

/** Runs a job of one kind to its end; a failure is thrown. */
type RunJob<K extends JobKind> = (
  job: EngineJobOf<K>,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
) => Promise<Done<K>>;

/**
 * What each kind of job does. A new kind is its request and result in `shared/contract.ts`, a file beside this one, a line
 * here, and its words and page (`renderer/jobs/`): what lacks one of them does not compile.
 */
export const jobKinds: { readonly [K in JobKind]: RunJob<K> } = {
  backup: runBackupJob,
  verify: runVerifyJob,
  restore: runRestoreJob,
};
