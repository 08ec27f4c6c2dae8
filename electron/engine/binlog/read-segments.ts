import type { BinlogRange, Segment } from '../../../shared/binlog-range.ts';
import { openVolume } from '../archive/open-volume.ts';
import { readPlainFrames } from '../archive/read-frames.ts';
import { volumePath } from '../archive/volume-path.ts';
import { fail } from '../engine-error.ts';
import { checksumOf, EventType, hasGoodChecksum, readHeader } from './event.ts';
import { splitEvents } from './split-events.ts';

/** An event with its place in the server's log. */
export interface PlacedEvent {
  readonly bytes: Buffer;
  readonly file: string;
  /** Where it ends. */
  readonly end: number;
}

/** Reads the events that sets of one chain hold of a shard, set after set; `folder` is each set's own. */
export async function* readSegments(
  ranges: readonly { readonly folder: string; readonly range: BinlogRange }[],
): AsyncGenerator<PlacedEvent> {
  for (const { folder, range } of ranges) for (const segment of range.segments) yield* readSegment(folder, segment);
}

/** Reads one segment; throws 'damaged' where bytes are not what was stored. */
export async function* readSegment(folder: string, segment: Segment): AsyncGenerator<PlacedEvent> {
  let position = segment.from;
  let checksums = true;
  let atStart = true;
  for (const part of segment.parts) {
    const volume = await openVolume(volumePath(folder, part.place.volume));
    try {
      for await (const { plain } of readPlainFrames(volume, { ...part, rows: part.events })) {
        for (const event of splitEvents(plain, atStart)) {
          const { type, end } = readHeader(event);
          if (type === EventType.formatDescription) checksums = checksumOf(event) === 'crc32';
          if (checksums && !hasGoodChecksum(event))
            throw fail('event-altered', { entry: part.place.entry, position }, { where: { file: volume.path } });
          // The header has the lower half of the position only.
          if (end !== 0) position += (((end - position) % 2 ** 32) + 2 ** 32) % 2 ** 32;
          // MariaDB 11 leaves it out inside of transactions; a copy of the file's head has no place of its own.
          else if (type !== EventType.formatDescription) position += event.length;
          yield { bytes: event, file: segment.file, end: position };
        }
        atStart = false;
      }
    } finally {
      await volume.close();
    }
  }
}
