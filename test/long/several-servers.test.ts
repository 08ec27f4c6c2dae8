import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inspectCluster } from '../../electron/engine/cluster/inspect-cluster.ts';
import { backUpLog } from '../support/incremental.ts';
import { openRoundRobin } from '../support/round-robin.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const REFUSED = {
  failure: { code: 'bad-input', fact: { reason: 'several-servers', values: { shard: 's0' } }, where: { shard: 's0' } },
};

describe.each(FLAVOURS)(
  'an address that leads to two %s servers is refused, whichever connection finds out',
  (flavour) => {
    const [one, other] = [testServer(flavour), testServer(flavour, 'target')];
    let schema: string;

    beforeAll(async () => {
      schema = await freshSchema(one, 'balanced');
      await other.client(`CREATE DATABASE ${schema}`);
      const rows =
        'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, REPEAT(i, 90) FROM n';
      for (const server of [one, other])
        await server.client(
          ['t1', 't2', 't3', 't4']
            .map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY, w TEXT); INSERT INTO ${name} ${rows};`)
            .join('\n'),
          { database: schema },
        );
    });

    /** The shard at an address whose connections go to `one`, but for the last of the first `count`, and so on. */
    async function balanced(count: number) {
      const ports = Array.from({ length: count }, (_, i) => (i === count - 1 ? other.port : one.port));
      const way = await openRoundRobin(ports);
      onTestFinished(() => way.close());
      return one.shard('s0', { port: way.port, schemas: [schema] });
    }

    test.each([
      ['the second connection', 2],
      ['a lane', 3],
      ['the last lane', 4],
    ])('by a backup, when %s finds another server', async (_, count) => {
      for (const method of ['hot', 'cold'] as const)
        await expect(backUp([await balanced(count)], { method })).rejects.toMatchObject(REFUSED);
    });

    test('by an incremental set, when the connection that reads the log finds another server', async () => {
      const { folder } = await backUp([one.shard('s0', { schemas: [schema] })]);
      await one.client(`INSERT INTO ${schema}.t1 VALUES (${Date.now() % 1_000_000} + 1000, 'new')`);
      await expect(backUpLog([await balanced(3)], join(folder, '../..'))).rejects.toMatchObject(REFUSED);
    });

    test('by a restore, when a lane or the connection that applies the log finds another server', async () => {
      const to = join(temporaryFolder(), 'destination');
      const full = await backUp([one.shard('s0', { schemas: [schema] })], { to });
      const rename = (suffix: string) => new Map([[schema, `${schema}_${suffix}`]]);
      await expect(restore(full, [await balanced(3)], { rename: rename('a') })).rejects.toMatchObject(REFUSED);
      await one.client(`INSERT INTO ${schema}.t2 VALUES (${Date.now() % 1_000_000} + 1000, 'new')`);
      const chain = await backUpLog([one.shard('s0', { schemas: [schema] })], to);
      await expect(restore(chain, [await balanced(4)], { rename: rename('b') })).rejects.toMatchObject(REFUSED);
      await one.client(`DROP DATABASE IF EXISTS ${schema}_a; DROP DATABASE IF EXISTS ${schema}_b`);
    });

    test('by an inspection, in its warnings', async () => {
      const { warnings } = await inspectCluster({ name: 'test', shards: [await balanced(2)] });
      expect(warnings.join()).toContain('leads to different servers');
    });

    test('but not where all connections reach one server', async () => {
      const way = await openRoundRobin([one.port]);
      onTestFinished(() => way.close());
      const { manifest } = await backUp([one.shard('s0', { port: way.port, schemas: [schema] })]);
      expect(manifest.state).toBe('complete');
    });
  },
);
