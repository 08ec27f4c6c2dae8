/**
 * How much memory a backup takes as data grows: `npm run bench:memory -- [--size MB] [--flavour mariadb|mysql]`. The whole
 * command backs up and restores SIZE (100) and ten times as much, two shards, two lanes each; printed is the most that its
 * process ever had resident. Rows stay far below 16 MiB, which a reader holds as a whole.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TestServer } from '../support/server.ts';
import { ours } from './contenders.ts';
import { measure } from './measure.ts';
import { describeRun, startBenchServer, startSeededShards, writeCluster } from './seeded-shards.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '100' }, flavour: { type: 'string', default: 'mariadb' } },
});
const flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
const end = new AbortController();
process.once('SIGINT', () => end.abort());

for (const times of [1, 10]) await measureSize(Number(values.size) * times);

async function measureSize(megabytes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
  const started: TestServer[] = [];
  try {
    const { servers, shards } = await startSeededShards(started, { flavour, megabytes, signal: end.signal });
    const targets = await Promise.all(servers.map(() => startBenchServer(started, flavour)));
    const from = await writeCluster(folder, 'from', shards);
    const to = await writeCluster(
      folder,
      'to',
      targets.map((server, i) => server.shard(`s${i}`)),
    );
    console.log(`${describeRun(servers, megabytes)}\n\n| | peak MB | wall s |\n| --- | ---: | ---: |`);
    for (const compression of ['none', 'fast', 'default']) {
      const set = join(folder, compression);
      await mkdir(set);
      await report(`backup, ${compression}`, `backup --cluster '${from}' --to '${set}' --compression ${compression}`);
    }
    const set = join(folder, 'default');
    await report('verify', `verify --from '${set}'`);
    await report('restore, every row proven', `restore --from '${set}' --cluster '${to}' --skip-binlog`);
    console.log();
  } finally {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(name: string, args: string): Promise<void> {
  end.signal.throwIfAborted();
  const { peak, wall } = await measure(ours(args), []);
  console.log(`| ${name} | ${peak.toFixed(0)} | ${wall.toFixed(1)} |`);
}
