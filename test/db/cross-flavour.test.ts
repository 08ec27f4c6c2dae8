import { describe, expect, test } from 'vitest';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { keepEvidence } from '../support/keep-evidence.ts';
import { numbers } from '../support/numbers.ts';
import { richSchema } from '../support/rich-schema.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const OTHER: Readonly<Record<Flavour, Flavour>> = { mariadb: 'mysql', mysql: 'mariadb' };
/** A collation that the other flavour does not know, what it gets there, and one that both know. */
const COLLATIONS: Readonly<Record<Flavour, { own: string; instead: string }>> = {
  mariadb: { own: 'utf8mb4_uca1400_as_cs', instead: 'utf8mb4_0900_as_cs' },
  mysql: { own: 'utf8mb4_0900_ai_ci', instead: 'utf8mb4_uca1400_nopad_ai_ci' },
};
/** What the other flavour has nothing of, as the look beforehand names it, and the tables and objects that it then refuses. */
const FEATURES: Readonly<Record<Flavour, readonly string[]>> = {
  mariadb: ['sequence', 'package', 'row-history', 'type uuid', 'type inet6'],
  mysql: ['type vector'],
};
const REFUSED: Readonly<Record<Flavour, readonly string[]>> = {
  mariadb: [
    ...['back', 'booked', 'long_unique', 'next_step', 'numbered', 'oracle_way', 'round', 'steps', 'tools'],
    ...['versions', 'versions_named', 'worn_out'],
  ],
  mysql: ['modern'],
};

