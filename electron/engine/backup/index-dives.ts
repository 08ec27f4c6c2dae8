import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { CutIndex, KeyColumn } from '../schema/choose-key.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { keyExpression, keyLiteral, literalWay } from '../schema/key-literal.ts';
import { above, atLeast, type Bound, below, type CutColumn, cutColumns } from '../schema/key-range.ts';
import { guessMiddles, type KeyValues } from './guess-middle.ts';
import type { KeySpace } from './plan-chunks.ts';

/** A key of a row that exists: as the server sent it, and as literals. */
export interface FoundKey {
  readonly values: KeyValues;
  readonly bound: Bound;
}

/** ER_INVALID_CHARACTER_STRING: bytes that are no text in the column's own charset cannot be written as a literal. */
const NOT_TEXT = 1300;

/** Asks a table's index about its keys; every question touches a few pages of it at most, except `walk`. */
export class IndexDives implements KeySpace<FoundKey> {
  #session: Session;
  #table: string;
  #index: string;
  #columns: readonly KeyColumn[];
  #cut: readonly CutColumn[];

  constructor(session: Session, table: TableDescription, { index, columns }: CutIndex) {
    this.#session = session;
    this.#table = quoteTable(table.schema, table.name);
    this.#index = quoteName(index);
    this.#columns = columns;
    this.#cut = cutColumns(
      columns.map((column) => column.name),
      table.columns,
    );
  }

  /** https://dev.mysql.com/doc/refman/9.7/en/explain-output.html#explain_rows */
  async estimate(from: FoundKey | null, to: FoundKey | null): Promise<number> {
    // Not FORCE INDEX: MySQL then takes the choice as made and does not look into the index how many rows there are.
    const [row] = await this.#session.texts(
      `EXPLAIN FORMAT=TRADITIONAL SELECT 1 FROM ${this.#table} USE INDEX (${this.#index}) WHERE ${this.#within(from, to)}`,
    );
    return Number(row?.rows ?? 0);
  }

  async ends(from: FoundKey | null, to: FoundKey | null): Promise<{ low: FoundKey; high: FoundKey } | null> {
    const within = this.#within(from, to);
    const low = await this.#first(within);
    const high = await this.#first(within, { descending: true });
    return low && high && { low, high };
  }

  async *candidates(from: FoundKey | null, to: FoundKey | null, low: FoundKey, high: FoundKey) {
    const tried = new Set<string>();
    for (const { bound, beyond } of guessMiddles(this.#columns, low.values, high.values)) {
      const behind = beyond ? above(this.#cut, bound) : atLeast(this.#cut, bound);
      const key = await this.#first(`${this.#within(from, to)} AND ${behind}`).catch(unlessNotText);
      if (!key || this.same(key, low) || tried.has(key.bound.join())) continue;
      tried.add(key.bound.join());
      if (await this.#isExact(key)) yield key;
    }
  }

  async walk(from: FoundKey | null, to: FoundKey | null, rows: number): Promise<FoundKey | null> {
    const key = await this.#first(this.#within(from, to), { offset: rows });
    return key && (await this.#isExact(key)) ? key : null;
  }

  same(a: FoundKey, b: FoundKey): boolean {
    return a.bound.join() === b.bound.join();
  }

  #within(from: FoundKey | null, to: FoundKey | null): string {
    const conditions = [
      ...(from === null ? [] : [atLeast(this.#cut, from.bound)]),
      ...(to === null ? [] : [below(this.#cut, to.bound)]),
    ];
    return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
  }

  async #first(condition: string, { descending = false, offset = 0 } = {}): Promise<FoundKey | null> {
    const list = this.#columns.map((column, i) => `${keyExpression(column)} AS k${i}`);
    const order = this.#columns.map(({ name }) => `t.${quoteName(name)}${descending ? ' DESC' : ''}`);
    const [row] = await this.#session.query(
      `SELECT ${list.join(', ')} FROM ${this.#table} AS t FORCE INDEX (${this.#index}) WHERE ${condition}
        ORDER BY ${order.join(', ')} LIMIT 1 OFFSET ${offset}`,
    );
    if (!row) return null;
    const values = this.#columns.map((_, i) => row[`k${i}`] ?? null);
    return { values, bound: this.#columns.map((column, i) => keyLiteral(column, values[i] ?? null)) };
  }

  /** Whether the server reads the literals as the bytes they stand for; text that is broken in its charset it may not. */
  async #isExact({ values, bound }: FoundKey): Promise<boolean> {
    const texts = this.#columns.flatMap((column, i) => (literalWay(column) === 'text' && values[i] ? [i] : []));
    if (texts.length === 0) return true;
    const list = texts.map((i) => `CAST(${bound[i]} AS BINARY) AS k${i}`);
    const [row] = (await this.#session.query(`SELECT ${list.join(', ')}`).catch(unlessNotText)) ?? [];
    return row !== undefined && texts.every((i) => values[i]?.equals(row[`k${i}`] ?? Buffer.alloc(0)));
  }
}

function unlessNotText(error: unknown): null {
  if (error instanceof EngineError && error.errno === NOT_TEXT) return null;
  throw error;
}
