import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeManifest } from '../../electron/engine/archive/set-folder.ts';
import { stops } from '../support/chain-case.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, runStatements, temporaryFolder } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Who runs each object and with whose rights, as the stock client sees it. */
async function definersOf(server: ServerHandle, schema: string): Promise<Record<string, string>> {
  const text = await server.client(
    `SELECT table_name, definer, security_type FROM information_schema.views WHERE table_schema = '${schema}'
     UNION ALL SELECT routine_name, definer, security_type FROM information_schema.routines WHERE routine_schema = '${schema}'
     UNION ALL SELECT trigger_name, definer, '' FROM information_schema.triggers WHERE trigger_schema = '${schema}'
     UNION ALL SELECT event_name, definer, '' FROM information_schema.events WHERE event_schema = '${schema}'`,
  );
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return Object.fromEntries(rows.map(([name = '', ...rest]) => [name, rest.join(' ').trim()]));
}

const all = (value: string, bare = value) => ({ v: value, p: value, f: value, t: bare, e: bare });

describe.each(FLAVOURS)('definers restored to %s', (flavour) => {
  const [server, target] = [testServer(flavour), testServer(flavour, 'target')];

  async function setWithDefiners() {
    const schema = await freshSchema(server, 'runs_as');
    const old = `\`old ${schema}\`@\`10.0.0.%\``;
    await runStatements(server, schema, [
      'CREATE TABLE a (id INT PRIMARY KEY)',
      `CREATE DEFINER=${old} VIEW v AS SELECT id FROM a`,
      `CREATE DEFINER=${old} PROCEDURE p() SELECT 1`,
      `CREATE DEFINER=${old} FUNCTION f() RETURNS VARCHAR(20) CHARSET utf8mb4 DETERMINISTIC RETURN 'DEFINER=\`x\`@\`y\`'`,
      `CREATE DEFINER=${old} TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id`,
      `CREATE DEFINER=${old} EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1`,
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    return { schema, set, old: `old ${schema}@10.0.0.%` };
  }

  test('are kept, and one that the target does not have is named and crosses all the same', async () => {
    const { schema, set, old } = await setWithDefiners();
    const report = await restore(set, [target.shard('s0')]);
    expect(report.exceptions).toEqual([]);
    expect(await definersOf(target, schema)).toEqual(all(`${old} DEFINER`, old));
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        code: 'definers-missing',
        accounts: [old],
        count: 1,
        objects: expect.objectContaining({ counts: { view: 1, procedure: 1, function: 1, trigger: 1, event: 1 } }),
      }),
    );
  });

  test('become others that are named', async () => {
    const { schema, set, old } = await setWithDefiners();
    const other = `new ${schema}@localhost`;
    await target.client(`CREATE USER 'new ${schema}'@localhost`);
    const report = await restore(set, [target.shard('s0')], {
      definers: { rule: 'keep', map: new Map([[old, other]]) },
    });
    expect(report.exceptions).toEqual([]);
    expect(await definersOf(target, schema)).toEqual(all(`${other} DEFINER`, other));
    expect(report.findings.map(({ code }) => code)).not.toContain('definers-missing');
    expect(await target.client('SELECT f()', { database: schema }).catch(String)).toContain('new ');
    await target.client(`DROP USER 'new ${schema}'@localhost`);
  });

  test('go on demand: then nobody gets the rights of the account that restores', async () => {
    const { schema, set } = await setWithDefiners();
    const report = await restore(set, [target.shard('s0')], { definers: { rule: 'strip', map: new Map() } });
    expect(report.exceptions).toEqual([]);
    expect(await definersOf(target, schema)).toEqual(all('shardkeep@% INVOKER', 'shardkeep@%'));
    expect(await target.client('SELECT f()', { database: schema })).toBe('DEFINER=`x`@`y`\n');
    expect(report.findings.map(({ code }) => code)).not.toContain('definers-missing');
  });

  test('are named as administrators where the server will take one for them, by a host that matches or by a role', async () => {
    const schema = await freshSchema(server, 'runs_as');
    const role = `lead ${schema}`;
    await runStatements(server, schema, [
      'CREATE DEFINER=`shardkeep`@`nowhere` VIEW v AS SELECT 1 AS id',
      `CREATE DEFINER=\`by ${schema}\`@\`10.1.2.3\` VIEW w AS SELECT 1 AS id`,
      `CREATE DEFINER=\`all ${schema}\`@\`%\` VIEW x AS SELECT 1 AS id`,
    ]);
    const users = [`'by ${schema}'@'10.1.%'`, `'all ${schema}'@'%'`];
    for (const sql of [
      `CREATE ROLE '${role}'`,
      `GRANT CREATE USER ON *.* TO '${role}'`,
      ...users.map((user) => `CREATE USER ${user}`),
      `GRANT '${role}' TO ${users[0]}`,
      `GRANT UPDATE ON *.* TO ${users[1]}`,
    ])
      await target.client(sql);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const { findings } = await restore(set, [target.shard('s0')], { dryRun: true });
    const accounts = [`all ${schema}@%`, `by ${schema}@10.1.2.3`, 'shardkeep@nowhere'];
    expect(findings).toContainEqual(expect.objectContaining({ code: 'definers-admin', accounts, count: 3 }));
    expect(findings.map(({ code }) => code)).not.toContain('definers-missing');
    for (const user of users) await target.client(`DROP USER ${user}`);
    await target.client(`DROP ROLE '${role}'`);
  });

  test('are named as administrators where they may write to the tables of accounts, or put rows anywhere', async () => {
    const schema = await freshSchema(server, 'runs_as');
    const grants =
      flavour === 'mysql'
        ? [
            'UPDATE ON mysql.user',
            'UPDATE (authentication_string) ON mysql.user',
            'BINLOG_ADMIN ON *.*',
            'INSERT ON `my%`.*',
          ]
        : [
            'UPDATE ON mysql.global_priv',
            'UPDATE (Priv) ON mysql.global_priv',
            'BINLOG REPLAY ON *.*',
            'INSERT ON `my%`.*',
          ];
    const users = grants.map((_, i) => `u${i} ${schema}`);
    await runStatements(
      server,
      schema,
      users.map((user, i) => `CREATE DEFINER=\`${user}\`@\`h\` VIEW v${i} AS SELECT 1 AS id`),
    );
    for (const [i, user] of users.entries())
      await target.client(`CREATE USER '${user}'@'%'; GRANT ${grants[i]} TO '${user}'@'%'`);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const { findings } = await restore(set, [target.shard('s0')], { dryRun: true });
    const accounts = users.map((user) => `${user}@h`);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'definers-admin', accounts }));
    for (const user of users) await target.client(`DROP USER '${user}'@'%'`);
  });

  test.runIf(flavour === 'mariadb')('are all administrators where everybody is one', async () => {
    const own = await startServer({ flavour });
    onTestFinished(() => own.stop());
    const schema = await freshSchema(server, 'runs_as');
    await runStatements(server, schema, ['CREATE DEFINER=`u`@`localhost` VIEW v AS SELECT 1 AS id']);
    await own.client('CREATE USER u@localhost; GRANT ALL ON *.* TO PUBLIC');
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    const { findings } = await restore(set, [own.shard('s0')], { dryRun: true });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'definers-admin', accounts: ['u@localhost'] }));
  });

  test('that nothing in the set has are refused before anything is written', async () => {
    const { schema, set } = await setWithDefiners();
    const map = new Map([['nobody@%', 'new@%']]);
    await expect(restore(set, [target.shard('s0')], { definers: { rule: 'keep', map } })).rejects.toMatchObject({
      failure: {
        code: 'bad-input',
        message: expect.stringContaining('nobody@%'),
        next: expect.stringContaining(schema),
      },
    });
    expect(await target.client(`SHOW DATABASES LIKE '${schema}'`)).toBe('');
  });

  describe('of what a log brings', () => {
    /** Everything with a definer is made, or made anew, behind the full set. */
    async function chainWithDefiners() {
      const schema = await freshSchema(server, 'logs_as');
      const old = `\`old ${schema}\`@\`10.0.0.%\``;
      const to = join(temporaryFolder(), 'destination');
      const shards = [server.shard('s0', { schemas: [schema] })];
      await runStatements(server, schema, [
        'CREATE TABLE a (id INT PRIMARY KEY)',
        `CREATE DEFINER=${old} EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SET @x = 1`,
        'CREATE PROCEDURE p() SELECT 1',
      ]);
      await backUp(shards, { to });
      await runStatements(server, schema, [
        `CREATE DEFINER=${old} VIEW v AS SELECT id FROM a`,
        'DROP PROCEDURE p',
        `CREATE DEFINER=${old} PROCEDURE p(IN x INT) COMMENT 'SQL SECURITY' SELECT 1`,
        `CREATE DEFINER=${old} FUNCTION f(x VARCHAR(9)) RETURNS VARCHAR(20) CHARSET utf8mb4 DETERMINISTIC RETURN 'DEFINER=\`x\`@\`y\`'`,
        `CREATE DEFINER=${old} TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id`,
        'ALTER EVENT e COMMENT "altered"',
        `ALTER DEFINER=${old} EVENT e COMMENT "altered again"`,
        'ALTER PROCEDURE p SQL SECURITY DEFINER',
      ]);
      const set = await backUpLog(shards, to);
      return { schema, set, old: `old ${schema}@10.0.0.%` };
    }

    test('are named before, administrators too, and kept', async () => {
      const { schema, set, old } = await chainWithDefiners();
      const report = await restore(set, [target.shard('s0')]);
      expect(stops(report)).toEqual([]);
      expect(report.exceptions).toEqual([]);
      expect(await definersOf(target, schema)).toEqual(all(`${old} DEFINER`, old));
      expect(report.findings).toContainEqual(
        expect.objectContaining({
          code: 'definers-missing',
          accounts: [old],
          objects: expect.objectContaining({ counts: { view: 1, procedure: 1, function: 1, trigger: 1, event: 1 } }),
        }),
      );
      expect(report.findings.map(({ code }) => code)).toContain('definers-admin'); // as whom the event was altered first
    });

    test('become others that are named, and go on demand', async () => {
      const { schema, set, old } = await chainWithDefiners();
      const other = `new ${schema}@localhost`;
      await target.client(`CREATE USER 'new ${schema}'@localhost`);
      const mapped = await restore(set, [target.shard('s0')], {
        definers: { rule: 'strip', map: new Map([[old, other]]) },
      });
      expect([stops(mapped), mapped.exceptions]).toEqual([[], []]);
      expect(await definersOf(target, schema)).toEqual({ ...all(`${other} DEFINER`, other), p: `${other} INVOKER` });
      await target.client(`DROP USER 'new ${schema}'@localhost; DROP DATABASE ${schema}`);

      const stripped = await restore(set, [target.shard('s0')], { definers: { rule: 'strip', map: new Map() } });
      expect([stops(stripped), stripped.exceptions]).toEqual([[], []]);
      expect(await definersOf(target, schema)).toEqual(all('shardkeep@% INVOKER', 'shardkeep@%'));
      expect(await target.client("SELECT f('x')", { database: schema })).toBe('DEFINER=`x`@`y`\n');
    });

    test('are those that the set names: of another one nothing is made', async () => {
      const { schema, set, old } = await chainWithDefiners();
      const { manifest } = set;
      for (const { binlog } of manifest.shards)
        for (const { statements } of binlog?.segments ?? [])
          for (const statement of statements) if (statement.definer === old) statement.definer = 'nobody@%';
      await writeManifest(set.folder, manifest);
      const report = await restore(set, [target.shard('s0')]);
      expect(stops(report)).toEqual([expect.stringContaining(`it will run as ${old}, which is none of the definers`)]);
      expect(await definersOf(target, schema)).toEqual({ e: old, p: expect.any(String) });
    });
  });
});
