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
    let altered = false;
    const watch = setInterval(() => {
      if (altered) return;
      void session
        .execute(`ALTER TABLE \`${schema}\`.t MODIFY a BIGINT`)
        .then(() => {
          altered = true;
        })
        .catch(() => undefined);
    }, 5);
    const report = await restore(set, [target.shard('s0')]);
    clearInterval(watch);
    await session.close();
    expect(altered).toBe(true);
    expect(report.exceptions).toEqual([
      expect.objectContaining({
        object: 't',
        kind: 'table',
        why: expect.objectContaining({ code: 'definition-differs', found: expect.stringContaining('bigint') }),
      }),
    ]);
    expect(report.quality?.objects).toEqual({ proven: 2, total: 3 });
    expect(report.quality?.value).toBeLessThan(1);
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
