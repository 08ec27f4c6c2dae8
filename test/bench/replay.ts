/**
 * How fast a binary log of small transactions is applied, against the server's own tool and client:
 * npm run bench:replay -- [--flavour mariadb|mysql] [--transactions N]. One shard; every transaction changes one row.
 * Ours is the restore of a full set and of the incremental set behind it, and of that the time in which the log is applied;
 * the stock way is `mariadb-binlog FILE | mariadb` on the same rows. Nothing is written to a target's own binary log.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { runIncremental } from '../../electron/engine/backup/run-incremental.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { JobProgress } from '../../shared/job.ts';
import { restore } from '../support/round-trip.ts';
import { runProgram } from '../support/run-program.ts';
import type { TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import { median } from './report.ts';
import { startBenchServer } from './seeded-shards.ts';

const ROUNDS = 5;
const ROWS = 1000;

const { values } = parseArgs({
  options: { transactions: { type: 'string', default: '200000' }, flavour: { type: 'string', default: 'mariadb' } },
});
const flavour: Flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
const transactions = Number(values.transactions);

const started: TestServer[] = [];
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
try {
  const source = await startBenchServer(started, flavour);
  const target = await startBenchServer(started, flavour);
  const cluster = { name: 'log', shards: [source.shard('s0', { schemas: ['shop'] })] };
  const common = {
    cluster,
    to: join(folder, 'sets'),
    method: 'warm',
    compression: 'fast',
    volumeBytes: 1 << 30,
  } as const;
  await source.client(`CREATE DATABASE shop; USE shop;
    CREATE TABLE account (id INT PRIMARY KEY, balance DECIMAL(12,2) NOT NULL, at DATETIME(6) NOT NULL);
    CREATE TABLE booking (id INT AUTO_INCREMENT PRIMARY KEY, account INT NOT NULL, note VARCHAR(80), KEY (account));
    INSERT INTO account ${accounts(ROWS)};`);
  const full = await runBackup({ ...common, lanesPerShard: 1 });
  await source.client(workload(transactions), { database: 'shop', args: ['--delimiter=//'] });
  const log = await runIncremental({ ...common, kind: 'incremental' });
  const range = log.manifest.shards[0]?.binlog;
  const logged = range?.segments.reduce((sum, segment) => sum + segment.transactions, 0) ?? 0;
  const bytes = range?.segments.reduce((sum, segment) => sum + segment.bytes, 0) ?? 0;
  const rates = new Map<string, number[]>();
  const note = (name: string, seconds: number) => rates.set(name, [...(rates.get(name) ?? []), logged / seconds]);
  for (let round = 0; round < ROUNDS; round++) {
    const whole = performance.now();
    const applied = await applyLog(target, log);
    note('the log’s part of a restore', applied);
    note('the whole restore', (performance.now() - whole) / 1000);
    await expectSame(source, target);
    await applyLog(target, full);
    note('the server’s own tool and client', await stockReplay(source, target, range?.from));
    await expectSame(source, target);
  }
  const stock = rates.get('the server’s own tool and client') ?? [];
  console.log(`${source.version}, ${logged} transactions, ${Math.round(bytes / 1e6)} MB of log, ${ROUNDS} rounds\n`);
  console.log('| what | transactions/s, median | ratio, median of pairs |\n| --- | ---: | ---: |');
  for (const [name, list] of rates)
    console.log(
      `| ${name} | ${median(list).toFixed(0)} | ${median(list.map((rate, i) => rate / (stock[i] ?? rate))).toFixed(2)}x |`,
    );
} finally {
  await Promise.all(started.map((server) => server.stop()));
  await rm(folder, { recursive: true });
}

/** Speed counts only for rows that came back. */
async function expectSame(...servers: TestServer[]): Promise<void> {
  const sums = await Promise.all(servers.map((server) => server.client('CHECKSUM TABLE shop.account, shop.booking')));
  if (new Set(sums).size > 1) throw new Error(`source and target differ:\n${sums.join('\n')}`);
}

/** Single-row transactions, one in three of each kind; a procedure, so that no client is what limits the writing. */
function workload(count: number): string {
  return `CREATE PROCEDURE work() BEGIN
    DECLARE i INT DEFAULT 0;
    WHILE i < ${Math.ceil(count / 3)} DO
      INSERT INTO booking (account, note) VALUES (i % ${ROWS}, CONCAT('booking ', i, ' of the day'));
      UPDATE account SET balance = balance + 1.25, at = NOW(6) WHERE id = 1 + i % ${ROWS};
      UPDATE booking SET note = 'seen' WHERE id = LAST_INSERT_ID();
      SET i = i + 1;
    END WHILE;
  END// CALL work()// DROP PROCEDURE work//`;
}

/** Rows of accounts 1 to `count`, in a form that both flavours have. */
function accounts(count: number): string {
  return `WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${count}) SELECT i, 0, NOW(6) FROM s`;
}

/** Restores in place of what is there, and returns the seconds in which the log was applied. */
async function applyLog(to: TestServer, set: WrittenSet): Promise<number> {
  await to.client('DROP DATABASE IF EXISTS shop');
  let began: number | undefined;
  const onProgress = ({ phase }: JobProgress) => {
    if (phase === 'replaying') began ??= performance.now();
  };
  await restore(set, [to.shard('s0')], { skipBinlog: true, lanesPerShard: 1, onProgress });
  return (performance.now() - (began ?? Number.NaN)) / 1000;
}

/** Applies the rest of the source's log file as its manual says, and returns the seconds. */
async function stockReplay(
  from: TestServer,
  to: TestServer,
  at: { file: string; position: number } | undefined,
): Promise<number> {
  const { client, binlog } = from.programs;
  const file = join(from.folder, 'data', at?.file ?? '');
  const account = `--protocol=tcp --host=127.0.0.1 --port=${to.port} --user=${ADMIN.user}`;
  const [skip, key] = flavour === 'mysql' ? ['--skip-gtids', '--get-server-public-key'] : ['', ''];
  const read = `'${binlog}' --no-defaults --disable-log-bin ${skip} --start-position=${at?.position ?? 4} '${file}'`;
  const run = `'${client}' --no-defaults --binary-mode ${account} ${key}`;
  const began = performance.now();
  await runProgram('sh', ['-c', `${read} | ${run}`], { env: { MYSQL_PWD: ADMIN.password } });
  return (performance.now() - began) / 1000;
}
