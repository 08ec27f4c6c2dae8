import { createHash } from 'node:crypto';
import { CHECKSUM_BYTES, HEADER_BYTES } from '../binlog/event.ts';
import { instantOf } from '../binlog/instant-of.ts';

/** `created` in the head of a format description event: the server clears it in copies sent from the middle of a file. */
const CREATED_AT = HEADER_BYTES + 52;

/** When the server was started that began this file with its start; none where it went on with another. */
export function startsOf(formatDescription: Buffer): string[] {
  const seconds = formatDescription.length < CREATED_AT + 4 ? 0 : formatDescription.readUInt32LE(CREATED_AT);
  return seconds === 0 ? [] : [instantOf(BigInt(seconds) * 1_000_000n)];
}

/**
 * The SHA-256 by which a file of the log is known again, of its format description event without what the server changes
 * in copies of it: end position, flags, time of its creation, checksum.
 */
export function fingerprintOf(formatDescription: Buffer): string {
  const copy = Buffer.from(formatDescription.subarray(0, -CHECKSUM_BYTES));
  copy.fill(0, 13, HEADER_BYTES);
  copy.fill(0, CREATED_AT, CREATED_AT + 4);
  return createHash('sha256').update(copy).digest('hex');
}
