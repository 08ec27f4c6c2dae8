import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('%s: definitions after a restore', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('are compared one by one, and what the target made otherwise is named with both texts', async () => {
    const schema = await freshSchema(source, 'defs');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, KEY (a)) AUTO_INCREMENT=77',
      'CREATE TABLE `o.ther` (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (id))',
      'CREATE VIEW v AS SELECT id FROM t',
      'CREATE PROCEDURE p(x INT) SELECT x',
      `CREATE TRIGGER tr BEFORE INSERT ON \`${schema}\`.t FOR EACH ROW SET @seen = 1`,
      'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1',
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    const whole = await restore(set, [target.shard('s0')]);
    expect([whole.exceptions, whole.quality?.objects]).toEqual([[], { proven: 7, total: 7 }]);
    const renamed = await restore(set, [target.shard('s0')], { rename: new Map([[schema, `${schema}_b`]]) });
    expect([renamed.exceptions, renamed.quality?.objects]).toEqual([[], { proven: 7, total: 7 }]);
    const stripped = await restore(set, [target.shard('s0')], {
      rename: new Map([[schema, `${schema}_c`]]),
      definers: { rule: 'strip', map: new Map() },
    });
    expect([stripped.exceptions, stripped.quality?.objects]).toEqual([[], { proven: 7, total: 7 }]);
  });

  test('somebody who alters them meanwhile is found', async () => {
    const schema = await freshSchema(source, 'defs');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT PRIMARY KEY, a INT)',
      'CREATE VIEW v AS SELECT id FROM t',
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    const session = await connect(target.shard('s0'));
    const over = new AbortController();
    // One statement at a time: the table is not there yet, or is altered.
    const alter = async (): Promise<boolean> => {
      while (!over.signal.aborted)
        try {
          await session.execute(`ALTER TABLE \`${schema}\`.t MODIFY a BIGINT`);
          await session.execute(`CREATE TABLE \`${schema}\`.extra (id INT)`);
          return true;
        } catch {
          await sleep(5);
        }
      return false;
    };
    const altered = alter();
    const report = await restore(set, [target.shard('s0')]);
    over.abort();
    expect(await altered).toBe(true);
    await session.close();
    expect(report.exceptions).toEqual([
      expect.objectContaining({
        object: 't',
        kind: 'table',
        why: expect.objectContaining({ code: 'definition-differs', found: expect.stringContaining('bigint') }),
      }),
      expect.objectContaining({ object: 'extra', kind: 'table', why: { code: 'not-of-the-set' } }),
    ]);
    expect(report.quality?.objects).toEqual({ proven: 2, total: 3 });
    expect(report.quality?.value).toBeLessThan(1);
  });

  test('counters below their rows, which no server sets so, are named where they were', async () => {
    const schema = await freshSchema(source, 'defs');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT) PARTITION BY HASH (id) PARTITIONS 3',
      'INSERT INTO t (a) VALUES (1), (2), (3)',
      'UPDATE t SET id = 10004 WHERE id = 3',
      'FLUSH TABLES t',
      'CREATE TABLE behind (id INT AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=500',
      'INSERT INTO behind VALUES (7)',
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    const report = await restore(set, [target.shard('s0')]);
    const isRaised = flavour === 'mariadb'; // forgets a number by which an UPDATE moves a row to another partition
    const why = { code: 'counter-raised', expected: '4', found: '10005' };
    expect(report.exceptions).toEqual(isRaised ? [expect.objectContaining({ object: 't', why })] : []);
    expect(report.quality?.objects).toEqual({ proven: isRaised ? 2 : 3, total: 3 });
    expect(report.quality?.tables).toEqual({ proven: 2, total: 2 });
  });

  test('a schema that was there with another collation is named', async () => {
    const schema = await freshSchema(source, 'defs');
    await runStatements(source, schema, ['CREATE TABLE t (id INT PRIMARY KEY)']);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    await target.client(`CREATE DATABASE \`${schema}\` CHARACTER SET latin1`);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions).toEqual([
      expect.objectContaining({
        object: schema,
        kind: 'database',
        why: expect.objectContaining({ found: expect.stringContaining('latin1') }),
      }),
    ]);
  });
});

test('parameters of MySQL routines keep the collation of the schema that was the default one when they were made', async () => {
  const [source, target] = [testServer('mysql'), testServer('mysql', 'target')];
  const schema = await freshSchema(source, 'params');
  const other = await freshSchema(source, 'other');
  await source.client(`ALTER DATABASE ${schema} COLLATE latin1_german2_ci; ALTER DATABASE ${other} COLLATE utf8mb4_bin;
    USE ${other};
    CREATE FUNCTION ${schema}.f(a VARCHAR(9), g VARCHAR(9) CHARACTER SET greek, n INT) RETURNS VARCHAR(60) DETERMINISTIC RETURN CONCAT(COLLATION(a), COLLATION(g));
    CREATE PROCEDURE ${schema}.p(a VARCHAR(9)) SELECT a;
    USE ${schema}; CREATE PROCEDURE own(a VARCHAR(9)) SELECT a`);
  const set = await backUp([source.shard('s0', { schemas: [schema] })]);
  const report = await restore(set, [target.shard('s0')]);
  expect([report.exceptions, report.quality?.objects]).toEqual([[], { proven: 4, total: 4 }]);
  const shown = `SELECT specific_name, ordinal_position, collation_name FROM information_schema.parameters
    WHERE specific_schema='${schema}' ORDER BY 1, 2; SELECT ${schema}.f('x', 'y', 1)`;
  expect(await target.client(shown)).toBe(await source.client(shown));
});
