import { constants, zstdDecompressSync } from 'node:zlib';
import { fail } from '../engine-error.ts';
import { expectMemory } from '../expect-memory.ts';
import { ByteReader, readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader, sealEvent } from './event.ts';

/** Fields in front of the events. https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Transaction__payload__event.html */
const FIELD = { end: 0, size: 1, compression: 2, plainSize: 3 } as const;
const COMPRESSION = { zstd: 0, none: 255 } as const;
/** What says how other events are read or begins a transaction stands outside: here it would pass by those who look there. */
const OUTSIDE = new Set<number>([
  ...[EventType.formatDescription, EventType.rotate, EventType.stop, EventType.transactionPayload],
  ...[EventType.gtid, EventType.anonymousGtid, EventType.taggedGtid, EventType.mariadbGtid],
  ...[EventType.previousGtids, EventType.mariadbGtidList, EventType.startEncryption],
]);

interface Payload {
  readonly packed: Buffer;
  readonly compression: number;
  readonly plainSize: number;
}

/**
 * Unpacks a compressed transaction of MySQL into its events. Inside they have no checksum; `BINLOG` wants one, so each gets
 * its own.
 */
export function* expandPayload(event: Buffer): Generator<Buffer> {
  const { packed, compression, plainSize } = readPayload(event);
  yield* splitEvents(compression === COMPRESSION.none ? packed : unpack(packed, compression, plainSize));
}

function readPayload(event: Buffer): Payload {
  const reader = readEventData(event, 'a compressed transaction', HEADER_BYTES, CHECKSUM_BYTES);
  let size = 0;
  let plainSize = 0;
  let compression: number = COMPRESSION.none;
  for (;;) {
    const field = reader.packed();
    if (field === FIELD.end) break;
    const length = reader.packed();
    const after = reader.at + length;
    if (field === FIELD.size) size = reader.packed();
    else if (field === FIELD.compression) compression = reader.packed();
    else if (field === FIELD.plainSize) plainSize = reader.packed();
    if (reader.at > after) throw damaged('its fields overlap');
    reader.skip(after - reader.at);
  }
  return { packed: reader.bytes(size), compression, plainSize };
}

function unpack(packed: Buffer, compression: number, plainSize: number): Buffer {
  if (compression !== COMPRESSION.zstd) throw damaged(`it was compressed by an unknown method ${compression}`);
  expectMemory(plainSize, 2, {}); // pieces, and what is put together of them
  let plain: Buffer;
  try {
    plain = zstdDecompressSync(packed, {
      maxOutputLength: Math.max(1, plainSize),
      params: { [constants.ZSTD_d_windowLogMax]: 31 },
    });
  } catch (cause) {
    throw fail('log-transaction-damaged', { what: 'it cannot be unpacked' }, { cause });
  }
  if (plain.length !== plainSize) throw damaged(`it unpacks to ${plain.length} instead of ${plainSize} bytes`);
  return plain;
}

function* splitEvents(plain: Buffer): Generator<Buffer> {
  const reader = new ByteReader(plain, 'a compressed transaction');
  while (reader.left > 0) {
    if (reader.left < HEADER_BYTES) throw damaged('it ends in the middle of an event');
    const length = plain.readUInt32LE(reader.at + 9);
    if (length < HEADER_BYTES) throw damaged(`it holds an event of ${length} bytes`);
    const whole = Buffer.allocUnsafe(length + CHECKSUM_BYTES);
    reader.bytes(length).copy(whole);
    const { type } = readHeader(whole);
    if (OUTSIDE.has(type)) throw damaged(`it holds an event of type ${type}, which stands outside of transactions`);
    yield sealEvent(whole);
  }
}

function damaged(why: string) {
  return fail('log-transaction-damaged', { what: why });
}
