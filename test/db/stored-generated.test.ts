import { expect, test } from 'vitest';
import { runChain, stops } from '../support/chain-case.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Columns that depend on the session's zone and that both flavours store. */
const VISIT = `CREATE TABLE visit (id INT PRIMARY KEY, n INT, ts TIMESTAMP NOT NULL, day DATE AS (DATE(ts)) STORED,
  twice INT AS (n * 2) STORED, hr INT AS (HOUR(ts)) STORED, KEY (day))`;

test.each(FLAVOURS)(
  'stored generated columns of %s that come out otherwise are named, and nothing else is',
  async (flavour) => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'stored');
    const ROWS = "(1, 1, '2024-03-01 07:30:00'), (2, 2, '2024-03-01 12:00:00')";
    await runStatements(server, schema, [
      VISIT,
      'CREATE TABLE keyless LIKE visit',
      'ALTER TABLE keyless DROP PRIMARY KEY',
      'CREATE TABLE plain LIKE visit',
      `INSERT INTO plain (id, n, ts) VALUES ${ROWS}`,
      // Rows of two sessions that took the day otherwise: no zone of one session gives both again.
      `INSERT INTO visit (id, n, ts) VALUES (10, 1, '2024-03-01 23:30:00')`,
      "SET time_zone='+08:00'",
      `INSERT INTO visit (id, n, ts) VALUES ${ROWS}`,
      `INSERT INTO keyless (id, n, ts) VALUES ${ROWS}`,
      "SET time_zone='-05:00'",
      `INSERT INTO visit (id, n, ts) VALUES (20, 1, '2024-03-01 23:30:00')`,
      `INSERT INTO keyless (id, n, ts) VALUES (20, 1, '2024-03-01 23:30:00')`,
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.exceptions).toEqual([]);
    const report = await restore(set, [testServer(flavour, 'target').shard('s0')]);
    expect(report.tables.map(({ table, state, problem }) => [table, state, problem])).toEqual([
      ['keyless', 'different', { code: 'generated', columns: ['day', 'hr'] }],
      ['plain', 'equal', undefined],
      ['visit', 'different', { code: 'generated', columns: ['day', 'hr'] }],
    ]);
    expect(report.quality?.value).toBeLessThan(1);
  },
);

