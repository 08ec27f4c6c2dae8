import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeMark } from '../../electron/engine/backup/take-mark.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { readHeader } from '../../electron/engine/binlog/event.ts';
import { beginsTransaction, parseGtidEvent } from '../../electron/engine/binlog/gtid-event.ts';
import { microsOf } from '../../electron/engine/binlog/instant-of.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { RestoreMark } from '../../shared/restore-mark.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { logEvents } from '../support/log-files.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** As MariaDB servers are that nobody gave a number: their GTIDs are alike. */
const SAME_ID = { mariadb: ['--server-id=1'], mysql: [] } as const;

/** A transaction of a server's own log; every one behind the first two inserts one row into the ledger. */
interface Logged {
  readonly gtid: string;
  readonly micros: bigint | null;
  readonly position: number;
}

async function transactions(server: TestServer | undefined): Promise<Logged[]> {
  const found: Logged[] = [];
  if (!server) return found;
  for await (const { bytes, end } of logEvents(server)) {
    if (!beginsTransaction(readHeader(bytes).type)) continue;
    const { gtid, commitMicros } = parseGtidEvent(bytes);
    found.push({ gtid, micros: commitMicros, position: end });
  }
  return found;
}

describe.each(FLAVOURS)('points in the log of %s', (flavour) => {
  const servers: TestServer[] = [];
  const targets: TestServer[] = [];
  let to = '';
  let set: WrittenSet;
  let clusterFile = '';
  let targetFile = '';
  const marks: RestoreMark[] = [];
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));
  const targetShards = () => targets.map((server, i) => server.shard(`s${i}`));
  const empty = () => Promise.all(targets.map((target) => target.client('DROP DATABASE IF EXISTS shop')));

  /** The numbers in each target's ledger. */
  const ledgers = () =>
    Promise.all(
      targets.map(async (target) => {
        const text = await target.client('SELECT n FROM shop.ledger ORDER BY n');
        return text.split('\n').filter(Boolean).map(Number);
      }),
    );

  /** Rows that a shard's own log has up to a mark. */
  async function rowsAt(mark: RestoreMark, shard: number): Promise<number> {
    const { position, until } = mark.shards[shard] ?? {};
    const all = (await transactions(servers[shard])).slice(2); // CREATE DATABASE, CREATE TABLE
    return all.filter((one) =>
      until ? (one.micros ?? 0n) <= microsOf(until) : one.position <= (position?.position ?? 0),
    ).length;
  }

  beforeAll(async () => {
    const started = await Promise.all(
      Array.from({ length: 4 }, () => startServer({ flavour, args: SAME_ID[flavour] })),
    );
    servers.push(...started.slice(0, 2));
    targets.push(...started.slice(2));
    for (const server of servers)
      await server.client('CREATE DATABASE shop; CREATE TABLE shop.ledger (n INT PRIMARY KEY)');
    const folder = await tempFolder();
    to = join(folder, 'destination');
    clusterFile = await writeClusterFile(folder, 'test', shards());
    targetFile = await writeClusterFile(folder, 'target', targetShards());
    await backUp(shards(), { to });
    let writing = true;
    let next = 0;
    // What is in the second ledger was in the first one before.
    const writers = Array.from({ length: 3 }, async () => {
      const sessions = await Promise.all(shards().map((shard) => connect(shard)));
      while (writing) {
        const n = ++next;
        for (const session of sessions) {
          await session.execute(`INSERT INTO shop.ledger VALUES (${n})`);
          await pause(2);
        }
      }
      await Promise.all(sessions.map((session) => session.close()));
    });
    for (const name of ['first', '第二个']) {
      await pause(700);
      marks.push((await takeMark({ cluster: { name: 'test', shards: shards() }, to, name })).mark);
    }
    await pause(1500);
    writing = false;
    await Promise.all(writers);
    set = await backUpLog(shards(), to);
  });
  afterAll(() => Promise.all([...servers, ...targets].map((server) => server.stop())));

  test('a mark is one instant of all shards, and a restore goes there exactly', async () => {
    const counts: number[][] = [];
    for (const mark of marks) {
      await empty();
      const report = await restore(set, targetShards(), { id: undefined, point: { kind: 'mark', name: mark.name } });
      expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
      const [first = [], second = []] = await ledgers();
      expect([first.length, second.length]).toEqual([await rowsAt(mark, 0), await rowsAt(mark, 1)]);
      expect(
        second.filter((n) => !first.includes(n)),
        'in the second ledger and not in the first',
      ).toEqual([]);
      expect(first.length - second.length, 'three writers').toBeLessThanOrEqual(3);
      counts.push([first.length, second.length]);
    }
    expect(counts[0]?.[0]).toBeGreaterThan(0);
    expect(counts[1]?.[1]).toBeGreaterThan(counts[0]?.[0] ?? 0);
  });

  test('a transaction is a point too: its shard ends just behind it, the others with what came before it', async () => {
    const all = (await transactions(servers[1])).slice(2);
    const at = Math.floor(all.length / 2);
    const gtid = all[at]?.gtid ?? '';
    await empty();
    const point = { kind: 'gtid', gtid, shard: 's1' } as const;
    const report = await restore(set, targetShards(), { id: undefined, point });
    expect(report.rolled[1]?.last?.gtid).toBe(gtid);
    const [first = [], second = []] = await ledgers();
    expect(second).toHaveLength(at + 1);
    expect(
      second.filter((n) => !first.includes(n)),
      'what it rests on',
    ).toEqual([]);
    // MySQL: to the microsecond. MariaDB: to the end of the second.
    if (flavour === 'mysql') expect(first.length - second.length).toBeLessThanOrEqual(3);
  });

  test('what no log holds is refused with what they hold', async () => {
    const own = flavour === 'mysql' ? '00000000-0000-0000-0000-000000000001:9' : '77-1-9';
    const refused = (point: Parameters<typeof restore>[2]) => restore(set, targetShards(), { id: undefined, ...point });
    await expect(refused({ point: { kind: 'gtid', gtid: own, shard: undefined } })).rejects.toMatchObject({
      failure: { code: 'not-found', next: expect.stringMatching(/s0 .+ … .+s1 .+ … /) },
    });
    await expect(refused({ point: { kind: 'mark', name: 'third' } })).rejects.toMatchObject({
      failure: { code: 'not-found', next: expect.stringMatching(/first \(.*第二个 \(/) },
    });
    const last = (await transactions(servers[0])).at(-1)?.gtid ?? '';
    const both = refused({ point: { kind: 'gtid', gtid: last, shard: undefined }, dryRun: true });
    // Unrelated MariaDB servers count alike.
    if (flavour === 'mariadb')
      await expect(both).rejects.toMatchObject({
        failure: { code: 'bad-input', next: expect.stringContaining(`s0/${last}`) },
      });
    else expect((await both).findings.map(({ code }) => code)).not.toContain('log-other-flavour');
  });

  test('the command line takes a mark, lists it and says when no set reaches it yet', async () => {
    const run = async (...args: string[]) => {
      const result = await runCli(args);
      return { ...result, document: JSON.parse(result.stdout || 'null') };
    };
    const taken = await run('mark', '--cluster', clusterFile, '--to', to, '--name', 'before release', '--json');
    expect(taken.code, taken.stderr).toBe(0);
    expect(taken.document).toMatchObject({ name: 'before release', cluster: 'test', cut: { kind: 'common' } });
    expect(await run('mark', '--cluster', clusterFile, '--to', to, '--name', 'before release')).toMatchObject({
      code: 2,
    });
    const restoring = [
      'restore',
      '--from',
      to,
      '--cluster',
      targetFile,
      '--at',
      'before release',
      '--replace',
      '--json',
    ];
    expect(await run(...restoring)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Take an incremental backup/),
    });
    const listed = await run('list', '--from', to, '--json');
    expect(listed.document.marks).toMatchObject([
      { name: 'first', restorable: true },
      { name: '第二个', restorable: true },
      { name: 'before release', restorable: false },
    ]);
    await backUpLog(shards(), to);
    const restored = await run(...restoring);
    expect(restored.code, restored.stderr).toBe(0);
    expect((await ledgers()).map((rows) => rows.length)).toEqual([
      (await transactions(servers[0])).length - 2,
      (await transactions(servers[1])).length - 2,
    ]);
  });
});
