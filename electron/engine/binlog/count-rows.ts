import { type ByteReader, readEventData } from './byte-reader.ts';
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
  const reader = readEventData(tableMap, 'a table’s description', HEADER_BYTES + 8, CHECKSUM_BYTES);
  for (let names = 0; names < 2; names++) reader.skip(reader.u8() + 1);
  const types = [...reader.bytes(reader.packed())];
  reader.packed(); // bytes of the descriptions
  return types.map((type) => {
    const bytes = META_BYTES[type] ?? 0;
    const meta = bytes === 0 ? 0 : bytes === 1 ? reader.u8() : reader.u16();
    return { type, meta };
  });
}

/**
 * Counts the rows of a row event by stepping over their values; an update's two images count once. Null where a type is
 * unknown, or an image is a difference (PARTIAL_UPDATE_ROWS).
 */
export function countRows(event: Buffer, columns: readonly ColumnLayout[]): number | null {
  const { type } = readHeader(event);
  if (type === EventType.partialUpdateRows) return null;
  const reader = readEventData(event, 'a row event', HEADER_BYTES + 8, CHECKSUM_BYTES);
  if (type >= EventType.writeRows) reader.skip(Math.max(0, reader.u16() - 2));
  const count = reader.packed();
  if (count !== columns.length) return null;
  const updates = type === EventType.updateRows || type === EventType.updateRowsV1;
  const images = Array.from({ length: updates ? 2 : 1 }, () => reader.bytes(Math.ceil(count / 8)));
  const present = images.map((bits) => columns.filter((_, at) => hasBit(bits, at)));
  let rows = 0;
  for (; reader.left > 0; rows++)
    for (const image of present) {
      const nulls = reader.bytes(Math.ceil(image.length / 8));
      for (const [at, column] of image.entries()) if (!hasBit(nulls, at) && !skipValue(reader, column)) return null;
      if (image.length === 0) return null;
    }
  return rows;
}

function hasBit(bits: Buffer, at: number): boolean {
  return ((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

/** Steps over a value; false where its length is not known. */
function skipValue(reader: ByteReader, { type, meta }: ColumnLayout): boolean {
  const length = FIXED[type] ?? lengthOf(reader, type, meta);
  if (length === null) return false;
  reader.skip(length);
  return true;
}

function lengthOf(reader: ByteReader, type: number, meta: number): number | null {
  switch (type) {
    case TYPE.varchar:
    case TYPE.varString:
    case VARCHAR_COMPRESSED:
      return meta > 255 ? reader.u16() : reader.u8();
    case TYPE.blob:
    case TYPE.geometry:
    case TYPE.json:
    case TYPE.vector:
    case BLOB_COMPRESSED:
      return meta >= 1 && meta <= 4 ? reader.int(meta) : null;
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
      return stringBytes(reader, meta);
    default:
      return null;
  }
}

/** CHAR, and ENUM and SET in its guise. Long CHARs have two more bits of their length in the type, inverted. */
function stringBytes(reader: ByteReader, meta: number): number {
  const real = meta & 0xff;
  if (real === TYPE.enum || real === TYPE.set) return meta >> 8;
  const bytes = (real & 0x30) === 0x30 ? meta >> 8 : (meta >> 8) | (((real & 0x30) ^ 0x30) << 4);
  return bytes > 255 ? reader.u16() : reader.u8();
}

function decimalBytes(precision: number, scale: number): number {
  const whole = precision - scale;
  const side = (digits: number) => Math.floor(digits / 9) * 4 + (DIGIT_BYTES[digits % 9] ?? 0);
  return side(Math.max(0, whole)) + side(scale);
}