test.each(FLAVOURS)(
  'a unique index of %s that rows no longer allow is named, and costs neither rows nor other indexes',
  async (flavour) => {
    const server = testServer(flavour);
    const target = testServer(flavour, 'target');
    const schema = await freshSchema(server, 'once');
    await runStatements(server, schema, [
      `CREATE TABLE once_a_day (id INT PRIMARY KEY, uid INT NOT NULL, ts TIMESTAMP NOT NULL, day DATE AS (DATE(ts)) STORED,
      KEY other (uid), UNIQUE KEY one (uid, day))`,
      // 15:00 and 17:00 in UTC, on two days in +08:00 and on one in UTC; the third row rules every zone out.
      "SET time_zone='+08:00'",
      "INSERT INTO once_a_day (id, uid, ts) VALUES (1, 7, '2024-03-01 23:00:00'), (2, 7, '2024-03-02 01:00:00')",
      "SET time_zone='-11:00'",
      "INSERT INTO once_a_day (id, uid, ts) VALUES (3, 8, '2024-03-01 23:00:00')",
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables.map(({ table, problem }) => [table, problem])).toEqual([
      ['once_a_day', { code: 'generated', columns: ['day'] }],
    ]);
    expect(report.exceptions.map(({ object, why }) => [object, why.code])).toEqual([['once_a_day', 'index-refused']]);
    const shown = await target.client('SELECT COUNT(*) FROM once_a_day; SHOW CREATE TABLE once_a_day', {
      database: schema,
    });
    expect(shown).toMatch(/^3\n/);
    expect(shown).toContain('KEY `other`');
    expect(shown).not.toContain('KEY `one`');
  },
);

test.each(FLAVOURS)(
  'rows of a set on %s whose generated columns come out otherwise are found by the log behind it with a key, and named without',
  async (flavour) => {
    const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
    const schema = await freshSchema(source, 'found');
    const columns = 'ts TIMESTAMP NOT NULL, day DATE AS (DATE(ts)) STORED, x INT, KEY (day)';
    const { report } = await runChain(source, target, {
      schemas: [schema],
      before: `CREATE DATABASE ${schema}; USE ${schema}; SET time_zone='+08:00';
        CREATE TABLE keyed (id INT PRIMARY KEY, ${columns}); CREATE TABLE keyless (id INT, ${columns});
        INSERT INTO keyed (id, ts) VALUES (1, '2024-03-01 07:30:00'); INSERT INTO keyless (id, ts) VALUES (1, '2024-03-01 07:30:00')`,
      after: `USE ${schema}; SET time_zone='+08:00'; ${['keyed', 'keyless']
        .map(
          (table) => `INSERT INTO ${table} (id, ts) VALUES (2, '2024-03-01 07:30:00'), (3, '2024-03-01 07:30:00');
            UPDATE ${table} SET x = 1 WHERE id IN (1, 3); DELETE FROM ${table} WHERE id = 3;`,
        )
        .join(' ')}`,
    });
    // Without a key a row is found by all its columns; those of the set and of the log come from two sessions, and no one has both.
    expect(stops(report)).toEqual([expect.stringMatching(/Can't find record in 'keyless'/)]);
    expect(report.rolled[0]?.stopped?.next).toContain('stored generated columns');
    const rows = (server: typeof source) =>
      server.client(`SET time_zone='+00:00'; SELECT * FROM ${schema}.keyed ORDER BY id`);
    expect(await rows(target)).toBe(await rows(source));
    const day = { code: 'generated', columns: ['day'] };
    expect(report.tables.map(({ table, problem }) => [table, problem])).toEqual([
      ['keyed', day],
      ['keyless', day],
    ]);
    expect(report.rolled[0]?.transactions).toBeGreaterThan(2);
  },
);

test.each(FLAVOURS)(
  'stored generated columns of a log of %s come out as their sessions computed them, and what the log does not tell is named',
  async (flavour) => {
    const source = testServer(flavour);
    const target = testServer(flavour, 'target');
    const schema = await freshSchema(source, 'logged');
    const DAY = 'ts TIMESTAMP NOT NULL, day DATE AS (DATE(ts)) STORED, x INT';
    const { report, look } = await runChain(source, target, {
      schemas: [schema],
      before: `CREATE DATABASE ${schema}; USE ${schema};
        CREATE TABLE keyed (id INT PRIMARY KEY, ${DAY}, KEY (day));
        CREATE TABLE keyless (id INT, ${DAY});
        CREATE TABLE mixed (id INT PRIMARY KEY, ${DAY});
        CREATE TABLE ratio (id INT PRIMARY KEY, a INT, b INT, r VARCHAR(40) AS (CONCAT(a / b)) STORED);
        CREATE TABLE twice (id INT PRIMARY KEY, n INT, m INT AS (n * 2) STORED)`,
      after: `USE ${schema}; SET time_zone='+08:00';
        INSERT INTO keyed (id, ts) VALUES (1, '2024-03-01 07:30:00'), (2, '2024-03-01 07:30:00'), (3, '2024-03-01 07:30:00');
        UPDATE keyed SET x = 1 WHERE id = 1; DELETE FROM keyed WHERE id = 2;
        INSERT INTO keyless (id, ts) VALUES (1, '2024-03-01 07:30:00'), (2, '2024-03-01 07:30:00');
        UPDATE keyless SET x = 1 WHERE id = 1; DELETE FROM keyless WHERE id = 2;
        SET time_zone='-05:00'; INSERT INTO keyed (id, ts) VALUES (4, '2024-03-01 23:30:00');
        SET div_precision_increment=8; INSERT INTO ratio (id, a, b) VALUES (1, 1, 3);
        INSERT INTO twice (id, n) VALUES (1, 2);
        BEGIN; INSERT INTO twice (id, n) VALUES (2, 3);
        SET time_zone='+08:00'; INSERT INTO mixed (id, ts) VALUES (1, '2024-03-01 07:30:00'); COMMIT`,
    });
    expect(stops(report)).toEqual([]);
    expect(look.findings).toContainEqual(
      expect.objectContaining({
        code: 'computes-anew',
        objects: expect.objectContaining({ counts: { table: 4 } }),
      }),
    );
    const rows = async (server: typeof source, tables: readonly string[]) =>
      server.client(
        `SET time_zone='+00:00'; ${tables.map((table) => `SELECT * FROM ${schema}.${table} ORDER BY id`).join('; ')}`,
      );
    const known = ['keyed', 'keyless', 'twice'];
    expect(await rows(target, known)).toBe(await rows(source, known));
    // MariaDB takes the values that the log has; MySQL computes them anew.
    const named = report.exceptions.map(({ object, why }) => `${object} ${why.code}`).toSorted();
    expect(named).toEqual(flavour === 'mysql' ? ['mixed open-generated', 'ratio open-generated'] : []);
    if (flavour === 'mariadb')
      expect(await rows(target, ['mixed', 'ratio'])).toBe(await rows(source, ['mixed', 'ratio']));
  },
);
