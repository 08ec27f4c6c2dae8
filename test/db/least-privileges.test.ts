import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { tryProgress } from '../../electron/engine/restore/try-progress.ts';
import { tempFolder } from '../support/cli.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('%s: an account with few privileges', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  const users: string[] = [];
  let schema: string;
  beforeAll(async () => {
    schema = await freshSchema(source, 'least');
    await source.client(
      'CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 1); CREATE TABLE hidden (id INT PRIMARY KEY); CREATE VIEW v AS SELECT id FROM hidden',
      { database: schema },
    );
  });
  afterAll(async () => {
    for (const server of [source, target]) {
      for (const user of users) await server.client(`DROP USER IF EXISTS ${user}`);
      await server.client(`DROP DATABASE IF EXISTS \`${schema}\``);
    }
  });
  const login = async (server: typeof source, ...grants: string[]) => {
    const user = `least_${randomBytes(3).toString('hex')}`;
    users.push(user);
    await server.client(
      `CREATE USER ${user}@'%' IDENTIFIED BY 'p'; ${grants.map((grant) => `GRANT ${grant} TO ${user}@'%';`).join(' ')}`,
    );
    return server.shard('s0', { user, password: 'p', schemas: [schema] });
  };

  test('that sees one table of a schema does not make a set that is called complete', async () => {
    const own =
      flavour === 'mysql'
        ? 'RELOAD, REPLICATION CLIENT, REPLICATION SLAVE ON *.*'
        : 'BINLOG MONITOR, REPLICATION SLAVE ON *.*';
    const shard = await login(source, own, `SELECT, TRIGGER, SHOW VIEW ON \`${schema}\`.t`, `EVENT ON \`${schema}\`.*`);
    const set = await backUp([shard], { to: `${await tempFolder()}/d` });
    expect(set.manifest.shards[0]?.tables.map(({ name }) => name)).toEqual(['t']);
    const named = set.manifest.exceptions.map(({ kind, object }) => `${kind} ${object}`);
    expect(named).toContain('table *');
    expect(named).toContain('trigger *');
    // Who asks for this table alone gets all that was asked for.
    const only = await backUp([shard], { to: `${await tempFolder()}/d`, only: [`${schema}.t`] });
    expect(only.manifest.exceptions.filter(({ kind }) => kind === 'table')).toEqual([]);
  });

  test('that may not see other schemas says so where nobody named them', async () => {
    const shard = await login(source, `SELECT, TRIGGER, SHOW VIEW, EVENT ON \`${schema}\`.*`);
    const { schemas: _, ...all } = shard;
    const set = await backUp([all], { to: `${await tempFolder()}/d` });
    expect(set.manifest.warnings.map(({ remark }) => remark?.code)).toContain('schemas-unseen');
    const named = await backUp([shard], { to: `${await tempFolder()}/d` });
    expect(named.manifest.warnings.map(({ remark }) => remark?.code)).not.toContain('schemas-unseen');
  });

  test('has what its active roles have, and a role that is not active gives it nothing', async () => {
    const role = `least_role_${randomBytes(3).toString('hex')}`;
    users.push(role);
    await source.client(
      `CREATE ROLE ${role}; GRANT SELECT, TRIGGER, SHOW VIEW ON \`${schema}\`.t TO ${role}; GRANT EVENT ON \`${schema}\`.* TO ${role}`,
    );
    const shard = await login(source, role);
    await expect(backUp([shard], { to: `${await tempFolder()}/d` })).rejects.toMatchObject({
      failure: { fact: { reason: 'no-matching-schema' } },
    });
    const account = `${shard.user}@'%'`;
    await source.client(
      flavour === 'mysql' ? `SET DEFAULT ROLE ${role} TO ${account}` : `SET DEFAULT ROLE ${role} FOR ${account}`,
    );
    const some = await backUp([shard], { to: `${await tempFolder()}/d` });
    expect(some.manifest.exceptions.map(({ kind, object }) => `${kind} ${object}`)).toContain('table *');
    await source.client(`GRANT SELECT, TRIGGER, SHOW VIEW ON \`${schema}\`.* TO ${role}`);
    const all = await backUp([shard], { to: `${await tempFolder()}/d` });
    expect(all.manifest.exceptions.filter(({ kind }) => kind === 'table' || kind === 'trigger')).toEqual([]);
    expect(all.manifest.shards[0]?.tables.map(({ name }) => name)).toEqual(['hidden', 't']);
  });

  test.runIf(flavour === 'mariadb')('that may not read programs of others does not call them missing', async () => {
    const own = await freshSchema(source, 'unread');
    onTestFinished(async () => void (await target.client(`DROP DATABASE IF EXISTS \`${own}\``)));
    await source.client('CREATE DEFINER=root@localhost PROCEDURE p() SELECT 1', { database: own });
    const set = await backUp([source.shard('s0', { schemas: [own] })], { to: `${await tempFolder()}/d` });
    const shard = await login(
      target,
      `ALL PRIVILEGES ON \`${own.replaceAll('_', '\\_')}\`.*`,
      'SET USER, SUPER ON *.*',
    );
    const report = await restore(set, [shard]);
    expect(report.exceptions).toMatchObject([{ kind: 'procedure', object: 'p', why: { code: 'definition-unread' } }]);
    expect(await target.client('CALL p()', { database: own })).toBe('1\n');
  });

  test('restores and replaces with just what inspect prints', async () => {
    const set = await backUp([source.shard('s0', { schemas: [schema] })], { to: `${await tempFolder()}/d` });
    const shard = await login(target, 'USAGE ON *.*');
    const [seen] = (await inspectCluster({ name: 'c', shards: [shard] })).shards;
    const lacking = seen?.state === 'ok' ? seen.privileges.restore : [];
    for (const { grant } of lacking) await target.client(grant);
    for (const replace of [false, true]) {
      const report = await restore(set, [shard], { replace });
      expect(report.tables.map(({ state }) => state)).toEqual(['equal', 'equal']);
    }
    // Without one of them nothing is dropped: it is found by the list, and where that fails by trying.
    await target.client(
      `REVOKE UPDATE ON \`${schema.replaceAll('_', '\\_')}\`.* FROM ${shard.user}@'%'; INSERT INTO \`${schema}\`.t VALUES (7, 7)`,
    );
    await expect(restore(set, [shard], { replace: true })).rejects.toMatchObject({
      failure: { code: 'missing-privilege', safety: 'nothing-written' },
    });
    const session = await connect(shard);
    await expect(tryProgress(session, { schemas: new Map([[schema, schema]]) })).rejects.toMatchObject({
      failure: { code: 'missing-privilege' },
    });
    await session.close();
    expect(await target.client('SELECT COUNT(*) FROM t', { database: schema })).toBe('2\n');
    expect(await target.client("SHOW TABLES LIKE 'shardkeep%'", { database: schema })).toBe('');
  });
});

