import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeMark } from '../../electron/engine/backup/take-mark.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { RestorePoint } from '../../shared/restore-point.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { canSetClocks, openClock, type ServerClock } from '../support/server-clock.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, testServer } from '../support/servers.ts';

describe.skipIf(!canSetClocks).each(FLAVOURS)('a %s server whose clock is set back between two sets', (flavour) => {
  let folder: string;
  let clock: ServerClock;
  let server: TestServer;
  const other = testServer(flavour);
  const target = testServer(flavour, 'target');
  const schema = `clock_${flavour}_${Date.now() % 1_000_000}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shardkeep-clock-'));
    clock = await openClock(folder, 40);
    server = await startServer({ flavour, env: clock.env });
    await server.client(`CREATE DATABASE ${schema}_0; CREATE TABLE ${schema}_0.t (id INT PRIMARY KEY)`);
    await other.client(`CREATE DATABASE ${schema}_1; CREATE TABLE ${schema}_1.t (id INT PRIMARY KEY)`);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  const insert = async (id: number) => {
    await server.client(`INSERT INTO ${schema}_0.t VALUES (${id})`);
    await other.client(`INSERT INTO ${schema}_1.t VALUES (${id})`);
  };
  const on = (first: ServerHandle, second: ServerHandle) =>
    [first, second].map((one, i) => one.shard(`s${i}`, { schemas: [`${schema}_${i}`] }));
  const restored = async (set: WrittenSet, point?: RestorePoint) => {
    await target.client(`DROP DATABASE IF EXISTS ${schema}_0; DROP DATABASE IF EXISTS ${schema}_1`);
    const report = await restore(set, on(target, target), { point });
    expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
    const list = (i: number) => target.client(`SELECT GROUP_CONCAT(id ORDER BY id) FROM ${schema}_${i}.t`);
    return [(await list(0)).trim(), (await list(1)).trim()];
  };

  test('loses nothing: sets, marks and instants hold what was committed before them', async () => {
    const shards = on(server, other);
    const to = join(temporaryFolder(), 'destination');
    const cluster = { name: 'test', shards };
    await insert(1);
    await backUp(shards, { to });
    await insert(2);
    await clock.set(server, 0);
    await insert(3);
    const { mark } = await takeMark({ cluster, to, name: 'three' });
    await insert(4);
    const set = await backUpLog(shards, to);
    await insert(5);
    if (flavour === 'mariadb') await sleep(1100); // its log knows seconds
    const between = new Date().toISOString();
    if (flavour === 'mariadb') await sleep(1100);
    await insert(6);
    const last = await backUpLog(shards, to);
    const all = await backUpLog(shards, to, { kind: 'differential' });
    expect(set.manifest.cut.kind).toBe('common');
    expect(mark.cut.kind).toBe('common');
    expect(await restored(set)).toEqual(['1,2,3,4', '1,2,3,4']);
    expect(await restored(last)).toEqual(['1,2,3,4,5,6', '1,2,3,4,5,6']);
    expect(await restored(all)).toEqual(['1,2,3,4,5,6', '1,2,3,4,5,6']);
    expect(await restored(set, { kind: 'mark', name: 'three' })).toEqual(['1,2,3', '1,2,3']);
    expect(await restored(last, { kind: 'instant', at: between })).toEqual(['1,2,3,4,5', '1,2,3,4,5']);
  });
});
