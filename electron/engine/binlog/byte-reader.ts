import { fail } from '../engine-error.ts';

/** Reads little-endian values one after the other; anything that would reach past the end is damage. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #what: string;
  at: number;

  /** `what` names the bytes in messages, such as "the GTID event". */
  constructor(bytes: Buffer, what: string, at = 0) {
    this.#bytes = bytes;
    this.#what = what;
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** Moves on by `count` bytes and returns where they begin. */
  skip(count: number): number {
    if (count > this.left || count < 0 || !Number.isSafeInteger(count))
      throw fail('log-event-damaged', { what: `${this.#what} ends in the middle of a value` });
    this.at += count;
    return this.at - count;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.skip(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.skip(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.skip(4));
  }

  u64(): bigint {
    return this.#bytes.readBigUInt64LE(this.skip(8));
  }

  /** An integer of 1 to 6 bytes. */
  int(size: number): number {
    return this.#bytes.readUIntLE(this.skip(size), size);
  }

  /** A view of the next bytes, not a copy. */
  bytes(count: number): Buffer {
    const start = this.skip(count);
    return this.#bytes.subarray(start, start + count);
  }

  text(count: number): string {
    return this.bytes(count).toString('utf8');
  }

  /** Bytes up to a NUL, which is passed. */
  untilNul(): Buffer {
    const end = this.#bytes.indexOf(0, this.at);
    const bytes = this.bytes((end < 0 ? this.#bytes.length + 1 : end) - this.at);
    this.skip(1);
    return bytes;
  }

  /** Length-encoded integer of the client protocol: one byte, or 2, 3 or 8 bytes after 0xfc, 0xfd or 0xfe. */
  packed(): number {
    const first = this.u8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.u16();
    if (first === 0xfd) return this.int(3);
    const value = first === 0xfe ? this.u64() : BigInt(Number.MAX_SAFE_INTEGER) + 1n;
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw fail('log-event-damaged', { what: `${this.#what} holds an impossible length` });
    return Number(value);
  }
}

/** Reader of an event's data: behind the header, in front of the checksum. */
export function readEventData(event: Buffer, what: string, headerBytes: number, checksumBytes: number): ByteReader {
  if (event.length < headerBytes + checksumBytes)
    throw fail('log-event-damaged', { what: `${what} has only ${event.length} bytes` });
  return new ByteReader(event.subarray(0, event.length - checksumBytes), what, headerBytes);
}
