import type fc from 'fast-check';
import { EngineError } from '../../electron/engine/engine-error.ts';

/** One language that strangers write and Shardkeep reads. */
export interface FuzzTarget {
  /** Told to `npm run fuzz -- --only`. */
  readonly name: string;
  readonly property: fc.IProperty<unknown>;
}

/** What a strange input may take of the processor at most: servers, drives and files must not hold anything up. */
const MOST_MS = 1000;

/**
 * The result of reading something strange, or undefined where that was refused by name. Whatever else is thrown is a
 * finding, and so is a defect that the code itself announces, or a reader that takes longer than a second.
 */
export function orNamed<T>(read: () => T): T | undefined {
  const begun = process.cpuUsage();
  const result = resultOrNothing(read);
  const { user, system } = process.cpuUsage(begun);
  demand(user + system < MOST_MS * 1000, `took ${Math.round((user + system) / 1000)} ms`);
  return result;
}

function resultOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code === 'internal') throw error;
    return undefined;
  }
}

/** Throws where something that must hold does not. */
export function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
