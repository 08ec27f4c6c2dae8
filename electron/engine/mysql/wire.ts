import type { Socket } from 'node:net';
import type { Connection as CallbackConnection } from 'mysql2';

/**
 * The few internals of mysql2 that the row path needs. mysql2's typings leave them out and its `exports` forbid deep
 * imports, so they are described here, in one place, for the pinned version. test/db/wire.test.ts fails when they move.
 */
export interface WireConnection {
  readonly stream: Socket;
  readonly config: { readonly clientFlags: number; ssl?: unknown };
  readonly serverCapabilityFlags: number;
  sequenceId: number;
  /** Counts the packets that hold the packets, where the protocol compresses. */
  compressedSequenceId: number;
  readonly packetParser: { execute(bytes: Buffer): void };
  /** Takes what was unpacked; only there where the protocol compresses. */
  readonly _inflatedPacketsParser?: { execute(bytes: Buffer): void };
  addCommand(command: WireCommand): void;
  write(bytes: Buffer): void;
}

/** A packet as mysql2 hands it over; the object and its buffer are reused, so copy before waiting. */
export interface WirePacket {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  asError(encoding: string): Error & { errno?: number; code?: string; sqlState?: string };
}

/** A command of our own in mysql2's queue. */
export interface WireCommand {
  /** Called without a packet to start, then once per packet; true ends the command. */
  execute(packet: WirePacket | undefined, connection: WireConnection): boolean;
  /** Called with a fatal error of the connection. */
  onResult(error: Error | null): void;
  emit(): void;
  on(): void;
}

/** The connection below mysql2's public face. */
export function wireOf(connection: CallbackConnection): WireConnection {
  return connection as unknown as WireConnection;
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html */
const CLIENT_SSL = 0x0800;

/** Has a connection that was told to encrypt do so only where the server's greeting offers it. */
export function encryptIfOffered(wire: WireConnection): void {
  const { ssl } = wire.config;
  Object.defineProperty(wire.config, 'ssl', {
    get: () => ((wire.serverCapabilityFlags & CLIENT_SSL) === 0 ? undefined : ssl),
  });
}

const COM_QUERY = 0x03;
const CLIENT_QUERY_ATTRIBUTES = 0x0800_0000;
/** Payload of one packet; longer payloads are split. */
const MAX_PAYLOAD = 0xff_ffff;

/** Writes COM_QUERY with the statement's bytes exactly as they are, split into packets where it is long. */
export function writeQuery(wire: WireConnection, sql: Buffer): void {
  const attributes = (wire.config.clientFlags & wire.serverCapabilityFlags & CLIENT_QUERY_ATTRIBUTES) !== 0;
  const head = Buffer.from(attributes ? [COM_QUERY, 0, 1] : [COM_QUERY]);
  writeCommand(wire, Buffer.concat([head, sql]));
}

/** True where both sides compress what they send. */
export function isCompressed(wire: WireConnection): boolean {
  return wire._inflatedPacketsParser !== undefined;
}

/** Hands a whole packet, not compressed, to the command that runs. */
export function handBack(wire: WireConnection, packet: Buffer): void {
  wire.sequenceId = packet[3] ?? 0;
  (wire._inflatedPacketsParser ?? wire.packetParser).execute(packet);
}

/** Writes a command's payload, split into packets where it is long. */
export function writeCommand(wire: WireConnection, payload: Buffer): void {
  let sequence = 0;
  wire.compressedSequenceId = 0; // mysql2 does it for commands of its own
  for (let start = 0; ; start += MAX_PAYLOAD) {
    const part = payload.subarray(start, start + MAX_PAYLOAD);
    wire.write(Buffer.concat([packetHeader(part.length, sequence), part]));
    sequence = (sequence + 1) & 0xff;
    if (part.length < MAX_PAYLOAD) break;
  }
  // A server that compresses goes on with the number of the packet that holds the last one.
  wire.sequenceId = isCompressed(wire) ? wire.compressedSequenceId : sequence;
}

/** The four bytes before each payload: its length (24 bit, little endian) and sequence number. */
export function packetHeader(length: number, sequence: number): Buffer {
  return Buffer.from([length & 0xff, (length >> 8) & 0xff, length >> 16, sequence & 0xff]);
}

/** What an OK packet says. https://mariadb.com/kb/en/ok_packet/ */
export interface OkPacket {
  readonly affectedRows: bigint;
  readonly warnings: number;
  /** `Records: 3  Deleted: 0  Skipped: 0  Warnings: 0` after LOAD DATA, else empty. */
  readonly info: string;
}

/** Reads an ERR packet, as mysql2 says it; `bytes` starts at its first byte, 0xff. https://mariadb.com/kb/en/err_packet/ */
export function readErr(bytes: Buffer): Error & { readonly errno: number } {
  const hasState = bytes[3] === 0x23; // '#' and five bytes
  return Object.assign(new Error(bytes.toString('utf8', hasState ? 9 : 3)), { errno: bytes.readUInt16LE(1) });
}

/** Reads an OK packet; `bytes` starts at its first byte, 0x00. */
export function parseOk(bytes: Buffer): OkPacket {
  let at = 1;
  const lengthEncoded = (): bigint => {
    const first = bytes[at++] ?? 0;
    if (first < 0xfb) return BigInt(first);
    const size = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
    at += size;
    return value;
  };
  const affectedRows = lengthEncoded();
  lengthEncoded(); // last insert id
  at += 2; // status flags
  const warnings = bytes.length >= at + 2 ? bytes.readUInt16LE(at) : 0;
  at += 2;
  // With session tracking the text carries its length in front and state changes behind; its own form is fixed.
  const info = /Records: \d+ {2}Deleted: \d+ {2}Skipped: \d+ {2}Warnings: \d+/.exec(
    bytes.subarray(at).toString('latin1'),
  );
  return { affectedRows, warnings, info: info?.[0] ?? '' };
}
