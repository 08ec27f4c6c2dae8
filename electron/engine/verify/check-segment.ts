import { createHash } from 'node:crypto';
import { type Fact, factFrom } from '../../../shared/failure-words.ts';
import type { OpenVolume } from '../archive/open-volume.ts';
import { readPlainFrames } from '../archive/read-frames.ts';
import type { SegmentPartCheck } from '../archive/volume-check.ts';
import { checksumOf, EventType, hasGoodChecksum, readHeader } from '../binlog/event.ts';
import { splitEvents } from '../binlog/split-events.ts';
import { factOf, failureOf } from '../engine-error.ts';

/** Reads a part of a segment, checks every event's own checksum, and returns what is wrong. */
export async function checkSegment(volume: OpenVolume, part: SegmentPartCheck): Promise<Fact | undefined> {
  try {
    const sha = createHash('sha256');
    let checksums = part.first; // a later part's events are covered by the frames' checksums
    let atStart = part.first;
    for await (const { plain, rows } of readPlainFrames(volume, { ...part, rows: part.events })) {
      sha.update(plain);
      let events = 0;
      for (const event of splitEvents(plain, atStart)) {
        if (readHeader(event).type === EventType.formatDescription) checksums = checksumOf(event) === 'crc32';
        if (checksums && !hasGoodChecksum(event))
          return factFrom('event-altered', { entry: part.place.entry, position: events });
        events++;
      }
      atStart = false;
      if (events !== rows) return factFrom('block-events', { events, recorded: rows });
    }
    return part.sha256 === undefined || sha.digest('hex') === part.sha256 ? undefined : factFrom('segment-altered', {});
  } catch (error) {
    return factOf(failureOf(error));
  }
}
