import { fail } from '../engine-error.ts';
import { type ByteReader, readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader } from './event.ts';
import { inflateMariadb } from './inflate-mariadb.ts';

/** A statement as it was logged, with the session it ran in. */
export interface QueryEvent {
  readonly threadId: number;
  /** How long the statement ran. */
  readonly seconds: number;
  readonly errorCode: number;
  readonly status: QueryStatus;
  /** It used a temporary table, or something else that its session alone has (LOG_EVENT_THREAD_SPECIFIC_F). */
  readonly ofItsSession: boolean;
  /** The session's default schema; empty without one. */
  readonly schema: string;
  /** As the client sent it, in the session's character_set_client. */
  readonly sql: Buffer;
}

/** Session variables that a statement depends on; what is not there did not matter or had the server's default. */
export interface QueryStatus {
  /** Bits of the session's options, such as foreign_key_checks (query-options.ts). */
  flags2?: number;
  sqlMode?: bigint;
  catalog?: string;
  autoIncrement?: { readonly increment: number; readonly offset: number };
  /** Ids of collations. */
  charset?: { readonly client: number; readonly connection: number; readonly server: number };
  timeZone?: string;
  lcTimeNames?: number;
  databaseCollation?: number;
  tableMapForUpdate?: bigint;
  masterDataWritten?: number;
  /** CURRENT_USER of a statement that makes it the definer. */
  invoker?: { readonly user: string; readonly host: string };
  /** Schemas the statement changes; null when they were too many to name. */
  updatedSchemas?: string[] | null;
  /** Behind the header's seconds. */
  microseconds?: number;
  commitTimestamp?: bigint;
  explicitDefaultsForTimestamp?: boolean;
  ddlXid?: bigint;
  defaultCollationForUtf8mb4?: number;
  sqlRequirePrimaryKey?: boolean;
  defaultTableEncryption?: boolean;
  /** MariaDB: bits of the transaction's identity (2: ALTER begins, 4: it commits, 8: it is rolled back). */
  gtidFlags?: number;
  alterSequenceNumber?: bigint;
  /** MariaDB 11.2: character_set_collations, as pairs of a character set's and a collation's id. */
  charsetCollations?: { readonly charset: number; readonly collation: number }[];
}

/** OVER_MAX_DBS_IN_EVENT_MTS: "too many schemas to name". */
const TOO_MANY_SCHEMAS = 254;
/** MariaDB: the number of the ALTER that this event ends follows the flags. */
const ENDS_ALTER = 4 | 8;

type ReadVariable = (reader: ByteReader, status: QueryStatus) => void;

const text = (reader: ByteReader) => reader.text(reader.u8());

/** It becomes a part of statements, under whatever charset their sessions have: no zone has a quote or a backslash in its name. */
function zoneName(reader: ByteReader): string {
  const name = text(reader);
  if (!/^[ -&(-[\]-~]+$/.test(name))
    throw fail('log-event-damaged', { what: 'a statement has an impossible time zone' });
  return name;
}

/**
 * By code; each reads exactly its own bytes. Up to 21: MySQL 9.7, from 128: MariaDB 11.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Query__event.html ·
 * https://mariadb.com/kb/en/query_event/
 */
const VARIABLES: Readonly<Record<number, ReadVariable>> = {
  0: (r, s) => {
    s.flags2 = r.u32();
  },
  1: (r, s) => {
    s.sqlMode = r.u64();
  },
  2: (r, s) => {
    s.catalog = text(r);
    r.u8(); // a NUL, written by MySQL 5.0.0–5.0.3 only
  },
  3: (r, s) => {
    s.autoIncrement = { increment: r.u16(), offset: r.u16() };
  },
  4: (r, s) => {
    s.charset = { client: r.u16(), connection: r.u16(), server: r.u16() };
  },
  5: (r, s) => {
    s.timeZone = zoneName(r);
  },
  6: (r, s) => {
    s.catalog = text(r);
  },
  7: (r, s) => {
    s.lcTimeNames = r.u16();
  },
  8: (r, s) => {
    s.databaseCollation = r.u16();
  },
  9: (r, s) => {
    s.tableMapForUpdate = r.u64();
  },
  10: (r, s) => {
    s.masterDataWritten = r.u32();
  },
  11: (r, s) => {
    s.invoker = { user: text(r), host: text(r) };
  },
  12: (r, s) => {
    const count = r.u8();
    s.updatedSchemas =
      count === TOO_MANY_SCHEMAS ? null : Array.from({ length: count }, () => r.untilNul().toString('utf8'));
  },
  13: (r, s) => {
    s.microseconds = r.int(3);
  },
  14: (r, s) => {
    s.commitTimestamp = r.u64();
  },
  15: (r, s) => {
    s.commitTimestamp = r.u64();
  },
  16: (r, s) => {
    s.explicitDefaultsForTimestamp = r.u8() !== 0;
  },
  17: (r, s) => {
    s.ddlXid = r.u64();
  },
  18: (r, s) => {
    s.defaultCollationForUtf8mb4 = r.u16();
  },
  19: (r, s) => {
    s.sqlRequirePrimaryKey = r.u8() !== 0;
  },
  20: (r, s) => {
    s.defaultTableEncryption = r.u8() !== 0;
  },
  // MySQL 9.7 writes it with statements that change rows; nothing says what it means, and no chain holds such statements.
  21: (r) => {
    r.u8();
  },
  128: (r, s) => {
    s.microseconds = r.int(3);
  },
  129: (r, s) => {
    s.ddlXid = r.u64();
  },
  130: (r, s) => {
    s.gtidFlags = r.u8();
    if (s.gtidFlags & ENDS_ALTER) s.alterSequenceNumber = r.u64();
  },
  131: (r, s) => {
    s.charsetCollations = Array.from({ length: r.u8() }, () => ({ charset: r.u16(), collation: r.u16() }));
  },
};

/** LOG_EVENT_THREAD_SPECIFIC_F of a header's flags. */
const THREAD_SPECIFIC = 0x04;

/** Reads a QUERY event, also MariaDB's compressed one. The statement is a view of the event's bytes unless it was compressed. */
export function parseQueryEvent(event: Buffer): QueryEvent {
  const reader = readEventData(event, 'a statement', HEADER_BYTES, CHECKSUM_BYTES);
  const threadId = reader.u32();
  const seconds = reader.u32();
  const schemaLength = reader.u8();
  const errorCode = reader.u16();
  const statusEnd = reader.u16();
  const status = readStatus(reader, statusEnd);
  const schema = reader.text(schemaLength);
  reader.skip(1); // NUL
  const rest = reader.bytes(reader.left);
  const { type, flags } = readHeader(event);
  const sql = type === EventType.queryCompressed ? inflateMariadb(rest) : rest;
  const ofItsSession = (flags & THREAD_SPECIFIC) !== 0;
  return { threadId, seconds, errorCode, status, ofItsSession, schema, sql };
}

function readStatus(reader: ByteReader, length: number): QueryStatus {
  const status: QueryStatus = {};
  const end = reader.at + length;
  while (reader.at < end) {
    const code = reader.u8();
    const read = VARIABLES[code];
    if (!read) throw fail('log-variable-unknown', { variable: code });
    read(reader, status);
  }
  if (reader.at !== end)
    throw fail('log-event-damaged', { what: 'the session variables of a statement overlap its text' });
  return status;
}
