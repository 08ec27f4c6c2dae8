import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import type { TablePlace } from './replay-options.ts';

/** Knows which of the target's tables roll back. */
export class TableEngines {
  readonly #session: Session;
  readonly #transactional = new Map<string, boolean>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** False for MyISAM, Aria, MEMORY and the like; a table that is not there counts as one that does. */
  async rollsBack({ schema, table }: TablePlace): Promise<boolean> {
    const key = `${schema}\0${table}`;
    const known = this.#transactional.get(key);
    if (known !== undefined) return known;
    const [row] = await this.#session.texts(
      `SELECT e.TRANSACTIONS AS yes FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE=t.ENGINE ` +
        `WHERE t.TABLE_SCHEMA=${quoteText(schema)} AND t.TABLE_NAME=${quoteText(table)}`,
    );
    const rollsBack = row?.yes !== 'NO';
    this.#transactional.set(key, rollsBack);
    return rollsBack;
  }

  /** What was known may have changed. */
  forget(): void {
    this.#transactional.clear();
  }
}
