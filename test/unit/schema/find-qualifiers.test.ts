import { expect, test } from 'vitest';
import { findQualifiers } from '../../../electron/engine/schema/find-qualifiers.ts';
import { nameOf, tokenizeSql } from '../../../electron/engine/sql/tokenize-sql.ts';

/** Names before a dot that are schemas for certain. */
const certain = (sql: string) => {
  const tokens = tokenizeSql(`${sql}, a AS a, b AS b`);
  return findQualifiers(tokens, nameOf).flatMap((one) => (one.certain ? (tokens[one.at]?.text ?? []) : []));
};

test('FROM is followed by a table, but not in a function', () => {
  expect(certain('SELECT 1 FROM a.t')).toEqual(['a']);
  expect(certain('SELECT EXTRACT(YEAR FROM a.c) FROM b.t')).toEqual(['b']);
  expect(certain('SELECT TRIM(x FROM (SELECT 1 FROM a.t)) FROM b.t')).toEqual(['a', 'b']);
  expect(certain('SELECT f((SELECT 1), TRIM(x FROM a.c))')).toEqual([]);
  expect(certain('SELECT 1 FROM (a.t JOIN b.t)')).toEqual(['a', 'b']);
});

// With the square of it, the test would not end in its time.
test('a statement with many of them takes no more time than it is long', () => {
  const sql = `TRIM(SELECT ${Array.from({ length: 60_000 }, () => 'x FROM a.t').join(', ')})`;
  expect(certain(sql).length).toBe(60_000);
});
