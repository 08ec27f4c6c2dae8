import { availableMemory } from 'node:process';
import type { FailureWhere } from '../../shared/failure.ts';
import { fail } from './engine-error.ts';

/** Less than this any computer has left; more is rare, and asking the system each time would cost nothing that counts. */
const ASKED_FROM = 64 << 20;

/**
 * Throws where a piece that is held as a whole needs more memory than the computer has left: the system would end the
 * process, or another one, without a word. `copies`: how many of its size there are at a time.
 */
export function expectMemory(bytes: number, copies: number, where: FailureWhere, left = availableMemory()): void {
  if (bytes < ASKED_FROM || bytes * copies <= left) return;
  throw fail('memory-short', { bytes, left }, { where });
}
