import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import type { TablePlace } from './replay-options.ts';
import { crashesOnSequenceRows } from './sequence-rows.ts';

/** What rows have to know about a table of the target. */
interface TableKind {
  /** False for MyISAM, Aria, MEMORY and the like; a table that is not there counts as one that does. */
  readonly rollsBack: boolean;
  /** A sequence, whose rows this server does not take from BINLOG. */
  readonly sequenceApart: boolean;
}

/** Knows which of the target's tables roll back, and which are sequences. */
export class TableEngines {
  readonly #session: Session;
  readonly #kinds = new Map<string, TableKind>();

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

  /** What was known may have changed. */
  forget(): void {
    this.#kinds.clear();
  }
}
