import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findSet } from '../../electron/engine/archive/set-folder.ts';
import { resumeBackup } from '../../electron/engine/backup/run-backup.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import type { Shard } from '../../shared/cluster.ts';
import { backUpLog } from '../support/incremental.ts';
import {
  gatedShard,
  journalOf,
  killAtGate,
  killBackup,
  SMALL_VOLUMES,
  seedShop,
  startWriters,
  TABLES,
} from '../support/interrupted.ts';
import { restore, stockDump, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** Each starts servers' worth of work on two cores that others use too. */
vi.setConfig({ testTimeout: 240_000 });

/** Amid the rows of the eight tables. */
const AMID_ROWS = 5_500_000;

function resume(to: string, id: string, shards: readonly Shard[]): Promise<WrittenSet> {
  const usual = { method: 'hot', lanesPerShard: 2, compression: 'none', volumeBytes: 1 << 20 } as const;
  return resumeBackup({ cluster: { name: 'test', shards }, to, id, ...usual });
}

describe.each(FLAVOURS)('an interrupted full set of %s', (flavour) => {
  const servers: TestServer[] = [];
  const targets: TestServer[] = [];
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));
  const first = () => servers[0] as TestServer;
  let to = '';

  beforeAll(async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => startServer({ flavour })));
    servers.push(...started.slice(0, 2));
    targets.push(...started.slice(2));
  });
  afterAll(() => Promise.all([...servers, ...targets].map((server) => server.stop())));
  beforeEach(async () => {
    to = join(temporaryFolder(), 'destination');
    await Promise.all(servers.map(seedShop));
    await Promise.all(targets.map((server) => server.client('DROP DATABASE IF EXISTS shop')));
  });

  const contents = (of: readonly TestServer[]) => Promise.all(of.map((server) => stockDump(server, 'shop')));
  const remarks = ({ manifest }: WrittenSet) => manifest.warnings.flatMap(({ remark }) => remark?.code ?? []);

  /** A backup of both shards that was killed while the first was read; the second is whole. */
  async function interrupt(...more: readonly string[]): Promise<string> {
    const [one, ...rest] = shards();
    const gated = await gatedShard(first(), one as Shard, AMID_ROWS);
    return killBackup(to, [gated.shard, ...rest], gated.gate, ...more);
  }

  /** The set is whole, and a restore of it with every row proven and rolled forward is what the servers held. */
  async function expectRestores(set: WrittenSet, expected: readonly string[]): Promise<void> {
    const found = await findSet(to, set.manifest.id);
    expect(await verifySet(found)).toMatchObject({ damage: [] });
    const report = await restore(
      set,
      targets.map((server, i) => server.shard(`s${i}`)),
    );
    expect(report.rolled.map(({ stopped }) => stopped).filter((stopped) => stopped !== null)).toEqual([]);
    expect(report.quality?.value).toBe(1);
    const restored = await contents(targets);
    for (const [i, dump] of expected.entries())
      expect(restored[i] === dump, `s${i} is as it was at the cut`).toBe(true);
  }

  test('is finished: what was read stays, the log bridges, and the shards meet at one instant', async () => {
    const writers = startWriters(servers);
    const id = await interrupt();
    await pause(300);
    const [one, two] = shards() as [Shard, Shard];
    const gated = await gatedShard(first(), one, 3_000_000);
    const run = resume(to, id, [gated.shard, two]);
    await Promise.race([gated.gate.holding, run]);
    await pause(300);
    await writers.stop();
    const expected = await contents(servers);
    gated.gate.open();
    const set = await run;
    await first().client('UPDATE shop.t1 SET n = -1');

    const { manifest } = set;
    expect(manifest).toMatchObject({ id, major: 2, state: 'complete', cut: { kind: 'common' }, exceptions: [] });
    expect(remarks(set)).toEqual(['resumed']);
    const [half, whole] = manifest.shards;
    const kept = half?.tables.filter(({ position }) => position) ?? [];
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(TABLES);
    expect(whole?.tables.filter(({ position }) => position)).toHaveLength(TABLES);
    expect(half?.binlog?.from).toEqual(kept[0]?.position);
    await expectRestores(set, expected);

    await Promise.all(servers.map((server) => server.client('UPDATE shop.t2 SET n = -2; DELETE FROM shop.t3 LIMIT 5')));
    const next = await backUpLog(shards(), to);
    expect(next.manifest.parent).toBe(id);
    await Promise.all(targets.map((server) => server.client('DROP DATABASE shop')));
    await expectRestores(next, await contents(servers));
  });

  test('reads anew what a statement has changed since, and nothing else', async () => {
    const id = await interrupt();
    await servers[1]?.client(
      `ALTER TABLE t1 ADD extra INT DEFAULT 7; TRUNCATE t2; INSERT INTO t2 (id) VALUES (1);
       RENAME TABLE t3 TO x, t4 TO t3, x TO t4; UPDATE t5 SET n = 5; DELETE FROM t6 WHERE id < 100;
       DROP TABLE t7; CREATE TABLE t9 LIKE t5; INSERT INTO t9 SELECT * FROM t5 LIMIT 10;
       CREATE TRIGGER t8_n BEFORE UPDATE ON t8 FOR EACH ROW SET NEW.n = NEW.n + 1; UPDATE t8 SET n = 8 WHERE id < 9`,
      { database: 'shop' },
    );
    const set = await resume(to, id, shards());
    expect([set.manifest.state, remarks(set)]).toEqual(['complete', ['resumed']]);
    const stayed = set.manifest.shards[1]?.tables.filter(({ position }) => position).map(({ name }) => name);
    expect(stayed?.toSorted()).toEqual(['t5', 't6']);
    await expectRestores(set, await contents(servers));
  });

  test('reads everything anew of a shard whose log was purged, also where all of it had been read', async () => {
    const id = await interrupt();
    const [one, two] = servers as [TestServer, TestServer];
    for (const server of [one, two]) {
      await server.client('UPDATE shop.t1 SET n = 1; FLUSH BINARY LOGS');
      const logs = async () =>
        (await server.client('SHOW BINARY LOGS'))
          .trim()
          .split('\n')
          .map((row) => row.split('\t')[0]);
      const last = (await logs()).at(-1);
      // A server keeps files that a connection still reads, and takes a moment to see that one is gone.
      const purge = async () => {
        await server.client(`PURGE BINARY LOGS TO '${last}'`);
        return logs();
      };
      await expect.poll(purge, { timeout: 10_000 }).toEqual([last]);
      await server.client('UPDATE shop.t2 SET n = 2');
    }
    await two.client('CREATE TABLE shop.late (id INT PRIMARY KEY)');
    const set = await resume(to, id, shards());
    expect(set.manifest).toMatchObject({ major: 1, state: 'complete', cut: { kind: 'common' } });
    expect(remarks(set)).toEqual(['resumed', 'read-anew', 'read-anew']);
    await expectRestores(set, await contents(servers));
  });

  test('is finished after a resume that was killed too, and after a line that was torn', async () => {
    const id = await interrupt();
    const folder = join(to, 'test', id);
    await appendFile(join(folder, 'journal.ndjson'), '{"type":"volume","volume":{"file":"s0.00');
    const [one, two] = shards() as [Shard, Shard];
    // A few rows: the log that bridges comes through the gate as well.
    await first().client('UPDATE shop.t1 SET n = 1 WHERE id < 9; UPDATE shop.t8 SET n = 8 WHERE id < 9');
    const gated = await gatedShard(first(), one, 4_000_000);
    expect(await killAtGate(['resume', '--id', id, ...SMALL_VOLUMES], to, [gated.shard, two], gated.gate)).toBe(id);
    const records = await journalOf(folder);
    expect(records.filter(({ type }) => type === 'resume')).toHaveLength(1);
    await Promise.all(servers.map((server) => server.client('UPDATE shop.t2 SET n = 2; DELETE FROM shop.t3 LIMIT 50')));
    const set = await resume(to, id, shards());
    expect(set.manifest.resumedAt).toHaveLength(2);
    const places = set.manifest.shards[0]?.tables.map(({ position }) => position?.position ?? 0);
    expect(new Set(places).size, 'tables of three runs').toBe(3);
    expect((await readdir(folder)).filter((name) => !/\.zip$|^manifest\./.test(name))).toEqual([]);
    await expectRestores(set, await contents(servers));
  });
});

