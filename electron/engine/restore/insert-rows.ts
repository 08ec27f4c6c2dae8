import type { Column } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { insertExpression } from '../schema/select-columns.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const LETTER_N = 0x4e;

/** Statements are not made longer than this even where the server would take more. */
const STATEMENT_BYTES = 1 << 20;

/** What max_allowed_packet counts besides the statement: command and header, with some bytes to spare. */
export const PACKET_OVERHEAD = 64;

/**
 * Turns TSV into multi-row INSERT statements, for servers that refuse LOAD DATA LOCAL. TSV and SQL literals escape the
 * same way but for the quote, so a field becomes `_binary'…'` with its quotes doubled; no value is decoded.
 */
export function* insertStatements(
  tsv: Uint8Array,
  target: { schema: string; table: string; columns: readonly Column[]; flavour: Flavour; maxStatement: number },
): Generator<Buffer> {
  const { schema, table, columns, flavour, maxStatement } = target;
  const head = Buffer.from(
    `INSERT INTO ${quoteTable(schema, table)} (${columns.map((c) => quoteName(c.name)).join(',')}) VALUES `,
  );
  const limit = Math.min(STATEMENT_BYTES, maxStatement - PACKET_OVERHEAD);
  const values = columns.map((column) => {
    // The expression around a literal is asked for once per column; its two halves enclose every value.
    const [before = '', after = ''] = insertExpression(column, flavour, '\u0000').split('\u0000');
    return { before: Buffer.from(`${before}_binary'`), after: Buffer.from(`'${after}`) };
  });
  let parts: Buffer[] = [];
  let length = 0;
  for (let at = 0; at < tsv.length; ) {
    const end = tsv.indexOf(NEWLINE, at);
    const row = rowLiteral(tsv.subarray(at, end), values);
    if (parts.length > 0 && length + row.length + 1 > limit) {
      yield Buffer.concat(parts);
      parts = [];
    }
    if (parts.length === 0) {
      parts.push(head, row);
      length = head.length + row.length;
    } else {
      parts.push(COMMA, row);
      length += row.length + 1;
    }
    at = end + 1;
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

const COMMA = Buffer.from(',');
const NULL_LITERAL = Buffer.from('NULL');

function rowLiteral(row: Uint8Array, values: readonly { before: Buffer; after: Buffer }[]): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  values.forEach(({ before, after }, index) => {
    const tab = row.indexOf(TAB, start);
    const end = tab < 0 ? row.length : tab;
    parts.push(index === 0 ? OPEN : COMMA);
    if (end - start === 2 && row[start] === BACKSLASH && row[start + 1] === LETTER_N) parts.push(NULL_LITERAL);
    else parts.push(before, doubleQuotes(row.subarray(start, end)), after);
    start = end + 1;
  });
  parts.push(CLOSE);
  return Buffer.concat(parts);
}

const OPEN = Buffer.from('(');
const CLOSE = Buffer.from(')');

function doubleQuotes(field: Uint8Array): Buffer {
  if (field.indexOf(QUOTE) < 0) return Buffer.from(field.buffer, field.byteOffset, field.byteLength);
  return Buffer.from(Buffer.from(field).toString('latin1').replaceAll("'", "''"), 'latin1');
}
