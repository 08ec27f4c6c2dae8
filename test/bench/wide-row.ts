/**
 * What one very long value takes: `npm run bench:wide -- [--size MB] [--flavour mariadb|mysql]`. A server that takes packets
 * of 1 GiB gets a row with a LONGBLOB of SIZE (700) MB; it is backed up, checked and restored by the built command. Printed
 * is how each step ended, with the most memory its process had.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer, type TestServer } from '../support/server.ts';
import { ours } from './contenders.ts';
import { measure } from './measure.ts';
import { writeCluster } from './seeded-shards.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '700' }, flavour: { type: 'string', default: 'mariadb' } },
});
const flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
const bytes = Number(values.size) * 1e6;
/** MySQL takes a value that is no longer than a tenth of its redo log. */
const redo = flavour === 'mysql' ? ['--innodb-redo-log-capacity=12G'] : [];
/** Every second byte is escaped in TSV at worst; here a tenth is. */
const PATTERN = '00616263646566676869';

const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
const started: TestServer[] = [];
try {
  for (let i = 0; i < 2; i++) started.push(await startServer({ flavour, args: ['--max-allowed-packet=1G', ...redo] }));
  const [source, target] = started;
  if (!source || !target) throw new Error('no servers');
  await source.client(
    `CREATE DATABASE wide; CREATE TABLE wide.t (id INT PRIMARY KEY, b LONGBLOB);
     INSERT INTO wide.t VALUES (1, 'short'), (2, REPEAT(UNHEX('${PATTERN}'), ${bytes / 10})), (3, 'short')`,
  );
  const from = await writeCluster(folder, 'from', [source.shard('s0', { schemas: ['wide'] })]);
  const to = await writeCluster(folder, 'to', [target.shard('s0')]);
  const set = join(folder, 'set');
  await mkdir(set);
  console.log(
    `${source.version}, a value of ${values.size} MB\n\n| | ended | wall s | peak MB |\n| --- | --- | ---: | ---: |`,
  );
  await report('backup', `backup --cluster '${from}' --to '${set}'`);
  await report('verify', `verify --from '${set}'`);
  await report('restore, every row proven', `restore --from '${set}' --cluster '${to}'`);
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}

async function report(name: string, args: string): Promise<void> {
  const command = `${ours(args)} 2>'${folder}/words' >/dev/null && code=0 || code=$?; echo "$code"; cat '${folder}/words'`;
  const { stdout, peak, wall } = await measure(command, []);
  console.log(`| ${name} | ${stdout.trim().replaceAll(/\s+/g, ' ')} | ${wall.toFixed(1)} | ${peak.toFixed(0)} |`);
}
