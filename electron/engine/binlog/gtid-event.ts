import { fail } from '../engine-error.ts';
import { type ByteReader, readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader } from './event.ts';
import { formatUuid } from './format-uuid.ts';
import { readTaggedGtid } from './tagged-gtid.ts';

/** What the first event of a transaction says about it. */
export interface GtidEvent {
  /** `0-1-5` (MariaDB), `uuid:5`, `uuid:tag:5`; empty for a transaction without an identity. */
  readonly gtid: string;
  /** MySQL: microseconds since 1970 at which this server committed; null where it does not say (MariaDB, MySQL 5.7). */
  readonly commitMicros: bigint | null;
  /** MariaDB: a statement by itself, without BEGIN and COMMIT around it. */
  readonly standalone: boolean;
  /** MariaDB: the transaction is an XA one that this group prepares. */
  readonly preparesXa: Xid | null;
}

/** Name of an XA transaction. */
export interface Xid {
  readonly format: number;
  readonly gtrid: Buffer;
  readonly bqual: Buffer;
}

/** Bits of MariaDB's flags. https://mariadb.com/kb/en/gtid_event/ */
const STANDALONE = 0x01;
const GROUP_COMMIT_ID = 0x02;
const PREPARED_XA = 0x40;

/** The top bit of the commit time says that another server's commit time follows. */
const ORIGINAL_FOLLOWS = 1n << 55n;

/** Types of events that begin a transaction. */
export function beginsTransaction(type: number): boolean {
  return (
    type === EventType.gtid ||
    type === EventType.anonymousGtid ||
    type === EventType.taggedGtid ||
    type === EventType.mariadbGtid
  );
}

/** Reads the event that begins a transaction, of either flavour. */
export function parseGtidEvent(event: Buffer): GtidEvent {
  const reader = readEventData(event, 'the identity of a transaction', HEADER_BYTES, CHECKSUM_BYTES);
  const { type, serverId } = readHeader(event);
  switch (type) {
    case EventType.mariadbGtid:
      return parseMariadb(reader, serverId);
    case EventType.gtid:
    case EventType.anonymousGtid:
      return parseMysql(reader, type === EventType.anonymousGtid);
    case EventType.taggedGtid:
      return { ...readTaggedGtid(reader), standalone: false, preparesXa: null };
    default:
      throw fail('log-event-misplaced', { type, what: 'stands where a transaction should begin' });
  }
}

function parseMariadb(reader: ByteReader, serverId: number): GtidEvent {
  const sequence = reader.u64();
  const domain = reader.u32();
  const flags = reader.u8();
  if (flags & GROUP_COMMIT_ID) reader.skip(8);
  return {
    gtid: `${domain}-${serverId}-${sequence}`,
    commitMicros: null,
    standalone: (flags & STANDALONE) !== 0,
    preparesXa: flags & PREPARED_XA ? readMariadbXid(reader) : null,
  };
}

function readMariadbXid(reader: ByteReader): Xid {
  const format = reader.u32();
  const gtridLength = reader.u8();
  const bqualLength = reader.u8();
  return { format, gtrid: reader.bytes(gtridLength), bqual: reader.bytes(bqualLength) };
}

function parseMysql(reader: ByteReader, anonymous: boolean): GtidEvent {
  reader.skip(1); // flags
  const uuid = formatUuid(reader.bytes(16));
  const number = reader.u64();
  let commitMicros: bigint | null = null;
  // Kind of the logical clock, its two values, then the commit time since MySQL 8.0.1
  if (reader.left >= 1 + 16 + 7) {
    reader.skip(17);
    commitMicros = BigInt(reader.int(6)) + (BigInt(reader.u8()) << 48n);
    commitMicros &= ~ORIGINAL_FOLLOWS;
  }
  return { gtid: anonymous ? '' : `${uuid}:${number}`, commitMicros, standalone: false, preparesXa: null };
}
