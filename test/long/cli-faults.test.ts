import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { findSets } from '../../electron/engine/archive/set-folder.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import type { Shard } from '../../shared/cluster.ts';
import {
  type CliResult,
  contentOf,
  type RunningCli,
  runCli,
  startCli,
  tempFolder,
  writeClusterFile,
} from '../support/cli.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { startGuard } from '../support/guard.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { serverArguments } from '../support/server-arguments.ts';
import type { ServerHandle } from '../support/server-handle.ts';

/** The account of the runs, so that their sessions can be told from those of the test. */
const KEEPER = { user: 'keeper', password: 'Keeper-5ecret' } as const;
/** 20 MB in `big`: more than the gates let through. */
const SETUP = `CREATE USER 'keeper'@'%' IDENTIFIED BY 'Keeper-5ecret'; GRANT ALL ON *.* TO 'keeper'@'%'; CREATE DATABASE shop; USE shop;
  CREATE TABLE small (id INT PRIMARY KEY, v INT); INSERT INTO small VALUES ${Array.from({ length: 100 }, (_, i) => `(${i}, ${i})`).join(',')};
  CREATE TABLE apart (id INT PRIMARY KEY);
  CREATE TABLE big (id INT PRIMARY KEY, v VARBINARY(2000)); INSERT INTO big SELECT a.id * 100 + b.id, CONCAT(RANDOM_BYTES(1000), RANDOM_BYTES(920)) FROM small a JOIN small b;`;
/** Bytes that a gate lets through before it holds: past all definitions, amid the rows of `big`. */
const AMID_ROWS = 3 << 20;

/** Two sources, one restore target that dies and comes back, and a MySQL source. */
let maria: TestServer;
let mortal: TestServer;
let mysql: TestServer;
let folder = '';
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await tempFolder();
  [maria, mortal, mysql] = await Promise.all([
    startServer({ flavour: 'mariadb' }),
    startServer({ flavour: 'mariadb' }),
    startServer({ flavour: 'mysql' }),
  ]);
  await Promise.all([maria, mortal, mysql].map((server) => server.client(SETUP)));
  const run = await runCli(
    backup(await clusterOf(keeper(maria, 's0')), join(folder, 'one-set'), '--only', 'shop.small'),
  );
  expect([run.code, words(run)]).toEqual([0, '']);
});

afterAll(async () => {
  for (const end of ends) await end();
  await Promise.all([maria, mortal, mysql].map((server) => server?.stop()));
});

/** A gate to a server that lets 3 MB through and then holds the rest back until it is opened. */
async function startGate(server: ServerHandle, held: 'to-client' | 'to-server', limit = AMID_ROWS): Promise<Gate> {
  const gate = await openGate(server.port, held, limit);
  ends.push(gate.close);
  return gate;
}

/** An address that takes connections and never says anything; `reached` resolves with the first of them. */
async function blackHole(): Promise<{ readonly port: number; readonly reached: Promise<void> }> {
  const sockets = new Set<Socket>();
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, reached };
}

const keeper = (server: ServerHandle, name: string, more: Partial<Shard> = {}) =>
  server.shard(name, { ...KEEPER, schemas: ['shop'], ...more });
let count = 0;
const fresh = () => join(folder, `to-${++count}`);
const clusterOf = async (...shards: Shard[]) => writeClusterFile(await tempFolder(), 'shop', shards);
const backup = (cluster: string, to: string, ...more: string[]) => [
  'backup',
  '--cluster',
  cluster,
  '--to',
  to,
  '--progress',
  'json',
  ...more,
];
const restore = (cluster: string, from: string, ...more: string[]) => [
  'restore',
  '--cluster',
  cluster,
  '--from',
  from,
  '--progress',
  'json',
  ...more,
];
/** Standard error without the lines of progress. */
const words = ({ stderr }: CliResult) =>
  stderr
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n');

/** A destination with one complete set of `small`. */
async function withOneSet(): Promise<string> {
  const to = fresh();
  await cp(join(folder, 'one-set'), to, { recursive: true });
  return to;
}

