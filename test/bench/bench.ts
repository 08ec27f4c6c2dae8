/**
 * Compares Shardkeep as it is built with the tools people use today, on servers it starts itself: the same rows, the same
 * number of connections, all in turn within a round, at least five rounds. Prints medians and the medians of paired
 * ratios as Markdown. Nothing else should run on the machine.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { TestServer } from '../support/server.ts';
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
import { describeRun, startBenchServer, startSeededShards, writeCluster } from './seeded-shards.ts';

const USAGE = `npm run bench -- [--size MB] [--rounds N] [--flavour mariadb|mysql] [--group dump|restore|verify]… [--tls]
  --size MB    plain rows on both shards together (1000)
  --tables N   instead: N tables of two rows on one shard
  --rounds N   rounds (5)
  --only TEXT  only contenders whose name has TEXT in it; may be repeated
  --tls        dumps also over TLS, in the same rounds
MYDUMPER and MYLOADER name a newer mydumper than the one on PATH. A program that cannot do its part on these servers is
left out of the tables and named.`;

const BackupDocument = z.object({ shards: z.array(z.object({ bytes: z.number() })) });
const groups = ['dump', 'restore', 'verify'] as const;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000' },
    tables: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    flavour: { type: 'string', default: 'mariadb' },
    group: { type: 'string', multiple: true, default: [...groups] },
    only: { type: 'string', multiple: true, default: [''] },
    tls: { type: 'boolean', default: false },
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
    console.log(`${describeRun(stage.sources, megabytes)}\n`);
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
  const { tls } = values;
  const tables = values.tables === undefined ? undefined : Number(values.tables);
  const seeded = await startSeededShards(servers, { flavour, megabytes: Number(values.size), tables, tls, signal });
  const { servers: sources, shards, schemas } = seeded;
  const targets = await Promise.all(sources.map(() => startBenchServer(servers, flavour)));
  const cluster = (name: string, list: readonly object[]) => writeCluster(folder, name, list);
  const encrypted = shards.map((shard, i) => ({ ...shard, tls: { mode: 'verify', ca: sources[i]?.ca } }));
  const optionFile = join(folder, 'client.cnf');
  await writeFile(optionFile, optionFileText(), { mode: 0o600 });
  return {
    flavour,
    sources,
    targets,
    clusterFile: await cluster('bench', shards),
    tlsClusterFile: tls ? await cluster('bench-tls', encrypted) : null,
    targetFile: await cluster(
      'targets',
      targets.map((server, i) => server.shard(`t${i}`)),
    ),
    optionFile,
    peers: await findPeers(),
    schemas,
  };
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
  const chosen = all.filter(({ name }) => values.only.some((text) => name.includes(text)));
  const inputs = new Map<string, string>();
  for (const [i, source] of [...new Set(chosen.flatMap((one) => one.source ?? []))].entries()) {
    const input = join(folder, `${group}-input-${i}`);
    if (await prepare(source, dumps, input)) inputs.set(source, input);
  }
  const pids = (group === 'dump' ? stage.sources : stage.targets).map(({ pid }) => pid);
  const samples: Sample[] = [];
  const failed = new Set<string>();
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const { name, source, command } of chosen) {
      signal.throwIfAborted();
      const target = source === undefined ? join(folder, 'output') : inputs.get(source);
      if (target === undefined || failed.has(name)) continue;
      if (source === undefined) await mkdir(target);
      if (group === 'restore') await empty(stage);
      const cost = await unlessPeerFails(name, () => measure(command(target), pids));
      if (cost === null) failed.add(name);
      else samples.push({ contender: name, round, cost, output: source === undefined ? await sizeOf(target) : null });
      if (cost !== null)
        process.stderr.write(
          `${group} ${round}: ${name}: ${cost.wall.toFixed(2)} s, ${cost.clientCpu.toFixed(2)} CPU s\n`,
        );
      if (source === undefined) await rm(target, { recursive: true });
    }
  return samples;
}

/** Makes the dump that a group reads; false when its program cannot. */
async function prepare(source: string, dumps: readonly Contender[], folder: string): Promise<boolean> {
  await mkdir(folder);
  const command = dumps.find(({ name }) => name === source)?.command(folder) ?? 'false';
  return (await unlessPeerFails(source, () => measure(command, []))) !== null;
}

/** Another program may not know these servers: it is named and left out. Our own must not fail. */
async function unlessPeerFails<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (name.startsWith('shardkeep')) throw error;
    console.log(`${name} is left out: ${error instanceof Error ? error.message.split(':')[0] : error}\n`);
    return null;
  }
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
