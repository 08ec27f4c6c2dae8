import type { QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { ClientNames, hidesLetters } from '../schema/client-names.ts';
import type { SqlReader, Token } from '../schema/tokenize-sql.ts';
import { quotingOf, type SettingsContext } from './query-settings.ts';
import { type ReadStatementOptions, readStatement, type Statement, tokensOf } from './read-statement.ts';
import type { ReplayOptions } from './replay-options.ts';
import { decodeWritten, serverWritten } from './server-written.ts';

/** From here on MariaDB numbers collations that it made later, all of them of Unicode. */
const LATER_COLLATIONS = 2048;

export interface StatementReaderParts {
  readonly session: Session;
  readonly options: Pick<ReplayOptions, 'source'>;
  readonly collations: SettingsContext['collations'];
}

/** Reads statements of a log as the target will: its version, the client's charset and SQL mode. */
export class StatementReader {
  readonly #parts: StatementReaderParts;
  readonly #names: ClientNames;

  constructor(parts: StatementReaderParts) {
    this.#parts = parts;
    this.#names = new ClientNames(parts.session);
  }

  /** Asks the target for names that it alone can read; undefined where a statement has none. */
  learn(query: QueryEvent, sql = query.sql): Promise<void> | undefined {
    const quoting = this.#quoting(query);
    return this.#names.learn(
      sql,
      tokensOf(sql, sql === query.sql ? quoting : { ...quoting, written: undefined }),
      quoting.charset,
    );
  }

  /** Reads what a statement is about that was learned. */
  read(query: QueryEvent): Statement {
    const reading = this.reading(query);
    const statement = readStatement(query.sql, reading);
    if (statement.kind === 'control') return statement;
    const here = tokensOf(query.sql, reading);
    if (this.#hasUnknownCharset(query) || this.#isUnreadable(query.sql, here, reading.charset))
      return { kind: 'unknown' };
    const { source } = this.#parts.options;
    if (!query.sql.includes('!') || !source) return statement;
    // What is a comment for one of two versions and code for the other does not mean the same there.
    const { flavour, version } = source;
    const there = tokensOf(query.sql, { ...reading, server: { flavour, version: parseVersion(version) } });
    const isSame = there.length === here.length && there.every(({ start }, at) => start === here[at]?.start);
    return isSame ? statement : { kind: 'unknown' };
  }

  /** How the statement is read, and names in it: also where it was edited, and learned as it is now. */
  reading(query: QueryEvent): ReadStatementOptions {
    const quoting = this.#quoting(query);
    const tokens = tokensOf(query.sql, quoting);
    const { charset } = quoting;
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

  /** True for names that nobody can tell, other than those that the server wrote. */
  #isUnreadable(sql: Buffer, tokens: readonly Token[], charset: string): boolean {
    const { flavour } = this.#parts.session;
    const written = new Set(serverWritten({ sql, tokens, charset, flavour }).map(({ start }) => start));
    const clients = tokens.filter(({ start }) => !written.has(start));
    return hidesLetters(clients, charset) || this.#names.unreadable(sql, clients, charset) !== undefined;
  }

  /** True for letters of a charset that the target does not have. */
  #hasUnknownCharset({ status, sql }: QueryEvent): boolean {
    const client = status.charset?.client;
    const isKnown = client === undefined || client >= LATER_COLLATIONS || this.#parts.collations.has(client);
    return !isKnown && sql.some((byte) => byte > 0x7f);
  }
}