describe.each(FLAVOURS)('a set of %s on the other flavour', (flavour) => {
  const [server, target] = [testServer(flavour), testServer(OTHER[flavour], 'target')];
  keepEvidence(() => [server, target]);

  test('crosses but for what that has nothing of, which is named before and after', async () => {
    const [schema, far] = [await freshSchema(server, 'crossing'), await freshSchema(server, 'far')];
    await runStatements(server, schema, richSchema(flavour, far));
    const set = await backUp([server.shard('s0', { schemas: [schema, far] })]);
    const report = await restore(set, [target.shard('s0')]);
    const named = report.findings.flatMap((finding) =>
      finding.code === 'cannot-cross' ? [`${finding.feature} ${finding.detail}`.trim()] : [],
    );
    expect(named).toEqual(FEATURES[flavour]);
    expect([...new Set(report.exceptions.map(({ object }) => object))].sort()).toEqual(REFUSED[flavour]);
    const states = report.tables.filter(({ table }) => !REFUSED[flavour].includes(table));
    expect(states.length).toBeGreaterThan(12);
    expect(states.filter(({ state }) => state !== 'equal')).toEqual([]);
  });

  test('gets the nearest collation for one that is not known there, says so, and is still compared to the byte', async () => {
    const { own, instead } = COLLATIONS[flavour];
    const schema = await freshSchema(server, 'sorted');
    await runStatements(server, schema, [
      `CREATE TABLE words (k VARCHAR(60) CHARACTER SET utf8mb4 COLLATE ${own} PRIMARY KEY, n INT, KEY (n))`,
      `INSERT INTO words SELECT CONCAT(ELT(1 + n % 5, 'ä', 'ß', 'Z-', '中', '-'), n), n FROM ${numbers(4000)}`,
      'CREATE TABLE shared (k VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, n INT, PRIMARY KEY (n, k))',
      'INSERT INTO shared SELECT k, n % 7 FROM words',
      `CREATE PROCEDURE p() SELECT 'COLLATE ${own}' AS untouched, 'a' COLLATE ${own} = 'a' AS replaced`,
    ]);
    await server.client('ANALYZE TABLE words, shared', { database: schema });
    const set = await backUp([server.shard('s0', { schemas: [schema] })], { chunkBytes: 16 << 10 });
    const [shard] = set.manifest.shards;
    expect(shard?.tables.map(({ name, chunks }) => [name, chunks.length > 3])).toEqual([
      ['shared', true],
      ['words', true],
    ]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions).toEqual([]);
    expect(report.tables.map(({ state }) => state)).toEqual(['equal', 'equal']);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ severity: 'note', code: 'collation-replaced', from: own, to: instead }),
    );
    const after = await target.client('SHOW CREATE TABLE words', { database: schema });
    expect(after).toContain(instead);
    expect(await target.client('CALL p()', { database: schema })).toBe(`COLLATE ${own}\t1\n`);
    const rows = 'SELECT HEX(k), n FROM words ORDER BY n';
    expect(await target.client(rows, { database: schema })).toBe(await server.client(rows, { database: schema }));
  });

  test.runIf(flavour === 'mysql')(
    'says of rows that are one and the same to the collation there that they are, and of which table',
    async () => {
      const schema = await freshSchema(server, 'alike');
      // Georgian capitals are younger than the rules that MySQL sorts by.
      await runStatements(server, schema, [
        'CREATE TABLE words (k VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci PRIMARY KEY)',
        'INSERT INTO words VALUES (CONVERT(0xE18390 USING utf8mb4)), (CONVERT(0xE1B290 USING utf8mb4))',
      ]);
      const set = await backUp([server.shard('s0', { schemas: [schema] })]);
      const report = await restore(set, [target.shard('s0')]);
      expect(report.tables).toMatchObject([{ table: 'words', state: 'failed', problem: { code: 'duplicates' } }]);
    },
  );

  test('does without what tables can do without there: each is named by table, and its rows cross', async () => {
    const schema = await freshSchema(server, 'without');
    const tables = {
      mariadb: [
        'CREATE TABLE long_unique (a INT PRIMARY KEY, b BLOB, c INT, UNIQUE KEY long_b (b), KEY (c) IGNORED)',
        "INSERT INTO long_unique VALUES (1, REPEAT('x', 9000), 1), (2, 'y', 2)",
        'CREATE TABLE squeezed (a INT PRIMARY KEY) PAGE_COMPRESSED=1',
        'INSERT INTO squeezed VALUES (1)',
        "CREATE TABLE tight (a INT PRIMARY KEY COMMENT '/*M!100301 COMPRESSED*/', t TEXT COMPRESSED)",
        "INSERT INTO tight VALUES (1, REPEAT('x', 9000))",
      ],
      mysql: [
        'CREATE TABLE computed (a INT PRIMARY KEY, j JSON, b VARCHAR(9), KEY sum ((a + 1)), KEY mixed (a, (UPPER(b))), KEY plain (b), UNIQUE KEY many ((CAST(j->"$.x" AS UNSIGNED ARRAY))))',
        `INSERT INTO computed VALUES (1, '{"x": [1, 2]}', 'a')`,
        'CREATE TABLE lax (a INT PRIMARY KEY, CHECK (a > 0) NOT ENFORCED)',
        'INSERT INTO lax VALUES (1)',
        'CREATE TABLE placed (a INT PRIMARY KEY, g POINT NOT NULL SRID 4326)',
        "INSERT INTO placed VALUES (1, ST_GeomFromText('POINT(1 2)', 4326))",
      ],
    };
    await runStatements(server, schema, tables[flavour]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const looked = await restore(set, [target.shard('s0')], { dryRun: true });
    const report = await restore(set, [target.shard('s0')]);
    const named = report.findings.flatMap((one) =>
      one.code === 'crosses-without' ? [[one.feature, one.objects.names.map((name) => name.split('.')[1])]] : [],
    );
    expect(looked.findings.filter(({ code }) => code === 'crosses-without')).toHaveLength(named.length);
    const lost = report.exceptions.map(({ object, why }) => [object, why]);
    const indexes = await target.client(
      `SELECT DISTINCT table_name, index_name FROM information_schema.statistics WHERE table_schema = '${schema}' AND index_name <> 'PRIMARY'`,
    );
    expect(report.tables.map(({ state }) => state)).toEqual(
      tables[flavour].flatMap((sql) => (/^CREATE/.test(sql) ? 'equal' : [])),
    );
    if (flavour === 'mariadb') {
      expect(named).toEqual([
        ['long-unique', ['long_unique']],
        ['page-compression', ['squeezed']],
        ['column-compression', ['tight']],
      ]);
      expect(lost).toEqual([['long_unique', { code: 'index-lost', feature: 'long-unique' }]]);
      expect(indexes).toBe('long_unique\tc\n');
    } else {
      expect(named).toEqual([
        ['functional-index', ['computed']],
        ['not-enforced', ['lax']],
        ['srid', ['placed']],
      ]);
      expect(lost).toEqual([['computed', { code: 'index-lost', feature: 'functional-index' }]]);
      expect(indexes).toBe('computed\tplain\n');
    }
  });
});
