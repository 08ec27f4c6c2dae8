import { quoteName } from '../mysql/quote.ts';
import { applyEdits, closingMark, isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

export interface SplitOptions {
  /** Schemas to rename in references to tables and sequences, old name to new name. */
  readonly renames?: ReadonlyMap<string, string>;
  /** Name of an index that must stay, such as the one that orders the rows. */
  readonly keepIndex?: string | null;
  /** For a table of few rows: all its indexes stay where each is one that can be made with it and costs little to keep up. */
  readonly indexesStay?: boolean;
}

export interface SplitTable<Text> {
  /** CREATE TABLE with what the table needs from the start. */
  readonly create: Text;
  /** Secondary indexes as parts of ALTER TABLE, such as ADD KEY `k` (`a`), in their order; full-text ones go one at a time. */
  readonly indexes: Text[];
  /** Those indexes taken away again, as parts of ALTER TABLE, such as DROP KEY `k`. */
  readonly dropped: Text[];
  /** Foreign keys as parts of ALTER TABLE. */
  readonly foreignKeys: Text[];
}

/**
 * Takes secondary indexes and foreign keys out of a CREATE TABLE, to be added when the rows are in. What stays: the
 * primary key; everything up to an index that AUTO_INCREMENT needs, that `keepIndex` names, or that makes rows unique in
 * a table without a primary key (InnoDB stores the rows by it), so that the indexes keep their order; several full-text
 * indexes, since MySQL refuses to add two at once (error 1795), unless the table has a column FTS_DOC_ID of its own, whose
 * numbers MySQL lets jump by 65,535 at most while there is such an index (error 182); all indexes beside a unique one USING
 * HASH, of which any ALTER of MariaDB makes a B-tree where the values are short; the indexes of tables with history, whose
 * rows were not measured to come in faster without them; and everything of tables that are not InnoDB's (whose ALTER copies
 * the table).
 * A foreign key never stays: it needs an index of the other table, which may be one that was taken out (errno 150).
 */
export function splitCreateTable(sql: string, options: SplitOptions = {}): SplitTable<string> {
  const text = renameReferences(sql, options.renames ?? new Map());
  const tokens = tokenizeSql(text);
  const open = tokens.findIndex((token) => isMark(token, '('));
  const close = closingMark(tokens, open);
  const whole = { create: text, indexes: [], dropped: [], foreignKeys: [] };
  if (open < 0 || close < 0 || tokens.slice(0, open).some((token) => isWord(token, 'LIKE', 'SELECT'))) return whole;
  const tail = tokens.slice(close + 1);
  const definitions = splitDefinitions(text, tokens.slice(open, close + 1));
  if (!isInnodb(tail)) return whole;
  const indexes = definitions.filter(({ role }) => role === 'index');
  const mayStay = options.indexesStay === true && indexes.every(({ plain }) => plain);
  const indexesStay = mayStay || hasHistory(tail) || indexes.some(({ unique, hash }) => unique && hash);
  const last = indexesStay ? definitions.length : lastNeeded(definitions, options.keepIndex ?? null);
  const ownDocumentId = definitions.some(({ role, name }) => role === 'column' && name === 'FTS_DOC_ID');
  const fulltextStays = !ownDocumentId && definitions.filter((definition) => definition.fulltext).length > 1;
  const moved = definitions.filter(
    (definition, at) =>
      definition.role === 'foreign' ||
      (definition.role === 'index' && at > last && !(definition.fulltext && fulltextStays)),
  );
  if (moved.length === 0) return whole;
  const kept = definitions.filter((definition) => !moved.includes(definition));
  const fragments = (role: Role) => moved.filter((d) => d.role === role).map((d) => `ADD ${d.text}`);
  const head = text.slice(0, tokens[open]?.end);
  return {
    create: `${head}\n  ${kept.map((d) => d.text).join(',\n  ')}\n${text.slice(tokens[close]?.start)}`,
    indexes: fragments('index'),
    dropped: moved.flatMap(({ role, name }) => (role === 'index' ? [`DROP KEY ${quoteName(name ?? '')}`] : [])),
    foreignKeys: fragments('foreign'),
  };
}

/** The same for bytes: a definition may hold defaults that are not UTF-8 (MariaDB: BINARY columns). */
export function splitCreateTableBytes(sql: Buffer, options: SplitOptions = {}): SplitTable<Buffer> {
  const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const renames = new Map([...(options.renames ?? [])].map(([from, to]) => [asBytes(from), asBytes(to)]));
  const keepIndex = options.keepIndex == null ? null : asBytes(options.keepIndex);
  const split = splitCreateTable(sql.toString('latin1'), { ...options, renames, keepIndex });
  const toBuffer = (text: string) => Buffer.from(text, 'latin1');
  return {
    create: toBuffer(split.create),
    indexes: split.indexes.map(toBuffer),
    dropped: split.dropped.map(toBuffer),
    foreignKeys: split.foreignKeys.map(toBuffer),
  };
}

/** MySQL prints these without a default whether they have one or not. */
const NEVER_SHOWN = /^(?:tiny|medium|long)?(?:text|blob)$/i;

/**
 * Parts of ALTER TABLE for columns that may be NULL and yet have no default, as after ALTER COLUMN … DROP DEFAULT: MySQL
 * prints such a column without DEFAULT NULL and gives it that default again when it reads what it printed.
 */
export function droppedDefaults(sql: Buffer): Buffer[] {
  const text = sql.toString('latin1');
  const tokens = tokenizeSql(text);
  const open = tokens.findIndex((token) => isMark(token, '('));
  const close = closingMark(tokens, open);
  if (open < 0 || close < 0) return [];
  return splitDefinitions(text, tokens.slice(open, close + 1))
    .filter(({ role, text: definition }) => role === 'column' && lacksDefault(tokenizeSql(definition)))
    .map(({ name }) => Buffer.from(`ALTER COLUMN ${quoteName(name ?? '')} DROP DEFAULT`, 'latin1'));
}

function lacksDefault(tokens: readonly Token[]): boolean {
  const notNull = tokens.some((token, at) => isWord(token, 'NOT') && isWord(tokens[at + 1], 'NULL'));
  const set = tokens.some((token) => isWord(token, 'DEFAULT', 'AUTO_INCREMENT', 'GENERATED', 'AS'));
  return !notNull && !set && !NEVER_SHOWN.test(tokens[1]?.text ?? '');
}

/** The definitions of a CREATE TABLE one by one, and what stands in front of them and behind; none where there are none. */
export function definitionsOf(sql: string): { head: string; definitions: Definition[]; tail: string } {
  const tokens = tokenizeSql(sql);
  const open = tokens.findIndex((token) => isMark(token, '('));
  const close = closingMark(tokens, open);
  if (open < 0 || close < 0) return { head: sql, definitions: [], tail: '' };
  return {
    head: sql.slice(0, tokens[open]?.end),
    definitions: splitDefinitions(sql, tokens.slice(open, close + 1)),
    tail: sql.slice(tokens[close]?.start),
  };
}

/** A column of a CREATE TABLE, which is bytes in latin1. */
export interface ColumnText {
  readonly name: string;
  /** Its definition, and where that begins. */
  readonly text: string;
  readonly start: number;
}

/** The columns of a CREATE TABLE, in their order. */
export function columnsOf(sql: string): ColumnText[] {
  let at = 0;
  return definitionsOf(sql).definitions.flatMap(({ role, name, text }): ColumnText[] => {
    const start = sql.indexOf(text, at);
    at = start + text.length;
    return role === 'column' && name !== null
      ? [{ name: Buffer.from(name, 'latin1').toString('utf8'), text, start }]
      : [];
  });
}

/** Names of the indexes that a definition holds, as servers print them. */
export function indexNamesOf(sql: Buffer): ReadonlySet<string> {
  const { definitions } = definitionsOf(sql.toString('latin1'));
  const named = definitions.flatMap(({ role, name }) => (role === 'index' && name !== null ? [name] : []));
  return new Set(['PRIMARY', ...named.map((name) => Buffer.from(name, 'latin1').toString('utf8'))]);
}

type Role = 'column' | 'primary' | 'index' | 'foreign' | 'other';

interface Definition {
  readonly text: string;
  readonly role: Role;
  readonly unique: boolean;
  readonly fulltext: boolean;
  /** Indexes: of columns as they are, in a tree. */
  readonly plain: boolean;
  readonly hash: boolean;
  /** Name of the column or index. */
  readonly name: string | null;
  /** Indexes: the first column, null for an expression. */
  readonly firstColumn: string | null;
  readonly autoIncrement: boolean;
  /** Indexes that can only be made with their table. */
  readonly fixed: boolean;
}

/** `tokens` runs from the opening to the closing parenthesis. */
function splitDefinitions(text: string, tokens: readonly Token[]): Definition[] {
  const definitions: Definition[] = [];
  let depth = 0;
  let first = 1;
  tokens.forEach((token, at) => {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (depth === 0 || (depth === 1 && isMark(token, ','))) {
      const from = tokens[first - 1]?.end ?? 0;
      definitions.push(classify(text.slice(from, token.start).trim(), tokens.slice(first, at)));
      first = at + 1;
    }
  });
  return definitions;
}

function classify(text: string, tokens: readonly Token[]): Definition {
  const named = isWord(tokens[0], 'CONSTRAINT') ? (isWord(tokens[1], 'FOREIGN', 'PRIMARY') ? 1 : 2) : 0;
  const start = tokens[named];
  const parenthesis = tokens.findIndex((token) => isMark(token, '('));
  const firstPart = tokens[parenthesis + 1];
  const role: Role = isWord(start, 'FOREIGN')
    ? 'foreign'
    : isWord(start, 'PRIMARY')
      ? 'primary'
      : named === 0 && isWord(start, 'KEY', 'INDEX', 'UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR')
        ? 'index'
        : start?.kind === 'name'
          ? 'column'
          : 'other';
  const name = tokens.find((token) => token.kind === 'name');
  const indexName = name === undefined ? null : nameOf(name);
  return {
    text,
    role,
    unique: role === 'index' && isWord(start, 'UNIQUE'),
    fulltext: role === 'index' && isWord(start, 'FULLTEXT'),
    plain: role === 'index' && isWord(start, 'KEY', 'INDEX', 'UNIQUE') && !hasExpression(tokens),
    hash: tokens.some((token, at) => isWord(token, 'USING') && isWord(tokens[at + 1], 'HASH')),
    name: indexName,
    firstColumn: parenthesis >= 0 && firstPart && !isMark(firstPart, '(') ? nameOf(firstPart) : null,
    autoIncrement: role === 'column' && tokens.some((token) => isWord(token, 'AUTO_INCREMENT')),
    // InnoDB makes its own index of this name when it is missing; WITHOUT OVERLAPS is part of the table's period.
    fixed: indexName === 'FTS_DOC_ID_INDEX' || tokens.some((token) => isWord(token, 'OVERLAPS')),
  };
}

/** MySQL writes an index's expression in parentheses of its own; a prefix stands behind its column. */
function hasExpression(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => isMark(token, '(') && (isMark(tokens[at - 1], '(') || isMark(tokens[at - 1], ',')));
}

