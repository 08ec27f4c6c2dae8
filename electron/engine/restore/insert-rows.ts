import type { Column } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { RestoredColumn } from '../schema/current-rows.ts';
import { insertExpression } from '../schema/select-columns.ts';
import { typedJson } from '../schema/typed-json.ts';
import { isLeftOutWhenEmpty } from './empty-geometry.ts';

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
 * same way but for the quote, so a field becomes `_binary'…'` with its quotes doubled; no value is decoded. A row with
 * an empty geometry stands in a statement that does not name its column.
 */
export function* insertStatements(
  tsv: Uint8Array,
  target: { schema: string; table: string; columns: readonly RestoredColumn[]; flavour: Flavour; maxStatement: number },
): Generator<Buffer> {
  const { schema, table, columns, flavour, maxStatement } = target;
  const headWithout = (leftOut: readonly number[]) =>
    Buffer.from(
      `INSERT INTO ${quoteTable(schema, table)} (${columns
        .filter(({ as }, place) => as !== 'json-types' && !leftOut.includes(place))
        .map((column) => quoteName(column.name))
        .join(',')}) VALUES `,
    );
  const limit = Math.min(STATEMENT_BYTES, maxStatement - PACKET_OVERHEAD);
  const values = columns.map((column): FieldWriter => {
    // The expression around a literal is asked for once per column; its two halves enclose every value.
    const [before = '', after = ''] = insertExpression(column, flavour, '\u0000').split('\u0000');
    const mayBeLeftOut = isLeftOutWhenEmpty(column, flavour);
    return { as: column.as, mayBeLeftOut, before: Buffer.from(`${before}_binary'`), after: Buffer.from(`'${after}`) };
  });
  let parts: Buffer[] = [];
  let length = 0;
  let without: readonly number[] = [];
  for (let at = 0; at < tsv.length; ) {
    const end = tsv.indexOf(NEWLINE, at);
    const { literal, leftOut } = rowLiteral(tsv.subarray(at, end), values);
    if (parts.length > 0 && (String(leftOut) !== String(without) || length + literal.length + 1 > limit)) {
      yield Buffer.concat(parts);
      parts = [];
    }
    if (parts.length === 0) {
      const head = headWithout(leftOut);
      without = leftOut;
      parts.push(head, literal);
      length = head.length + literal.length;
    } else {
      parts.push(COMMA, literal);
      length += literal.length + 1;
    }
    at = end + 1;
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** What encloses a field's literal. */
interface FieldWriter {
  readonly as: Column['as'];
  readonly mayBeLeftOut: boolean;
  readonly before: Buffer;
  readonly after: Buffer;
}

const COMMA = Buffer.from(',');
const NULL_LITERAL = Buffer.from('NULL');
/** The only value that a generated column takes. */
const DEFAULT = Buffer.from('DEFAULT');

/** A row in parentheses, and the places of the columns that it leaves out. */
function rowLiteral(row: Uint8Array, values: readonly FieldWriter[]): { literal: Buffer; leftOut: number[] } {
  const parts: Buffer[] = [OPEN];
  const leftOut: number[] = [];
  let start = 0;
  let previous = row.subarray(0, 0);
  values.forEach(({ as, mayBeLeftOut, before, after }, place) => {
    const tab = row.indexOf(TAB, start);
    const end = tab < 0 ? row.length : tab;
    if (tab < 0 !== (place === values.length - 1)) throw fail('field-escaped', {});
    const field = row.subarray(start, end);
    const isNull = field.length === 2 && field[0] === BACKSLASH && field[1] === LETTER_N;
    if (as === 'json-types') {
      // Follows its JSON column, whose literal is the last of `parts`.
      if (!isNull) parts.push(Buffer.from(typedJson(`${parts.pop()}`, decodeField(previous), decodeField(field))));
    } else if (mayBeLeftOut && field.length === 0) {
      leftOut.push(place);
    } else {
      if (parts.length > 1) parts.push(COMMA);
      parts.push(
        as === 'computed' ? DEFAULT : isNull ? NULL_LITERAL : Buffer.concat([before, doubleQuotes(field), after]),
      );
    }
    previous = field;
    start = end + 1;
  });
  parts.push(CLOSE);
  return { literal: Buffer.concat(parts), leftOut };
}

/** The text of a field of JSON, which has no NULs: they are escaped inside of it. */
function decodeField(field: Uint8Array): string {
  return Buffer.from(field)
    .toString('utf8')
    .replaceAll(/\\(.)/g, (_, char: string) => ({ t: '\t', n: '\n', '0': '\0' })[char] ?? char);
}

/** Behind a backslash: \\ \t \n \0. */
const ESCAPED: ReadonlySet<number> = new Set([BACKSLASH, 0x74, 0x6e, 0x30]);

const OPEN = Buffer.from('(');
const CLOSE = Buffer.from(')');

/**
 * A field as a literal's inside. A backslash has to begin one of the five escapes that sets are written with: one that stood
 * alone at the end would take the closing quote's meaning, and what follows would be SQL.
 */
function doubleQuotes(field: Uint8Array): Buffer {
  for (let at = field.indexOf(BACKSLASH); at >= 0; at = field.indexOf(BACKSLASH, at + 2))
    if (!ESCAPED.has(field[at + 1] ?? 0)) throw fail('field-escaped', {});
  if (field.indexOf(QUOTE) < 0) return Buffer.from(field.buffer, field.byteOffset, field.byteLength);
  return Buffer.from(Buffer.from(field).toString('latin1').replaceAll("'", "''"), 'latin1');
}