/** After a run that failed: nothing half written, no lock, earlier sets whole, the new one no backup. */
async function expectNothingLeft(to: string, completeSets: number): Promise<void> {
  const files = await contentOf(to);
  const names = Object.keys(files);
  expect(names.filter((name) => name.endsWith('.partial') || name.endsWith('.lock'))).toEqual([]);
  expect(names.filter((name) => name.endsWith('manifest.json'))).toHaveLength(completeSets);
  const journals = names.filter((name) => name.endsWith('journal.ndjson'));
  for (const journal of journals) {
    const set = journal.slice(0, -'journal.ndjson'.length);
    const receipts = (files[journal] ?? '')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as { type: string; volume?: { file: string; bytes: number } });
    for (const volume of names.filter((name) => name.startsWith(set) && name.endsWith('.zip'))) {
      const receipt = receipts.find((one) => one.volume?.file === volume.slice(set.length));
      if (receipt) expect([volume, receipt.volume?.bytes]).toEqual([volume, files[volume]?.length]);
      else await expectWholeZip(join(to, volume)); // the end came between its name and its receipt
    }
  }
  const sets = await findSets(to);
  const complete = sets.filter((set) => set.state === 'readable');
  expect([complete.length, sets.filter((set) => set.state === 'unreadable')]).toEqual([completeSets, []]);
  for (const set of complete) expect(await verifySet(set)).toMatchObject({ damage: [] });
}

/** Every entry can be read and has the checksum that the directory records. */
async function expectWholeZip(path: string): Promise<void> {
  const volume = await openVolume(path);
  try {
    expect(volume.entries.size).toBeGreaterThan(0);
    for (const name of volume.entries.keys()) await volume.readAll(name);
  } finally {
    await volume.close();
  }
}

/** The runs' sessions are gone within three seconds, and a write returns at once. */
async function expectServerFree(server: ServerHandle): Promise<void> {
  const began = performance.now();
  await server.client('UPDATE shop.small SET v = v + 1 WHERE id = 0');
  expect(performance.now() - began).toBeLessThan(2000);
  const sessions = () =>
    server.client(`SELECT id, command, time, info FROM information_schema.processlist WHERE user = '${KEEPER.user}'`);
  let left = await sessions();
  while (left !== '' && performance.now() - began < 3000) {
    await sleep(100);
    left = await sessions();
  }
  expect(left).toBe('');
}

/** Presses Ctrl-C and expects an orderly end soon. */
async function interrupt(run: RunningCli, message: RegExp): Promise<void> {
  const began = performance.now();
  run.kill('SIGINT');
  const result = await run.ended;
  expect(performance.now() - began).toBeLessThan(5000);
  expect([result.code, result.stdout]).toEqual([1, '']);
  expect(words(result)).toMatch(message);
  expect(words(result)).not.toMatch(/does not handle|internal/);
}

const CANCELLED = /The backup was cancelled[\s\S]*Sets that were complete before are untouched/;

describe('Ctrl-C', () => {
  test('while connecting ends at once, although a server does not answer', async () => {
    const to = await withOneSet();
    const run = startCli(
      backup(await clusterOf(keeper(maria, 's0'), keeper(maria, 's1', { port: (await blackHole()).port })), to),
      { deadlineMs: 20_000 },
    );
    await run.until(/"phase":"connecting"/);
    await sleep(600);
    await interrupt(run, CANCELLED);
    await expectNothingLeft(to, 1);
    await expectServerFree(maria);
  });

  test('while a lock is waited for gives the other shards’ locks back', async () => {
    const to = await withOneSet();
    const holder = await connect(mortal.shard('holder'));
    await holder.query('LOCK TABLES shop.big WRITE');
    try {
      const run = startCli(backup(await clusterOf(keeper(maria, 's0'), keeper(mortal, 's1')), to, '--method', 'warm'), {
        deadlineMs: 20_000,
      });
      await run.until(/"phase":"snapshot"/);
      await sleep(500);
      await interrupt(run, CANCELLED);
      await expectServerFree(maria);
    } finally {
      await holder.close();
    }
    await expectServerFree(mortal);
    await expectNothingLeft(to, 1);
  });

  test.each(['hot', 'cold'])(
    'while rows are read by a %s backup leaves no partial file, no lock and no session',
    async (method) => {
      const to = await withOneSet();
      const gate = await startGate(mysql, 'to-client');
      const run = startCli(
        backup(
          await clusterOf(keeper(maria, 's0'), keeper(mysql, 's1', { port: gate.port })),
          to,
          '--method',
          method,
          '--compression',
          'none',
        ),
        { deadlineMs: 30_000 },
      );
      await Promise.race([gate.holding, run.ended]);
      await run.until(/"phase":"reading"/);
      if (method === 'cold') {
        const write = mysql.client('SET SESSION lock_wait_timeout=1; UPDATE shop.small SET v = 0');
        await expect(write).rejects.toThrow(/1205|read lock/); // it is locked until the run ends
      }
      await interrupt(run, CANCELLED);
      await Promise.all([expectServerFree(maria), expectServerFree(mysql)]);
      await expectNothingLeft(to, 1);
    },
  );

  test('during a restore leaves no session, says what the target holds, and --replace completes it', async () => {
    const from = fresh();
    expect((await runCli(backup(await clusterOf(keeper(maria, 's0')), from))).code).toBe(0);
    const gate = await startGate(mortal, 'to-server');
    const cluster = await clusterOf(keeper(mortal, 's0', { port: gate.port }));
    const run = startCli(restore(cluster, from, '--rename', 'shop=shop_interrupted'), { deadlineMs: 30_000 });
    await Promise.race([gate.holding, run.ended]);
    await interrupt(run, /The restore was cancelled[\s\S]*The targets hold a part of it[\s\S]*--replace/);
    await expectServerFree(mortal);
    const again = await runCli(
      restore(await clusterOf(keeper(mortal, 's0')), from, '--rename', 'shop=shop_interrupted', '--replace', '--json'),
    );
    expect([again.code, again.json()]).toMatchObject([0, { quality: { value: 1 } }]);
    await mortal.client('DROP DATABASE shop_interrupted');
  });

  test('while a restore connects writes nothing', async () => {
    const from = await withOneSet();
    const { port, reached } = await blackHole();
    const run = startCli(restore(await clusterOf(keeper(maria, 's0', { port })), from), { deadlineMs: 20_000 });
    await Promise.race([reached, run.ended]);
    await interrupt(run, /The restore was cancelled[\s\S]*Nothing was written/);
  });
});

