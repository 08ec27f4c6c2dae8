import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** Room for the rows of the full set and not for those of the log. */
const SMALL_DISK = ['--innodb-file-per-table=0', '--innodb-data-file-path=ibdata1:12M:autoextend:max:24M'];

describe.each(FLAVOURS)('a chain of %s whose log cannot be followed', (flavour) => {
  let [source, target, small]: TestServer[] = [];
  /** A full set and three incremental ones. */
  let sets: WrittenSet[] = [];
  let origin = '';
  let cluster = '';

  beforeAll(async () => {
    [source, target, small] = await Promise.all([
      startServer({ flavour }),
      startServer({ flavour }),
      startServer({ flavour, args: SMALL_DISK }),
    ]);
    origin = join(await tempFolder(), 'origin');
    const shards = [(source as TestServer).shard('s0', { schemas: ['shop'] })];
    await source?.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT AUTO_INCREMENT PRIMARY KEY, b MEDIUMBLOB)');
    await source?.client('INSERT INTO shop.t (b) VALUES (1), (2), (3)');
    sets = [await backUp(shards, { to: origin })];
    for (const rows of [5, 5, 20]) {
      await source?.client('INSERT INTO shop.t (b) VALUES (REPEAT(RANDOM_BYTES(1000), 700));'.repeat(rows));
      sets.push(await backUpLog(shards, origin));
    }
    cluster = await writeClusterFile(await tempFolder(), 'target', [(target as TestServer).shard('s0')]);
  });
  afterAll(() => Promise.all([source, target, small].map((server) => server?.stop())));

  /** A copy of the destination, and the folder of its set number `at`. */
  async function copyOf(at: number): Promise<{ to: string; folder: string; volume: string }> {
    const to = join(await tempFolder(), 'copy');
    await cp(origin, to, { recursive: true });
    const folder = join(to, 'test', sets[at]?.manifest.id ?? '');
    const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.zip'));
    return { to, folder, volume: join(folder, name) };
  }

  /** Restores to the end of the chain; whatever comes of it, nothing is left on the target. */
  async function restoreFrom(to: string, file = cluster, server = target) {
    const { code, stdout, stderr } = await runCli(['restore', '--from', to, '--cluster', file, '--id', lastId()]);
    const rows = await server?.client('SELECT COUNT(*) FROM shop.t').catch(() => 'none');
    await server?.client('DROP DATABASE IF EXISTS shop').catch(() => {}); // a full disk refuses that too
    return { code, rows, words: stdout + stderr };
  }
  const lastId = () => sets.at(-1)?.manifest.id ?? '';

  const DAMAGE: Readonly<Record<string, (copy: Awaited<ReturnType<typeof copyOf>>) => Promise<void>>> = {
    'cut short': ({ volume }) => truncate(volume, 3000),
    'changed in one bit': async ({ volume }) => {
      const bytes = await readFile(volume);
      bytes[2000] = (bytes[2000] ?? 0) ^ 1;
      await writeFile(volume, bytes);
    },
    gone: ({ volume }) => rm(volume),
    'that of another set': async ({ to, volume }) => {
      const other = join(to, 'test', sets[1]?.manifest.id ?? '');
      const [name = ''] = (await readdir(other)).filter((file) => file.endsWith('.zip'));
      await cp(join(other, name), volume);
    },
  };

  test.each(Object.keys(DAMAGE))('because a volume is %s is damaged, and the file is named', async (what) => {
    const copy = await copyOf(2);
    await DAMAGE[what]?.(copy);
    const { code, rows, words } = await restoreFrom(copy.to);
    expect(code, words).toBe(4);
    expect(words).toContain(join(sets[2]?.manifest.id ?? '', 's0.0001.zip'));
    if (Number.isNaN(Number(rows))) expect(words).toContain('Nothing was written');
    else {
      // Sizes are looked at first; bytes when their turn comes, and what came before them stays.
      expect(Number(rows)).toBeGreaterThan(3);
      expect(words).toMatch(
        /Not at the instant: s0[\s\S]*It holds the rows of the full set and the log up to \d{4}-.*; this run applied [1-9]\d* transactions? of it/,
      );
    }
    const verified = await runCli(['verify', '--from', copy.to, '--id', sets[2]?.manifest.id ?? '']);
    expect([verified.code, verified.stdout]).toEqual([4, expect.stringContaining('DAMAGED')]);
  });

  test('because a set in its middle is gone says which', async () => {
    const copy = await copyOf(2);
    await rm(copy.folder, { recursive: true });
    const { code, rows, words } = await restoreFrom(copy.to);
    expect([code, rows], words).toEqual([4, 'none']);
    expect(words).toContain(sets[2]?.manifest.id);
  });

  test('because the target’s disk is full names the shard, says what is there, and how it goes on', async () => {
    const file = await writeClusterFile(await tempFolder(), 'small', [(small as TestServer).shard('s0')]);
    const { code, rows, words } = await restoreFrom(origin, file, small);
    expect(code, words).toBe(1);
    expect(Number(rows), words).toBeGreaterThan(3);
    expect(words).toMatch(/s0[^\n]* full[\s\S]*it goes on with the log/);
  });
});
