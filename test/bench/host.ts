/**
 * Whether the app stays quick while it backs up at full speed: `npm run bench:host -- [--size MB]`. The web host runs in
 * this process, so that its own event loop can be watched; the engine runs in a process of its own, as always. Chromium
 * shows the job's page meanwhile and counts its long tasks. Idle first, then during the backup.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { replaceElectron } from '../../electron/web/without-electron.ts';
import { openSocket } from '../e2e/web-client.ts';
import type { TestServer } from '../support/server.ts';
import { describeRun, startSeededShards } from './seeded-shards.ts';

const IDLE_MS = 5_000;
/** The loop is looked at every millisecond; what it takes longer than that is the delay. */
const RESOLUTION_MS = 1;

const HEAD =
  '| | host loop delay p50 ms | p99 ms | longest ms | long tasks of the page | longest ms |\n| --- | ---: | ---: | ---: | ---: | ---: |';
const Id = z.object({ id: z.string() });
/** Tasks of the page above 50 ms, as browsers define a long task. */
const LongTasks = z.array(z.number());
const WATCH_LONG_TASKS = `
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({ type: 'longtask' });
`;

const { values } = parseArgs({ options: { size: { type: 'string', default: '1000' } } });
const end = new AbortController();
process.once('SIGINT', () => end.abort());
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
const started: TestServer[] = [];
try {
  const megabytes = Number(values.size);
  const { servers, shards } = await startSeededShards(started, { flavour: 'mariadb', megabytes, signal: end.signal });
  replaceElectron();
  const { startWebHost } = await import('../../electron/web/host-web.ts');
  const host = await startWebHost({ dataFolder: join(folder, 'data') });
  const client = await openSocket(host.url);
  const call = async (method: string, input: unknown) => {
    const reply = await client.request(method, input);
    if (!reply.ok) throw new Error(`${method}: ${reply.failure.message}`);
    return reply.value;
  };
  const draft = shards.map((shard, i) => ({ ...shard, id: `shard-${i}` }));
  const { id: clusterId } = Id.parse(await call('clusters.save', { name: 'bench', shards: draft }));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'], // Debian's Chromium has none for root; what it shows is our own pages only
  });
  try {
    const page = await browser.newPage();
    await page.addInitScript(WATCH_LONG_TASKS);
    await page.goto(host.url);
    await sleep(IDLE_MS); // the page loads and the host has nothing to do any more
    console.log(`${describeRun(servers, megabytes)}\n`);
    console.log(HEAD);
    await watch('idle', page, () => sleep(IDLE_MS));
    await watch('backup at full speed', page, async () => {
      const request = { kind: 'backup', clusterId, to: join(folder, 'set'), method: 'hot' };
      const { id } = Id.parse(await call('jobs.start', request));
      await page.evaluate(`location.hash = '#/jobs/${id}'`);
      while (host.running() > 0) await sleep(100, undefined, { signal: end.signal });
      const { outcome } = z.object({ outcome: z.string() }).parse(await call('jobs.get', { id }));
      if (outcome !== 'ok') throw new Error(`the backup ended as ${outcome}`);
    });
  } finally {
    await browser.close();
    client.close();
    await host.close();
  }
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}

/** Does `work` and prints what the host and the page were held up by meanwhile. */
async function watch(name: string, page: Page, work: () => Promise<void>): Promise<void> {
  await page.evaluate('window.longTasks.length = 0');
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  await work();
  loop.disable();
  const tasks = LongTasks.parse(await page.evaluate('window.longTasks'));
  const numbers = [percentile(loop, 50), percentile(loop, 99), percentile(loop, 100)].map((ms) => ms.toFixed(1));
  console.log(`| ${[name, ...numbers, tasks.length, Math.max(0, ...tasks).toFixed(0)].join(' | ')} |`);
}

/** Milliseconds beyond the time between two looks. */
function percentile(loop: ReturnType<typeof monitorEventLoopDelay>, share: number): number {
  return Math.max(0, loop.percentile(share) / 1e6 - RESOLUTION_MS);
}