describe('an end at any moment', () => {
  test.each([0, 250, 500])(
    '(%i ms after it has begun) leaves a complete set or none, and nothing half written',
    async (milliseconds) => {
      const to = await withOneSet();
      const cluster = await clusterOf(keeper(maria, 's0'), keeper(mysql, 's1'));
      const more = ['--compression', 'none', '--volume-size', '1MiB', '--lanes', '4', '--method', 'cold'];
      const run = startCli(backup(cluster, to, ...more), { deadlineMs: 20_000 });
      await run.until(/"phase"/);
      await sleep(milliseconds);
      run.kill('SIGTERM');
      const { code, stderr } = await run.ended;
      expect([0, 1]).toContain(code);
      expect(stderr).not.toMatch(/does not handle|ended unexpectedly/);
      await expectNothingLeft(to, code === 0 ? 2 : 1);
      await Promise.all([expectServerFree(maria), expectServerFree(mysql)]);
    },
  );
});

describe('SIGKILL during a cold backup', () => {
  test('lets writes go on within two seconds, and the next run takes the destination over', async () => {
    const to = await withOneSet();
    const gate = await startGate(mysql, 'to-client');
    const run = startCli(
      backup(await clusterOf(keeper(maria, 's0'), keeper(mysql, 's1', { port: gate.port })), to, '--method', 'cold'),
    );
    await Promise.race([gate.holding, run.ended]);
    const write = [maria, mysql].map((server) => server.client('UPDATE shop.small SET v = v + 1'));
    await sleep(300);
    const began = performance.now();
    run.kill('SIGKILL');
    await Promise.all(write);
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await run.ended).code).toBeNull();
    expect(Object.keys(await contentOf(to))).toContain('.shardkeep.lock');
    const next = await runCli(backup(await clusterOf(keeper(maria, 's0')), to, '--only', 'shop.small'));
    expect([next.code, words(next)]).toEqual([0, '']);
    expect((await runCli(['list', '--from', to])).stdout).toContain('not a backup (interrupted)');
    expect((await runCli(['verify', '--from', to])).code).toBe(0);
  });
});

