import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENCE } from '../../electron/engine/backup/hold-writers.ts';
import { openSnapshotsHot } from '../../electron/engine/backup/open-snapshots.ts';
import { LanePool } from '../../electron/engine/lane/lane-pool.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { readServerInfo } from '../../electron/engine/mysql/server-info.ts';
import { Tally } from '../../electron/engine/progress.ts';
import type { Method } from '../../shared/manifest.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS, testServer } from '../support/servers.ts';
import { ACCOUNT_TABLES, createAccounts, startTransfers, TOTAL } from '../support/transfers.ts';

const METHODS = ['hot', 'warm', 'cold'] as const satisfies readonly Method[];
const SCHEMAS = ['bank_a', 'bank_b'] as const;
const SUM = `SELECT SUM(amount) FROM (${ACCOUNT_TABLES.map((table) => `SELECT amount FROM ${table}`).join(' UNION ALL ')}) money`;

/** What `lane.call('hash')` reads of the first account table. */
const AMOUNTS = {
  schema: 'bank_a',
  table: 'acc_0',
  columns: [{ name: 'amount', type: 'int', dataType: 'int', charset: null, nullable: false }],
  key: ['id'],
  index: 'PRIMARY',
  cut: [],
  history: false,
  from: null,
  to: null,
};

