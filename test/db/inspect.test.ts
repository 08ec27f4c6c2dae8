import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { renderInspection } from '../../electron/cli/render-inspection.ts';
import { sayDifference } from '../../electron/cli/say-difference.ts';
import { type InspectedShard, type Inspection, inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { readGrants } from '../../electron/engine/mysql/grants.ts';
import { readPosition, readSnapshotPosition } from '../../electron/engine/mysql/read-position.ts';
import { readServerInfo } from '../../electron/engine/mysql/server-info.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const PASSWORD = 'geheim-7Q';
const cleanUp: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const clean of cleanUp.reverse()) await clean();
});

/** A new account that may do nothing, as a shard, with its name for GRANT. */
async function poorAccount(server: ServerHandle, schemas: string[]): Promise<{ shard: Shard; account: string }> {
  const user = `poor_${randomBytes(4).toString('hex')}`;
  const account = `'${user}'@'%'`;
  await server.client(`CREATE USER ${account} IDENTIFIED BY '${PASSWORD}'`);
  cleanUp.push(() => server.client(`DROP USER ${account}`));
  return { shard: server.shard('s0', { user, password: PASSWORD, schemas }), account };
}

async function schemaWithEverything(server: ServerHandle): Promise<string> {
  const schema = await freshSchema(server, 'in_spect');
  cleanUp.push(() => server.client(`DROP DATABASE \`${schema}\``));
  const statements = [
    'CREATE TABLE t (a INT PRIMARY KEY)',
    'CREATE VIEW v AS SELECT * FROM t',
    'CREATE PROCEDURE p() SELECT 1',
    'CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a',
    'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
  ];
  await server.client(statements.join(';\n'), { database: schema });
  return schema;
}

function okShard(inspection: Inspection, name = 's0'): InspectedShard {
  const shard = inspection.shards.find((one) => one.name === name);
  if (shard?.state !== 'ok') throw new Error(`${name}: ${shard?.failure.message}`);
  return shard;
}

const inspectOne = async (shard: Shard, method: 'hot' | 'warm' = 'hot') =>
  okShard(await inspectCluster({ name: 'shop', shards: [shard] }, { method }));

