import { EngineError } from '../engine-error.ts';

const NO_SUCH_TABLE = 1146;
const UNKNOWN_DATABASE = 1049;

/** True where the table of progress is not there, or not even its schema. */
export function isMissing(error: unknown): boolean {
  return error instanceof EngineError && (error.errno === NO_SUCH_TABLE || error.errno === UNKNOWN_DATABASE);
}
