import { isMark, isWord } from '../sql/tokenize-sql.ts';
import { engineAway, leadsAway, type NamesFound, noNames, takeInner, takeNames } from './read-names.ts';
import { isIdentifier, type NamePlace, type TokenReader } from './token-reader.ts';

/*
 * What a name without a schema means, as servers resolve it (seen on MariaDB 10.11 and 11.8 and MySQL 9.7, with another
 * default schema than the table's):
 *
 *   CREATE TABLE x.a LIKE b · ALTER … RENAME TO b · RENAME TABLE … TO b · EXCHANGE … WITH TABLE b · UNION=(b)
 *   CONVERT TABLE b · CONVERT PARTITION … TO TABLE b · NEXTVAL(b) · ALTER EVENT … RENAME TO b      the session's default
 *   tables of a view · DROP … a, b, each for itself                                                the session's default
 *   REFERENCES b                                                                                   the schema of the table
 *   CREATE TRIGGER x.tr … ON b                                                                     the schema of the trigger
 *   tables in bodies                                                                               the schema of the program
 */

/** Heads of ALTER's clauses behind which stand only what is of the table itself, names of columns, keys and partitions. */
const PLAIN_CLAUSES = [
  ...['ADD', 'ALTER', 'CHANGE', 'MODIFY', 'DROP', 'FORCE', 'ENABLE', 'DISABLE', 'ALGORITHM', 'LOCK'],
  ...['WITH', 'WITHOUT', 'COALESCE', 'REORGANIZE', 'ANALYZE', 'CHECK', 'OPTIMIZE', 'REBUILD', 'REPAIR', 'TRUNCATE'],
  ...['REMOVE', 'UPGRADE', 'PARTITION', 'SECONDARY_LOAD', 'SECONDARY_UNLOAD'],
];

/** Options of a table that may stand without = before their value. */
const OPTIONS = [
  ...['ENGINE', 'TYPE', 'AUTO_INCREMENT', 'AUTOEXTEND_SIZE', 'AVG_ROW_LENGTH', 'CHECKSUM', 'TABLE_CHECKSUM', 'COMMENT'],
  ...['COMPRESSION', 'DELAY_KEY_WRITE', 'ENCRYPTION', 'ENCRYPTED', 'ENCRYPTION_KEY_ID', 'ENGINE_ATTRIBUTE'],
  ...['IETF_QUOTES', 'INSERT_METHOD', 'KEY_BLOCK_SIZE', 'MAX_ROWS', 'MIN_ROWS', 'PACK_KEYS', 'PAGE_CHECKSUM'],
  ...['PAGE_COMPRESSED', 'PAGE_COMPRESSION_LEVEL', 'PASSWORD', 'ROW_FORMAT', 'SECONDARY_ENGINE', 'SEQUENCE'],
  ...['SECONDARY_ENGINE_ATTRIBUTE', 'STATS_AUTO_RECALC', 'STATS_PERSISTENT', 'STATS_SAMPLE_PAGES', 'TABLESPACE'],
  ...['TRANSACTIONAL', 'CHARSET', 'COLLATE', 'CONNECTION'],
];

/** What of a CREATE or ALTER TABLE stands behind the table's name. */
export interface TableClauses extends NamesFound {
  /** MySQL's CREATE TABLE … SELECT in rows: they follow in the same transaction. */
  startsTransaction: boolean;
  /** Rows come from a query that is a part of the statement. */
  selects: boolean;
  /** The engine is the one that its session had by default. */
  takesEngine: boolean;
  /** LIKE: its definition is another table's. */
  copies: boolean;
}

