/**
 * Compares Shardkeep as it is built with the tools people use today, on servers it starts itself: the same rows, the same
 * number of connections, all in turn within a round, at least five rounds. Prints medians and the medians of paired
 * ratios as Markdown. Nothing else should run on the machine.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { schemaOf } from '../demo/demo-schema.ts';
import { seedOrders } from '../demo/seed-orders.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  type Contender,
  dumpContenders,
  optionFileText,
  restoreContenders,
  type Stage,
  verifyContenders,
} from './contenders.ts';
import { findPeers } from './find-peers.ts';
import { measure } from './measure.ts';
import { mediansTable, ratiosTable, type Sample } from './report.ts';

const USAGE = `npm run bench -- [--size MB] [--rounds N] [--flavour mariadb|mysql] [--group dump|restore|verify]…
  --size MB    plain rows on both shards together (1000)
  --rounds N   rounds (5)
  --only TEXT  only contenders whose name has TEXT in it; may be repeated
MYDUMPER and MYLOADER name a newer mydumper than the one on PATH.`;

/** Shards; as many as the demo's seed needs for the size below to be all of its rows. */
const SHARDS = 2;
/** The demo's seed spreads its megabytes over four shards. */
const SEED_SHARDS = 4;
const BackupDocument = z.object({ shards: z.array(z.object({ bytes: z.number() })) });
const groups = ['dump', 'restore', 'verify'] as const;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    flavour: { type: 'string', default: 'mariadb' },
    group: { type: 'string', multiple: true, default: [...groups] },
    only: { type: 'string', multiple: true, default: [''] },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await bench();

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
  const servers: TestServer[] = [];
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  try {
    const stage = await setTheStage(folder, servers, end.signal);
    const megabytes = await sizeOfRows(stage, join(folder, 'size'));
    console.log(
      `${stage.sources[0]?.version}, ${SHARDS} shards, ${megabytes.toFixed(0)} MB of rows · ${cpus()[0]?.model} × ${availableParallelism()}, Node ${process.version}\n`,
    );
    for (const group of groups.filter((one) => values.group.includes(one))) {
      const samples = await runGroup(group, stage, folder, end.signal);
      console.log(`## ${group}\n\n${mediansTable(samples, megabytes)}\n`);
      for (const base of basesOf(group, samples)) console.log(`${ratiosTable(samples, base)}\n`);
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function setTheStage(folder: string, servers: TestServer[], signal: AbortSignal): Promise<Stage> {
  const flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
  const start = async () => {
    const server = await startServer({ flavour, bufferPool: '1G' });
    servers.push(server);
    return server;
  };
  const all = await Promise.all(Array.from({ length: 2 * SHARDS }, start));
  const sources = all.slice(0, SHARDS);
  const targets = all.slice(SHARDS);
  const shards = sources.map((server, i) => server.shard(`s${i}`, { schemas: [schemaOf(i)] }));
  const megabytes = (Number(values.size) * SEED_SHARDS) / SHARDS;
  await seedOrders(shards, { megabytes, signal, onTable: () => {} });
  const clusterFile = join(folder, 'sources.json');
  const targetFile = join(folder, 'targets.json');
  const optionFile = join(folder, 'client.cnf');
  const write = (file: string, name: string, list: unknown) =>
    writeFile(file, JSON.stringify({ name, shards: list }), { mode: 0o600 });
  await write(clusterFile, 'bench', shards);
  await write(
    targetFile,
    'targets',
    targets.map((server, i) => server.shard(`t${i}`)),
  );
  await writeFile(optionFile, optionFileText(), { mode: 0o600 });
  const schemas = shards.map((_, i) => schemaOf(i));
  return { sources, targets, clusterFile, targetFile, optionFile, peers: await findPeers(), schemas };
}

/** MB of plain rows, as our own first backup counts them; it also warms the servers up. */
async function sizeOfRows(stage: Stage, folder: string): Promise<number> {
  const [first] = dumpContenders(stage);
  const { stdout } = await measure(first?.command(folder) ?? '', []);
  await rm(folder, { recursive: true, force: true });
  return BackupDocument.parse(JSON.parse(stdout)).shards.reduce((sum, shard) => sum + shard.bytes, 0) / 1e6;
}

async function runGroup(
  group: (typeof groups)[number],
  stage: Stage,
  folder: string,
  signal: AbortSignal,
): Promise<Sample[]> {
  const dumps = dumpContenders(stage);
  const all = { dump: () => dumps, restore: () => restoreContenders(stage), verify: verifyContenders }[group]();
  const contenders = all.filter(({ name }) => values.only.some((text) => name.includes(text)));
  const pids = (group === 'dump' ? stage.sources : stage.targets).map(({ pid }) => pid);
  const inputs = new Map<string, string>();
  for (const source of new Set(contenders.map((one) => one.source)))
    if (source !== undefined)
      inputs.set(source, await prepare(source, dumps, join(folder, `${group}-input-${inputs.size}`)));
  const samples: Sample[] = [];
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const { name, source, command } of contenders) {
      signal.throwIfAborted();
      const target = source === undefined ? join(folder, 'output') : (inputs.get(source) ?? '');
      if (source === undefined) await mkdir(target);
      if (group === 'restore') await empty(stage);
      const cost = await measure(command(target), pids);
      samples.push({ contender: name, round, cost, output: source === undefined ? await sizeOf(target) : null });
      process.stderr.write(
        `${group} ${round}: ${name}: ${cost.wall.toFixed(2)} s, ${cost.clientCpu.toFixed(2)} CPU s\n`,
      );
      if (source === undefined) await rm(target, { recursive: true });
    }
  return samples;
}

async function prepare(source: string, dumps: readonly Contender[], folder: string): Promise<string> {
  await mkdir(folder);
  await measure(dumps.find(({ name }) => name === source)?.command(folder) ?? 'false', []);
  return folder;
}

/** Which contenders the others are compared with: like with like. */
function basesOf(group: (typeof groups)[number], samples: readonly Sample[]): string[] {
  const bases = {
    dump: ['shardkeep none', 'shardkeep default'],
    restore: ['shardkeep, not verified'],
    verify: ['shardkeep verify'],
  }[group];
  return bases.filter((base) => samples.some(({ contender }) => contender === base));
}

async function empty({ targets, schemas }: Stage): Promise<void> {
  await Promise.all(
    targets.map((server) => server.client(schemas.map((schema) => `DROP DATABASE IF EXISTS ${schema};`).join('\n'))),
  );
}

/** MB of all files in a folder. */
async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}
