import { createHmac, timingSafeEqual } from 'node:crypto';
import { comparePositions } from './log-position.ts';
import type { LogPosition, ProgressPlace } from './replay-options.ts';

/** What is written down at a place, bound to it by the restore's key; empty without one. */
export function sealOf(
  { schema, table, id, key }: ProgressPlace,
  what: 'progress' | 'doing' | 'note',
  parts: readonly unknown[],
): string {
  if (key === undefined) return '';
  return createHmac('sha256', key)
    .update(JSON.stringify([what, schema, table, id, ...parts]))
    .digest('hex');
}

/** Compares two seals. */
export function isSeal(found: unknown, own: string): boolean {
  if (typeof found !== 'string') return false;
  const [one, other] = [Buffer.from(found), Buffer.from(own)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** False where a row of progress was not written by whoever has the key, or is an earlier one of theirs. */
export function isSealed(place: ProgressPlace, row: Readonly<Record<string, string | null | undefined>>): boolean {
  if (place.key === undefined) return true;
  const { file, position, gtid, micros, doing, seal } = row;
  const progress = !file || isSeal(seal, sealOf(place, 'progress', [file, position, gtid, micros]));
  if (!progress || (doing && !isSealedDoing(place, doing))) return false;
  if (!file) return place.reached === undefined;
  const upTo = { file, position: Number(position) };
  // What was about to be done when less was: it is done.
  if (doing && comparePositions(JSON.parse(doing) as LogPosition, upTo) <= 0) return false;
  return place.reached === undefined || comparePositions(upTo, place.reached) >= 0;
}

/** The seal stands last in it. */
function isSealedDoing(place: ProgressPlace, doing: string): boolean {
  try {
    const { seal, ...rest } = JSON.parse(doing) as Readonly<Record<string, unknown>>;
    return isSeal(seal, sealOf(place, 'doing', [rest]));
  } catch {
    return false;
  }
}
