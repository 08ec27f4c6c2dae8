/**
 * How fast a binary log is captured, against the server's own tool: npm run bench:log -- [--flavour mariadb|mysql]
 * [--megabytes N]. Ours checks every event and stores the log in the archive as the command line does, without
 * compression and with it; the tool writes the bytes it gets. Interleaved rounds; prints medians of paired ratios.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Compression } from '../../electron/engine/archive/frames.ts';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { runIncremental } from '../../electron/engine/backup/run-incremental.ts';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { runProgram } from '../support/run-program.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';

const ROUNDS = 5;
const COMPRESSIONS: readonly Compression[] = ['none', 'fast'];

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '300' }, flavour: { type: 'string', default: 'mariadb' } },
});
const flavour: Flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';

const server = await startServer({ flavour, args: ['--max-binlog-size=1G'] });
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
try {
  const cluster = { name: 'log', shards: [server.shard('s0', { schemas: ['shop'] })] };
  const common = { cluster, method: 'hot', volumeBytes: 1 << 30 } as const;
  await server.client('CREATE DATABASE shop; CREATE TABLE shop.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(400))');
  const destinations = new Map<Compression, string>();
  for (const compression of COMPRESSIONS) {
    const to = join(folder, compression);
    destinations.set(compression, to);
    await runBackup({ ...common, to, compression, lanesPerShard: 1 });
  }
  const from = await place(server);
  const bytes = await write(server, Number(values.megabytes) * 1_000_000);
  const rates = new Map<string, number[]>();
  const note = (name: string, seconds: number) => {
    rates.set(name, [...(rates.get(name) ?? []), bytes / seconds / 1e6]);
  };
  for (let round = 0; round < ROUNDS; round++) {
    note('the server’s own tool', await timed(() => stockCapture(server, from, folder)));
    for (const compression of COMPRESSIONS) {
      const to = destinations.get(compression) ?? '';
      // Differential: every round reads the same log again, as long as there is no earlier set to take files over from.
      let set = '';
      const seconds = await timed(async () => {
        set = (await runIncremental({ ...common, to, compression, kind: 'differential' })).folder;
      });
      await rm(set, { recursive: true });
      note(`Shardkeep, compression ${compression}`, seconds);
    }
  }
  const stock = rates.get('the server’s own tool') ?? [];
  console.log(`${server.version}, ${Math.round(bytes / 1e6)} MB of binary log, ${ROUNDS} rounds\n`);
  console.log('| what | MB/s, median | ratio, median of pairs |\n| --- | ---: | ---: |');
  for (const [name, list] of rates)
    console.log(
      `| ${name} | ${median(list).toFixed(0)} | ${median(list.map((rate, i) => rate / (stock[i] ?? rate))).toFixed(2)} |`,
    );
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}

async function place(on: TestServer): Promise<{ file: string; position: string }> {
  const statement = flavour === 'mysql' ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
  const [file = '', position = ''] = (await on.client(statement)).split('\t');
  return { file, position };
}

/** Writes transactions of 20 rows until the log has grown by about so much; returns by how much it has. */
async function write(on: TestServer, bytes: number): Promise<number> {
  const row = `(REPEAT(UUID(), 10))`;
  const statement = `INSERT INTO shop.t (v) VALUES ${Array(20).fill(row).join(',')};`;
  const begin = Number((await place(on)).position);
  for (;;) {
    await on.client(statement.repeat(2000));
    const grown = Number((await place(on)).position) - begin;
    if (grown >= bytes) return grown;
  }
}

function stockCapture(on: TestServer, at: { file: string; position: string }, to: string): Promise<string> {
  const tool = flavour === 'mysql' ? join(on.programs.client, '../mysqlbinlog') : 'mariadb-binlog';
  const account = ['--host=127.0.0.1', `--port=${on.port}`, `--user=${ADMIN.user}`];
  const key = flavour === 'mysql' ? ['--get-server-public-key'] : [];
  const what = ['--read-from-remote-server', '--raw', `--start-position=${at.position}`, `--result-file=${to}/raw-`];
  return runProgram(tool, ['--no-defaults', ...account, ...key, ...what, at.file], {
    env: { MYSQL_PWD: ADMIN.password },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
