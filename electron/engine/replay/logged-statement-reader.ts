import type { QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { isUtf8 } from '../schema/client-charset.ts';
import { ClientNames, hidesLetters, isPlainUtf8 } from '../schema/client-names.ts';
import type { SqlReader } from '../sql/tokenize-sql.ts';
import { ofItsSession } from './of-its-session.ts';
import { quotingOf, type SettingsContext } from './query-settings.ts';
import { type ReadStatementOptions, readStatement, type Statement, tokensOf } from './read-statement.ts';
import type { ReplayOptions } from './replay-options.ts';
import { decodeWritten, serverWritten } from './server-written.ts';

/** From here on MariaDB numbers collations that it made later, all of them of Unicode. */
const LATER_COLLATIONS = 2048;

export interface LoggedStatementReaderParts {
  readonly session: Session;
  readonly options: Pick<ReplayOptions, 'source'>;
  readonly collations: SettingsContext['collations'];
}

/** Reads statements of a log as the target will: its version, the client's charset and SQL mode. */
export class LoggedStatementReader {
  readonly #parts: LoggedStatementReaderParts;
  readonly #names: ClientNames;

  constructor(parts: LoggedStatementReaderParts) {
    this.#parts = parts;
    this.#names = new ClientNames(parts.session);
  }

  /** Asks the target for names that it alone can read; undefined where a statement has none. */
  learn(query: QueryEvent, sql = query.sql): Promise<void> | undefined {
    const quoting = this.#quoting(query);
    if (isPlainUtf8(sql, quoting.charset)) return undefined;
    const tokens = tokensOf(sql, sql === query.sql ? quoting : { ...quoting, written: undefined });
    return this.#names.learn(sql, tokens, quoting.charset);
  }

  /** Reads what a statement is about that was learned. */
  read(query: QueryEvent): Statement {
    const { sql } = query;
    const reading = this.reading(query);
    const statement = ofItsSession(readStatement(sql, reading), query);
    if (statement.kind === 'control') return statement;
    const isReadable = isPlainUtf8(sql, reading.charset) || this.#isReadable(sql, reading);
    const isKnown = isReadable && !this.#hasUnknownCharset(query) && this.#isSameThere(sql, reading);
    return isKnown ? statement : { kind: 'unknown' };
  }

  /** How the statement is read, and names in it: also where it was edited, and learned as it is now. */
  reading(query: QueryEvent): ReadStatementOptions {
    const quoting = this.#quoting(query);
    const { charset } = quoting;
    const tokens = isUtf8(charset) ? [] : tokensOf(query.sql, quoting);
    const written = { sql: query.sql, tokens, charset, flavour: this.#parts.session.flavour };
    return { ...quoting, decode: decodeWritten(written, this.#names.decoder(charset)) };
  }

  #quoting(query: QueryEvent): Omit<ReadStatementOptions, 'decode'> {
    const { flavour, version } = this.#parts.session;
    const server: SqlReader = { flavour, version: parseVersion(version) };
    return { charset: this.#charsetOf(query), ...quotingOf(query.status.sqlMode), written: flavour, server };
  }

  #charsetOf({ status }: QueryEvent): string {
    return this.#parts.collations.get(status.charset?.client ?? 0)?.charset ?? 'utf8mb4';
  }

  /** False for names that nobody can tell, other than those that the server wrote. */
  #isReadable(sql: Buffer, reading: ReadStatementOptions): boolean {
    const { charset } = reading;
    const tokens = tokensOf(sql, reading);
    const own = serverWritten({ sql, tokens, charset, flavour: this.#parts.session.flavour });
    const written = new Set(own.map(({ start }) => start));
    const clients = tokens.filter(({ start }) => !written.has(start));
    return !hidesLetters(clients, charset) && this.#names.unreadable(sql, clients, charset) === undefined;
  }

  /** What is a comment for one of two versions and code for the other does not mean the same there. */
  #isSameThere(sql: Buffer, reading: ReadStatementOptions): boolean {
    const { source } = this.#parts.options;
    if (!sql.includes('!') || !source) return true;
    const server = { flavour: source.flavour, version: parseVersion(source.version) };
    const [here, there] = [tokensOf(sql, reading), tokensOf(sql, { ...reading, server })];
    return there.length === here.length && there.every(({ start }, at) => start === here[at]?.start);
  }

  /** True for letters of a charset that the target does not have. */
  #hasUnknownCharset({ status, sql }: QueryEvent): boolean {
    const client = status.charset?.client;
    const isKnown = client === undefined || client >= LATER_COLLATIONS || this.#parts.collations.has(client);
    return !isKnown && sql.some((byte) => byte > 0x7f);
  }
}
