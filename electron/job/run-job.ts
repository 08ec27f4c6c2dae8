import type { JobProgress } from '../../shared/job.ts';
import { fail, failureOf } from '../engine/engine-error.ts';
import type { EngineEnd, EngineJobOf, JobKind } from './engine-protocol.ts';
import { jobKinds } from './job-kinds.ts';

/** Runs one job to its end; a failure is an end too, so this does not reject. */
export async function runJob<K extends JobKind>(
  job: EngineJobOf<K> & { readonly kind: K },
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<EngineEnd> {
  try {
    return await jobKinds[job.kind](job, signal, onProgress);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'cancelled' || !signal.aborted)
      return { state: failure.code === 'cancelled' ? 'cancelled' : 'failed', failure };
    // Aborted before the engine had begun, which throws the bare signal then; later it says 'cancelled' itself.
    return { state: 'cancelled', failure: fail('cancelled-at-once', {}).failure };
  }
}
