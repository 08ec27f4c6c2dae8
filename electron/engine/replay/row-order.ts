import type { TableMap } from '../binlog/table-map.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import type { TablePlace } from './replay-options.ts';
import type { NamePlace } from './token-reader.ts';

type Group = object;

/**
 * In which order a table without a key has its rows matters to ALTER … ADD … AUTO_INCREMENT, which numbers them as they
 * stand. A table that was read as one keeps the source's order, and so do the rows of one transaction. Several may have
 * written side by side: the log has them in the order in which they ended, the table in that in which they wrote.
 */
export class RowOrder {
  readonly #session: Session;
  readonly #lost: Set<string>;
  /** The one transaction that has written to the table. */
  readonly #writers = new Map<string, Group>();

  /** `unordered`: `schema.table` of the source, of tables whose rows came in another order. */
  constructor(session: Session, unordered: ReadonlySet<string>) {
    this.#session = session;
    this.#lost = new Set(unordered);
  }

  /** Takes note of rows of a transaction. */
  wrote({ schema, table }: Pick<TableMap, 'schema' | 'table'>, group: Group): void {
    const key = `${schema}.${table}`;
    const writer = this.#writers.get(key);
    if (writer === undefined) this.#writers.set(key, group);
    else if (writer !== group) this.#lost.add(key);
  }

  /** Takes note of a change of tables: names may have gone from one to another, or rows with them. */
  changed(names: readonly NamePlace[], schema: string, how: 'emptied' | 'sorted' | 'other'): void {
    const keys = names.map((name) => `${name.schema ?? schema}.${name.name}`);
    if (how === 'emptied') {
      for (const key of keys) {
        this.#lost.delete(key);
        this.#writers.delete(key);
      }
      return;
    }
    const known = keys.every((key) => !this.#lost.has(key) && !this.#writers.has(key));
    if (how === 'sorted' || (keys.length > 1 && !known)) for (const key of keys) this.#lost.add(key);
  }

  /** True where the rows of a table of the source stand in another order, or may. */
  isLost(source: string): boolean {
    return this.#lost.has(source);
  }

  /** True where the rows of a table, under the target's name, surely stand as they did on the source. */
  async isKept(source: string, { schema, table }: TablePlace): Promise<boolean> {
    const of = `TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(table)}`;
    const [row] = await this.#session.texts(
      `SELECT (SELECT ENGINE FROM information_schema.TABLES WHERE ${of}) AS engine,
        (SELECT DATA_LENGTH FROM information_schema.TABLES WHERE ${of}) AS bytes,
        (SELECT COUNT(*) FROM (SELECT INDEX_NAME FROM information_schema.STATISTICS
          WHERE ${of} AND NON_UNIQUE=0 AND INDEX_TYPE='BTREE' GROUP BY INDEX_NAME
          HAVING SUM(NULLABLE='YES')=0 AND COUNT(SUB_PART)=0 AND COUNT(COLUMN_NAME)=COUNT(*)) k) AS ordering`,
    );
    if (row?.engine == null) return true; // it is not there: the statement itself will say so
    // InnoDB keeps rows in the order of such a key, others where there was room.
    const isInnoDb = row.engine.toLowerCase() === 'innodb';
    if (isInnoDb && Number(row.ordering) > 0) return true;
    // MySQL reads a table without a key in several threads, which number its pages as they come to them (seen on 9.7).
    const few = isInnoDb && !this.#lost.has(source) ? (this.#session.flavour === 'mysql' ? FEW : null) : 1;
    if (few === null || Number(row.bytes) > ONE_PAGE) return few === null;
    const rows = await this.#session.texts(`SELECT 1 FROM ${quoteTable(schema, table)} LIMIT ${few + 1}`);
    return rows.length <= few;
  }
}

/** Rows that share a page. */
const FEW = 8;
const ONE_PAGE = 16_384;
