import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { foundDamage } from '../../shared/restore-report.ts';
import { tempFolder } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { findPrograms } from '../support/programs.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { freshSchema } from '../support/servers.ts';

/** Only where setup can unpack it. */
const programs = await findPrograms('mariadb', 'mariadb-11');

describe.runIf(programs !== null)('from MariaDB 11.8 to 10.11', () => {
  let newer: TestServer;
  let old: TestServer;
  beforeAll(async () => {
    [newer, old] = await Promise.all([
      startServer({ flavour: 'mariadb', release: 'mariadb-11' }),
      startServer({ flavour: 'mariadb' }),
    ]);
  });
  afterAll(() => Promise.all([newer, old].map((server) => server.stop())));

  /** A full set of a fresh schema after `before`, and one of the log after each of `after`. */
  const chain = async (
    before: readonly string[],
    ...after: readonly (readonly string[])[]
  ): Promise<{ schema: string; last: WrittenSet }> => {
    const schema = await freshSchema(newer, 'chain');
    await runStatements(newer, schema, before);
    const shards = [newer.shard('s0', { schemas: [schema] })];
    const to = join(await tempFolder(), 'd');
    let last = await backUp(shards, { to });
    for (const statements of after) {
      await runStatements(newer, schema, statements);
      last = await backUpLog(shards, to);
    }
    expect(last.manifest.exceptions).toEqual([]);
    return { schema, last };
  };

  /** What the stock client sees of a schema on both. */
  const seen = async (schema: string, sql: string): Promise<[string, string]> => {
    const look = `SET time_zone = '+00:00'; ${sql}`;
    return [await newer.client(look, { database: schema }), await old.client(look, { database: schema })];
  };

  describe('TIMESTAMPs behind 2038-01-19 03:14:07', () => {
    const MOMENTS = [
      "SET time_zone = '+00:00'",
      'CREATE TABLE late (id INT PRIMARY KEY, t TIMESTAMP NULL, fine TIMESTAMP(6) NULL, note VARCHAR(9), KEY (t))',
      `INSERT INTO late VALUES (1, '2030-01-01', '2030-01-01 00:00:00.5', 'a'), (2, '2050-01-01', NULL, 'b'),
        (3, '2038-01-19 03:14:07', '2038-01-19 03:14:08.000001', 'c'), (4, NULL, '2106-02-07 06:28:15.999999', 'd')`,
      'CREATE TABLE early (id INT PRIMARY KEY, t TIMESTAMP NULL)',
      "INSERT INTO early VALUES (1, '2038-01-19 03:14:07'), (2, NULL)",
    ];

    const LATE = `SELECT id, IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00', t),
      IF(fine > '2038-01-19 03:14:07.999999', '0000-00-00 00:00:00.000000', fine), note FROM late ORDER BY id`;

    test.each(['LOAD DATA', 'INSERT'])(
      'are zero in the rows of a set, by %s: the comparison names their table, and all else comes back',
      async (way) => {
        const { schema, last } = await chain(MOMENTS);
        await old.client(`SET GLOBAL local_infile = ${way === 'INSERT' ? 0 : 1}`);
        const report = await restore(last, [old.shard('s0')]);
        await old.client('SET GLOBAL local_infile = 1');
        expect(report.exceptions).toEqual([]);
        expect(report.tables.map(({ table, state, problem }) => [table, state, problem?.code])).toEqual([
          ['early', 'equal', undefined],
          ['late', 'different', 'content'],
        ]);
        expect(foundDamage(report)).toBe(true);
        expect(report.warnings).toContainEqual(
          expect.objectContaining({ table: 'late', cause: expect.stringMatching(/Out of range/) }),
        );
        const [there, here] = await seen(schema, LATE);
        expect(here).toBe(there);
        expect(here).toMatch(/^2\t0000-00-00 00:00:00\tNULL\tb$/m);
      },
    );

    test('are zero in the rows of a log, whose tables are named: all other rows and tables come back, also behind them', async () => {
      const { schema, last } = await chain(
        [
          ...MOMENTS,
          'CREATE TABLE keyless (t TIMESTAMP(3) NOT NULL, a INT)',
          'CREATE TABLE kept (id INT PRIMARY KEY, t TIMESTAMP(6) NULL) WITH SYSTEM VERSIONING',
          'CREATE TABLE gone (id INT PRIMARY KEY, t TIMESTAMP NULL)',
          "INSERT INTO kept VALUES (1, '2020-01-01'), (2, '2021-01-01')",
          "INSERT INTO gone VALUES (1, '2022-01-01')",
        ],
        [
          "SET time_zone = '+00:00'",
          "INSERT INTO late VALUES (5, '2060-01-01', '2070-01-01', 'e'), (6, '2031-01-01', NULL, 'f')",
          // Each of these looks for a row that has such a moment; 10.11.19 crashed at one.
          "UPDATE late SET note = 'g' WHERE id = 2",
          "UPDATE late SET t = '2032-01-01' WHERE id = 5",
          'DELETE FROM late WHERE id = 3',
          "INSERT INTO keyless VALUES ('2050-01-01 00:00:00.5', 1), ('2020-01-01 00:00:00.5', 2), ('2051-01-01', 3)",
          'UPDATE keyless SET a = 4 WHERE a = 3',
          'DELETE FROM keyless WHERE a = 1',
          "INSERT INTO kept VALUES (3, '2050-01-01')",
          'UPDATE kept SET id = 4 WHERE id = 3',
          'DELETE FROM kept WHERE id = 1',
          "XA START 'x'",
          "INSERT INTO keyless VALUES ('2052-01-01', 5)",
          "XA END 'x'",
          "XA PREPARE 'x'",
          "XA COMMIT 'x'",
          'DELETE FROM gone',
          "INSERT INTO early VALUES (3, '2037-01-01')",
        ],
      );
      const report = await restore(last, [old.shard('s0')]);
      expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
      const why = { code: 'late-moments' };
      const named = ['kept', 'keyless', 'late'].map((object) => ({ target: 's0', schema, object, kind: 'table', why }));
      expect(report.exceptions.toSorted((a, b) => (a.object < b.object ? -1 : 1))).toEqual(named);
      const keyless = "SELECT IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00.000', t), a FROM keyless ORDER BY a";
      const kept = (rows: string) =>
        `SELECT id, IF(t > '2038-01-19 03:14:07', '0000-00-00 00:00:00.000000', t) FROM kept ${rows} ORDER BY id, row_end`;
      const looks = [LATE, keyless, kept(''), kept('FOR SYSTEM_TIME ALL'), 'SELECT * FROM gone', 'SELECT * FROM early'];
      const [there, here] = await seen(schema, looks.join(';'));
      expect(here).toBe(there);
      expect(here).toMatch(/^2\t0000-00-00 00:00:00\tNULL\tg$/m);
    });

    test('are told of again by a replay that goes on behind them, and current rows are not taken for such', async () => {
      const schema = await freshSchema(newer, 'again');
      const table = '(id INT PRIMARY KEY, t TIMESTAMP NULL)';
      await newer.client('RESET MASTER');
      await runStatements(newer, schema, [
        `CREATE TABLE late ${table}`,
        `CREATE TABLE kept ${table} WITH SYSTEM VERSIONING`,
        "INSERT INTO kept VALUES (1, '2020-01-01')",
        "INSERT INTO late VALUES (1, '2050-01-01')",
      ]);
      const middle = await logEnd(newer);
      await newer.client("INSERT INTO late VALUES (2, '2020-01-01')", { database: schema });
      await old.client(`CREATE DATABASE ${schema}`);
      const [machine = ''] = (await newer.client('SELECT @@version_compile_machine')).split('\n');
      const source = {
        flavour: 'mariadb',
        version: newer.version,
        variables: { version_compile_machine: machine },
      } as const;
      const progress = { schema, table: 'progress', id: 'r' };
      const late: (readonly { readonly table: string }[])[] = [];
      for (const stop of [{ kind: 'position', ...middle } as const, { kind: 'end' } as const])
        await replayLog(newer, old, { source, progress, stop, onProgress: (done) => (late[late.length] = done.late) });
      expect(late.map((tables) => tables.map((one) => one.table))).toEqual([['late'], ['late']]);
      expect(await old.client('SELECT id FROM late; SELECT id FROM kept', { database: schema })).toBe('1\n2\n1\n');
    });
  });
});
