/**
 * What sets with very many parts cost to read, without servers: `npm run bench:sets -- [--frames N] [--tables N]`. One set
 * has a table of N (2,000,000) frames, as its index has one line for each; another 64 shards with N (1,000) small tables
 * each. Both are written by the product's own writer and read by the built command; printed are time and memory.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareDestination } from '../../electron/engine/archive/destination.ts';
import { LaneVolumes } from '../../electron/engine/archive/lane-volumes.ts';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { createSetFolder, newSetId, writeManifest } from '../../electron/engine/archive/set-folder.ts';
import type { ManifestShard, Table, Volume } from '../../shared/manifest.ts';
import { sampleManifest, sampleShard, sampleTable } from '../support/sample-set.ts';
import { ours } from './contenders.ts';
import { measure } from './measure.ts';

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '2000000' }, tables: { type: 'string', default: '1000' } },
});
const SHARDS = 64;
const ROW = Buffer.from('1\n');
const NOW = new Date();
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
try {
  const frames = Number(values.frames);
  await read(`${frames} frames in one table`, async (writer) => [
    sampleShard('s0', { tables: [await writeTable(writer('s0'), 'frames', frames)] }),
  ]);
  const tables = Number(values.tables);
  await read(`${SHARDS} shards × ${tables} tables`, async (writer) => {
    const shards: ManifestShard[] = [];
    for (let i = 0; i < SHARDS; i++) {
      const volumes = writer(`s${i}`);
      const own: Table[] = [];
      for (let number = 0; number < tables; number++) own.push(await writeTable(volumes, `t${number}`, 1));
      shards.push(sampleShard(`s${i}`, { tables: own }));
    }
    return shards;
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Writes a set and reads it by `list` and `verify`. */
async function read(
  name: string,
  write: (writer: (shard: string) => LaneVolumes) => Promise<ManifestShard[]>,
): Promise<void> {
  const destination = join(folder, name.replaceAll(/\W/g, '-'));
  await mkdir(destination);
  await prepareDestination(destination);
  const id = newSetId('full', NOW, []);
  const set = await createSetFolder(destination, 'bench', id);
  const receipts: Volume[] = [];
  const open: LaneVolumes[] = [];
  const began = performance.now();
  const shards = await write((prefix) => {
    const volumes = new LaneVolumes({
      folder: set,
      prefix,
      counter: new Int32Array(new SharedArrayBuffer(4)),
      volumeBytes: 1024 ** 3,
      compression: 'none',
      onVolume: (volume) => receipts.push(volume),
      date: NOW,
    });
    open.push(volumes);
    return volumes;
  });
  for (const volumes of open) await volumes.close();
  const written = performance.now();
  await writeManifest(set, sampleManifest(shards, { id, cluster: 'bench', volumes: receipts }));
  const recorded = performance.now();
  console.log(
    `## ${name}\n\nwritten in ${seconds(written - began)} s, its manifest in ${seconds(recorded - written)} s`,
  );
  const volume = await openVolume(join(set, receipts[0]?.file ?? ''));
  console.log(`directory of a volume (${volume.entries.size} entries): ${seconds(performance.now() - recorded)} s\n`);
  await volume.close();
  console.log('| | wall s | CPU s | peak MB |\n| --- | ---: | ---: | ---: |');
  for (const command of ['list', 'verify']) {
    const { wall, clientCpu, peak } = await measure(`${ours(`${command} --from '${destination}'`)} >/dev/null`, []);
    console.log(`| ${command} | ${wall.toFixed(1)} | ${clientCpu.toFixed(1)} | ${peak.toFixed(0)} |`);
  }
  console.log();
}

async function writeTable(volumes: LaneVolumes, name: string, frames: number): Promise<Table> {
  const hash = createHash('sha256');
  const entries = volumes.chunk(`data/shop/${name}/000001`);
  for (let i = 0; i < frames; i++) {
    hash.update(ROW);
    await entries.write(ROW, 1);
  }
  const parts = await entries.end();
  const bytes = frames * ROW.length;
  const chunk = { number: 1, from: null, to: null, rows: frames, bytes, sha256: hash.digest('hex'), parts };
  return sampleTable({ name, rows: frames, bytes, chunks: [chunk] });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