/** Reads CREATE TABLE behind the table's name. */
export function readCreate(reader: TokenReader, own: NamePlace): TableClauses {
  const found = { ...noNames(), startsTransaction: false, selects: false, takesEngine: true, copies: false };
  const isLike = reader.isNext('LIKE') || (isMark(reader.peek(), '(') && isWord(reader.peek(1), 'LIKE'));
  if (isLike) {
    found.takesEngine = false;
    found.copies = true;
    const group = reader.mark('(');
    reader.at++;
    takeInner(reader, found, 'session');
    if (group && !reader.mark(')')) found.unclear ??= 'LIKE';
    if (!reader.ended) found.unclear ??= reader.written(reader.peek());
    return found;
  }
  found.selects = lookBehind(reader, found);
  if (found.selects) return found;
  if (isMark(reader.peek(), '(')) takeGroup(reader, found, own);
  while (!reader.ended && found.unclear === null) {
    if (reader.mark(',')) continue;
    if (reader.takeAll('START', 'TRANSACTION')) found.startsTransaction = true;
    else {
      if (reader.isNext('ENGINE', 'TYPE') && !isWord(reader.peek(isMark(reader.peek(1), '=') ? 2 : 1), 'DEFAULT'))
        found.takesEngine = false;
      takeOption(reader, found, own);
    }
  }
  return found;
}

/**
 * Looks for a query, and for what leads away, in all of what is left, whatever stands in front of it: a server may understand
 * what is not understood here.
 */
function lookBehind(reader: TokenReader, found: NamesFound): boolean {
  const from = reader.at;
  let selects = false;
  let depth = 0;
  for (; !reader.ended; reader.at++) {
    if (isMark(reader.peek(), '(')) depth++;
    if (isMark(reader.peek(), ')')) depth--;
    if (reader.isQualified) continue;
    found.away ??= leadsAway(reader) ?? (depth === 0 ? engineAway(reader) : null);
    selects ||= isQuery(reader);
  }
  reader.at = from;
  return selects;
}

/** SELECT …, TABLE t, VALUES …: words that no column can be called; partitions have VALUES LESS THAN and VALUES IN. */
function isQuery(reader: TokenReader): boolean {
  return reader.isNext('SELECT', 'TABLE') || (reader.isNext('VALUES') && !isWord(reader.peek(1), 'LESS', 'IN'));
}

/** Takes `( … )` with what is named in it. */
function takeGroup(reader: TokenReader, found: NamesFound, own: NamePlace): void {
  const from = reader.at;
  reader.skipGroup();
  const to = reader.at;
  reader.at = from + 1;
  takeNames(reader, found, [own.name], { list: false, to: to - 1 });
  reader.at = to;
}

/** Reads ALTER TABLE behind the table's name. */
export function readAlter(reader: TokenReader, own: NamePlace): NamesFound {
  const found = noNames();
  const names = [own.name];
  while (!reader.ended && found.unclear === null) {
    if (reader.mark(',')) continue;
    if (reader.isNext('RENAME')) takeRename(reader, found, names);
    else if (reader.isNext('CONVERT')) takeConvert(reader, found, names);
    else if (reader.take('EXCHANGE')) takeExchange(reader, found);
    else if (isWord(reader.peek(1), 'PARTITION', 'TABLESPACE') && reader.isNext('IMPORT', 'DISCARD'))
      return { ...found, away: `${reader.written(reader.peek())} TABLESPACE` };
    else if (reader.takeAll('ORDER', 'BY')) takeOrder(reader);
    else if (reader.take(...PLAIN_CLAUSES)) {
      // DROP PARTITION a, b: nothing but options can stand behind them.
      const list = !reader.isNext('PARTITION');
      if (list) takeDefinedName(reader);
      takeNames(reader, found, names, { list });
    } else takeOption(reader, found, own);
  }
  if (found.unclear !== null) lookBehind(reader, found);
  return found;
}

/** The column, key or partition that a clause is about, which may be called like a keyword. */
function takeDefinedName(reader: TokenReader): void {
  reader.take('COLUMN');
  reader.skipIf();
  const isName = isIdentifier(reader.peek()) && !isMark(reader.peek(1), '.') && !reader.isNext('CONSTRAINT', 'FOREIGN');
  if (isName) reader.at++;
}

/** ORDER BY a, b DESC: a comma may also end it. */
function takeOrder(reader: TokenReader): void {
  do {
    reader.name();
    reader.take('ASC', 'DESC');
  } while (isNextColumn(reader) && reader.mark(','));
}

function isNextColumn(reader: TokenReader): boolean {
  const [comma, name, behind] = [reader.peek(), reader.peek(1), reader.peek(2)];
  if (!isMark(comma, ',') || !isIdentifier(name)) return false;
  return behind === undefined || isMark(behind, ',') || isMark(behind, '.') || isWord(behind, 'ASC', 'DESC');
}

