import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { type Dependence, dependenceOf } from '../schema/session-dependence.ts';
import type { TablePlace } from './replay-options.ts';
import { crashesOnSequenceRows } from './sequence-rows.ts';

/** What rows have to know about a table of the target. */
interface TableKind {
  /** False for MyISAM, Aria, MEMORY and the like; a table that is not there counts as one that does. */
  readonly rollsBack: boolean;
  /** A sequence, whose rows this server does not take from BINLOG. */
  readonly sequenceApart: boolean;
}

/** Knows which of the target's tables roll back, which are sequences, and which compute stored columns anew. */
export class TableEngines {
  readonly #session: Session;
  readonly #kinds = new Map<string, TableKind>();
  readonly #computing = new Map<string, Dependence>();

  constructor(session: Session) {
    this.#session = session;
  }

  async kindOf({ schema, table }: TablePlace): Promise<TableKind> {
    const key = `${schema}\0${table}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const [row] = await this.#session.texts(
      `SELECT e.TRANSACTIONS AS yes, t.TABLE_TYPE AS type FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE=t.ENGINE ` +
        `WHERE t.TABLE_SCHEMA=${quoteText(schema)} AND t.TABLE_NAME=${quoteText(table)}`,
    );
    const kind = {
      rollsBack: row?.yes !== 'NO',
      sequenceApart: row?.type === 'SEQUENCE' && crashesOnSequenceRows(this.#session),
    };
    this.#kinds.set(key, kind);
    return kind;
  }

  /**
   * What stored generated columns of a table depend on where the server computes them for the rows of a log: MySQL does,
   * MariaDB takes the values that the log has.
   */
  async computesBy({ schema, table }: TablePlace): Promise<Dependence> {
    if (this.#session.flavour !== 'mysql') return 'row';
    const key = `${schema}\0${table}`;
    const known = this.#computing.get(key);
    if (known !== undefined) return known;
    const columns = await this.#session.texts(
      `SELECT COLUMN_NAME AS name, DATA_TYPE AS type, EXTRA AS extra, GENERATION_EXPRESSION AS expression ` +
        `FROM information_schema.COLUMNS WHERE TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(table)}`,
    );
    const types = new Map(columns.map(({ name, type }) => [name?.toLowerCase() ?? '', type ?? '']));
    const found = columns
      .filter(({ extra }) => /STORED GENERATED/i.test(extra ?? ''))
      .map(({ expression }) => dependenceOf((expression ?? '').replaceAll("\\'", "'"), types));
    const by = found.find((one) => one === 'unlogged') ?? found.find((one) => one === 'logged') ?? 'row';
    this.#computing.set(key, by);
    return by;
  }

  /** What was known may have changed. */
  forget(): void {
    this.#computing.clear();
    this.#kinds.clear();
  }
}