describe.each(FLAVOURS)('inspecting %s', (flavour) => {
  test('reads what the server is and how it is set up', async () => {
    const server = testServer(flavour);
    const session = await connect(server.shard('s0'));
    const info = await readServerInfo(session);
    await session.close();
    expect(info).toMatchObject({
      flavour,
      version: server.version,
      serverId: server.port,
      logBin: true,
      binlogFormat: 'ROW',
    });
    expect(info).toMatchObject({ localInfile: true, readOnly: false, secureTransport: false, binlogRowImage: 'FULL' });
    expect(info.gtidMode).toBe(flavour === 'mysql' ? 'ON' : null);
    expect(info.uuid).toMatch(/^.{28,36}$/);
    expect(info.versionNumber).toBeGreaterThan(flavour === 'mysql' ? 80000 : 101100);
    // The server's own settings, not those of our session.
    expect(info.variables).toMatchObject({ time_zone: 'SYSTEM', version: server.version, innodb_page_size: '16384' });
    expect(info.variables.sql_mode).toContain('STRICT_TRANS_TABLES');
  });

  test('reads file, position and GTID of the log together, and nothing without the privilege', async () => {
    const server = testServer(flavour);
    const { shard } = await poorAccount(server, []);
    const [admin, poor] = [await connect(server.shard('s0')), await connect(shard)];
    const position = await readPosition(admin);
    expect(position).toMatchObject({ file: expect.stringMatching(/^binlog\.\d{6}$/), position: expect.any(Number) });
    expect(position?.gtid).toMatch(flavour === 'mysql' ? /^[0-9a-f-]{36}:[\d:,-]+$/ : /^0-\d+-\d+$/);
    expect(await readPosition(poor)).toBeNull();
    await Promise.all([admin.close(), poor.close()]);
  });

  test('reads the position of a snapshot where the server has one', async () => {
    const server = testServer(flavour);
    const schema = await schemaWithEverything(server);
    const session = await connect(server.shard('s0'));
    await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    const before = await readSnapshotPosition(session);
    await server.client('INSERT INTO t VALUES (1)', { database: schema });
    const after = await readSnapshotPosition(session);
    await session.close();
    if (flavour === 'mysql') expect(before).toBeNull();
    else {
      expect(before?.gtid).toMatch(/^0-\d+-\d+$/);
      expect(after).toEqual(before);
    }
  });

  test('goes on without a shard that does not answer and one that refuses the password', async () => {
    const server = testServer(flavour);
    const shards = [
      server.shard('gone', { port: 1 }),
      server.shard('denied', { password: `${PASSWORD}-wrong` }),
      server.shard('s0', { schemas: ['no_such_schema'] }),
    ];
    const inspection = await inspectCluster({ name: 'shop', shards });
    expect(inspection.shards).toMatchObject([
      { name: 'gone', server: '127.0.0.1:1', state: 'failed', failure: { code: 'unreachable' } },
      { name: 'denied', state: 'failed', failure: { code: 'access-denied' } },
      { name: 's0', state: 'ok', schemas: [] },
    ]);
    expect(inspection.totals).toMatchObject({ shards: 3, reachable: 1 });
    const report = renderInspection(inspection, { colour: false });
    expect(report).toContain('Cluster shop: 1 of 3 shards answered');
    expect(JSON.stringify(inspection) + report).not.toContain(PASSWORD);
  });

  test('finds nothing missing for an account that may do everything', async () => {
    const server = testServer(flavour);
    const { privileges, account } = await inspectOne(
      server.shard('s0', { schemas: [await schemaWithEverything(server)] }),
      'warm',
    );
    expect(privileges).toEqual({ backup: [], restore: [] });
    expect(account).toBe("'shardkeep'@'%'");
  });

  test.each(['hot', 'warm'] as const)('names GRANTs that do make a %s backup possible', async (method) => {
    const server = testServer(flavour);
    const schema = await schemaWithEverything(server);
    const { shard, account } = await poorAccount(server, [schema]);
    const before = await inspectOne(shard, method);
    expect(before.account).toBe(account);
    expect(before.schemas).toEqual([]); // it cannot even see the schema
    expect(before.privileges.backup.filter(({ needed }) => needed === 'required').length).toBeGreaterThan(4);

    await server.client(before.privileges.backup.map(({ grant }) => grant).join('\n'));
    const after = await inspectOne(shard, method);
    expect(after.privileges.backup).toEqual([]);
    expect(after.schemas).toMatchObject([{ name: schema, tables: 1 }]);

    const session = await connect(shard);
    for (const object of ['TABLE t', 'VIEW v', 'TRIGGER tr', 'EVENT e', 'PROCEDURE p']) {
      const [kind, name] = object.split(' ');
      const [row] = await session.texts(`SHOW CREATE ${kind} \`${schema}\`.\`${name}\``);
      const text = Object.entries(row ?? {}).find(([column]) => /^(create|sql original)/i.test(column));
      expect(text?.[1], object).toMatch(/^CREATE/);
    }
    await session.query(`SELECT * FROM \`${schema}\`.t`);
    expect(await readPosition(session)).not.toBeNull();
    if (flavour === 'mysql') await session.query('LOCK INSTANCE FOR BACKUP');
    if (method === 'warm') expect((await readGrants(session)).has('RELOAD')).toBe(true);
    await session.close();
  });

  test('names GRANTs that do make a restore possible', async () => {
    const server = testServer(flavour, 'target');
    const schema = `re_store_${randomBytes(4).toString('hex')}`;
    const { shard } = await poorAccount(server, [schema]);
    const before = await inspectOne(shard);
    await server.client(before.privileges.restore.map(({ grant }) => grant).join('\n'));
    expect((await inspectOne(shard)).privileges.restore).toEqual([]);

    const session = await connect(shard);
    cleanUp.push(() => server.client(`DROP DATABASE IF EXISTS \`${schema}\``));
    const definer = 'DEFINER=`shardkeep`@`%`';
    for (const statement of [
      `CREATE DATABASE \`${schema}\``,
      `CREATE TABLE \`${schema}\`.parent (id INT PRIMARY KEY)`,
      `CREATE TABLE \`${schema}\`.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES \`${schema}\`.parent (id))`,
      `ALTER TABLE \`${schema}\`.child ADD KEY k (id)`,
      `CREATE ${definer} VIEW \`${schema}\`.v AS SELECT * FROM \`${schema}\`.child`,
      `CREATE ${definer} TRIGGER \`${schema}\`.tr BEFORE INSERT ON \`${schema}\`.child FOR EACH ROW SET NEW.p = NULL`,
      `CREATE ${definer} PROCEDURE \`${schema}\`.p() SELECT 1`,
      `CREATE DEFINER=\`nobody\`@\`nowhere\` FUNCTION \`${schema}\`.f() RETURNS INT DETERMINISTIC RETURN 1`,
      `CREATE ${definer} EVENT \`${schema}\`.e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1`,
      `INSERT INTO \`${schema}\`.child VALUES (1, 2)`,
      `SELECT * FROM \`${schema}\`.child`,
      `SHOW CREATE VIEW \`${schema}\`.v`,
      `DROP PROCEDURE \`${schema}\`.p`,
      `DROP DATABASE \`${schema}\``,
    ])
      await session.query(statement);
    await session.close();
  });

  test('counts what the account has by its roles, and names roles that are not active', async () => {
    const server = testServer(flavour);
    const schema = await schemaWithEverything(server);
    const { shard, account } = await poorAccount(server, [schema]);
    const role = `role_${randomBytes(4).toString('hex')}`;
    const [outer, inner] = [`'${role}'`, `'${role}_in'`];
    cleanUp.push(() => server.client(`DROP ROLE ${outer}, ${inner}`));
    await server.client(
      `CREATE ROLE ${outer}, ${inner};
      GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON \`${schema.replaceAll('_', '\\_')}\`.* TO ${inner};
      GRANT ${inner} TO ${outer}; GRANT ${outer} TO ${account}`,
    );
    const before = await inspectOne(shard);
    expect(before.inactiveRoles).toEqual([role]);
    expect(before.privileges.backup[0]).toMatchObject({ privilege: 'SELECT', needed: 'required' });
    const report = renderInspection(await inspectCluster({ name: 'shop', shards: [shard] }), { colour: false });
    const statement = /SET DEFAULT ROLE .*;/.exec(report)?.[0] ?? '';
    await server.client(statement);

    const after = await inspectOne(shard, 'warm');
    expect(after.inactiveRoles).toEqual([]);
    expect(after.schemas.map(({ name }) => name)).toEqual([schema]);
    expect(after.privileges.backup.map(({ scope }) => scope)).not.toContain(`${schema}.*`);
    expect(after.privileges.backup.map(({ privilege }) => privilege)).not.toContain('RELOAD'); // LOCK TABLES will do
  });

  test('finds the sibling that drifted and says in what', async () => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'drift');
    cleanUp.push(() => server.client(`DROP DATABASE \`${schema}\``));
    const other = testServer(flavour, 'target');
    await other.client(`CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4`);
    cleanUp.push(() => other.client(`DROP DATABASE \`${schema}\``));
    const create = (n: number, columns = 'id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40), KEY k (note)') =>
      `CREATE TABLE customer_${n} (id BIGINT PRIMARY KEY);
      CREATE TABLE order_${n} (${columns}, c BIGINT, FOREIGN KEY (c) REFERENCES customer_${n} (id));
      INSERT INTO order_${n} (note) SELECT REPEAT('x', 30) FROM information_schema.columns LIMIT ${100 * n}`;
    await server.client([0, 1, 2].map((n) => create(n)).join(';\n'), { database: schema });
    await other.client(`${create(3)};\n${create(4, 'id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(50)')}`, {
      database: schema,
    });

    const shards = [server.shard('s0', { schemas: [schema] }), other.shard('s1', { schemas: [schema] })];
    const inspection = await inspectCluster({ name: 'shop', shards });
    const [customers, orders] = inspection.logicalTables;
    expect(inspection.logicalTables).toHaveLength(2);
    expect(customers).toMatchObject({ family: 'customer', shards: ['s0', 's1'], drift: null });
    expect(orders).toMatchObject({ family: 'order', label: 'order_0 … order_4', schema });
    expect(orders?.members.map(({ shard, table }) => `${shard} ${table}`)).toEqual([
      's0 order_0',
      's0 order_1',
      's0 order_2',
      's1 order_3',
      's1 order_4',
    ]);
    expect(orders?.drift?.majority).toHaveLength(4);
    expect(orders?.drift?.odd).toMatchObject([{ members: [{ shard: 's1', table: 'order_4' }] }]);
    expect(orders?.drift?.odd[0]?.differences.map(sayDifference)).toEqual([
      expect.stringMatching(/^column "note" is varchar\(50\).*, elsewhere/),
      'index "k" is missing',
    ]);
    expect(inspection.warnings).toEqual([]);
    expect(renderInspection(inspection, { colour: false })).toMatch(/^! {2}order_0 … order_4/m);
  });

  test('measures how fast a shard reads and how fast its log grows', async () => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'rate');
    cleanUp.push(() => server.client(`DROP DATABASE \`${schema}\``));
    await server.client(
      `CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, filler VARCHAR(250));
      INSERT INTO t (filler) SELECT REPEAT('x', 250) FROM information_schema.columns LIMIT 500;
      ${'INSERT INTO t (filler) SELECT filler FROM t;'.repeat(6)} ANALYZE TABLE t`,
      { database: schema },
    );
    const shard = await inspectOne(server.shard('s0', { schemas: [schema] }));
    expect(shard.readRate).toBeGreaterThan(100_000);
    expect(shard.fullSeconds).toBeCloseTo(shard.bytes / (shard.readRate ?? 0), 6);
    expect(shard.binlog.storedBytes).toBeGreaterThan(100_000);
    expect(shard.binlog.bytesPerSecond).toBeGreaterThan(0);
  });

  test('waits for nobody who holds a table, and stops when it is told to', async () => {
    const server = testServer(flavour);
    const schema = await schemaWithEverything(server);
    const shard = server.shard('s0', { schemas: [schema] });
    const holder = await connect(server.shard('holder'));
    await holder.query(`LOCK TABLES \`${schema}\`.t WRITE`);
    const began = performance.now();
    await inspectCluster({ name: 'shop', shards: [shard, { ...shard, name: 's1' }] });
    expect(performance.now() - began).toBeLessThan(20_000);

    const stop = AbortSignal.timeout(100);
    await expect(inspectCluster({ name: 'shop', shards: [shard] }, { signal: stop })).rejects.toMatchObject({
      failure: { code: 'cancelled' },
    });
    await holder.close();
  });
});
