import { inflateSync } from 'node:zlib';

/**
 * Before each compressed packet: its length (24 bit, little endian), a sequence number, and the length of what it unpacks
 * to; 0 there says that it is stored as it is.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression_packet.html
 */
const HEADER = 7;

/** Undoes the protocol's compression (zlib): bytes go in as they come from the socket, payloads come out. */
export class PacketUnpacker {
  #pieces: Buffer[] = [];
  #waiting = 0;
  #sequence: number | undefined;

  /** Bytes that have not been unpacked. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Adds bytes, which stay where they are. */
  add(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#waiting += bytes.length;
  }

  /**
   * The payload of the next packet, which is some part of a stream of ordinary packets. Undefined while it is not there as a whole;
   * throws when it is damaged. One at a time, since a few bytes may stand for 16 MiB.
   */
  next(): Buffer | undefined {
    if (this.#waiting < HEADER) return undefined;
    const head = this.#front(HEADER);
    const stored = head.readUIntLE(0, 3);
    const sequence = head.readUInt8(3);
    const length = head.readUIntLE(4, 3);
    if (this.#sequence !== undefined && sequence !== this.#sequence)
      throw new Error(`compressed packet ${sequence} came in place of ${this.#sequence}`);
    if (this.#waiting < HEADER + stored) return undefined;
    const payload = this.#front(HEADER + stored).subarray(HEADER, HEADER + stored);
    this.#drop(HEADER + stored);
    this.#sequence = (sequence + 1) & 0xff;
    return length === 0 ? payload : inflate(payload, length);
  }

  /** A piece that begins with the first `count` bytes; they must be there. */
  #front(count: number): Buffer {
    let length = 0;
    let pieces = 0;
    while (length < count) length += this.#pieces[pieces++]?.length ?? count;
    if (pieces > 1) this.#pieces.unshift(Buffer.concat(this.#pieces.splice(0, pieces)));
    return this.#pieces[0] as Buffer;
  }

  #drop(count: number): void {
    const rest = (this.#pieces[0] as Buffer).subarray(count);
    if (rest.length > 0) this.#pieces[0] = rest;
    else this.#pieces.shift();
    this.#waiting -= count;
  }
}

/** zlib checks the content by its own checksum (Adler-32); the length is ours to check. */
function inflate(payload: Buffer, length: number): Buffer {
  // With a byte to spare zlib sees in its first pass that this was all; less than 64 it does not take.
  const unpacked = inflateSync(payload, { chunkSize: Math.max(64, length + 1), maxOutputLength: length });
  if (unpacked.length !== length)
    throw new Error(`a compressed packet has ${unpacked.length} bytes in place of ${length}`);
  return unpacked;
}
