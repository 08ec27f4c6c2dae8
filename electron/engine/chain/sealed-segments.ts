import type { Segment } from '../../../shared/binlog-range.ts';

/**
 * The segments from the first one on that another set can take over as they are: of files that the server has finished
 * (the segment of the next file follows), in volumes that hold nothing else. `usable` says whether a volume can be had.
 */
export function sealedSegments(segments: readonly Segment[], usable: (volume: string) => boolean): readonly Segment[] {
  const lastUse = new Map<string, number>();
  for (const [i, segment] of segments.entries()) for (const volume of volumesOf([segment])) lastUse.set(volume, i);
  let sealed = 0;
  let reach = 0; // the last segment that shares a volume with those looked at
  for (const [i, segment] of segments.slice(0, -1).entries()) {
    const volumes = volumesOf([segment]);
    // Older sets say nothing of large deletes or of accounts, and what takes them over would have to.
    if (segment.deletes === undefined || segment.accounts === undefined || !volumes.every(usable)) break;
    reach = Math.max(reach, ...volumes.map((volume) => lastUse.get(volume) ?? i));
    if (reach === i) sealed = i + 1;
  }
  return segments.slice(0, sealed);
}

/** Names of the volumes that hold segments, in the order of the log. */
export function volumesOf(segments: readonly Pick<Segment, 'parts'>[]): string[] {
  return [...new Set(segments.flatMap(({ parts }) => parts.map(({ place }) => place.volume)))];
}
