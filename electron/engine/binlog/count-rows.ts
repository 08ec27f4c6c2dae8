import { fail } from '../engine-error.ts';
import { readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader } from './event.ts';

/** Columns of a table as a TABLE_MAP event describes them: type and what more there is to know of it. */
export interface ColumnLayout {
  readonly type: number;
  readonly meta: number;
}

/** Types by their numbers. https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html */
const TYPE = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longLong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  newDate: 14,
  varchar: 15,
  bit: 16,
  timestamp2: 17,
  datetime2: 18,
  time2: 19,
  vector: 242,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** Bytes of values whose length is in their type. */
const FIXED: Readonly<Record<number, number>> = {
  [TYPE.tiny]: 1,
  [TYPE.short]: 2,
  [TYPE.long]: 4,
  [TYPE.float]: 4,
  [TYPE.double]: 8,
  [TYPE.null]: 0,
  [TYPE.timestamp]: 4,
  [TYPE.longLong]: 8,
  [TYPE.int24]: 3,
  [TYPE.date]: 3,
  [TYPE.time]: 3,
  [TYPE.datetime]: 8,
  [TYPE.year]: 1,
  [TYPE.newDate]: 3,
};
/** Bytes of a type's description. MariaDB's compressed texts (140, 141) are described as the plain ones. */
const META_BYTES: Readonly<Record<number, number>> = {
  ...Object.fromEntries(
    [TYPE.float, TYPE.double, TYPE.timestamp2, TYPE.datetime2, TYPE.time2].map((type) => [type, 1]),
  ),
  ...Object.fromEntries([TYPE.blob, TYPE.geometry, TYPE.json, TYPE.vector, 140].map((type) => [type, 1])),
  ...Object.fromEntries(
    [TYPE.varchar, TYPE.bit, TYPE.newDecimal, TYPE.enum, TYPE.set, TYPE.varString, TYPE.string, 141].map((type) => [
      type,
      2,
    ]),
  ),
};
const [BLOB_COMPRESSED, VARCHAR_COMPRESSED] = [140, 141];
/** Bytes for so many decimal digits, up to nine. */
const DIGIT_BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];

/** Reads the columns of a TABLE_MAP event. */
export function readColumns(tableMap: Buffer): ColumnLayout[] {
  return readDescription(tableMap).columns;
}

/** The same; throws where what describes them is longer or shorter than their types say, so that a server may read others. */
export function readExactColumns(tableMap: Buffer): ColumnLayout[] {
  const { columns, isExact } = readDescription(tableMap);
  if (!isExact) throw fail('log-event-damaged', { what: 'a table’s description is not as long as its columns' });
  return columns;
}

function readDescription(tableMap: Buffer): { readonly columns: ColumnLayout[]; readonly isExact: boolean } {
  const reader = readEventData(tableMap, 'a table’s description', HEADER_BYTES + 8, CHECKSUM_BYTES);
  for (let names = 0; names < 2; names++) reader.skip(reader.u8() + 1);
  const types = [...reader.bytes(reader.packed())];
  const length = reader.packed();
  const from = reader.at;
  const columns = types.map((type) => {
    const bytes = META_BYTES[type] ?? 0;
    const meta = bytes === 0 ? 0 : bytes === 1 ? reader.u8() : reader.u16();
    return { type, meta };
  });
  return { columns, isExact: reader.at - from === length };
}

/**
 * Counts the rows of a row event by stepping over their values; an update's two images count once. Null where a type is
 * unknown, or an image is a difference (PARTIAL_UPDATE_ROWS). Nothing is allocated per row: logs are captured as fast as
 * they come.
 */
export function countRows(event: Buffer, columns: readonly ColumnLayout[]): number | null {
  const head = readHead(event, columns);
  if (!head) return null;
  const end = event.length - CHECKSUM_BYTES;
  let { at } = head;
  let rows = 0;
  for (; at < end; rows++)
    for (const { plan } of head.images) {
      if (plan.length === 0) return null;
      at = stepOver(event, at, plan);
      if (at > end) return null;
    }
  return rows;
}

/**
 * True where each row of an event ends within it, and the last one with it: what a server reads has no end but the lengths in
 * it. False also where that cannot be told. An image without columns takes no bytes.
 */
export function holdsWholeRows(event: Buffer, columns: readonly ColumnLayout[]): boolean {
  const head = readHead(event, columns);
  if (!head) return false;
  const end = event.length - CHECKSUM_BYTES;
  let { at } = head;
  if (head.images.every(({ plan }) => plan.length === 0)) return at === end;
  while (at < end)
    for (const { plan } of head.images) {
      at = stepOver(event, at, plan);
      if (at > end) return false;
    }
  return true;
}

/**
 * Where the values of one column stand in a row event, image by image; none where that cannot be told, or it is NULL.
 * Rows that leave their event are damage: what would be written to these places would hit something else.
 */
export function placesOf(event: Buffer, columns: readonly ColumnLayout[], column: number): number[] {
  const head = readHead(event, columns);
  const end = event.length - CHECKSUM_BYTES;
  const places: number[] = [];
  if (!head || head.images.some(({ plan }) => plan.length === 0)) return places;
  for (let { at } = head; at < end; )
    for (const { plan, present } of head.images) {
      const index = present.indexOf(column);
      const next = stepOver(event, at, plan);
      if (next > end) throw fail('log-event-damaged', { what: 'a row event ends in the middle of a row' });
      if (index >= 0 && !isNull(event, at, index)) places.push(stepOver(event, at, plan, index));
      at = next;
    }
  return places;
}

