/**
 * Turns row packets of the text protocol into TSV in LOAD DATA's default dialect: fields end in a tab, rows in a newline,
 * `\\ \t \n \0` are escaped, NULL is `\N`. Bytes are never transcoded.
 * Protocol: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html
 */

const TAB = 0x09;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const LETTER_N = 0x4e;
const NULL_FIELD = 0xfb;
/** Begins a server's error, and no field. */
const NO_LENGTH = 0xff;

/** The character behind the backslash for each byte that needs one; 0 for all others. */
const ESCAPES = new Uint8Array(256);
ESCAPES[0x00] = 0x30; // \0
ESCAPES[TAB] = 0x74; // \t
ESCAPES[NEWLINE] = 0x6e; // \n
ESCAPES[BACKSLASH] = BACKSLASH;

/**
 * Why conversion stopped: input ends within a packet, output has no room for the next row, the next packet is no plain row,
 * or its fields do not fill it exactly, as those of a server that means well do.
 */
export type ConvertStop = 'need-input' | 'output-full' | 'special-packet' | 'malformed';

/** Filled by `convertRows`; one object for all calls, since it is called for every 64 KiB from the socket. */
export interface ConvertResult {
  /** Input position behind the last converted packet. */
  inputAt: number;
  /** Output position behind the last byte written. */
  outputAt: number;
  rows: number;
  stop: ConvertStop;
}

/** Bytes that must be free in the output before a row of `payload` bytes with `fields` fields is begun: every byte may be escaped. */
export function outputNeeded(payload: number, fields: number): number {
  return 2 * payload + 2 * fields + 64;
}

/**
 * Converts whole row packets from input[inputAt, inputEnd) to output[outputAt, output.length).
 * Packets longer than `largest` bytes, multi-packet rows, EOF and ERR are left to the caller ('special-packet').
 */
export function convertRows(
  input: Uint8Array,
  inputAt: number,
  inputEnd: number,
  output: Uint8Array,
  outputAt: number,
  fields: number,
  largest: number,
  result: ConvertResult,
): void {
  let at = inputAt;
  let out = outputAt;
  let rows = 0;
  let stop: ConvertStop = 'need-input';
  while (inputEnd - at >= 5) {
    const length = byte(input, at) | (byte(input, at + 1) << 8) | (byte(input, at + 2) << 16);
    const first = byte(input, at + 4);
    if (length > largest || first === 0xff || (first === 0xfe && length < 9)) {
      stop = 'special-packet';
      break;
    }
    if (inputEnd - at < 4 + length) break;
    if (output.length - out < outputNeeded(length, fields)) {
      stop = 'output-full';
      break;
    }
    const end = encodeRow(input, at + 4, at + 4 + length, output, out, fields);
    if (end === MALFORMED) {
      stop = 'malformed';
      break;
    }
    out = end;
    at += 4 + length;
    rows++;
  }
  result.inputAt = at;
  result.outputAt = out;
  result.rows = rows;
  result.stop = stop;
}

/** What `encodeRow` returns for a payload that its fields do not fill exactly. */
export const MALFORMED = -1;

/** Encodes one row payload input[at, rowEnd); returns the output position behind its newline. The caller guarantees room. */
export function encodeRow(
  input: Uint8Array,
  at: number,
  rowEnd: number,
  output: Uint8Array,
  outputAt: number,
  fields: number,
): number {
  let from = at;
  let out = outputAt;
  for (let field = 0; field < fields; field++) {
    if (from >= rowEnd) return MALFORMED;
    let length = byte(input, from++);
    if (length === NULL_FIELD) {
      output[out++] = BACKSLASH;
      output[out++] = LETTER_N;
    } else {
      if (length === NO_LENGTH) return MALFORMED;
      if (length > NULL_FIELD) {
        const size = length === 0xfc ? 2 : length === 0xfd ? 3 : 8;
        if (from + size > rowEnd) return MALFORMED;
        length = lengthAt(input, from, size);
        from += size;
      }
      if (length > rowEnd - from) return MALFORMED;
      for (const end = from + length; from < end; from++) {
        const value = byte(input, from);
        const escaped = byte(ESCAPES, value);
        if (escaped !== 0) {
          output[out++] = BACKSLASH;
          output[out++] = escaped;
        } else output[out++] = value;
      }
    }
    output[out++] = TAB;
  }
  output[out - 1] = NEWLINE;
  return from === rowEnd ? out : MALFORMED;
}

/** A little-endian length of 2, 3 or 8 bytes. */
function lengthAt(input: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + byte(input, at + i);
  return value;
}

/** Indexing inside the bounds that the callers keep; the cast costs nothing at run time. */
function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}
