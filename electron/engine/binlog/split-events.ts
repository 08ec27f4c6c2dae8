import { fail } from '../engine-error.ts';
import { BINLOG_MAGIC, HEADER_BYTES } from './event.ts';

/** Cuts a piece of a binary log file into its events; the piece holds whole events, the first also the file's first bytes. */
export function* splitEvents(piece: Uint8Array, atStart: boolean): Generator<Buffer> {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  if (atStart && !bytes.subarray(0, BINLOG_MAGIC.length).equals(BINLOG_MAGIC))
    throw fail('log-event-damaged', { what: 'its file does not begin as a binary log does' });
  for (let at = atStart ? BINLOG_MAGIC.length : 0; at < bytes.length; ) {
    const length = at + HEADER_BYTES <= bytes.length ? bytes.readUInt32LE(at + 9) : 0;
    if (length < HEADER_BYTES || at + length > bytes.length)
      throw fail('log-event-damaged', { what: 'it is not whole' });
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