describe.concurrent('two runs at once', () => {
  test('into one destination: the second is refused with 1 and disturbs nothing', async () => {
    const to = await withOneSet();
    const gate = await startGate(maria, 'to-client');
    const first = startCli(backup(await clusterOf(keeper(maria, 's0', { port: gate.port })), to));
    await Promise.race([gate.holding, first.ended]);
    const cluster = await clusterOf(keeper(maria, 's0'));
    const second = await runCli(backup(cluster, to, '--json'));
    expect([second.code, second.json()]).toMatchObject([1, { error: { code: 'busy' } }]);
    expect(words(second)).toMatch(
      /Another run writes to this destination \(backup \S+ on [\s\S]*Wait until it has ended/,
    );
    gate.open();
    const result = await first.ended;
    expect([result.code, words(result)]).toEqual([0, '']);
    await expectNothingLeft(to, 2);
  });
});

const MOUNT = join('/tmp', `shardkeep-full-${process.pid}`);
/** Whether this process may mount; the attempt is undone. */
const mounted =
  spawnSync('sh', [
    '-c',
    `mkdir ${MOUNT} && mount -t tmpfs tmpfs ${MOUNT} && umount ${MOUNT}; s=$?; rmdir ${MOUNT}; exit $s`,
  ]).status === 0;

describe.concurrent('a disk', () => {
  const FULL = /The disk is full: [\s\S]*Sets that were complete before are untouched[\s\S]*Free space/;

  test.runIf(mounted)('that fills up ends the run with 1 and keeps earlier sets whole', async () => {
    spawnSync('sh', ['-c', `mkdir ${MOUNT} && mount -t tmpfs -o size=6m tmpfs ${MOUNT}`]);
    ends.push(() => spawnSync('sh', ['-c', `umount ${MOUNT}; rmdir ${MOUNT}`]));
    const to = join(MOUNT, 'to');
    const small = backup(await clusterOf(keeper(maria, 's0')), to, '--only', 'shop.small');
    expect((await runCli(small)).code).toBe(0);
    const both = await clusterOf(keeper(maria, 's0'), keeper(mortal, 's1'));
    const run = await runCli(backup(both, to, '--compression', 'none', '--volume-size', '1MiB'));
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(words(run)).toMatch(FULL);
    await expectNothingLeft(to, 1);
    // Not even room for the lock: it must not stay behind empty, or no later run could begin.
    spawnSync('sh', ['-c', `cat /dev/zero > ${MOUNT}/filler`]);
    const none = await runCli(small);
    expect([none.code, words(none)]).toEqual([1, expect.stringMatching(FULL)]);
    await rm(join(MOUNT, 'filler'));
    // What the stopped run left may fill the disk by itself: it is no backup, and goes first when space is needed.
    for (const journal of Object.keys(await contentOf(to)).filter((name) => name.endsWith('journal.ndjson')))
      await rm(join(to, dirname(journal)), { recursive: true });
    const after = await runCli(small);
    expect([after.code, words(after)]).toEqual([0, '']);
    await expectNothingLeft(to, 2);
  });

  test('whose files may not grow further ends the run with 1 and says so', async () => {
    const to = await withOneSet();
    const run = await runCli(backup(await clusterOf(keeper(maria, 's0')), to, '--compression', 'none'), {
      largestFileKiB: 1024,
    });
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(words(run)).toMatch(/does not take a file as large as s0\.000[12]\.zip[\s\S]*--volume-size/); // either lane's;
    await expectNothingLeft(to, 1);
  });

  test('that is taken away ends the run with 1', async () => {
    const to = await withOneSet();
    const gate = await startGate(maria, 'to-client');
    const run = startCli(backup(await clusterOf(keeper(maria, 's0', { port: gate.port })), to), { deadlineMs: 20_000 });
    await Promise.race([gate.holding, run.ended]);
    await rm(to, { recursive: true });
    gate.open();
    const result = await run.ended;
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(words(result)).toMatch(/is not there|drive/);
    await expect(stat(to)).rejects.toThrow('ENOENT');
  });
});

describe.concurrent('a lock that is not granted', () => {
  /** Writes every 50 ms until told to stop; the longest wait of a write in milliseconds. */
  function writeOn(server: ServerHandle): { stop(): Promise<number> } {
    let stopped = false;
    const longest = (async () => {
      const session = await connect(server.shard('writer'));
      await session.query('SET SESSION lock_wait_timeout=60');
      let most = 0;
      while (!stopped) {
        const began = performance.now();
        await session.query('UPDATE shop.small SET v = v + 1 WHERE id = 1');
        most = Math.max(most, performance.now() - began);
        await sleep(50);
      }
      await session.close();
      return most;
    })();
    return {
      stop: () => {
        stopped = true;
        return longest;
      },
    };
  }

  test('because a statement runs long ends a warm backup with 1, names shard and statement, and holds no writer up for long', async () => {
    const slow = await connect(mysql.shard('slow'));
    const running = slow.query('UPDATE shop.big SET v = v WHERE id = 5 AND SLEEP(30) = 0').catch(() => []);
    const writers = [writeOn(maria), writeOn(mysql)];
    const to = await withOneSet();
    const run = await runCli(
      backup(await clusterOf(keeper(maria, 's0'), keeper(mysql, 's1')), to, '--method', 'warm', '--lock-patience', '8'),
    );
    const longest = await Promise.all(writers.map((writer) => writer.stop()));
    await mysql.client(`KILL ${slow.connection.threadId}`);
    await running;
    slow.destroy();
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(words(run)).toMatch(
      /s1 did not grant the lock in time[\s\S]*All locks were released[\s\S]*of shardkeep has run for \d+ s: UPDATE shop\.big/,
    );
    expect(run.seconds).toBeLessThan(25); // three rounds of two seconds, a second between them, and this machine's load
    for (const milliseconds of longest) expect(milliseconds).toBeLessThan(4000);
    await Promise.all([expectServerFree(maria), expectServerFree(mysql)]);
    await expectNothingLeft(to, 1);
  });

  test('because an idle session holds LOCK TABLES ends with 1 and names that session', async () => {
    const holder = await connect(mortal.shard('holder'));
    await holder.query('LOCK TABLES shop.apart WRITE'); // no table that another test reads
    const to = await withOneSet();
    const run = await runCli(
      backup(await clusterOf(keeper(mortal, 's0')), to, '--method', 'warm', '--lock-patience', '8', '--json'),
    );
    await holder.close();
    expect([run.code, run.json()]).toMatchObject([1, { error: { code: 'lock-timeout', where: { shard: 's0' } } }]);
    expect(words(run)).toMatch(
      new RegExp(`connection ${holder.connection.threadId} of shardkeep has been idle for \\d+ s and may hold a lock`),
    );
    await expectServerFree(mortal);
    await expectNothingLeft(to, 1);
  });
});

describe('a server that dies', () => {
  /** Starts the killed server again on its data and port. */
  async function revive(server: TestServer): Promise<void> {
    await writeFile(join(server.folder, 'init.sql'), '');
    const child = spawn(
      server.programs.server,
      serverArguments({ flavour: server.flavour }, server.programs, server.folder, server.port),
      { stdio: 'ignore', detached: true },
    );
    const guard = startGuard(child.pid ?? -1, server.folder);
    const ended = once(child, 'exit');
    ends.push(async () => {
      child.kill('SIGKILL');
      await ended;
      guard.serverEnded();
      guard.release();
    });
    for (let tries = 0; tries < 100; tries++) {
      if (await server.client('SELECT 1').catch(() => '')) return;
      await sleep(100);
    }
    throw new Error(await readFile(join(server.folder, 'error.log'), 'utf8'));
  }

  test('during a backup, and again during a restore, ends with 1, names shard and table, and works once it is back', async () => {
    const to = await withOneSet();
    const gate = await startGate(mortal, 'to-client');
    const cluster = await clusterOf(keeper(maria, 's0'), keeper(mortal, 's1', { port: gate.port }));
    const run = startCli(backup(cluster, to), { deadlineMs: 30_000 });
    await Promise.race([gate.holding, run.ended]);
    await mortal.kill();
    gate.open(); // a connection for which the gate holds bytes would not be told that its server has gone
    const lost = await run.ended;
    expect([lost.code, lost.stdout]).toEqual([1, '']);
    expect(words(lost)).toMatch(
      /s1 closed the connection while working on shop\.(big|small|apart) [\s\S]*Sets that were complete before are untouched[\s\S]*Check that the server is up/,
    );
    await expectNothingLeft(to, 1);
    await expectServerFree(maria);
    await revive(mortal);
    const again = await runCli(backup(cluster, to));
    expect([again.code, words(again)]).toEqual([0, '']);

    const back = await startGate(mortal, 'to-server');
    const target = await clusterOf(keeper(maria, 's0'), keeper(mortal, 's1', { port: back.port }));
    const command = restore(target, to, '--rename', 'shop=shop_again', '--replace', '--only', 'shop.*');
    const restoring = startCli(command, { deadlineMs: 30_000 });
    await Promise.race([back.holding, restoring.ended]);
    const pid = Number((await readFile(join(mortal.folder, 'pid'), 'utf8')).trim());
    process.kill(pid, 'SIGKILL');
    const broken = await restoring.ended;
    expect([broken.code, broken.stdout]).toEqual([1, '']);
    expect(words(broken)).toMatch(
      /s1 closed the connection while working on shop_again\.(big|small|apart) [\s\S]*The backup is untouched/,
    );
    expect(words(broken)).toMatch(/--replace/);
    back.open();
    await revive(mortal);
    const done = await runCli([...command, '--json']);
    expect([done.code, words(done)]).toEqual([0, '']);
    expect(done.json()).toMatchObject({ quality: { value: 1 } });
    await expectServerFree(maria);
  });
});
