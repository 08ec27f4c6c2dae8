import type { FailureDetail } from '../../shared/failure.ts';
import type { Safety } from '../../shared/failure-words.ts';
import { EngineError, failureOf, safely } from './engine-error.ts';

/** Waits until all have ended, then throws the first error if there is one: what the others opened is known by then. */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Runs `work`, and throws what `late` gives when it has not ended in time; it goes on then, and nobody waits for it. */
export async function within<T>(milliseconds: number, work: () => Promise<T>, late: () => Error): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), Math.max(0, milliseconds));
  try {
    return await Promise.race([work(), over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends as soon as `signal` fires: what was asked over a line that was cut is never answered. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Adds what is safe and what the end of the run means, where an error does not say so itself. */
export function reassure(
  error: unknown,
  { safety, ...end }: { readonly safety: Safety; readonly detail?: FailureDetail },
): EngineError {
  return new EngineError(
    { ...safely(safety), ...end, ...failureOf(error) },
    error instanceof EngineError ? error.errno : undefined,
  );
}
