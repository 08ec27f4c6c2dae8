import type { Flavour } from '../mysql/connect.ts';
import { maskText } from '../schema/client-charset.ts';
import type { DecodeToken } from '../schema/client-names.ts';
import { hidesWord } from '../schema/joined-tokens.ts';
import { isLocalEngine } from '../schema/local-engines.ts';
import { isMark, isWord, type SqlReader, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';
import { noNames, takeNames } from './read-names.ts';
import { readProgram } from './read-program.ts';
import { readSchema } from './read-schema.ts';
import { readAlter, readCreate } from './read-table.ts';
import { maskLogged } from './server-written.ts';
import { isIdentifier, type NamePlace, type QualifierPlace, TokenReader } from './token-reader.ts';

export type Verb = 'create' | 'alter' | 'drop';
export type TableVerb = Verb | 'truncate' | 'rename' | 'index';

/** What a logged statement is about, as far as a replay has to know. */
export type Statement =
  /** BEGIN, COMMIT, ROLLBACK and savepoints. */
  | { readonly kind: 'control'; readonly verb: 'begin' | 'commit' | 'rollback' | 'none' }
  | { readonly kind: 'control'; readonly verb: 'savepoint' | 'rollback-to'; readonly name: string }
  | { readonly kind: 'xa'; readonly verb: 'start' | 'end' | 'commit' | 'rollback'; readonly xid: string }
  /** `names`: the tables themselves, `inner`: tables and sequences named besides, as in REFERENCES. */
  | {
      readonly kind: 'table';
      readonly verb: TableVerb;
      readonly names: readonly NamePlace[];
      readonly inner: readonly NamePlace[];
      /** Schemas in front of columns. */
      readonly qualifiers: readonly QualifierPlace[];
      /** The first word whose meaning is not known: it may name another table. Null: everything is understood. */
      readonly unclear: string | null;
      /** What leads to files or servers of the statement's own choice, such as DATA DIRECTORY. */
      readonly away: string | null;
      /** MySQL's CREATE TABLE … SELECT: rows follow in the same transaction. */
      readonly startsTransaction: boolean;
      /** DELETE FROM name without more, and what says the same without running what a table's triggers do. */
      readonly emptied: Edit | null;
      /** Its rows come from a query that is a part of it, and may be others when it runs again. */
      readonly selects: boolean;
      /** It makes a table and does not say of which engine. */
      readonly takesEngine: boolean;
      /** CREATE TABLE … LIKE. */
      readonly copies: boolean;
    }
  /** Views and what has a body. */
  | {
      readonly kind: 'program';
      readonly what: string;
      readonly verb: Verb;
      /** Several views can be dropped at once. */
      readonly names: readonly NamePlace[];
      /** The table of a trigger. */
      readonly on: NamePlace | null;
      /** What an event is renamed to. */
      readonly moved: NamePlace | null;
      /** Schemas (or tables and aliases) that stand before a dot behind the name. */
      readonly qualifiers: readonly QualifierPlace[];
      /** A view reads from a table without naming its schema: it is in the session's default one. */
      readonly bareTable: boolean;
      /** What keeps an event from running. */
      readonly disable: Edit | null;
    }
  | { readonly kind: 'schema'; readonly verb: Verb; readonly name: NamePlace | null }
  /** temporary: a table that only its session sees; what it held is in the log as rows where it went on. */
  | { readonly kind: 'account' | 'server' | 'maintenance' | 'temporary' }
  /** INSERT, UPDATE …: a change of rows that was logged as a statement. */
  | { readonly kind: 'rows' }
  | { readonly kind: 'unknown' };

export interface ReadStatementOptions {
  /** Name of the client's character set. */
  readonly charset: string;
  readonly ansiQuotes: boolean;
  readonly plainBackslash: boolean;
  /** Whose log it stands in, as it was logged: the server put words of its own into it, in UTF-8. */
  readonly written?: Flavour | undefined;
  /** The server that is to run it, which may not be the one that has logged it; without it every one. */
  readonly server?: SqlReader | undefined;
  readonly decode: DecodeToken;
}

const MAINTENANCE = ['OPTIMIZE', 'ANALYZE', 'REPAIR', 'CHECK', 'CHECKSUM', 'CACHE'];
/** What stands behind ANALYZE where it is about a table's statistics. */
const ANALYZED = ['TABLE', 'TABLES', 'LOCAL', 'NO_WRITE_TO_BINLOG'];
const ROWS = ['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'LOAD', 'CALL', 'SELECT', 'WITH', 'DO', 'VALUES', 'TABLE'];
const SERVER = [
  ...['FLUSH', 'RESET', 'PURGE', 'CHANGE', 'START', 'STOP', 'INSTALL', 'UNINSTALL', 'CLONE', 'RESTART', 'SHUTDOWN'],
  ...['KILL', 'LOCK', 'UNLOCK'],
];
const PROGRAMS = ['VIEW', 'PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE', 'LIBRARY'];
const SERVER_OBJECTS = ['SERVER', 'TABLESPACE', 'LOGFILE', 'UNDO', 'RESOURCE', 'INSTANCE'];
/** What stands between CREATE, ALTER or DROP and the kind of object, and names nothing. */
const BEFORE_KIND = ['ONLINE', 'OFFLINE', 'IGNORE', 'UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR', 'AGGREGATE'];
/** SET in a log is about accounts. */
const OF_ACCOUNTS = ['PASSWORD', 'DEFAULT', 'ROLE'];

/**
 * Reads a statement's kind and the names it is about. What is not understood is `unknown`, or has something `unclear` in it:
 * nothing is passed over because it looks harmless.
 */
export function readStatement(sql: Buffer, options: ReadStatementOptions): Statement {
  return readTokens(sql, tokensOf(sql, options), options.decode);
}

/** A statement as a server sees it; offsets are bytes. */
export function tokensOf(sql: Buffer, options: Omit<ReadStatementOptions, 'decode'>): Token[] {
  const { server, written, charset, ...quotes } = options;
  const tokenOptions = server ? { ...quotes, server } : quotes;
  return tokenizeSql(written ? maskLogged(sql, charset, written, tokenOptions) : maskText(sql, charset), tokenOptions);
}

function readTokens(sql: Buffer, tokens: readonly Token[], decode: DecodeToken): Statement {
  const reader = new TokenReader(sql, tokens, decode);
  if (reader.ended) return { kind: 'control', verb: 'none' };
  if (hidesWord(tokens)) return { kind: 'unknown' };
  if (reader.takeAll('SET', 'STATEMENT')) {
    const settings = skipSettings(reader);
    const statement = settings && readBare(reader);
    return !statement || (settings.rereads && statement.kind === 'program') ? { kind: 'unknown' } : statement;
  }
  return readBare(reader);
}

function readBare(reader: TokenReader): Statement {
  const first = reader.peek()?.text.toUpperCase() ?? '';
  const control = readControl(reader);
  if (control) return control;
  if (reader.take('XA')) return readXa(reader);
  if (reader.take('CREATE')) return readDefinition(reader, 'create');
  if (reader.take('ALTER')) return readDefinition(reader, 'alter');
  if (reader.take('DROP')) return readDefinition(reader, 'drop');
  if (reader.take('TRUNCATE')) {
    reader.take('TABLE');
    return tableEnd(reader, 'truncate', [reader.name()]);
  }
  if (reader.take('RENAME')) return readRename(reader);
  if (reader.take('SET')) return { kind: reader.take(...OF_ACCOUNTS) ? 'account' : 'unknown' };
  if (reader.take('GRANT', 'REVOKE')) return { kind: 'account' };
  // MariaDB: ANALYZE in front of a statement about rows runs it.
  if (first === 'ANALYZE' && !isWord(reader.peek(1), ...ANALYZED)) return { kind: 'rows' };
  if (MAINTENANCE.includes(first)) return { kind: 'maintenance' };
  if (first === 'DELETE') return readEmptied(reader) ?? { kind: 'rows' };
  if (ROWS.includes(first) || first === '(') return { kind: 'rows' };
  if (SERVER.includes(first)) return { kind: 'server' };
  return { kind: 'unknown' };
}

/** What of a session says how a body is read later on, by whoever runs it. */
const READS_BODY = /(^sql_mode|^character_set_\w+|^collation_\w+)$/i;

/**
 * MariaDB: SET STATEMENT variable = value FOR …, where `:=` is the same. `null` where something in it could be a call, or an
 * engine that leads away; otherwise whether a body that follows would be read under other settings than the log says.
 */
function skipSettings(reader: TokenReader): { readonly rereads: boolean } | null {
  let rereads = false;
  while (!reader.ended && !reader.take('FOR')) {
    const name = reader.peek();
    if (isMark(name, '(')) return null;
    reader.at++;
    const assigns = isIdentifier(name) && (reader.mark(':') || isMark(reader.peek(), '=')) && reader.mark('=');
    if (!assigns) continue;
    const [variable, value, behind] = [reader.text(name), reader.peek(), reader.peek(1)];
    const isAlone = isMark(behind, ',') || isWord(behind, 'FOR');
    if (/storage_engine$/i.test(variable) && !(isAlone && isLocalEngine(value?.text ?? ''))) return null;
    rereads ||= READS_BODY.test(variable);
  }
  return reader.ended ? null : { rereads };
}

/** BEGIN NOT ATOMIC and the like are none of these. */
function readControl(reader: TokenReader): Statement | null {
  const control = (verb: 'begin' | 'commit' | 'rollback'): Statement =>
    reader.ended ? { kind: 'control', verb } : { kind: 'unknown' };
  if (reader.take('BEGIN')) {
    reader.take('WORK');
    return control('begin');
  }
  if (reader.takeAll('START', 'TRANSACTION')) return { kind: 'control', verb: 'begin' };
  if (reader.take('COMMIT')) {
    reader.take('WORK');
    return control('commit');
  }
  if (reader.take('SAVEPOINT')) return readSavepoint(reader, 'savepoint');
  if (reader.take('RELEASE')) return { kind: 'control', verb: 'none' };
  if (!reader.take('ROLLBACK')) return null;
  reader.take('WORK');
  if (!reader.take('TO')) return control('rollback');
  reader.take('SAVEPOINT');
  return readSavepoint(reader, 'rollback-to');
}

function readSavepoint(reader: TokenReader, verb: 'savepoint' | 'rollback-to'): Statement {
  const token = reader.peek();
  reader.at++;
  return isIdentifier(token) && reader.ended
    ? { kind: 'control', verb, name: reader.text(token) }
    : { kind: 'unknown' };
}

function readXa(reader: TokenReader): Statement {
  const verb = reader.peek()?.text.toUpperCase();
  const rest = reader.sql.subarray(reader.peek()?.end ?? 0).toString('latin1');
  const xid = /^\s*(X'[0-9a-f]*'\s*,\s*X'[0-9a-f]*'\s*,\s*\d+)/i.exec(rest)?.[1]?.replace(/\s/g, '') ?? '';
  const canonical = xid.replace(/'[0-9A-F]*'/gi, (hex) => hex.toLowerCase()).replaceAll('x', 'X');
  switch (verb) {
    case 'START':
    case 'BEGIN':
      return { kind: 'xa', verb: 'start', xid: canonical };
    case 'END':
      return { kind: 'xa', verb: 'end', xid: canonical };
    case 'COMMIT':
      return { kind: 'xa', verb: 'commit', xid: canonical };
    case 'ROLLBACK':
      return { kind: 'xa', verb: 'rollback', xid: canonical };
    default:
      return { kind: 'unknown' };
  }
}

/** CREATE, ALTER or DROP, by the kind of object. */
function readDefinition(reader: TokenReader, verb: Verb): Statement {
  while (!reader.ended) {
    // Servers that log rows log none: its session logs statements, of which the next may be about this table or another one.
    if (reader.isNext('TEMPORARY')) return { kind: verb === 'create' ? 'rows' : 'temporary' };
    if (reader.take('TABLE', 'TABLES')) return readTables(reader, verb);
    if (reader.take('SEQUENCE')) return readTables(reader, verb, true);
    if (reader.take('INDEX', 'KEY')) return readIndex(reader);
    if (reader.take('DATABASE', 'SCHEMA')) return readSchema(reader, verb);
    if (reader.isNext('USER', 'ROLE', 'ROLES')) return { kind: 'account' };
    if (isWord(reader.peek(), ...SERVER_OBJECTS) || isSpatialReference(reader)) return { kind: 'server' };
    if (reader.isNext(...PROGRAMS)) return readProgram(reader, verb);
    if (!takeBeforeKind(reader)) return { kind: 'unknown' };
  }
  return { kind: 'unknown' };
}

/** Takes a part of what may stand in front of the kind of object. */
function takeBeforeKind(reader: TokenReader): boolean {
  if (reader.takeAll('OR', 'REPLACE') || reader.skipDefiner() || reader.take(...BEFORE_KIND)) return true;
  // MySQL: a view all the same.
  if (reader.takeAll('JSON', 'DUALITY') || reader.takeAll('JSON', 'RELATIONAL', 'DUALITY'))
    return reader.isNext('VIEW');
  if (reader.takeAll('SQL', 'SECURITY')) return reader.take('DEFINER', 'INVOKER');
  if (!reader.take('ALGORITHM')) return false;
  reader.mark('=');
  reader.at++;
  return true;
}

/** MySQL: SPATIAL REFERENCE SYSTEM; SPATIAL was taken before. */
function isSpatialReference(reader: TokenReader): boolean {
  return isWord(reader.peek(), 'REFERENCE') && isWord(reader.peek(1), 'SYSTEM');
}

function readTables(reader: TokenReader, verb: Verb, sequence = false): Statement {
  reader.skipIf();
  const own = reader.name();
  if (!own) return { kind: 'unknown' };
  if (verb === 'drop') {
    const names: (NamePlace | null)[] = [own];
    while (reader.mark(',')) names.push(reader.name());
    reader.skipWait();
    reader.take('RESTRICT', 'CASCADE');
    return tableEnd(reader, verb, names);
  }
  reader.skipWait();
  if (sequence) return withNames(reader, verb, own);
  // As OPTIMIZE TABLE and the like; it answers with rows.
  if (reader.isNext(...MAINTENANCE) && isWord(reader.peek(1), 'PARTITION')) return { kind: 'maintenance' };
  if (verb === 'alter') return { ...table(verb, [own]), ...readAlter(reader, own) };
  return { ...table(verb, [own]), ...readCreate(reader, own) };
}

/** CREATE INDEX … ON table, DROP INDEX … ON table */
function readIndex(reader: TokenReader): Statement {
  reader.skipIf();
  reader.at++;
  while (!reader.ended && !reader.take('ON')) reader.at++;
  const own = reader.name();
  if (!own) return { kind: 'unknown' };
  reader.skipWait();
  return withNames(reader, 'index', own);
}

/** A statement that names nothing behind its table but columns and options. */
function withNames(reader: TokenReader, verb: TableVerb, own: NamePlace): Statement {
  const found = noNames();
  takeNames(reader, found, [own.name], { list: false });
  return { ...table(verb, [own]), ...found };
}

function readRename(reader: TokenReader): Statement {
  if (reader.take('USER')) return { kind: 'account' };
  if (!reader.take('TABLE', 'TABLES')) return { kind: 'unknown' };
  const names: (NamePlace | null)[] = [];
  reader.skipIf();
  do {
    names.push(reader.name());
    reader.skipWait();
    if (!reader.take('TO')) return { kind: 'unknown' };
    names.push(reader.name());
  } while (reader.mark(','));
  return tableEnd(reader, 'rename', names);
}

/** `DELETE FROM s.t` without more: a server that started found a MEMORY table empty. */
function readEmptied(reader: TokenReader): Statement | null {
  const start = reader.peek()?.start ?? 0;
  reader.at++;
  const end = reader.peek()?.end ?? 0;
  if (!reader.take('FROM')) return null;
  const name = reader.name();
  const emptied = { start, end, text: 'TRUNCATE TABLE' };
  return name && reader.ended ? { ...table('truncate', [name]), emptied } : null;
}

/** A statement that ends behind these names. */
function tableEnd(reader: TokenReader, verb: TableVerb, names: readonly (NamePlace | null)[]): Statement {
  const found = names.filter((name) => name !== null);
  if (found.length < names.length) return { kind: 'unknown' };
  if (verb === 'truncate') reader.skipWait();
  return reader.ended ? table(verb, found) : { ...table(verb, found), unclear: reader.written(reader.peek()) };
}

function table(verb: TableVerb, names: readonly NamePlace[]): Extract<Statement, { kind: 'table' }> {
  const none = { startsTransaction: false, selects: false, takesEngine: false, copies: false, emptied: null };
  return { kind: 'table', verb, names, ...none, ...noNames() };
}

/** What a statement calls a program, as sets name its kind: PACKAGE BODY is `package-body`. */
export function programKind(what: string): string {
  return what.toLowerCase().replace(' ', '-');
}
