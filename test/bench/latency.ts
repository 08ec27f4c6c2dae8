/**
 * What a far server costs where tables are many and small: npm run bench:latency -- [--tables N] [--trips ms,…]
 * [--rounds N]. Backs one shard up and restores it, every row proven, over ways of these round trips, with the stock
 * programs in turn. Prints median wall seconds, and how many round trips a table took by the first and last of them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFarLink } from '../support/far-link.ts';
import type { TestServer } from '../support/server.ts';
import { optionFileText, ours } from './contenders.ts';
import { measure } from './measure.ts';
import { median } from './report.ts';
import { seedTables } from './seed-tables.ts';
import { describeRun, startBenchServer, writeCluster } from './seeded-shards.ts';

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '300' },
    trips: { type: 'string', default: '0,5,20' },
    rounds: { type: 'string', default: '3' },
  },
});
const SCHEMA = 'shop';
const tables = Number(values.tables);
const trips = values.trips.split(',').map(Number);

const started: TestServer[] = [];
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
try {
  const source = await startBenchServer(started, 'mariadb');
  const target = await startBenchServer(started, 'mariadb');
  await seedTables(source, SCHEMA, tables);
  await writeFile(join(folder, 'client.cnf'), optionFileText(), { mode: 0o600 });
  console.log(`${describeRun([source], 0)}, ${tables} tables of two rows\n`);
  const walls = new Map<string, number[]>();
  for (const trip of trips) {
    const far = await openFarLink(source.port, trip);
    const beyond = await openFarLink(target.port, trip);
    try {
      for (const [name, wall] of await measureAll(source, target, far.port, beyond.port))
        walls.set(name, [...(walls.get(name) ?? []), wall]);
    } finally {
      far.close();
      beyond.close();
    }
  }
  console.log(`| wall s | ${trips.map((trip) => `${trip} ms`).join(' | ')} | round trips a table |`);
  console.log(`| --- | ${trips.map(() => '---:').join(' | ')} | ---: |`);
  for (const [name, own] of walls) {
    const more = (own.at(-1) ?? 0) - (own[0] ?? 0);
    const each = (more * 1000) / ((trips.at(-1) ?? 0) - (trips[0] ?? 0)) / tables;
    console.log(`| ${name} | ${own.map((wall) => wall.toFixed(1)).join(' | ')} | ${each.toFixed(2)} |`);
  }
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}

/** Median wall seconds of every program over these ports, in turn within a round. */
async function measureAll(
  source: TestServer,
  target: TestServer,
  from: number,
  to: number,
): Promise<readonly (readonly [string, number])[]> {
  const sets = join(folder, 'sets');
  const dump = join(folder, 'dump.sql');
  const shard = { ...source.shard('s0', { schemas: [SCHEMA] }), port: from };
  const cluster = await writeCluster(folder, 'far', [shard]);
  const beyond = await writeCluster(folder, 'beyond', [{ ...target.shard('t0'), port: to }]);
  const over = (port: number) => `--defaults-extra-file='${join(folder, 'client.cnf')}' -h 127.0.0.1 -P ${port}`;
  const commands: readonly (readonly [string, string])[] = [
    ['shardkeep backup', ours(`backup --cluster '${cluster}' --to '${sets}' --lanes 2`)],
    ['stock dump', `'${source.programs.dump}' ${over(from)} --single-transaction --databases ${SCHEMA} > '${dump}'`],
    [
      'shardkeep restore, every row proven',
      ours(`restore --from '${sets}' --cluster '${beyond}' --map s0=t0 --lanes 2`),
    ],
    ['stock client', `'${target.programs.client}' ${over(to)} < '${dump}'`],
  ];
  const walls = commands.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [i, [, command]] of commands.entries()) {
      walls[i]?.push((await measure(command, [])).wall);
      if (i >= 2) await target.client(`DROP DATABASE ${SCHEMA}`);
    }
  await rm(sets, { recursive: true });
  return commands.map(([name], i) => [name, median(walls[i] ?? [])] as const);
}
