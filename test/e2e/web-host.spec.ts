import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { JobSnapshot } from '../../shared/contract.ts';
import { expect, test } from './hosts.ts';
import { openSocket } from './web-client.ts';

test.beforeEach(({ host }) => test.skip(host !== 'web', 'about the web host only'));

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'cli.js');

test.describe('a page', () => {
  test('says that the line is lost, joins again by itself, and goes on', async ({ app }) => {
    const { page } = app;
    const lines: { close(): Promise<void> }[] = [];
    await page.routeWebSocket(/\/ws$/, (line) => {
      const server = line.connectToServer();
      lines.push({
        close: async () => {
          await server.close();
          await line.close({ code: 3000 });
        },
      });
    });
    await page.reload();
    await expect.poll(() => lines.length).toBe(1);
    await expect(page.getByRole('alert')).toHaveCount(0);
    let blocked = true;
    await page.routeWebSocket(/\/ws$/, (line) => {
      if (blocked) return void line.close({ code: 3000 });
      line.connectToServer();
    });
    await lines[0]?.close();
    await expect(page.getByRole('alert').filter({ hasText: /connection/i })).toBeVisible();
    blocked = false;
    await expect(page.getByRole('alert').filter({ hasText: /connection/i })).toHaveCount(0, { timeout: 15_000 });
  });

  test('with a key of an earlier start is told so instead of trying for ever', async ({ app }) => {
    const { page, webUrl = '' } = app;
    const { origin } = new URL(webUrl);
    await page.goto('about:blank');
    await page.goto(`${origin}/#token=${'x'.repeat(43)}`);
    await expect(page.getByRole('alert').filter({ hasText: 'no valid access key' })).toBeVisible();
    // One message for one cause: what the page could not load does not complain as well.
    await expect(page.getByRole('alert')).toHaveCount(1);
    // The address of this start, put into the same tab, changes the fragment only.
    await page.goto(webUrl);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(page.url()).not.toContain('token');
  });
});

test('every page hears what another one changed', async ({ app }) => {
  const other = await openSocket(app.webUrl ?? '');
  await app.call('settings.save', { language: 'zh-CN', theme: 'dark' });
  await expect
    .poll(() => other.events)
    .toEqual([{ event: 'settings.changed', payload: { language: 'zh-CN', theme: 'dark' } }]);
  other.close();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`${signal} ends a running job in order and then the host`, async ({ dataFolder }) => {
    const child = spawn(process.execPath, [CLI, 'serve', '--data-dir', dataFolder], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const ended = once(child, 'exit');
    const url = /READY (\S+)/.exec(String((await once(child.stdout, 'data'))[0]))?.[1] ?? '';
    const client = await openSocket(url);
    // A server that takes the call and says nothing: the backup waits for its greeting.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const shard = { id: 'a', name: 's0', host: '127.0.0.1', port, user: 'root', password: 'x' };
    const saved = (await client.request('clusters.save', { name: 'c', shards: [shard] })) as { value: { id: string } };
    const request = { kind: 'backup', clusterId: saved.value.id, to: join(dataFolder, 'drive'), method: 'hot' };
    expect(await client.request('jobs.start', request)).toMatchObject({ ok: true });
    await expect
      .poll(() => client.events.filter((one) => (one.payload as JobSnapshot).progress).length)
      .toBeGreaterThan(0);
    process.kill(-(child.pid ?? 0), signal); // as a terminal does it: the whole group, engine processes included
    silent.close();
    expect(await ended).toEqual([0, null]);
    expect(client.events.at(-1)?.payload).toMatchObject({ state: 'cancelled' }); // pages were told before the line was closed
    const [name = ''] = await readdir(join(dataFolder, 'jobs'));
    expect(JSON.parse(await readFile(join(dataFolder, 'jobs', name), 'utf8'))).toMatchObject({ state: 'cancelled' });
    expect(await readdir(join(dataFolder, 'drive'))).not.toContain('.shardkeep.lock');
  });

/** Starts a second host that cannot run; returns its exit code and its words. */
async function startInVain(dataFolder: string, ...more: string[]): Promise<[number, string]> {
  const child = spawn(process.execPath, [CLI, 'serve', '--data-dir', dataFolder, ...more], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (part: Buffer) => {
    words += part.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return [code, words];
}

test('a port that is taken is refused in words', async ({ app }) => {
  const { port } = new URL(app.webUrl ?? '');
  const [code, words] = await startInVain(join(app.dataFolder, 'other'), '--port', port);
  expect(words).toContain(`The port ${port} cannot be used: something listens there.`);
  expect(code).toBe(1);
});

test('a data folder that is in use is refused in words', async ({ app }) => {
  const [code, words] = await startInVain(app.dataFolder);
  expect(words).toContain(`Shardkeep already runs with the data folder ${app.dataFolder}`);
  expect(code).toBe(1);
});
