import type { ColumnLiterals } from '../../../shared/manifest.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { applyEdits } from '../sql/tokenize-sql.ts';
import { findByteDefaults } from './find-byte-defaults.ts';
import { type FloatDefault, findFloatDefaults } from './find-float-defaults.ts';
import { type DoubtfulColumn, findDoubtful, type Literal } from './find-literals.ts';
import { refusal } from './read-schema.ts';

/** A definition with the bytes of its literals in it. */
export interface ExactTable {
  readonly statement: Buffer;
  /** What the server says of columns whose text it may not print as it is. */
  readonly literals: readonly ColumnLiterals[];
  /** Columns of which it did not say it. */
  readonly unknown: readonly string[];
}

/**
 * CREATE TABLE with hexadecimal literals where the server printed a member of an ENUM or SET, or a default, otherwise than
 * it is: with `?` for characters outside of utf8mb3 and for bytes that are no text, or as a text that another code of the
 * column's charset stands for too; and with all digits of a FLOAT, of which it prints six. Defaults that MariaDB computes from
 * bytes that it does not say are unknown.
 */
export async function withExactLiterals(
  session: Session,
  { schema, name }: { readonly schema: string; readonly name: string },
  statement: Buffer,
): Promise<ExactTable> {
  const sql = statement.toString('latin1');
  const edits: { start: number; end: number; text: string }[] = [];
  const literals: ColumnLiterals[] = [];
  const unknown: string[] = [];
  for (const column of findDoubtful(sql)) {
    const found = await readColumn(session, quoteTable(schema, name), column);
    if (!found) unknown.push(column.name);
    else {
      literals.push(found.literals);
      edits.push(...found.edits);
    }
  }
  const floats = findFloatDefaults(sql);
  const asked = await askFloats(session, quoteTable(schema, name), floats).catch((error: unknown) => refusal(error));
  for (const [at, given] of floats.entries()) {
    const value = 'code' in asked ? undefined : asked[at];
    if (value !== undefined) edits.push(...digitsOf(given, value));
    else if (mayBeRounded(given)) unknown.push(given.name);
  }
  if (session.flavour === 'mariadb') unknown.push(...findByteDefaults(sql));
  const exact = edits.length === 0 ? statement : Buffer.from(applyEdits(sql, edits.toSorted(byStart)), 'latin1');
  return { statement: exact, literals, unknown };
}

/** The defaults of FLOAT columns as the doubles that they are. */
async function askFloats(session: Session, table: string, floats: readonly FloatDefault[]) {
  const list = floats.map(({ name }, at) => `DEFAULT(t.${quoteName(name)}) * 1e0 AS v${at}`).join(', ');
  const names = floats.map(({ name }) => name);
  const row = floats.length === 0 ? undefined : await askDefaults(session, table, names, list);
  return floats.map((_, at) => row?.[`v${at}`] ?? undefined);
}

/**
 * Asks for defaults without a row where it can be. Of a NOT NULL column in a row that a join made up, DEFAULT() is NULL:
 * MariaDB says it of a derived table, MySQL of a row that is there, and of none where the table is empty.
 */
async function askDefaults(session: Session, table: string, names: readonly string[], list: string) {
  const columns = names.map(quoteName).join(', ');
  const from = session.flavour === 'mariadb' ? NO_ROW(`(SELECT ${columns} FROM ${table} LIMIT 0)`) : NO_ROW(table);
  const [row] = await session.texts(`SELECT ${list} ${from}`);
  if (!row || !Object.values(row).includes(null)) return row;
  const [there] = await session.texts(`SELECT ${list} FROM ${table} AS t LIMIT 1`);
  return there ?? row;
}

/** All six digits are there that servers print. */
function mayBeRounded({ text }: FloatDefault): boolean {
  return (
    text
      .replace(/e.*/i, '')
      .replace(/^[^1-9]*/, '')
      .replaceAll(/\D/g, '').length >= 6
  );
}

/** What is printed stays where a FLOAT has no other number nearer to it. */
function digitsOf({ start, end, text }: FloatDefault, value: string) {
  const quote = text.startsWith("'") ? "'" : '';
  const printed = Number(quote === '' ? text : text.slice(1, -1));
  return Math.fround(printed) === Number(value) ? [] : [{ start, end, text: `${quote}${value}${quote}` }];
}

/** The columns whose literals are others on this server than in the set. */
export async function differingLiterals(
  session: Session,
  table: { readonly schema: string; readonly name: string },
  wanted: readonly ColumnLiterals[],
): Promise<string[]> {
  const differing: string[] = [];
  for (const column of wanted) {
    // One more than there should be has no number, and so is empty.
    const wantedMembers = column.members ? [...column.members, ''] : [];
    const found = await askColumn(session, quoteTable(table.schema, table.name), {
      name: column.name,
      kind: column.set ? 'set' : 'enum',
      members: wantedMembers.length,
      default: column.default !== undefined,
    }).catch((error: unknown) => refusal(error));
    const hexOf = (values: readonly Found[] | undefined) => values?.map(({ hex }) => hex);
    const same =
      !('code' in found) &&
      String(hexOf(found.members)) === String(wantedMembers) &&
      (column.default === undefined || found.default?.hex === column.default);
    if (!same) differing.push(column.name);
  }
  return differing;
}

