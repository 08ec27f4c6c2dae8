import type { NotRestored } from '../../../shared/restore-report.ts';
import { becauseOf, EngineError } from '../engine-error.ts';
import { ExpiredEvent, UnfitStatement } from './create-objects.ts';

const OF_THE_OBJECT = new Set(['server', 'missing-privilege', 'lock-timeout', 'damaged']);

/** The server's refusal as something that is missing on the target; anything that ends the whole run is thrown on. */
export function targetRefusal(error: unknown, what: Omit<NotRestored, 'why'>): NotRestored {
  if (error instanceof ExpiredEvent) return { ...what, why: { code: 'event-expired' } };
  if (error instanceof UnfitStatement) return { ...what, why: error.why };
  if (!isOfTheObject(error)) throw error;
  return { ...what, why: { code: 'refused', ...becauseOf(error.failure) } };
}

/** Whether the server refused this one object, and the run can go on. */
export function isOfTheObject(error: unknown): error is EngineError {
  return error instanceof EngineError && OF_THE_OBJECT.has(error.failure.code);
}
