/**
 * What compression by the protocol is worth on slow links: npm run bench:link -- [--size MB] [--flavour mariadb|mysql]
 * [--rates MB/s,…] [--rounds N]. Backs one shard up through links of these rates (10^6 bytes per second, for both lanes
 * together) and without one, as it is and compressed, in turn; prints medians, and what is chosen where nobody says.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { isSlowToRead, type WireChoice } from '../../electron/engine/mysql/measure-wire.ts';
import type { Shard } from '../../shared/cluster.ts';
import { schemaOf } from '../demo/demo-schema.ts';
import { seedOrders } from '../demo/seed-orders.ts';
import type { TestServer } from '../support/server.ts';
import { openSlowLink } from '../support/slow-link.ts';
import { serverSeconds } from './measure.ts';
import { median } from './report.ts';
import { describeRun, startBenchServer } from './seeded-shards.ts';

/** The demo's seed spreads its megabytes over so many shards. */
const SEED_SHARDS = 4;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '60' },
    flavour: { type: 'string', default: 'mariadb' },
    rates: { type: 'string', default: '2,10,20,40,100' },
    rounds: { type: 'string', default: '3' },
  },
});
const flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
const megabytes = Number(values.size);
const end = new AbortController();
process.once('SIGINT', () => end.abort());

const started: TestServer[] = [];
try {
  const server = await startBenchServer(started, flavour);
  const shard = server.shard('s0', { schemas: [schemaOf(0)] });
  await seedOrders([shard], { megabytes: megabytes * SEED_SHARDS, signal: end.signal, onTable: () => {} });
  console.log(`${describeRun([server], megabytes)}\n`);
  console.log('| link MB/s | s | s compressed | server CPU s | compressed | MB moved | compressed | chosen |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const rate of [...values.rates.split(',').map(Number), Number.POSITIVE_INFINITY]) await report(shard, rate);
} finally {
  await Promise.all(started.map((server) => server.stop()));
}

interface Cost {
  readonly wall: number;
  readonly serverCpu: number;
  readonly moved: number | null;
}

/** One line of the table. */
async function report(shard: Shard, rate: number): Promise<void> {
  const costs: Record<'plain' | 'compressed', Cost[]> = { plain: [], compressed: [] };
  for (let round = 0; round < Number(values.rounds); round++)
    for (const wire of ['plain', 'compressed'] as const) costs[wire].push(await backUp(shard, rate, wire));
  const { plain, compressed } = costs;
  const of = (pick: (cost: Cost) => number | null, digits: number) =>
    [plain, compressed].map((list) => {
      const known = list.map(pick).filter((value) => value !== null);
      return known.length === 0 ? '' : median(known).toFixed(digits);
    });
  const cells = [...of(({ wall }) => wall, 1), ...of(({ serverCpu }) => serverCpu, 1), ...of(({ moved }) => moved, 0)];
  console.log(`| ${Number.isFinite(rate) ? rate : 'none'} | ${cells.join(' | ')} | ${await chosen(shard, rate)} |`);
}

async function backUp(shard: Shard, rate: number, wire: WireChoice): Promise<Cost> {
  end.signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
  const before = await serverCpu();
  const began = performance.now();
  const moved = await overLink(shard, rate, (linked) =>
    runBackup({
      cluster: { name: 'link', shards: [linked] },
      to: folder,
      method: 'hot',
      lanesPerShard: 2,
      compression: 'fast',
      volumeBytes: 1 << 30,
      wire,
      signal: end.signal,
    }),
  );
  const wall = (performance.now() - began) / 1000;
  await rm(folder, { recursive: true });
  return { wall, serverCpu: (await serverCpu()) - before, moved };
}

async function chosen(shard: Shard, rate: number): Promise<string> {
  let slow = false;
  await overLink(shard, rate, async (linked) => {
    const session = await connect(linked);
    slow = await isSlowToRead(session);
    await session.close();
  });
  return slow ? 'compressed' : 'as it is';
}

/** Does something over a link of this rate, and says how many MB came from the server; null without one. */
async function overLink(shard: Shard, rate: number, work: (linked: Shard) => Promise<unknown>): Promise<number | null> {
  if (!Number.isFinite(rate)) {
    await work(shard);
    return null;
  }
  const link = await openSlowLink(shard.port, rate * 1e6);
  try {
    await work({ ...shard, port: link.port });
    return link.passed.toClient / 1e6;
  } finally {
    link.close();
  }
}

/** CPU seconds of the server so far. */
function serverCpu(): Promise<number> {
  return serverSeconds(started.map(({ pid }) => pid));
}
