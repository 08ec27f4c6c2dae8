import { isMark, isWord, tokenizeSql } from '../sql/tokenize-sql.ts';
import { isNumber } from './check-partitions.ts';
import { cut, editBytes } from './edit-bytes.ts';
import { definitionsOf } from './split-create-table.ts';

/**
 * A table's definition with NULL behind the AUTO_INCREMENT of a column that may be NULL: servers leave it out when they
 * print such a column, and make it NOT NULL when they read what they printed.
 */
export function showNullableCounter(sql: Buffer): Buffer {
  // nearly every counter is printed in this form: those are not taken apart
  if (!sql.includes(' AUTO_INCREMENT') || sql.includes(' NOT NULL AUTO_INCREMENT')) return sql;
  return edited(sql, 'AUTO_INCREMENT NULL')?.statement ?? sql;
}

/** A table whose counter may be NULL, in two steps. */
export interface UncountedTable {
  /** The definition without AUTO_INCREMENT. */
  readonly create: Buffer;
  /** Parts of ALTER TABLE that make the column a counter again; none where it is no such table. */
  readonly counter: Buffer[];
}

/**
 * Takes AUTO_INCREMENT from a column that may be NULL, to be put back once the rows are in: each NULL that a server is
 * given would count, until a small counter has no number left.
 */
export function withoutNullableCounter(sql: Buffer): UncountedTable {
  const bare = edited(sql, '');
  const counter = edited(sql, 'AUTO_INCREMENT NULL');
  if (!bare || !counter) return { create: sql, counter: [] };
  const next = counterOption(counter.tail);
  return {
    create: bare.statement,
    counter: [`MODIFY COLUMN ${counter.column}`, ...(next === null ? [] : [next.text])].map(toBuffer),
  };
}

/**
 * The definition without where its counter stands, for ARCHIVE: it refuses every row whose number is below (error 1022).
 * Its rows come in the order of their numbers and none is ever deleted, so that they bring the counter to where it stood.
 */
export function withoutCounterStart(sql: Buffer): Buffer {
  const { head, definitions, tail } = definitionsOf(sql.toString('latin1'));
  const option = /^\) ENGINE=ARCHIVE\b/i.test(tail) ? counterOption(tail) : null;
  if (option === null) return sql;
  const all = definitions.map(({ text }) => text).join(',\n  ');
  return Buffer.concat([toBuffer(`${head}\n  ${all}\n`), editBytes(toBuffer(tail), [cut(option)])]);
}

/** The definition with something else for the AUTO_INCREMENT of a column that may be NULL; undefined without such a one. */
function edited(sql: Buffer, instead: string): { statement: Buffer; column: string; tail: string } | undefined {
  const { head, definitions, tail } = definitionsOf(sql.toString('latin1'));
  const counter = definitions.find((one) => one.autoIncrement && !isNotNull(one.text));
  if (!counter) return undefined;
  const column = atCounter(counter.text, instead);
  const all = definitions.map((one) => (one === counter ? column : one.text));
  return { statement: toBuffer(`${head}\n  ${all.join(',\n  ')}\n${tail}`), column, tail };
}

function toBuffer(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function isNotNull(definition: string): boolean {
  const tokens = tokenizeSql(definition);
  return tokens.some((token, at) => isWord(token, 'NOT') && isWord(tokens[at + 1], 'NULL'));
}

/** The column's definition with something else in the place of AUTO_INCREMENT and a NULL behind it. */
function atCounter(definition: string, instead: string): string {
  const tokens = tokenizeSql(definition);
  const at = tokens.findIndex((token) => isWord(token, 'AUTO_INCREMENT'));
  const last = isWord(tokens[at + 1], 'NULL') ? tokens[at + 1] : tokens[at];
  const { start, end } = { start: tokens[at]?.start ?? 0, end: last?.end ?? 0 };
  return editBytes(toBuffer(definition), [{ start, end, bytes: toBuffer(instead) }]).toString('latin1');
}

/** `AUTO_INCREMENT=7` of the table's options, which a table without such a column forgets, and where it stands. */
function counterOption(tail: string): { text: string; start: number; end: number } | null {
  const tokens = tokenizeSql(tail);
  const at = tokens.findIndex((token, i) => isWord(token, 'AUTO_INCREMENT') && isMark(tokens[i + 1], '='));
  const [word, value] = at < 0 ? [] : [tokens[at], tokens[at + 2]];
  return word && value && isNumber(value)
    ? { text: `AUTO_INCREMENT=${value.text}`, start: word.start, end: value.end }
    : null;
}
