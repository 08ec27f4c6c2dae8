import type { JobRequest } from '../../../shared/contract.ts';
import type { Failure } from '../../../shared/failure.ts';
import { fail } from '../../engine/engine-error.ts';

type Kind = JobRequest['kind'];

/** The engine process of a job ended without a word: what that means and what to do. */
export function crashFailure(kind: Kind, how: string): Failure {
  return fail(`${kind}-crashed`, {}, { cause: how }).failure;
}

/** The engine process did not end by itself after it was asked to, and was made to. */
export function killedFailure(kind: Kind): Failure {
  return fail(`${kind}-killed`, {}).failure;
}

/** The app itself was ended while the job ran: found at the next start. */
export function abandonedFailure(kind: Kind): Failure {
  return fail(`${kind}-abandoned`, {}).failure;
}
