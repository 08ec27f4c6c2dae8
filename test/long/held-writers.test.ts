import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type HeldShard, holdWriters, type LockPatience } from '../../electron/engine/backup/hold-writers.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { keepEvidence, LOCK_EVIDENCE } from '../support/keep-evidence.ts';
import { backUp } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

const SECOND: LockPatience = { holdMs: 1000, tryMs: 30_000 };
/** One try, and no other. */
const ONCE: LockPatience = { holdMs: 1000, tryMs: 0 };

let servers: Record<'mariadb' | 'mysql', TestServer>;
beforeAll(async () => {
  const [mariadb, mysql] = await Promise.all(
    FLAVOURS.map((flavour) => startServer({ flavour, args: LOCK_EVIDENCE[flavour] })),
  );
  servers = { mariadb, mysql } as typeof servers;
  for (const server of [servers.mariadb, servers.mysql])
    await server.client(
      `CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT); INSERT INTO shop.t VALUES (1, 0);
       CREATE DATABASE apart; CREATE TABLE apart.t (id INT)`,
    );
});
keepEvidence(() => Object.values(servers));
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

async function open(server: TestServer): Promise<Session> {
  const session = await connect(server.shard('other'));
  onTestFinished(() => session.destroy());
  return session;
}

async function heldShard(server: TestServer): Promise<HeldShard> {
  return { control: await open(server), openReader: () => open(server), schemas: ['shop'] };
}

/** Writes until told to stop; the longest wait of a write in milliseconds. */
async function startWriting(server: TestServer): Promise<{ stop(): Promise<number> }> {
  const session = await open(server);
  let stopped = false;
  const longest = (async () => {
    let most = 0;
    while (!stopped) {
      const began = performance.now();
      await session.query('UPDATE shop.t SET v = v + 1');
      most = Math.max(most, performance.now() - began);
      await sleep(20);
    }
    return most;
  })();
  return {
    stop: () => {
      stopped = true;
      return longest;
    },
  };
}

const shards = () => [
  servers.mariadb.shard('s0', { schemas: ['shop'] }),
  servers.mysql.shard('s1', { schemas: ['shop'] }),
];

const causes = ({ warnings }: Manifest) =>
  warnings.flatMap(({ remark }) => (remark?.code === 'no-common-cut' ? [remark.cause] : []));

describe.each(FLAVOURS)('writers of %s', (flavour) => {
  test('are let go after a second when what is done meanwhile takes longer, and held again later', async () => {
    const shard = await heldShard(servers[flavour]);
    const writer = await startWriting(servers[flavour]);
    let tries = 0;
    const { result, held } = await holdWriters(
      [shard],
      () => ['global-lock'],
      SECOND,
      async () => {
        tries++;
        if (tries < 3) await sleep(2500);
        return tries;
      },
    );
    const longest = await writer.stop();
    expect([result, tries]).toEqual([3, 3]);
    expect(held[0]).toBeLessThan(2000);
    expect(longest).toBeGreaterThan(500);
    expect(longest).toBeLessThan(2400); // a second, and a machine that has other things to do
  });

  test('do not wait for a lock that a long statement keeps from being granted, and it is asked for again', async () => {
    const holder = await open(servers[flavour]);
    await holder.query('LOCK TABLES apart.t WRITE');
    const writer = await startWriting(servers[flavour]);
    const shard = await heldShard(servers[flavour]);
    const holding = holdWriters(
      [shard],
      () => ['global-lock'],
      SECOND,
      async () => 'done',
    );
    await sleep(4000);
    await holder.query('UNLOCK TABLES');
    expect((await holding).result).toBe('done');
    expect(await writer.stop()).toBeLessThan(3400);
  });

  test('are let go for good when patience ends, with a failure that says what may be tried again', async () => {
    const shard = await heldShard(servers[flavour]);
    const holding = holdWriters(
      [shard],
      () => ['global-lock'],
      ONCE,
      () => sleep(1500),
    );
    await expect(holding).rejects.toMatchObject({
      failure: { code: 'lock-timeout', fact: { reason: 'held-too-long' } },
    });
    await servers[flavour].client('SET lock_wait_timeout=5; UPDATE shop.t SET v = v + 1');
  });
});

describe('shards that cannot be cut together when everything was read', () => {
  test('are kept with the instants of their snapshots because MariaDB does not let commits be held, and the set says so', async () => {
    const other = await open(servers.mariadb);
    await other.query('BACKUP STAGE START'); // there can be one only
    const { manifest } = await backUp(shards(), { patience: ONCE });
    await other.query('BACKUP STAGE END');
    expect([manifest.cut.kind, manifest.state]).toEqual(['per-shard', 'complete']);
    expect(causes(manifest)).toEqual([expect.stringMatching(/s0 did not grant the lock/)]);
    expect(manifest.shards.map(({ tables }) => tables.map(({ rows }) => rows))).toEqual([[1], [1]]);
  });

  test('are kept so because MySQL does not grant its lock', async () => {
    const holder = await open(servers.mysql);
    let locking: Promise<unknown> | undefined;
    const { manifest } = await backUp(shards(), {
      patience: ONCE,
      onProgress: ({ phase }) => {
        if (phase === 'planning') locking ??= holder.query('LOCK TABLES apart.t WRITE');
      },
    });
    await locking;
    await holder.query('UNLOCK TABLES');
    expect([manifest.cut.kind, manifest.state]).toEqual(['per-shard', 'complete']);
    expect(causes(manifest)).toEqual([expect.stringMatching(/s1 did not grant the lock/)]);
  });

  test('can be when somebody waits for the end of the rows to change a definition', async () => {
    let altering: Promise<unknown> | undefined;
    const { manifest } = await backUp(shards(), {
      patience: ONCE,
      onProgress: ({ phase }) => {
        if (phase === 'planning') altering ??= servers.mysql.client('ALTER TABLE apart.t ADD COLUMN more INT');
      },
    });
    await altering;
    expect(causes(manifest)).toEqual([]);
    expect(manifest.cut.kind).toBe('common');
  });
});