describe.each(FLAVOURS)('snapshots of %s', (flavour) => {
  let servers: TestServer[];
  beforeAll(async () => {
    servers = await Promise.all(SCHEMAS.map(() => startServer({ flavour, args: ['--wait-timeout=3'] })));
    for (const [i, server] of servers.entries()) {
      await server.client(`CREATE DATABASE ${SCHEMAS[i]}`);
      await createAccounts(server, SCHEMAS[i] ?? '');
    }
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const first = () => servers[0] as TestServer;
  const shards = (account?: { user: string; password: string }) =>
    servers.map((server, i) => server.shard(`s${i}`, { schemas: [SCHEMAS[i] ?? ''], ...account }));

  /** Restores both shards into one server and returns what all accounts of each hold. */
  const restoredSums = async (set: Awaited<ReturnType<typeof backUp>>, suffix: string) => {
    const target = testServer(flavour, 'target');
    const rename = new Map(SCHEMAS.map((schema) => [schema, `${schema}_${suffix}`]));
    const report = await restore(set, [target.shard('all')], {
      rename,
      replace: true,
      map: new Map([
        ['s0', 'all'],
        ['s1', 'all'],
      ]),
    });
    expect(report.quality?.value).toBe(1);
    return Promise.all([...rename.values()].map(async (database) => Number(await target.client(SUM, { database }))));
  };

  /** Nobody is locked out any more, and none of our sessions is left. */
  const expectAsFound = async () => {
    const ours =
      "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'shardkeep' AND id <> CONNECTION_ID()";
    for (const [i, server] of servers.entries()) {
      await server.client('UPDATE acc_0 SET amount = amount WHERE id = 1', { database: SCHEMAS[i] ?? '' });
      for (let tries = 0; tries < 30 && (await server.client(ours)) !== '0\n'; tries++) await sleep(100);
      expect(await server.client(ours)).toBe('0\n');
      expect(await server.client('SELECT @@read_only')).toBe('0\n');
    }
  };

  test.each(METHODS)(
    '%s: all lanes of a shard read the same instant while money moves, and the servers are left as found',
    async (method) => {
      const writing = await Promise.all(servers.map((server, i) => startTransfers(server, SCHEMAS[i] ?? '')));
      const set = await backUp(shards(), { method, lanesPerShard: 4 }).finally(async () => {
        for (const writer of writing) expect(await writer.stop()).toBeGreaterThan(0);
      });
      for (const { snapshot } of set.manifest.shards)
        expect(snapshot).toMatchObject({
          lanes: 4,
          exact: true,
          binlog: { file: expect.any(String), gtid: expect.stringMatching(/\d/) },
        });
      expect(await restoredSums(set, method)).toEqual([TOTAL, TOTAL]);
      await expectAsFound();
    },
  );

  test('warm holds all shards at once and says for how long', async () => {
    const { manifest } = await backUp(shards(), { method: 'warm' });
    expect(manifest.cut).toMatchObject({ kind: 'common', skewMs: 0 });
    expect(manifest.cut.lockedMs).toBeGreaterThan(0);
    for (const { snapshot } of manifest.shards)
      expect(snapshot?.lockMs).toBeGreaterThanOrEqual(manifest.cut.lockedMs ?? 0);
  });

  test('cold keeps even administrators from writing until the rows are read', async () => {
    const order: string[] = [];
    let write: Promise<unknown> | undefined;
    await backUp(shards(), {
      method: 'cold',
      onProgress: ({ phase }) => {
        if (phase === 'reading')
          write ??= first()
            .client('UPDATE acc_0 SET amount = amount WHERE id = 1', { database: 'bank_a' })
            .then(() => order.push('written'));
        if (phase === 'finishing' && !order.includes('rows are read')) order.push('rows are read');
      },
    });
    await write;
    expect(order).toEqual(['rows are read', 'written']);
    await expectAsFound();
  });

  test('without RELOAD the lanes still agree, and with SELECT alone one lane reads by itself and says so', async () => {
    const some = flavour === 'mysql' ? 'REPLICATION CLIENT' : 'BINLOG MONITOR';
    for (const server of servers)
      await server.client(
        `CREATE USER IF NOT EXISTS plain@'%' IDENTIFIED BY 'p', locker@'%' IDENTIFIED BY 'p';
         GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO plain@'%';
         GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, REPLICATION SLAVE, ${some} ON *.* TO locker@'%';`,
      );
    const writing = await Promise.all(servers.map((server, i) => startTransfers(server, SCHEMAS[i] ?? '')));
    try {
      const locked = await backUp(shards({ user: 'locker', password: 'p' }), { lanesPerShard: 3 });
      // MariaDB's snapshots agree by themselves; on a machine too busy for that the lock is the way, as on MySQL.
      const way = flavour === 'mysql' ? 'table-locks' : expect.stringMatching(/^(positions|table-locks)$/);
      expect(locked.manifest.shards[0]?.snapshot).toMatchObject({ way, lanes: 3, exact: true });
      expect(await restoredSums(locked, 'locker')).toEqual([TOTAL, TOTAL]);
      const plain = await backUp(shards({ user: 'plain', password: 'p' }), { lanesPerShard: 3 });
      const expected =
        flavour === 'mysql'
          ? { way: 'one-lane', lanes: 1, exact: false }
          : { way: expect.stringMatching(/^(positions|one-lane)$/), exact: true };
      expect(plain.manifest.shards[0]?.snapshot).toMatchObject(expected);
      const said = { locked: locked.manifest.warnings, plain: plain.manifest.warnings };
      expect(said.locked.some(({ text }) => /no incremental backup/.test(text))).toBe(false);
      expect(said.plain.some(({ text }) => /no incremental backup/.test(text))).toBe(true);
      expect(await restoredSums(plain, 'plain')).toEqual([TOTAL, TOTAL]);
    } finally {
      for (const writer of writing) await writer.stop();
    }
    await expect(backUp(shards({ user: 'plain', password: 'p' }), { method: 'warm' })).rejects.toMatchObject({
      failure: { code: 'missing-privilege' },
    });
    await expectAsFound();
  });

  test('the recorded position is exactly where the snapshot is in the binary log', async () => {
    await first().client('CREATE TABLE IF NOT EXISTS ledger (id INT AUTO_INCREMENT PRIMARY KEY)', {
      database: 'bank_a',
    });
    let writing = true;
    const writer = (async () => {
      while (writing) await first().client('INSERT INTO ledger VALUES ();'.repeat(50), { database: 'bank_a' });
    })();
    for (const method of ['hot', 'warm'] as const) {
      const { manifest } = await backUp(shards(), { method, only: ['bank_a.ledger'], lanesPerShard: 3 });
      const shard = manifest.shards.find(({ name }) => name === 's0');
      const { file = '', position = 0 } = shard?.snapshot?.binlog ?? {};
      const events = await first().client(`SHOW BINLOG EVENTS IN '${file}'`);
      const tables = new Map<string, string>();
      let inserts = 0;
      for (const [, , type = '', , end = '', info = ''] of events.split('\n').map((line) => line.split('\t'))) {
        const id = /table_id: (\d+)/.exec(info)?.[1] ?? '';
        if (type === 'Table_map') tables.set(id, info);
        if (/^Write_rows/.test(type) && Number(end) <= position && tables.get(id)?.includes('ledger')) inserts++;
      }
      expect(inserts).toBe(shard?.tables[0]?.rows);
      expect(inserts).toBeGreaterThan(0);
    }
    writing = false;
    await writer;
  });

  test('six lanes agree every time, however fast others write', async () => {
    const pool = new LanePool(6);
    const control = await connect(first().shard('s0'));
    const writing = await startTransfers(first(), 'bank_a', 8);
    // A monitor that asks all the time: MariaDB mixes answers given at the same moment (open-snapshots.ts).
    const monitor = await connect(first().shard('monitor'));
    let watching = true;
    const watch = (async () => {
      while (watching) await monitor.query('SHOW GLOBAL STATUS');
    })();
    try {
      const lanes = Array.from({ length: 6 }, () => pool.lane());
      for (const lane of lanes)
        await lane.call('connect', {
          shard: first().shard('s0'),
          server: undefined,
          purpose: 'read',
          compressed: false,
          tally: new Tally().buffer,
        });
      const info = await readServerInfo(control);
      const openReader = () => connect(first().shard('s0'));
      for (let round = 0; round < 25; round++) {
        await openSnapshotsHot({ control, openReader, info, schemas: ['bank_a'], lanes }, PATIENCE);
        const seen = await Promise.all(
          lanes.map((lane) => Promise.all(ACCOUNT_TABLES.map((table) => lane.call('hash', { ...AMOUNTS, table })))),
        );
        expect(new Set(seen.map((content) => JSON.stringify(content))).size).toBe(1);
      }
    } finally {
      watching = false;
      await watch;
      await monitor.close();
      await writing.stop();
      await control.close();
      await pool.abandon();
      await pool.close();
    }
  });

  test('a snapshot that waits its turn outlives the server’s idle limit', async () => {
    const pool = new LanePool(1);
    try {
      const lane = pool.lane();
      await lane.call('connect', {
        shard: first().shard('s0'),
        server: undefined,
        purpose: 'read',
        compressed: false,
        tally: new Tally().buffer,
      });
      await lane.call('snapshot', {});
      const before = await lane.call('hash', AMOUNTS);
      await first().client('UPDATE acc_0 SET amount = amount + 1', { database: 'bank_a' });
      await sleep(4000);
      expect(await lane.call('hash', AMOUNTS)).toEqual(before);
    } finally {
      await first().client('UPDATE acc_0 SET amount = amount - 1', { database: 'bank_a' });
      await pool.abandon();
      await pool.close();
    }
  });
});
