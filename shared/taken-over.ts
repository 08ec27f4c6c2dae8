import type { Manifest } from './manifest.ts';

/** What a differential set has from an earlier one, instead of having read it from the servers again. */
export interface TakenOver {
  /** Id of the earlier set. */
  readonly set: string;
  /** Plain bytes of binary log. */
  readonly bytes: number;
  /** Bytes of the volumes it is in. */
  readonly storedBytes: number;
}

/** Undefined where nothing was taken over. */
export function takenOver({ shards, volumes }: Pick<Manifest, 'shards' | 'volumes'>): TakenOver | undefined {
  const taken = volumes.filter(({ takenFrom }) => takenFrom !== undefined);
  const set = taken[0]?.takenFrom;
  if (set === undefined) return undefined;
  const files = new Set(taken.map(({ file }) => file));
  const parts = shards.flatMap(({ binlog }) => (binlog?.segments ?? []).flatMap((segment) => segment.parts));
  return {
    set,
    bytes: parts.reduce((sum, { place, bytes }) => (files.has(place.volume) ? sum + bytes : sum), 0),
    storedBytes: taken.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