/** Reads the table options behind the definitions. */
function isInnodb(tail: readonly Token[]): boolean {
  const engine = tail.findIndex((token) => isWord(token, 'ENGINE'));
  const name = tail.slice(engine + 1).find((token) => !isMark(token, '='));
  return engine >= 0 && isWord(name, 'INNODB');
}

function hasHistory(tail: readonly Token[]): boolean {
  return tail.some((token, at) => isWord(token, 'SYSTEM') && isWord(tail[at + 1], 'VERSIONING'));
}

/** Place of the last index that must be there from the start, -1 when there is none. */
function lastNeeded(definitions: readonly Definition[], keepIndex: string | null): number {
  const primary = definitions.find((definition) => definition.role === 'primary');
  const counter = definitions.find((definition) => definition.autoIncrement)?.name ?? null;
  const counterIndex =
    counter === null || primary?.firstColumn === counter
      ? -1
      : definitions.findIndex((definition) => definition.role === 'index' && definition.firstColumn === counter);
  const others = definitions.findLastIndex(
    (definition) =>
      definition.role === 'index' &&
      (definition.fixed || (definition.unique && !primary) || (keepIndex !== null && definition.name === keepIndex)),
  );
  return Math.max(counterIndex, others);
}

/**
 * Renames schemas where a CREATE TABLE names them: REFERENCES `s`.`t`, a default of nextval(`s`.`q`), and the UNION of a
 * MERGE table. Everything else in it belongs to the table itself.
 */
function renameReferences(sql: string, renames: ReadonlyMap<string, string>): string {
  if (renames.size === 0) return sql;
  const tokens = tokenizeSql(sql);
  let inUnion = false;
  const edits = tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    if (isWord(token, 'UNION') && isMark(tokens[at + 1], '=')) inUnion = true;
    else if (isMark(token, ')')) inUnion = false;
    const places =
      isWord(before, 'REFERENCES') ||
      (isMark(before, '(') && isWord(tokens[at - 2], 'NEXTVAL', 'LASTVAL', 'SETVAL')) ||
      (inUnion && (isMark(before, '(') || isMark(before, ',')));
    const renamed =
      places && token.kind === 'name' && isMark(tokens[at + 1], '.') ? renames.get(nameOf(token)) : undefined;
    return renamed === undefined ? [] : [{ start: token.start, end: token.end, text: quoteName(renamed) }];
  });
  return applyEdits(sql, edits);
}