async function readColumn(session: Session, table: string, column: DoubtfulColumn) {
  const printed = column.members?.literals ?? [];
  const found = await askColumn(session, table, {
    name: column.name,
    kind: column.members?.kind ?? 'enum',
    members: printed.length,
    default: column.default !== null,
  }).catch((error: unknown) => refusal(error));
  if ('code' in found || found.members.length !== printed.length) return undefined;
  const pairs = printed.map((literal, at) => ({ literal, value: found.members[at] }));
  if (column.default) pairs.push({ literal: column.default, value: found.default });
  const literals: ColumnLiterals = {
    name: column.name,
    ...(column.members && { members: found.members.map(({ hex }) => hex) }),
    ...(column.members?.kind === 'set' && { set: true }),
    ...(column.default && found.default && { default: found.default.hex }),
  };
  return { literals, edits: pairs.flatMap(({ literal, value }) => (value ? editOf(literal, value) : [])) };
}

/** Charsets of which every code stands for a character that no other code stands for. */
const ONE_TO_ONE = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ucs2', 'utf16', 'utf16le', 'utf32', 'latin1', 'ascii']);
const UTF8 = new Set(['utf8mb4', 'utf8mb3', 'utf8']);

/** A literal stays as it is printed where the server reads it as what it is; a `?` may be what became of something else. */
function editOf({ start, end, text }: Literal, { hex, utf8, charset }: Found) {
  const printed = text.toString('hex').toUpperCase();
  const isExact = text.includes('?') ? UTF8.has(charset) && hex === printed : ONE_TO_ONE.has(charset);
  if (isExact && utf8 === printed) return [];
  // An empty one has no hexadecimal form, and nothing that could be lost.
  return hex === '' ? [] : [{ start, end, text: `0x${hex}` }];
}

/** A value in hexadecimal digits, in its own charset and in utf8mb4. */
interface Found {
  readonly hex: string;
  readonly utf8: string;
  readonly charset: string;
}

/** Of a table joined on FALSE comes one row, whose columns have their types and DEFAULT() its value. */
const NO_ROW = (table: string) => `FROM (SELECT 1) AS one LEFT JOIN ${table} AS t ON FALSE`;

interface Question {
  readonly name: string;
  readonly kind: 'enum' | 'set';
  readonly members: number;
  readonly default: boolean;
}

/**
 * Asks by SELECT alone, and reads no row (`NO_ROW`); a recursive query gives its rows the types of the first, so that
 * numbers become members.
 */
async function askColumn(
  session: Session,
  table: string,
  question: Question,
): Promise<{ members: readonly Found[]; default: Found | undefined }> {
  const column = `t.${quoteName(question.name)}`;
  const one = NO_ROW(table);
  const list = (value: string) =>
    `HEX(${value}) AS hex, HEX(CONVERT(${value} USING utf8mb4)) AS utf8, CHARSET(${value}) AS charset`;
  const number = question.kind === 'enum' ? 'n + 1' : 'CAST(1 << n AS UNSIGNED)';
  const { prefix, hint } = deepEnough(session);
  const members =
    question.members === 0
      ? []
      : await session.texts(
          `${prefix}WITH RECURSIVE c (n, m) AS (SELECT 0, ${column} ${one} UNION ALL
            SELECT n + 1, ${number} FROM c WHERE n < ${question.members}) SELECT ${hint}${list('m')} FROM c WHERE n > 0 ORDER BY n`,
        );
  const given = question.default
    ? await askDefaults(session, table, [question.name], list(`DEFAULT(${column})`))
    : undefined;
  return { members: members.map(toFound), default: given && toFound(given) };
}

function toFound({ hex, utf8, charset }: Record<string, string | null>): Found {
  return { hex: hex ?? '', utf8: utf8 ?? '', charset: charset ?? '' };
}

/** An ENUM has 65,535 members at most; both flavours end a recursion after 1,000 rounds, one of them without an error. */
function deepEnough({ flavour }: Session): { prefix: string; hint: string } {
  return flavour === 'mariadb'
    ? { prefix: 'SET STATEMENT max_recursive_iterations=70000 FOR ', hint: '' }
    : { prefix: '', hint: '/*+ SET_VAR(cte_max_recursion_depth=70000) */ ' };
}

function byStart(a: { readonly start: number }, b: { readonly start: number }): number {
  return a.start - b.start;
}
