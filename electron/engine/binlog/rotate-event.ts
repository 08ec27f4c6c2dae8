import { readEventData } from './byte-reader.ts';
import { ARTIFICIAL, CHECKSUM_BYTES, HEADER_BYTES, hasGoodChecksum, readHeader } from './event.ts';

/** Where the log goes on. */
export interface RotateEvent {
  readonly file: string;
  readonly position: bigint;
}

const NAME = 'the name of the next file';

/**
 * Reads a ROTATE event. The one that a server makes up at the beginning of a dump comes before the format description, so
 * whether it has a checksum shows in its bytes alone.
 */
export function parseRotateEvent(event: Buffer): RotateEvent {
  readEventData(event, NAME, HEADER_BYTES, 0); // the header is there
  const { flags, end } = readHeader(event);
  const madeUp = (flags & ARTIFICIAL) !== 0 || end === 0;
  const checksum = madeUp && !hasGoodChecksum(event) ? 0 : CHECKSUM_BYTES;
  const reader = readEventData(event, NAME, HEADER_BYTES, checksum);
  const position = reader.u64();
  return { file: reader.text(reader.left), position };
}
