import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
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
