import { EngineError } from './engine-error.ts';

/**
 * True for what the server says against one table; the others can still be read or loaded. A lock that is not granted is
 * an ALTER TABLE that waits in front of us: that table must not hold up the whole run.
 */
export function isOfTheTable(error: unknown): error is EngineError {
  return error instanceof EngineError && OF_THE_TABLE.has(error.failure.code);
}

const OF_THE_TABLE = new Set(['server', 'missing-privilege', 'lock-timeout']);
