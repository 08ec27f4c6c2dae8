import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { ReplayRoute } from '../../electron/engine/replay/replay-options.ts';
import { backUpLog } from '../support/incremental.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Statements in `schema`, by a session of the engine. */
async function run(server: ServerHandle, schema: string, statements: readonly string[]): Promise<void> {
  const session = await connect(server.shard('s0'));
  try {
    await session.execute(`USE ${schema}`);
    for (const statement of statements) await session.execute(statement);
  } finally {
    await session.close();
  }
}

const inOrder = async (server: ServerHandle, query: string) =>
  (await server.client(query)).trim().split('\n').join(' ');

describe.each(FLAVOURS)('programs whose bodies name their schema on %s', (flavour) => {
  const server = testServer(flavour);
  let live: string;
  let other: string;
  beforeAll(async () => {
    [live, other] = [await freshSchema(server, 'body'), await freshSchema(server, 'audit')];
    await run(server, live, [
      'CREATE TABLE t (id INT PRIMARY KEY)',
      'CREATE TABLE log (id INT)',
      `CREATE TABLE ${other}.log (id INT)`,
      'INSERT INTO t VALUES (1)',
      `CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO ${live}.log VALUES (NEW.id)`,
      `CREATE TRIGGER \`${live}\`.far AFTER DELETE ON \`${live}\`.t FOR EACH ROW INSERT INTO ${other}.log VALUES (OLD.id)`,
      `CREATE PROCEDURE clean() DELETE FROM ${live}.t WHERE ${live}.t.id > 0`,
      `CREATE PROCEDURE dynamic() BEGIN SET @q='DELETE FROM ${live}.t'; PREPARE s FROM @q; EXECUTE s; END`,
      `CREATE FUNCTION alias() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(${live}.id) FROM t AS ${live})`,
      `CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM ${live}.t`,
      `CREATE VIEW v AS SELECT * FROM ${live}.t`,
    ]);
  });

  test('use the copy’s tables under another name; what could reach others is not created, and named before and after', async () => {
    const to = join(temporaryFolder(), 'destination');
    const shards = [server.shard('s0', { schemas: [live] })];
    await backUp(shards, { to });
    await run(server, live, ['DROP PROCEDURE dynamic', 'DROP TRIGGER far', 'INSERT INTO t VALUES (2)']);
    const set = await backUpLog(shards, to);
    const copy = `${live}_copy`;
    const rename = new Map([[live, copy]]);
    const look = await restore(set, [server.shard('s0')], { rename, dryRun: true });
    const named = look.findings.find(({ code }) => code === 'leads-out');
    expect(named).toMatchObject({ objects: { names: [`${live}.alias`, `${live}.dynamic`, `${live}.far`] } });

    const report = await restore(set, [server.shard('s0')], { rename });
    expect(report.rolled[0]?.stopped).toBeNull();
    expect(report.exceptions.map(({ object, why }) => [object, why])).toEqual([
      ['alias', { code: 'leads-out', to: live }],
      ['dynamic', { code: 'leads-out', to: live }],
      ['far', { code: 'leads-out', to: other }],
    ]);
    const before = await inOrder(server, `SELECT * FROM ${live}.log`);
    await run(server, copy, ['INSERT INTO t VALUES (7)', 'CALL clean()', 'DELETE FROM t']);
    expect(await inOrder(server, `SELECT id FROM ${live}.t ORDER BY id`)).toBe('1 2');
    expect(await inOrder(server, `SELECT * FROM ${live}.log`)).toBe(before);
    expect(await inOrder(server, `SELECT * FROM ${copy}.log WHERE id=7`)).toBe('7');
    expect(await inOrder(server, `SELECT COUNT(*) FROM ${copy}.t`)).toBe('0');
    expect(await inOrder(server, `SELECT COUNT(*) FROM ${other}.log`)).toBe('0');
  });

  test('the last look stops a statement whose names were planned wrongly', async () => {
    const target = testServer(flavour, 'target');
    const schema = await freshSchema(server, 'planned');
    await target.client(`CREATE DATABASE ${schema}_live; CREATE TABLE ${schema}_live.t (id INT)`);
    const start = await logEnd(server);
    await run(server, schema, ['CREATE TABLE t (id INT)', 'DROP TABLE t']);
    const wrong: ReplayRoute = {
      targets: new Set([`${schema}_copy`]),
      schema: (name) => (name === schema ? { schema: `${schema}_live`, whole: true } : null),
      object: (name, table) => (name === schema ? { schema: `${schema}_live`, table } : null),
    };
    await expect(replayLog(server, target, { start, route: wrong })).rejects.toMatchObject({
      failure: { message: expect.stringContaining(`it names the schema ${schema}_live, which is not restored`) },
    });
    expect(await inOrder(target, `SHOW TABLES FROM ${schema}_live`)).toBe('t');
  });

  test('a list of views that a log drops is divided between what is restored and what is not', async () => {
    const target = testServer(flavour, 'target');
    const [schema, far] = [await freshSchema(server, 'views'), await freshSchema(server, 'far')];
    await run(server, schema, ['CREATE VIEW v AS SELECT 1 AS a', `CREATE VIEW ${far}.v2 AS SELECT 1 AS b`]);
    await target.client(`CREATE DATABASE ${far}; CREATE VIEW ${far}.v2 AS SELECT 'of the target' AS c`);
    const to = join(temporaryFolder(), 'destination');
    const shards = [server.shard('s0', { schemas: [schema, far] })];
    await backUp(shards, { to });
    await run(server, schema, [`DROP VIEW v, ${far}.v2`]);
    const set = await backUpLog(shards, to);
    const report = await restore(set, [target.shard('s0')], { only: [`${schema}.*`] });
    expect(report.rolled[0]?.stopped).toBeNull();
    expect(await inOrder(target, `SHOW TABLES FROM ${schema}`)).toBe('');
    expect(await inOrder(target, `SELECT c FROM ${far}.v2`)).toBe('of the target');
  });
});
