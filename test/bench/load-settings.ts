/**
 * What settings of a target cost or bring a restore: `npm run bench:load -- [--size MB] [--rounds N] [--flavour
 * mariadb|mysql]`. One set of two shards' rows is restored to one server per setting, in turn, not verified; every setting
 * is compared with the first within its round. Nothing else should run on the machine.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { ours } from './contenders.ts';
import { measure } from './measure.ts';
import { mediansTable, ratiosTable, type Sample } from './report.ts';
import { describeRun, startSeededShards, writeCluster } from './seeded-shards.ts';

/** One way to set a target up. */
interface Setting {
  readonly name: string;
  /** Server arguments. */
  readonly args?: readonly string[];
  /** Before the first restore. */
  readonly sql?: string;
  /** Of the restore. */
  readonly options?: string;
}

/** Test servers give durability up; the others say what an admin would meet, or could turn off on a disposable server. */
const DURABLE = ['--innodb-doublewrite=ON', '--innodb-flush-log-at-trx-commit=1', '--sync-binlog=1'];
const SETTINGS: Readonly<Record<Flavour, readonly Setting[]>> = {
  mariadb: [
    { name: 'as tests have it' },
    { name: 'no binary log', options: '--skip-binlog' },
    { name: 'durable, as stock servers are', args: DURABLE },
  ],
  mysql: [
    { name: 'as tests have it' },
    { name: 'no binary log', options: '--skip-binlog' },
    { name: 'durable, as stock servers are', args: DURABLE },
    { name: 'no redo log', sql: 'ALTER INSTANCE DISABLE INNODB REDO_LOG' },
    { name: 'indexes by one thread', sql: 'SET GLOBAL innodb_ddl_threads = 1' },
    { name: 'indexes by eight threads', sql: 'SET GLOBAL innodb_ddl_threads = 8' },
    { name: 'index buffer of 64 MiB', sql: `SET GLOBAL innodb_ddl_buffer_size = ${64 << 20}` },
  ],
};

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    flavour: { type: 'string', default: 'mysql' },
  },
});
const flavour: Flavour = values.flavour === 'mariadb' ? 'mariadb' : 'mysql';
const settings = SETTINGS[flavour];
const end = new AbortController();
process.once('SIGINT', () => end.abort());
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
const started: TestServer[] = [];
try {
  const megabytes = Number(values.size);
  const { servers, shards, schemas } = await startSeededShards(started, { flavour, megabytes, signal: end.signal });
  const set = join(folder, 'set');
  await mkdir(set);
  await measure(ours(`backup --cluster '${await writeCluster(folder, 'from', shards)}' --to '${set}'`), []);
  console.log(`${describeRun(servers, megabytes)}\n`);
  const targets = await Promise.all(
    settings.map(async ({ name, args = [], sql, options = '' }, i) => {
      const server = await startServer({ flavour, bufferPool: '512M', args });
      started.push(server);
      if (sql !== undefined) await server.client(sql);
      const file = await writeCluster(folder, `to${i}`, [server.shard('t')]);
      return { name, server, command: `restore --from '${set}' --cluster '${file}' --no-verify ${options}` };
    }),
  );
  const map = shards.map(({ name }) => `--map ${name}=t`).join(' ');
  const samples: Sample[] = [];
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const { name, server, command } of targets) {
      end.signal.throwIfAborted();
      const cost = await measure(ours(`${command} ${map}`), [server.pid]);
      samples.push({ contender: name, round, cost, output: null });
      for (const schema of schemas) await server.client(`DROP DATABASE ${schema}`);
    }
  console.log(mediansTable(samples, megabytes));
  console.log(`\n${ratiosTable(samples, settings[0]?.name ?? '')}`);
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}