function takeRename(reader: TokenReader, found: NamesFound, names: string[]): void {
  reader.at++;
  if (reader.take('COLUMN', 'INDEX', 'KEY')) {
    reader.skipIf();
    reader.at++;
    if (!reader.take('TO')) found.unclear ??= 'RENAME';
    reader.at++;
    return;
  }
  reader.take('TO', 'AS');
  reader.mark('=');
  const name = takeInner(reader, found, 'session', true);
  if (name) names.push(name.name);
}

/** CONVERT TO CHARACTER SET …, and MariaDB's CONVERT TABLE … TO PARTITION …, CONVERT PARTITION … TO TABLE … */
function takeConvert(reader: TokenReader, found: NamesFound, names: readonly string[]): void {
  reader.at++;
  if (reader.isNext('TO') && isWord(reader.peek(1), 'CHARACTER', 'CHAR', 'CHARSET'))
    takeNames(reader, found, names, { list: true });
  else if (reader.take('TABLE')) {
    takeInner(reader, found, 'session', true);
    if (!reader.takeAll('TO', 'PARTITION')) found.unclear ??= 'CONVERT TABLE';
    takeNames(reader, found, names, { list: true });
  } else if (reader.take('PARTITION')) {
    reader.at++;
    if (!reader.takeAll('TO', 'TABLE')) found.unclear ??= 'CONVERT PARTITION';
    takeInner(reader, found, 'session', true);
    takeValidation(reader);
  } else found.unclear ??= 'CONVERT';
}

/** EXCHANGE PARTITION p WITH TABLE t */
function takeExchange(reader: TokenReader, found: NamesFound): void {
  if (!reader.take('PARTITION')) found.unclear ??= 'EXCHANGE';
  reader.at++;
  if (!reader.takeAll('WITH', 'TABLE')) found.unclear ??= 'EXCHANGE PARTITION';
  takeInner(reader, found, 'session', true);
  takeValidation(reader);
}

function takeValidation(reader: TokenReader): void {
  if (!reader.takeAll('WITH', 'VALIDATION')) reader.takeAll('WITHOUT', 'VALIDATION');
}

/** One option of a table, with what it names. */
function takeOption(reader: TokenReader, found: NamesFound, own: NamePlace): void {
  const from = reader.at;
  reader.take('DEFAULT');
  found.away ??= engineAway(reader);
  if (reader.takeAll('PARTITION', 'BY')) {
    takeNames(reader, found, [own.name], { list: false });
    return;
  }
  if (reader.take('UNION')) {
    takeUnion(reader, found);
    return;
  }
  if (reader.takeAll('WITH', 'SYSTEM', 'VERSIONING') || reader.takeAll('WITHOUT', 'SYSTEM', 'VERSIONING')) return;
  const known =
    reader.takeAll('CHARACTER', 'SET') ||
    reader.takeAll('CHAR', 'SET') ||
    reader.takeAll('DATA', 'DIRECTORY') ||
    reader.takeAll('INDEX', 'DIRECTORY') ||
    reader.take('STORAGE') ||
    reader.take(...OPTIONS);
  // Engines of MariaDB have options of their own, always with =.
  if (!known && isIdentifier(reader.peek()) && isMark(reader.peek(1), '=')) reader.at++;
  else if (!known) {
    found.unclear ??= reader.written(reader.peek());
    return;
  }
  reader.mark('=');
  reader.mark('-');
  reader.at++;
  // 1.5, and 1. with the next word behind it
  while (reader.mark('.')) if (reader.isJoined(0)) reader.at++;
  const to = reader.at;
  reader.at = from;
  takeNames(reader, found, [own.name], { list: false, to });
}

/** UNION [=] (a, b): the tables of a MERGE table. */
function takeUnion(reader: TokenReader, found: NamesFound): void {
  reader.mark('=');
  if (!reader.mark('(')) found.unclear ??= 'UNION';
  while (!reader.ended && !reader.mark(')') && found.unclear === null) {
    takeInner(reader, found, 'session');
    reader.mark(',');
  }
}
