import { crc32 } from 'node:zlib';
import { fail } from '../engine-error.ts';

/**
 * Events of a binary log that Shardkeep looks into; every other type is carried and replayed as it is.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/namespacemysql_1_1binlog_1_1event.html ·
 * https://mariadb.com/kb/en/2-binlog-event-header/
 */
export const EventType = {
  query: 2,
  stop: 3,
  rotate: 4,
  intVar: 5,
  rand: 13,
  userVar: 14,
  formatDescription: 15,
  xid: 16,
  tableMap: 19,
  writeRowsV1: 23,
  updateRowsV1: 24,
  deleteRowsV1: 25,
  heartbeat: 27,
  rowsQuery: 29,
  writeRows: 30,
  updateRows: 31,
  deleteRows: 32,
  /** MySQL: the identity of the transaction that begins. */
  gtid: 33,
  /** MySQL: a transaction without an identity. */
  anonymousGtid: 34,
  previousGtids: 35,
  xaPrepare: 38,
  partialUpdateRows: 39,
  /** MySQL: a whole compressed transaction. */
  transactionPayload: 40,
  heartbeatV2: 41,
  taggedGtid: 42,
  annotateRows: 160,
  binlogCheckpoint: 161,
  /** MariaDB: the identity of the transaction that begins, and its BEGIN. */
  mariadbGtid: 162,
  mariadbGtidList: 163,
  /** MariaDB: what follows is encrypted on the server's disk; it comes plain over the wire. */
  startEncryption: 164,
  queryCompressed: 165,
  writeRowsCompressedV1: 166,
  updateRowsCompressedV1: 167,
  deleteRowsCompressedV1: 168,
  writeRowsCompressed: 169,
  updateRowsCompressed: 170,
  deleteRowsCompressed: 171,
} as const;

/** The first four bytes of a binary log file. */
export const BINLOG_MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
/** timestamp 4, type 1, server id 4, length 4, end position 4, flags 2 */
export const HEADER_BYTES = 19;
export const CHECKSUM_BYTES = 4;
/** LOG_EVENT_ARTIFICIAL_F: made up for the reader, in no file. */
export const ARTIFICIAL = 0x20;

export interface EventHeader {
  /** Seconds since 1970: when the statement began. */
  readonly seconds: number;
  readonly type: number;
  readonly serverId: number;
  /** Of the whole event with header and checksum. */
  readonly length: number;
  /** Where the event ends in the server's file, modulo 2^32; 0 in events that are in no file. */
  readonly end: number;
  readonly flags: number;
}

/** Reads the header of an event that is there as a whole. */
export function readHeader(event: Buffer): EventHeader {
  return {
    seconds: event.readUInt32LE(0),
    type: event.readUInt8(4),
    serverId: event.readUInt32LE(5),
    length: event.readUInt32LE(9),
    end: event.readUInt32LE(13),
    flags: event.readUInt16LE(17),
  };
}

/** The CRC-32 that stands at an event's end belongs to it. */
export function hasGoodChecksum(event: Buffer): boolean {
  const at = event.length - CHECKSUM_BYTES;
  return at >= HEADER_BYTES && crc32(event.subarray(0, at)) === event.readUInt32LE(at);
}

/** Writes length and checksum of an event that was changed; returns it. The last four bytes are the checksum's. */
export function sealEvent(event: Buffer): Buffer {
  event.writeUInt32LE(event.length, 9);
  const at = event.length - CHECKSUM_BYTES;
  event.writeUInt32LE(crc32(event.subarray(0, at)), at);
  return event;
}

/** The checksum algorithm that a format description event announces, for itself and what follows it. */
export function checksumOf(formatDescription: Buffer): 'crc32' | 'none' {
  const algorithm = formatDescription[formatDescription.length - CHECKSUM_BYTES - 1];
  if (algorithm === 1) return 'crc32';
  if (algorithm === 0) return 'none';
  throw fail('log-checksum-unknown', { algorithm: String(algorithm) });
}
