import { expect, test } from 'vitest';
import { dependenceOf, storedDependence } from '../../../electron/engine/schema/session-dependence.ts';

const TYPES = new Map([
  ['n', 'int'],
  ['ts', 'timestamp'],
  ['d', 'datetime'],
  ['c', 'char'],
  ['v', 'varchar'],
  ['week', 'int'],
]);

test.each([
  ['(`n` * 2)', 'row'],
  ["concat(`v`,_utf8mb4'/-x')", 'row'],
  ["json_unquote(json_extract(`v`,_utf8mb4'$.a'))", 'row'],
  ['case when (`n` > 0) then `n` else NULL end', 'row'],
  ['(`week` + 1)', 'row'],
  ['concat(`ts`)', 'logged'],
  ['cast(`v` as date)', 'logged'],
  ['hour(`d`)', 'logged'],
  ['length(`c`)', 'logged'],
  ['(`n` - 1)', 'logged'],
  ['(`n` / 3)', 'unlogged'],
  ['week(`d`,0)', 'unlogged'],
  ['brand_new(`n`)', 'unlogged'],
  ['`gone`', 'unlogged'],
] as const)('%s depends on: %s', (expression, dependence) => {
  expect(dependenceOf(expression, TYPES)).toBe(dependence);
});

test('of a table only stored columns count, with the types of columns behind them', () => {
  const table = (column: string) =>
    storedDependence(
      Buffer.from(
        `CREATE TABLE \`t\` (\n  \`id\` int NOT NULL,\n  ${column},\n  \`at\` timestamp NULL\n) ENGINE=InnoDB`,
      ),
    );
  expect(table('`g` varchar(30) GENERATED ALWAYS AS (concat(`at`)) STORED')).toBe('logged');
  expect(table('`g` varchar(30) GENERATED ALWAYS AS (concat(`at`)) VIRTUAL')).toBe('row');
  expect(table('`g` int(11) GENERATED ALWAYS AS (`id` * 2) STORED')).toBe('row');
  expect(table('`g` int GENERATED ALWAYS AS ((`id` / 2)) STORED NOT NULL')).toBe('unlogged');
});
