import { setTimeout as pause } from 'node:timers/promises';
import { assertNever, type Failure, type FailureCode } from '../../../shared/failure.ts';
import { failureOf } from '../engine-error.ts';
import { type IncrementalOptions, runIncremental } from './run-incremental.ts';
import type { WrittenSet } from './write-set.ts';

export interface RepeatOptions extends Omit<IncrementalOptions, 'kind' | 'signal'> {
  /** From the begin of one set to the begin of the next, in milliseconds; a set that takes longer is followed at once. */
  readonly everyMs: number;
  /** Ends the repetition; a set that is being written is given up. */
  readonly signal: AbortSignal;
}

/** How one try ended. */
export type Attempt =
  | { readonly state: 'written'; readonly set: WrittenSet }
  /** The next try goes on from the same set, so nothing is lost as long as the servers keep their logs. */
  | { readonly state: 'failed'; readonly failure: Failure };

/**
 * Captures continuously: one incremental set after another until `signal`. Servers or a drive that are away for a while
 * are waited for; what waiting cannot mend, such as a broken chain, is thrown.
 */
export async function* repeatIncremental(options: RepeatOptions): AsyncGenerator<Attempt> {
  const { everyMs, signal } = options;
  let written = false;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const set = await runIncremental({ ...options, kind: 'incremental' });
      written = true;
      yield { state: 'written', set };
    } catch (error) {
      if (signal.aborted) return;
      const failure = failureOf(error);
      if (!mayPass(failure.code, written)) throw error;
      yield { state: 'failed', failure };
    }
    const left = Math.max(0, everyMs - (performance.now() - began));
    await pause(left, undefined, { signal }).catch(() => {}); // stopped while it waits
  }
}

/** Says whether trying again can help. A destination that was there once may only be unplugged. */
function mayPass(code: FailureCode, written: boolean): boolean {
  switch (code) {
    case 'unreachable':
    case 'lock-timeout':
    case 'connection-lost':
    case 'server':
    case 'destination-lost':
    case 'no-space':
    case 'busy':
      return true;
    case 'destination':
    // A drive that goes between the look at its marker and the look for its sets.
    case 'not-found':
      return written;
    case 'bad-input':
    case 'access-denied':
    case 'missing-privilege':
    case 'newer-format':
    case 'chain-broken':
    case 'damaged':
    case 'difference':
    case 'target-not-empty':
    case 'cancelled':
    case 'internal':
      return false;
    default:
      return assertNever(code);
  }
}