test('mysql: a schema that an account was cut off from again is said to be missing (partial revokes)', async () => {
  const server = await startServer({ flavour: 'mysql', args: ['--partial-revokes=ON'] });
  onTestFinished(() => server.stop());
  await server.client(
    `CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); CREATE DATABASE secret; CREATE TABLE secret.s (id INT PRIMARY KEY);
     CREATE USER part@'%' IDENTIFIED BY 'p'; GRANT SELECT, TRIGGER, EVENT, SHOW VIEW, RELOAD ON *.* TO part@'%'; GRANT SHOW_ROUTINE ON *.* TO part@'%';
     REVOKE SELECT, TRIGGER, EVENT, SHOW VIEW ON secret.* FROM part@'%'`,
  );
  const shard = server.shard('s0', { user: 'part', password: 'p' });
  const codes = async (one: typeof shard) => {
    const { manifest } = await backUp([one], { to: `${await tempFolder()}/d` });
    expect(manifest.shards[0]?.tables.map(({ schema }) => schema)).toEqual(['shop']);
    return manifest.warnings.map(({ remark }) => remark?.code);
  };
  expect(await codes(shard)).toContain('schemas-unseen');
  expect(await codes({ ...shard, schemas: ['shop'] })).not.toContain('schemas-unseen');
  expect(await codes({ ...shard, schemas: ['sh*'] })).not.toContain('schemas-unseen');
});
