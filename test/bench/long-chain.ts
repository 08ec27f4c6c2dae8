/**
 * What a chain costs that has become long: npm run bench:chain -- [--sets N,…] [--rounds N]. One server, a full set and a
 * set of its log are real; the sets behind them are copies of the last manifest that say that nothing was logged. Prints
 * the CPU seconds (medians) of a further set, of `list`, and of the look before a restore of the newest set.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createSetFolder,
  findSet,
  newSetId,
  setIdsOf,
  writeManifest,
} from '../../electron/engine/archive/set-folder.ts';
import type { TestServer } from '../support/server.ts';
import { ours } from './contenders.ts';
import { measure } from './measure.ts';
import { median } from './report.ts';
import { describeRun, startBenchServer, writeCluster } from './seeded-shards.ts';

const { values } = parseArgs({
  options: { sets: { type: 'string', default: '10,1000,5000,10000' }, rounds: { type: 'string', default: '3' } },
});
const CLUSTER = 'chain';
const rounds = Array.from({ length: Number(values.rounds) }, (_, i) => i);

const started: TestServer[] = [];
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
try {
  const server = await startBenchServer(started, 'mariadb');
  await server.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)');
  const cluster = await writeCluster(folder, CLUSTER, [server.shard('s0', { schemas: ['shop'] })]);
  const to = join(folder, 'sets');
  const backUp = (kind: string) => ours(`backup --cluster '${cluster}' --to '${to}' --kind ${kind}`);
  await measure(backUp('full'), []);
  await server.client('INSERT INTO shop.t VALUES (2)');
  await measure(backUp('incremental'), []);
  console.log(`${describeRun([server], 0)}\n`);
  console.log('| sets | a further set | list | look before a restore |\n| ---: | ---: | ---: | ---: |');
  for (const sets of values.sets.split(',').map(Number)) {
    await lengthen(to, sets);
    const costs: string[] = [];
    for (const command of [
      backUp('incremental'),
      ours(`list --from '${to}'`),
      ours(`restore --from '${to}' --cluster '${cluster}' --rename shop=copy --dry-run`),
    ]) {
      const cpu: number[] = [];
      for (const _ of rounds) cpu.push((await measure(`${command} >/dev/null`, [])).clientCpu);
      costs.push(median(cpu).toFixed(2));
    }
    console.log(`| ${sets} | ${costs.join(' | ')} |`);
  }
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}

/** Puts sets behind the newest one until there are so many. */
async function lengthen(destination: string, sets: number): Promise<void> {
  const ids = (await setIdsOf(destination, CLUSTER)).toSorted();
  let { manifest } = await findSet(destination, ids.at(-1) ?? '');
  for (let there = ids.length; there < sets; there++) {
    const id = newSetId('incremental', new Date(), [manifest.id]);
    const shards = manifest.shards.map(({ binlog, ...shard }) =>
      binlog ? { ...shard, binlog: { ...binlog, from: binlog.to, segments: [] } } : shard,
    );
    manifest = { ...manifest, id, parent: manifest.id, shards, volumes: [] };
    await writeManifest(await createSetFolder(destination, CLUSTER, id), manifest);
  }
}