describe.each(FLAVOURS)('an interrupted full set of %s without a binary log', (flavour) => {
  test('keeps the instant of a shard that was read, and says that there is no common one', async () => {
    const servers = await Promise.all(
      Array.from({ length: 4 }, () => startServer({ flavour, args: ['--skip-log-bin'] })),
    );
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.stop()))));
    const [one, two, ...targets] = servers as [TestServer, TestServer, TestServer, TestServer];
    await Promise.all([one, two].map(seedShop));
    const to = join(temporaryFolder(), 'destination');
    const shards = [one, two].map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] })) as [Shard, Shard];
    const gated = await gatedShard(one, shards[0], AMID_ROWS);
    const id = await killBackup(to, [gated.shard, shards[1]], gated.gate);
    const before = await stockDump(two, 'shop');
    await Promise.all([one, two].map((server) => server.client('UPDATE shop.t1 SET n = 1; UPDATE shop.t8 SET n = 8')));
    const set = await resume(to, id, shards);
    expect(set.manifest.cut.kind).toBe('per-shard');
    expect(set.manifest.cut.skewMs).toBeGreaterThan(500);
    const codes = set.manifest.warnings.map(
      ({ remark }) => remark && 'shard' in remark && `${remark.shard} ${remark.code}`,
    );
    expect(codes).toEqual(expect.arrayContaining(['s0 read-anew', 's1 kept-instant']));
    expect(await verifySet(await findSet(to, id))).toMatchObject({ damage: [] });
    const report = await restore(
      set,
      targets.map((server, i) => server.shard(`s${i}`)),
    );
    expect(report.quality?.value).toBe(1);
    expect((await stockDump(targets[0] as TestServer, 'shop')) === (await stockDump(one, 'shop'))).toBe(true);
    expect((await stockDump(targets[1] as TestServer, 'shop')) === before).toBe(true);
  });
});
