import { misuse } from '../engine-error.ts';
import type { LogPosition } from './replay-options.ts';

/**
 * Orders two places of one server's log. Files are numbered; the number gains a digit after 999999, so it is compared as a
 * number.
 */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  if (a.file === b.file) return a.position - b.position;
  return fileNumber(a.file) - fileNumber(b.file);
}

function fileNumber(file: string): number {
  const number = /\.(\d+)$/.exec(file)?.[1];
  if (number === undefined)
    throw misuse(`"${file}" is not the name of a binary log file: it does not end in a number.`);
  return Number(number);
}

/** True when the rows that are restored were read behind what ends here. */
export function isThere(start: LogPosition | undefined, end: LogPosition): boolean {
  return start !== undefined && comparePositions(end, start) <= 0;
}
