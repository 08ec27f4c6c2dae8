/**
 * How long a backup of very many tables takes until it reads the first row: npm run bench:planning -- [--tables N]
 * [--flavour mariadb|mysql]. Prints wall and CPU seconds of that part, of the whole backup, and of the floor: every
 * CREATE TABLE read once. Nothing else should run on the machine.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { askGroups, groupTables, READERS } from '../../electron/engine/backup/table-groups.ts';
import { connect, type Flavour } from '../../electron/engine/mysql/connect.ts';
import { quoteName, quoteTable } from '../../electron/engine/mysql/quote.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Schemas that the tables are spread over. */
const SCHEMAS = 4;
/** Sessions that create them. */
const CREATORS = 8;

const { values } = parseArgs({
  options: { tables: { type: 'string', default: '10000' }, flavour: { type: 'string', default: 'mariadb' } },
});
const flavour: Flavour = values.flavour === 'mysql' ? 'mysql' : 'mariadb';
const count = Number(values.tables);

const server = await startServer({ flavour });
try {
  const tables = await createTables(server);
  console.log(`${server.version}, ${tables.length} tables in ${SCHEMAS} schemas\n`);
  console.log('| what | wall s | server CPU s | client CPU s |\n| --- | --- | --- | --- |');
  await measure('every CREATE TABLE read once', (lap) => readDefinitions(server, tables).then(() => lap()));
  for (const round of [1, 2, 3])
    await measure(`backup ${round}`, async (lap) => {
      const folder = await mkdtemp(join(tmpdir(), 'shardkeep-bench-'));
      await runBackup({
        cluster: { name: 'many', shards: [server.shard('s0')] },
        to: folder,
        method: 'hot',
        lanesPerShard: 2,
        compression: 'fast',
        volumeBytes: 1 << 30,
        onProgress: ({ phase }) => phase === 'reading' && lap(': until the first row'),
      });
      lap(': whole');
      await rm(folder, { recursive: true });
    });
} finally {
  await server.stop();
}

async function createTables(on: TestServer): Promise<{ schema: string; name: string }[]> {
  const tables = Array.from({ length: count }, (_, i) => ({ schema: `shop_${i % SCHEMAS}`, name: `order_${i}` }));
  for (let i = 0; i < SCHEMAS; i++) await on.client(`CREATE DATABASE shop_${i}`);
  const sessions = await Promise.all(Array.from({ length: CREATORS }, () => connect(on.shard('make'))));
  const queue = [...tables];
  await Promise.all(
    sessions.map(async (session) => {
      for (let next = queue.shift(); next; next = queue.shift())
        await session.execute(
          `CREATE TABLE ${quoteTable(next.schema, next.name)} (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
            customer INT NOT NULL, amount DECIMAL(12,2) DEFAULT 0, note VARCHAR(200),
            placed TIMESTAMP DEFAULT CURRENT_TIMESTAMP, KEY (customer), KEY placed (placed, amount))`,
        );
      await session.close();
    }),
  );
  return tables;
}

async function readDefinitions(on: TestServer, tables: readonly { schema: string; name: string }[]): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: READERS }, () => connect(on.shard('read'))));
  await askGroups(sessions, groupTables(tables), async (session, { schema, names }) => {
    await session.execute(`USE ${quoteName(schema)}`);
    for (const name of names) await session.query(`SHOW CREATE TABLE ${quoteName(name)}`);
  });
  await Promise.all(sessions.map((session) => session.close()));
}

/** Runs `work`, which tells with `lap` when a part of it is done; each part is told once. */
async function measure(name: string, work: (lap: (part?: string) => void) => Promise<void>): Promise<void> {
  const began = performance.now();
  const own = process.cpuUsage();
  const before = await serverSeconds();
  const told = new Map<string, Promise<string>>();
  await work((part) => {
    const key = part ?? '';
    if (told.has(key)) return;
    const wall = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(own);
    const client = (user + system) / 1e6;
    told.set(
      key,
      serverSeconds().then((now) => `| ${name}${key} | ${[wall, now - before, client].map(tenths).join(' | ')} |`),
    );
  });
  for (const line of await Promise.all(told.values())) console.log(line);
}

function tenths(seconds: number): string {
  return seconds.toFixed(1);
}

/** CPU seconds of the server so far: fields 14 and 15 of its stat, in hundredths. */
async function serverSeconds(): Promise<number> {
  const text = await readFile(`/proc/${server.pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
