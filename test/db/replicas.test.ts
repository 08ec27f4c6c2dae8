import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeMark } from '../../electron/engine/backup/take-mark.ts';
import { inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const refused = (why: object) => ({ failure: { code: 'chain-broken', detail: { code: 'chain-broken', why } } });

describe('what a MariaDB replica applied without logging it never goes missing in silence', () => {
  let primary: TestServer;
  let replica: TestServer;
  const shard = () => replica.shard('s0', { schemas: ['shop'] });

  beforeAll(async () => {
    [primary, replica] = await Promise.all([
      startServer({ flavour: 'mariadb' }),
      startServer({ flavour: 'mariadb' }), // log_slave_updates is off by default
    ]);
    await primary.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY)');
    const { port } = primary;
    const { user, password } = primary.shard('s0');
    await replica.client(
      `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${port}, MASTER_USER='${user}', MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos`,
    );
    await follow();
  });
  afterAll(() => Promise.all([primary.stop(), replica.stop()]));

  /** Applies what the primary has, as "stop, back up, start" does on replicas. */
  async function follow(): Promise<void> {
    const at = (await primary.client('SELECT @@gtid_binlog_pos')).trim();
    await replica.client(`START SLAVE; SELECT MASTER_GTID_WAIT('${at}', 20); STOP SLAVE`);
    expect((await replica.client('SELECT @@gtid_slave_pos')).trim()).toBe(at);
  }

  test('while it applies nothing: the full set says that nothing can build on it, and nothing does', async () => {
    const to = join(temporaryFolder(), 'destination');
    for (const method of ['hot', 'warm'] as const) {
      const { manifest } = await backUp([shard()], { to, method });
      const why = { code: 'replica-unlogged' };
      expect(manifest.warnings.map(({ remark }) => remark)).toContainEqual({ code: 'no-chain', shard: 's0', why });
    }
    await primary.client('INSERT INTO shop.t VALUES (1)');
    await follow();
    await expect(backUpLog([shard()], to)).rejects.toMatchObject(refused({ code: 'replica-unlogged' }));
  });

  test('after it was promoted, and after it was a replica for a while between two sets', async () => {
    const to = join(temporaryFolder(), 'destination');
    const { user, password } = primary.shard('s0');
    await replica.client('RESET SLAVE ALL');
    const first = await backUp([shard()], { to });
    expect(first.manifest.warnings).toEqual([
      expect.objectContaining({ remark: expect.objectContaining({ code: 'new-destination' }) }),
    ]);
    await replica.client('INSERT INTO shop.t VALUES (100)');
    const goesOn = await backUpLog([shard()], to);
    expect(goesOn.manifest.shards[0]?.binlog?.segments[0]?.transactions).toBe(1);
    await replica.client(
      `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='${user}', MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos`,
    );
    await primary.client('INSERT INTO shop.t VALUES (2)');
    await follow();
    await replica.client('RESET SLAVE ALL; INSERT INTO shop.t VALUES (101)');
    const why = { code: 'applied-unlogged', was: expect.any(String), is: expect.any(String) };
    await expect(backUpLog([shard()], to)).rejects.toMatchObject(refused(why));
    await expect(backUpLog([shard()], to, { kind: 'differential' })).rejects.toMatchObject(refused(why));
    await backUp([shard()], { to });
    await backUpLog([shard()], to);
  });
});

const CONFIGURE: Readonly<Record<Flavour, string>> = {
  mariadb: "CHANGE MASTER TO MASTER_HOST='10.1.2.3', MASTER_PORT=3307, MASTER_USER='nobody'",
  mysql: "CHANGE REPLICATION SOURCE TO SOURCE_HOST='10.1.2.3', SOURCE_PORT=3307, SOURCE_USER='nobody'",
};

describe.each(FLAVOURS)('a shard whose %s server is a replica', (flavour) => {
  const other = testServer(flavour);
  let replica: TestServer;
  let schema: string;

  beforeAll(async () => {
    replica = await startServer({ flavour, args: flavour === 'mariadb' ? ['--log-slave-updates'] : [] });
    schema = await freshSchema(other, 'replicated');
    for (const one of [replica, other])
      await one.client(`CREATE DATABASE IF NOT EXISTS ${schema}; CREATE TABLE ${schema}.t (id INT PRIMARY KEY)`);
    await replica.client(CONFIGURE[flavour]);
  });
  afterAll(() => replica.stop());

  test('is named as one, and no common instant is claimed for it and others', async () => {
    const to = join(temporaryFolder(), 'destination');
    const shards = [replica.shard('s0', { schemas: [schema] }), other.shard('s1', { schemas: [schema] })];
    const cluster = { name: 'test', shards };
    const named = { code: 'replica', shard: 's0', from: '10.1.2.3:3307', applies: false, behindSeconds: null };
    const sets = [
      await backUp(shards, { to, method: 'warm' }),
      await backUp(shards, { to, method: 'cold' }),
      await backUp(shards, { to }),
      await backUpLog(shards, to),
    ];
    for (const { manifest } of sets) {
      expect(manifest.cut.kind).toBe('per-shard');
      const remarks = manifest.warnings.map(({ remark }) => remark);
      expect(remarks).toEqual(expect.arrayContaining([named, { code: 'replicas-apart', shards: ['s0'] }]));
    }
    await expect(takeMark({ cluster, to, name: 'm' })).rejects.toMatchObject({
      failure: { fact: { reason: 'mark-of-replicas' } },
    });
    const { warnings } = await inspectCluster(cluster);
    expect(warnings).toEqual([expect.stringContaining('s0: this server is a replica of 10.1.2.3:3307')]);
  });

  test('that is the only shard keeps its instant, and is named as a replica', async () => {
    const shards = [replica.shard('s0', { schemas: [schema] })];
    const { manifest } = await backUp(shards);
    expect(manifest.cut.kind).toBe('common');
    expect(manifest.warnings.map(({ remark }) => remark?.code)).toContain('replica');
  });
});

test('a MySQL server that has taken transactions over without logging them since breaks the chain', async () => {
  const server = await startServer({ flavour: 'mysql' });
  try {
    await server.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY)');
    const to = join(temporaryFolder(), 'destination');
    const shards = [server.shard('s0', { schemas: ['shop'] })];
    await backUp(shards, { to });
    await server.client('INSERT INTO shop.t VALUES (1)');
    await backUpLog(shards, to);
    const foreign = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-3';
    await server.client(`SET sql_log_bin=0; INSERT INTO shop.t VALUES (2); SET GLOBAL gtid_purged='+${foreign}'`);
    await expect(backUpLog(shards, to)).rejects.toMatchObject(
      refused({ code: 'applied-unlogged', was: expect.any(String), is: foreign }),
    );
  } finally {
    await server.stop();
  }
});
