import { isUtf8 } from 'node:buffer';
import { fail } from '../engine-error.ts';
import { type ByteReader, readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, HEADER_BYTES, sealEvent } from './event.ts';

/** Which table the row events with this id are about. */
export interface TableMap {
  readonly tableId: number;
  readonly schema: string;
  readonly table: string;
}

/** Header, table id (6) and flags (2): the schema's name follows. */
const NAMES_AT = HEADER_BYTES + 8;
/** Flags of a row event stand behind its table id (6): this one is its statement's last. */
const FLAGS_AT = HEADER_BYTES + 6;
const STATEMENT_END = 0x0001;

/** Reads the head of a TABLE_MAP event. */
export function parseTableMap(event: Buffer): TableMap {
  const { tableId, schema, table } = readNames(event);
  return { tableId, schema: schema.toString('utf8'), table: table.toString('utf8') };
}

/** The same columns under another name. */
export function renameTableMap(event: Buffer, schema: string, table: string): Buffer {
  const { end } = readNames(event);
  const names = [schema, table].map((name) => {
    const bytes = Buffer.from(name, 'utf8');
    if (bytes.length > 255) throw fail('name-too-long-for-log', { name });
    return Buffer.concat([Buffer.from([bytes.length]), bytes, Buffer.from([0])]);
  });
  return sealEvent(Buffer.concat([event.subarray(0, NAMES_AT), ...names, event.subarray(end)]));
}

/** The table id of a row event. */
export function tableIdOf(rows: Buffer): number {
  return readEventData(rows, 'a row event', HEADER_BYTES, CHECKSUM_BYTES).int(6);
}

/** Says whether a row event ends its statement. */
export function endsStatement(rows: Buffer): boolean {
  return (flagsOf(rows) & STATEMENT_END) !== 0;
}

/** The row event as the last of its statement. */
export function asStatementEnd(rows: Buffer): Buffer {
  return withFlag(rows, STATEMENT_END);
}

/** A row event's flags, of 16 bits. */
export function flagsOf(rows: Buffer): number {
  return readEventData(rows, 'a row event', FLAGS_AT, CHECKSUM_BYTES).u16();
}

/** The row event with this flag; itself where it has it. */
export function withFlag(rows: Buffer, flag: number): Buffer {
  const flags = flagsOf(rows);
  if ((flags & flag) !== 0) return rows;
  const copy = Buffer.from(rows);
  copy.writeUInt16LE(flags | flag, FLAGS_AT);
  return sealEvent(copy);
}

function readNames(event: Buffer): { tableId: number; schema: Buffer; table: Buffer; end: number } {
  const reader = readEventData(event, WHAT, HEADER_BYTES, CHECKSUM_BYTES);
  const tableId = reader.int(6);
  reader.skip(2);
  const schema = readName(reader);
  const table = readName(reader);
  return { tableId, schema, table, end: reader.at };
}

const WHAT = 'a table’s description';
/** What servers take as an identifier at most, in characters of the Basic Multilingual Plane. */
const NAME_CHARS = 64;

/**
 * A name behind its length, with a NUL at its end. It decides whose rows follow, so that it must mean the same to any server:
 * MySQL reads a length from 0xfb on as a packed one, ends a name at a NUL, and looks for ever for a schema with a blank at its
 * end.
 */
function readName(reader: ByteReader): Buffer {
  const name = reader.bytes(reader.u8());
  const text = name.toString('utf8');
  const fits = name.length > 0 && isUtf8(name) && text.length <= NAME_CHARS && !/[\0\ud800-\udfff]| $/.test(text);
  if (!fits || reader.u8() !== 0) throw fail('log-event-damaged', { what: `${WHAT} has a name that no server gives` });
  return name;
}
