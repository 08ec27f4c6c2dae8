import { maskText } from '../schema/client-charset.ts';
import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../schema/tokenize-sql.ts';

/** A name in a statement; offsets are bytes. */
export interface NamePlace {
  /** null: the session's default schema. */
  readonly schema: string | null;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What a logged statement is about, as far as a replay has to know. */
export type Statement =
  /** BEGIN, COMMIT, ROLLBACK and savepoints. */
  | { readonly kind: 'control'; readonly verb: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'rollback-to' | 'none' }
  | { readonly kind: 'xa'; readonly verb: 'start' | 'end' | 'commit' | 'rollback'; readonly xid: string }
  /** `names`: the tables themselves, `inner`: tables named besides, as in REFERENCES. */
  | {
      readonly kind: 'table';
      readonly verb: TableVerb;
      readonly names: readonly NamePlace[];
      readonly inner: readonly NamePlace[];
      /** MySQL's CREATE TABLE … SELECT: rows follow in the same transaction. */
      readonly startsTransaction: boolean;
    }
  /** Views and what has a body. */
  | {
      readonly kind: 'program';
      readonly what: string;
      readonly name: NamePlace;
      /** The table of a trigger. */
      readonly on: NamePlace | null;
      /** Schemas (or tables and aliases) that stand before a dot behind the name. */
      readonly qualifiers: readonly NamePlace[];
    }
  | { readonly kind: 'schema'; readonly verb: 'create' | 'alter' | 'drop'; readonly name: NamePlace | null }
  /** temporary: a table that only its session sees; what it held is in the log as rows where it went on. */
  | { readonly kind: 'account' | 'server' | 'maintenance' | 'temporary' }
  /** INSERT, UPDATE …: a change of rows that was logged as a statement. */
  | { readonly kind: 'rows' }
  | { readonly kind: 'unknown' };

export type TableVerb = 'create' | 'alter' | 'drop' | 'truncate' | 'rename' | 'index';

export interface ReadStatementOptions {
  /** Name of the client's character set. */
  readonly charset: string;
  readonly ansiQuotes: boolean;
  readonly plainBackslash: boolean;
  /** Turns the bytes of a name outside ASCII into text. */
  readonly decode: (bytes: Buffer) => string;
}

const MAINTENANCE = ['OPTIMIZE', 'ANALYZE', 'REPAIR', 'CHECK', 'CHECKSUM', 'CACHE'];
const ROWS = ['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'LOAD', 'CALL', 'SELECT', 'WITH', 'DO', 'VALUES', 'TABLE'];
const SERVER = [
  ...['FLUSH', 'RESET', 'PURGE', 'CHANGE', 'START', 'STOP', 'INSTALL', 'UNINSTALL', 'CLONE', 'RESTART', 'SHUTDOWN'],
  ...['KILL', 'LOCK', 'UNLOCK', 'BINLOG'],
];
const PROGRAMS = ['VIEW', 'PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE', 'LIBRARY'];
const SERVER_OBJECTS = ['SERVER', 'TABLESPACE', 'LOGFILE', 'UNDO', 'RESOURCE', 'INSTANCE', 'REFERENCE'];

/** Reads a statement's kind and the names it is about. */
export function readStatement(sql: Buffer, options: ReadStatementOptions): Statement {
  const masked = maskText(sql, options.charset);
  const tokens = tokenizeSql(masked, options);
  return new Reader(sql, tokens, options.decode).read();
}

class Reader {
  readonly #sql: Buffer;
  readonly #tokens: readonly Token[];
  readonly #decode: (bytes: Buffer) => string;
  #at = 0;

  constructor(sql: Buffer, tokens: readonly Token[], decode: (bytes: Buffer) => string) {
    this.#sql = sql;
    this.#tokens = tokens;
    this.#decode = decode;
  }

  read(): Statement {
    if (this.#tokens.length === 0) return { kind: 'control', verb: 'none' };
    // MariaDB: SET STATEMENT variable = value FOR …
    if (isWord(this.#peek(), 'SET') && isWord(this.#peek(1), 'STATEMENT'))
      while (this.#peek() && !this.#take('FOR')) this.#at++;
    const first = this.#peek()?.text.toUpperCase() ?? '';
    if (this.#take('BEGIN')) return { kind: 'control', verb: 'begin' };
    if (this.#take('COMMIT')) return { kind: 'control', verb: 'commit' };
    if (this.#take('SAVEPOINT')) return { kind: 'control', verb: 'savepoint' };
    if (this.#take('RELEASE')) return { kind: 'control', verb: 'none' };
    if (this.#take('ROLLBACK')) return { kind: 'control', verb: this.#peek() ? 'rollback-to' : 'rollback' };
    if (this.#take('START') && this.#take('TRANSACTION')) return { kind: 'control', verb: 'begin' };
    if (this.#take('XA')) return this.#xa();
    if (this.#take('CREATE')) return this.#definition('create');
    if (this.#take('ALTER')) return this.#definition('alter');
    if (this.#take('DROP')) return this.#definition('drop');
    if (this.#take('TRUNCATE')) {
      this.#take('TABLE');
      return this.#table('truncate', [this.#name()]);
    }
    if (this.#take('RENAME')) return this.#rename();
    if (this.#take('GRANT', 'REVOKE', 'SET')) return { kind: 'account' }; // SET PASSWORD, SET DEFAULT ROLE
    if (MAINTENANCE.includes(first)) return { kind: 'maintenance' };
    if (first === 'DELETE') return this.#emptied() ?? { kind: 'rows' };
    if (ROWS.includes(first) || first === '(') return { kind: 'rows' };
    if (SERVER.includes(first)) return { kind: 'server' };
    return { kind: 'unknown' };
  }

  #xa(): Statement {
    const verb = this.#peek()?.text.toUpperCase();
    const rest = this.#sql.subarray(this.#peek()?.end ?? 0).toString('latin1');
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

  /** CREATE, ALTER or DROP: what stands before the kind of object does not matter. */
  #definition(verb: 'create' | 'alter' | 'drop'): Statement {
    while (this.#peek()) {
      if (this.#take('TEMPORARY')) return { kind: 'temporary' };
      if (this.#take('TABLE', 'SEQUENCE', 'TABLES')) return this.#tables(verb);
      if (this.#take('INDEX', 'KEY')) return this.#index();
      if (this.#take('DATABASE', 'SCHEMA')) return this.#schema(verb);
      if (this.#take('USER', 'ROLE', 'ROLES')) return { kind: 'account' };
      if (isWord(this.#peek(), ...SERVER_OBJECTS)) return { kind: 'server' };
      if (isWord(this.#peek(), 'DEFINER') && isMark(this.#peek(1), '=')) this.#skipDefiner();
      else if (isWord(this.#peek(), ...PROGRAMS)) return this.#program(verb);
      else this.#at++;
    }
    return { kind: 'unknown' };
  }

  #skipDefiner(): void {
    this.#at += 2; // DEFINER =
    this.#at++; // user, role or CURRENT_USER
    if (isMark(this.#peek(), '@')) this.#at += 2;
    else if (isMark(this.#peek(), '(')) this.#at += 2;
  }

  #tables(verb: 'create' | 'alter' | 'drop'): Statement {
    this.#skipIf();
    const names = [this.#name()];
    if (verb === 'drop') while (this.#mark(',')) names.push(this.#name());
    if (verb === 'alter' && isWord(this.#last(), 'TABLESPACE') && isWord(this.#last(1), 'IMPORT', 'DISCARD'))
      return { kind: 'unknown' };
    return this.#table(verb, names);
  }

  /** CREATE INDEX … ON table, DROP INDEX … ON table */
  #index(): Statement {
    while (this.#peek() && !this.#take('ON')) this.#at++;
    return this.#table('index', [this.#name()]);
  }

  #rename(): Statement {
    if (this.#take('USER')) return { kind: 'account' };
    if (!this.#take('TABLE', 'TABLES')) return { kind: 'unknown' };
    const names: (NamePlace | null)[] = [];
    this.#skipIf();
    do {
      names.push(this.#name());
      while (this.#peek() && !this.#take('TO')) this.#at++; // MariaDB: WAIT n, NOWAIT
      names.push(this.#name());
    } while (this.#mark(','));
    return this.#table('rename', names);
  }

  /** `DELETE FROM s.t` without more: a server that started found a MEMORY table empty. */
  #emptied(): Statement | null {
    this.#at++;
    if (!this.#take('FROM')) return null;
    const name = this.#name();
    return name && !this.#peek() ? this.#table('truncate', [name]) : null;
  }

  #table(verb: TableVerb, names: readonly (NamePlace | null)[]): Statement {
    const found = names.filter((name) => name !== null);
    if (found.length < names.length) return { kind: 'unknown' };
    const inner: NamePlace[] = [];
    let depth = 0;
    const take = (name: NamePlace | null) => name && inner.push(name);
    if (isWord(this.#peek(), 'LIKE') || (isMark(this.#peek(), '(') && isWord(this.#peek(1), 'LIKE'))) {
      this.#mark('(');
      this.#at++;
      take(this.#name());
    }
    for (; this.#peek(); this.#at++) {
      if (isMark(this.#peek(), '(')) depth++;
      else if (isMark(this.#peek(), ')')) depth--;
      else if (this.#take('REFERENCES')) take(this.#nameBack());
      else if (depth === 0 && verb === 'alter' && this.#take('RENAME')) {
        if (isWord(this.#peek(), 'COLUMN', 'INDEX', 'KEY')) continue;
        this.#take('TO', 'AS');
        this.#mark('=');
        take(this.#nameBack());
      } else if (depth === 0 && this.#take('EXCHANGE')) {
        while (this.#peek() && !this.#take('TABLE')) this.#at++;
        take(this.#nameBack());
      } else if (depth === 0 && isWord(this.#peek(), 'UNION') && !isWord(this.#peek(1), 'ALL', 'SELECT')) {
        while (this.#peek() && !this.#mark('(')) this.#at++;
        do take(this.#name());
        while (this.#mark(','));
        this.#at--;
      }
    }
    const startsTransaction = isWord(this.#last(), 'TRANSACTION') && isWord(this.#last(1), 'START');
    return { kind: 'table', verb, names: found, inner, startsTransaction };
  }

  #schema(verb: 'create' | 'alter' | 'drop'): Statement {
    this.#skipIf();
    const token = this.#peek();
    const named = token !== undefined && (token.kind === 'name' || !isWord(token, ...SCHEMA_OPTIONS));
    return { kind: 'schema', verb, name: named ? this.#name() : null };
  }

  #program(verb: 'create' | 'alter' | 'drop'): Statement {
    let what = this.#peek()?.text.toUpperCase() ?? '';
    this.#at++;
    if (what === 'PACKAGE' && this.#take('BODY')) what = 'PACKAGE BODY';
    this.#skipIf();
    const name = this.#name();
    if (!name) return { kind: 'unknown' };
    let on: NamePlace | null = null;
    if (isWord(this.#peek(), 'RETURNS') && this.#tokens.some((token) => isWord(token, 'SONAME')))
      return { kind: 'server' };
    const qualifiers: NamePlace[] = [];
    if (what === 'TRIGGER' && verb === 'create') {
      while (this.#peek() && !this.#take('ON')) this.#at++;
      on = this.#name();
    }
    for (; this.#peek(); this.#at++) {
      const [token, dot] = [this.#peek(), this.#peek(1)];
      if (!token || (token.kind !== 'name' && token.kind !== 'word') || !isMark(dot, '.')) continue;
      if (isMark(this.#peek(-1), '.')) continue;
      qualifiers.push({ schema: null, name: this.#text(token), start: token.start, end: token.end });
    }
    return { kind: 'program', what, name, on, qualifiers };
  }

  /** IF [NOT] EXISTS */
  #skipIf(): void {
    if (!isWord(this.#peek(), 'IF')) return;
    while (this.#peek() && !this.#take('EXISTS')) this.#at++;
  }

  #name(): NamePlace | null {
    const first = this.#peek();
    if (first?.kind !== 'name' && first?.kind !== 'word') return null;
    this.#at++;
    const second = this.#peek(1);
    if (!isMark(this.#peek(), '.') || !second) return this.#place(null, first, first);
    this.#at += 2;
    return this.#place(first, second, second);
  }

  /** Like #name, but leaves the reader on the name's last token, for a loop that moves on by itself. */
  #nameBack(): NamePlace | null {
    const name = this.#name();
    if (name) this.#at--;
    return name;
  }

  #place(schema: Token | null, name: Token, last: Token): NamePlace {
    return {
      schema: schema && this.#text(schema),
      name: this.#text(name),
      start: (schema ?? name).start,
      end: last.end,
    };
  }

  #text(token: Token): string {
    return nameOf({ ...token, text: this.#decode(this.#sql.subarray(token.start, token.end)) });
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** The last token but `before`; a semicolon does not count. */
  #last(before = 0): Token | undefined {
    const end = isMark(this.#tokens.at(-1), ';') ? -2 : -1;
    return this.#tokens.at(end - before);
  }

  #take(...words: string[]): boolean {
    const found = isWord(this.#peek(), ...words);
    if (found) this.#at++;
    return found;
  }

  #mark(mark: string): boolean {
    const found = isMark(this.#peek(), mark);
    if (found) this.#at++;
    return found;
  }
}

/** What can follow ALTER DATABASE where its name is left out. */
const SCHEMA_OPTIONS = ['DEFAULT', 'CHARACTER', 'CHARSET', 'COLLATE', 'ENCRYPTION', 'READ', 'UPGRADE', 'COMMENT'];