/** TIMESTAMP(6), as row start and row end are. */
export function isMicrosecond({ type, meta }: ColumnLayout): boolean {
  return type === TYPE.timestamp2 && meta === 6;
}

/** Bytes of a TIMESTAMP's fraction, which follow its four of seconds, high bytes first; null for other types. */
export function fractionOfTimestamp({ type, meta }: ColumnLayout): number | null {
  return type === TYPE.timestamp2 ? Math.ceil(meta / 2) : null;
}

/** Where a row event's rows begin and what stands in each of their images; null where a type is unknown or left out. */
function readHead(
  event: Buffer,
  columns: readonly ColumnLayout[],
): { at: number; images: { plan: Int32Array; present: number[] }[] } | null {
  const { type } = readHeader(event);
  if (type === EventType.partialUpdateRows) return null;
  const reader = readEventData(event, 'a row event', HEADER_BYTES + 8, CHECKSUM_BYTES);
  if (type >= EventType.writeRows) reader.skip(Math.max(0, reader.u16() - 2));
  const count = reader.packed();
  if (count !== columns.length) return null;
  const updates = type === EventType.updateRows || type === EventType.updateRowsV1;
  const bits = Array.from({ length: updates ? 2 : 1 }, () => reader.bytes(Math.ceil(count / 8)));
  const images: { plan: Int32Array; present: number[] }[] = [];
  for (const image of bits) {
    const present = columns.flatMap((_, at) => (hasBit(image, at) ? [at] : []));
    const plan = planOf(columns.filter((_, at) => hasBit(image, at)));
    if (!plan) return null;
    images.push({ plan, present });
  }
  return { at: reader.at, images };
}

/** Where the row that begins at `at` ends, or the value of one of its columns begins. */
function stepOver(event: Buffer, at: number, plan: Int32Array, until = plan.length): number {
  let next = at + ((plan.length + 7) >> 3);
  for (let i = 0; i < until; i++) {
    if (isNull(event, at, i)) continue;
    const bytes = plan[i] ?? 0;
    if (bytes >= 0) next += bytes;
    else next += lengthAt(event, next, -bytes) - bytes;
  }
  return next;
}

function isNull(event: Buffer, row: number, index: number): boolean {
  return ((event[row + (index >> 3)] ?? 0) & (1 << (index & 7))) !== 0;
}

/** A length of one to four bytes; behind the event's end zero, which the caller notices by the end. */
function lengthAt(event: Buffer, at: number, size: number): number {
  let length = event[at] ?? 0;
  if (size > 1) length |= (event[at + 1] ?? 0) << 8;
  if (size > 2) length |= (event[at + 2] ?? 0) << 16;
  return size > 3 ? length + (event[at + 3] ?? 0) * 2 ** 24 : length;
}

function hasBit(bits: Buffer, at: number): boolean {
  return ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

/** Of each column the bytes of its values, or minus the bytes of the length in front of them; undefined for unknown types. */
function planOf(columns: readonly ColumnLayout[]): Int32Array | undefined {
  const plan = new Int32Array(columns.length);
  for (const [i, { type, meta }] of columns.entries()) {
    const bytes = FIXED[type] ?? lengthOf(type, meta);
    if (bytes === null) return undefined;
    plan[i] = bytes;
  }
  return plan;
}

function lengthOf(type: number, meta: number): number | null {
  switch (type) {
    case TYPE.varchar:
    case TYPE.varString:
    case VARCHAR_COMPRESSED:
      return meta > 255 ? -2 : -1;
    case TYPE.blob:
    case TYPE.geometry:
    case TYPE.json:
    case TYPE.vector:
    case BLOB_COMPRESSED:
      return meta >= 1 && meta <= 4 ? -meta : null;
    case TYPE.bit:
      return (meta >> 8) + (meta & 0xff ? 1 : 0);
    case TYPE.timestamp2:
      return 4 + Math.ceil(meta / 2);
    case TYPE.datetime2:
      return 5 + Math.ceil(meta / 2);
    case TYPE.time2:
      return 3 + Math.ceil(meta / 2);
    case TYPE.newDecimal:
      return decimalBytes(meta & 0xff, meta >> 8);
    case TYPE.enum:
    case TYPE.set:
      return meta >> 8;
    case TYPE.string:
      return stringBytes(meta);
    default:
      return null;
  }
}

/** CHAR, and ENUM and SET in its guise. Long CHARs have two more bits of their length in the type, inverted. */
function stringBytes(meta: number): number {
  const real = meta & 0xff;
  if (real === TYPE.enum || real === TYPE.set) return meta >> 8;
  const bytes = (real & 0x30) === 0x30 ? meta >> 8 : (meta >> 8) | (((real & 0x30) ^ 0x30) << 4);
  return bytes > 255 ? -2 : -1;
}

function decimalBytes(precision: number, scale: number): number {
  const whole = precision - scale;
  const side = (digits: number) => Math.floor(digits / 9) * 4 + (DIGIT_BYTES[digits % 9] ?? 0);
  return side(Math.max(0, whole)) + side(scale);
}
