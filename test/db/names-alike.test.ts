import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { lowerName } from '../../electron/engine/schema/lower-name.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { FLAVOURS, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('names on %s that differ in case or accents only', (flavour) => {
  test.each([
    ['tables', ['alike'], ['t', 'T']],
    ['schemas', ['alike', 'ALIKE', 'älike'], ['t', 'T', 'ţ']],
  ])('of %s are all in a set, and all come back', async (_, schemaNames, tables) => {
    const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
    const id = randomBytes(4).toString('hex');
    const schemas = schemaNames.map((name) => `${name}_${id}`);
    const all = schemas.flatMap((schema, i) => tables.map((table, k) => ({ schema, table, rows: `${i}${k}` })));
    const [create, drop] = [
      schemas.map((s) => `CREATE DATABASE \`${s}\`;`),
      schemas.map((s) => `DROP DATABASE \`${s}\`;`),
    ];
    await source.client(
      [
        ...create,
        ...all.map(({ schema, table, rows }) => `CREATE TABLE \`${schema}\`.\`${table}\` (a INT) SELECT ${rows} AS a;`),
      ].join('\n'),
    );
    const set = await backUp([source.shard('s0', { schemas })]);
    const report = await restore(set, [target.shard('s0')]);
    expect(set.manifest.exceptions).toEqual([]);
    expect(report.tables.filter(({ state }) => state === 'equal')).toHaveLength(all.length);
    for (const { schema, table, rows } of all)
      expect(await target.client(`SELECT a FROM \`${schema}\`.\`${table}\``)).toBe(`${Number(rows)}\n`);
    await Promise.all([source, target].map((server) => server.client(drop.join('\n'))));
  });
});

test.each(FLAVOURS)('every letter is folded as %s folds it', async (flavour) => {
  const session = await connect(testServer(flavour).shard('s0'));
  const letters = Array.from({ length: 0x10000 - 1 }, (_, i) => i + 1)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCharCode(code));
  for (let at = 0; at < letters.length; at += 4000) {
    const part = letters.slice(at, at + 4000);
    const hex = Buffer.from(part.join('')).toString('hex');
    const [row] = await session.texts(
      `SELECT LOWER(CONVERT(_utf8mb4 0x${hex} USING utf8mb3) COLLATE utf8mb3_general_ci) AS folded`,
    );
    const folded = [...(row?.folded ?? '')];
    expect(part.filter((letter, i) => lowerName(letter) !== folded[i])).toEqual([]);
  }
  expect(lowerName('ΟΔΟΣ İ ẞ 𐐀Z')).toBe('οδοσ i ẞ 𐐀z');
  await session.close();
});
