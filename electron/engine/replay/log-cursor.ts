import { comparePositions } from './log-position.ts';
import { FIRST_EVENT, placeOf } from './open-group.ts';
import type { SavedProgress } from './progress-row.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { LogPosition, ReplayOptions } from './replay-options.ts';

/** Where in the log a replay is, and what of the log needs nothing more. */
export class LogCursor {
  readonly #start: LogPosition | undefined;
  /** What an earlier run has done; null once the log is past it. */
  #done: LogPosition | null;
  #previous: LogPosition | null = null;

  constructor(saved: SavedProgress | null, { start, startOf }: Pick<ReplayOptions, 'start' | 'startOf'>) {
    // Where tables begin at places of their own, nothing can be said of what belongs to none of them.
    this.#start = startOf ? undefined : start;
    this.#done = saved?.file ? saved : null;
  }

  /** The event was taken. */
  pass(event: ReadyEvent): void {
    this.#previous = placeOf(event);
  }

  /** Where the last event ended. */
  get now(): LogPosition | null {
    return this.#previous;
  }

  /** Where an event begins that follows the last one. */
  beginOf(file: string): number {
    return this.#previous?.file === file ? this.#previous.position : FIRST_EVENT;
  }

  /** An earlier run has applied what ends here. */
  isDone(event: ReadyEvent): boolean {
    if (!this.#done) return false;
    if (comparePositions(placeOf(event), this.#done) <= 0) return true;
    this.#done = null;
    return false;
  }

  /** What ends here is in the restored rows already. */
  isThere(event: ReadyEvent): boolean {
    return this.#start !== undefined && comparePositions(placeOf(event), this.#start) <= 0;
  }
}
