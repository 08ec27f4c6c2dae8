import { once } from 'node:events';
import { mkdir, rename, rmdir } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findSets } from '../../electron/engine/archive/set-folder.ts';
import { runCli, startCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** A way to a server that can be closed and opened again under the same port. */
async function startRelay(server: TestServer) {
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from.on('error', () => {}).on('close', () => to.destroy()));
      from.pipe(to);
    }
  });
  const open = async (port: number) => {
    await once(relay.listen(port, '127.0.0.1'), 'listening');
  };
  await open(0);
  const { port } = relay.address() as AddressInfo;
  const close = () => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, close, reopen: () => open(port) };
}

describe.each(FLAVOURS)('continuous capture on %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
    await source.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)');
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));
  const insert = () => source.client('INSERT INTO shop.t (v) VALUES (1)');

  test('adds set after set, waits while the server or the drive is away, and ends in order', async () => {
    const folder = await tempFolder();
    const to = join(folder, 'drive');
    const relay = await startRelay(source);
    const shard = { ...source.shard('s0', { schemas: ['shop'] }), port: relay.port };
    const cluster = await writeClusterFile(folder, 'shop', [shard]);
    const args = ['backup', '--cluster', cluster, '--to', to];
    expect((await runCli(args)).code).toBe(0);

    const run = startCli([...args, '--kind', 'incremental', '--every', '1', '--json'], { deadlineMs: 110_000 });
    await insert();
    await run.until(/incremental.*incremental/s);
    relay.close();
    await run.until(/next try/);
    await insert();
    await relay.reopen();
    await run.until(/next try.*incremental-\w+: 1 trans/s);
    await rename(to, join(folder, 'unplugged'));
    await mkdir(to); // what a system leaves where a drive was
    await run.until(/next try.*is not a Shardkeep destination.*next try/s);
    await insert();
    await rmdir(to);
    await rename(join(folder, 'unplugged'), to);
    await run.until(/is not a Shardkeep destination.*incremental-\w+: 1 trans/s);
    run.kill('SIGINT');
    const { code, json } = await run.ended;
    expect(code).toBe(0);
    const account = json() as { sets: number; failed: number; transactions: number; last: string };
    expect(account).toMatchObject({ transactions: 3 });
    expect(account.failed).toBeGreaterThanOrEqual(2);

    const sets = await findSets(to);
    expect(sets.filter(({ state }) => state !== 'readable').map(({ id }) => id)).toEqual([]);
    expect(sets).toHaveLength(account.sets + 1);
    const targets = await writeClusterFile(folder, 'spare', [target.shard('s0')]);
    const restored = await runCli(['restore', '--from', to, '--cluster', targets]);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(await target.client('SELECT COUNT(*) FROM shop.t')).toBe('3\n');
    relay.close();
  });

  test('ends with the reason where waiting helps nobody', async () => {
    const folder = await tempFolder();
    const to = join(folder, 'drive');
    const cluster = await writeClusterFile(folder, 'shop', [source.shard('s0', { schemas: ['shop'] })]);
    const args = ['backup', '--cluster', cluster, '--to', to];
    expect((await runCli(args)).code).toBe(0);
    const run = startCli([...args, '--kind', 'incremental', '--every', '1']);
    await run.until(/incremental/);
    await source.client(flavour === 'mysql' ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER');
    const { code, stderr } = await run.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/Take a full backup/);
  });

  test('is for incremental sets only, and needs a full one', async () => {
    const folder = await tempFolder();
    const to = join(folder, 'drive');
    const cluster = await writeClusterFile(folder, 'shop', [source.shard('s0')]);
    const args = ['backup', '--cluster', cluster, '--to', to, '--every', '5'];
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--every cannot be used with --kind full/),
    });
    expect(await runCli([...args, '--kind', 'incremental'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not a Shardkeep destination/),
    });
  });
});
