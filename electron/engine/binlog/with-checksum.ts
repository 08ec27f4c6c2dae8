import { CHECKSUM_BYTES, sealEvent } from './event.ts';

/** An event of a log without checksums as one of a log with them. */
export function withChecksum(event: Buffer): Buffer {
  return sealEvent(Buffer.concat([event, Buffer.alloc(CHECKSUM_BYTES)]));
}
