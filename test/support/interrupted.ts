import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { JournalRecord } from '../../electron/engine/archive/journal.ts';
import { readInterrupted } from '../../electron/engine/archive/read-interrupted.ts';
import type { SetPlace } from '../../electron/engine/archive/set-folder.ts';
import type { Shard } from '../../shared/cluster.ts';
import { startCli, tempFolder, writeClusterFile } from './cli.ts';
import { type Gate, openGate } from './gate.ts';
import type { ServerHandle } from './server-handle.ts';

/**
 * Tables `t1` and so on, each of 1.2 MB, so that volumes of 1 MiB close while they are read. Random bytes, since a busy
 * machine may take a gate for a slow wire, and what travels compressed must not be too short to be held.
 */
export const TABLES = 8;
const ROWS = 600;

/** Creates the schema `shop`, anew where it is there. */
export async function seedShop(server: ServerHandle): Promise<void> {
  const digits = '(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5)';
  const tens = digits.replace(
    ' UNION SELECT 5',
    ' UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9',
  );
  const tables = Array.from(
    { length: TABLES },
    (_, i) => `CREATE TABLE t${i + 1} (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0, v VARBINARY(2000));
      INSERT INTO t${i + 1} (id, v) SELECT a.d * 100 + b.d * 10 + c.d, CONCAT(RANDOM_BYTES(1000), RANDOM_BYTES(920))
      FROM ${digits} a JOIN ${tens} b JOIN ${tens} c;`,
  );
  await server.client(`DROP DATABASE IF EXISTS shop; CREATE DATABASE shop; USE shop; ${tables.join(' ')}`);
}

/** Inserts, updates, deletes and moves rows from table to table, on all servers, until it is told to stop. */
export function startWriters(servers: readonly ServerHandle[]): { stop(): Promise<void> } {
  let writing = true;
  const work = Promise.all(
    servers.map(async (server) => {
      for (let round = 0; writing; round++) {
        const [one, other] = [1 + (round % TABLES), 1 + ((round * 3 + 1) % TABLES)];
        const id = (round * 7) % ROWS;
        const moved = 100_000 + round;
        await server.client(
          `UPDATE t${one} SET n = n + 1 WHERE id BETWEEN ${id} AND ${id + 3};
           INSERT INTO t${other} (id, n) VALUES (${10_000 + round}, ${round});
           DELETE FROM t${one} WHERE id = ${10_000 + round - TABLES};
           BEGIN; INSERT INTO t${other} SELECT ${moved}, n, v FROM t${one} WHERE id = ${id};
           DELETE FROM t${one} WHERE id = ${id}; COMMIT;`,
          { database: 'shop' },
        );
        await pause(50); // leaves the processors to the runs
      }
    }),
  );
  return {
    stop: async () => {
      writing = false;
      await work;
    },
  };
}

/** The shard by a way that holds after so many bytes to the client, past the definitions and amid the rows. */
export async function gatedShard(
  server: ServerHandle,
  shard: Shard,
  bytes: number,
): Promise<{ shard: Shard; gate: Gate }> {
  const gate = await openGate(server.port, 'to-client', bytes);
  onTestFinished(() => gate.close());
  return { shard: { ...shard, port: gate.port }, gate };
}

/** What a journal says, line by line. */
export async function journalOf(folder: string): Promise<JournalRecord[]> {
  const text = await readFile(join(folder, 'journal.ndjson'), 'utf8').catch(() => '');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalRecord);
}

/** The set of the destination that has no manifest. */
export async function interruptedId(to: string): Promise<string> {
  for (const id of await readdir(join(to, 'test')))
    if (!(await readdir(join(to, 'test', id))).includes('manifest.json')) return id;
  throw new Error('no set was interrupted');
}

/**
 * Runs `shardkeep ARGS` on these shards and kills it, as a power cut would, when the gate in front of the first shard holds
 * and nothing more is written.
 */
export async function killAtGate(
  args: readonly string[],
  to: string,
  shards: readonly Shard[],
  gate: Gate,
): Promise<string> {
  const cluster = await writeClusterFile(await tempFolder(), 'test', shards);
  const running = startCli([...args, '--cluster', cluster, '--to', to]);
  const early = running.ended.then(({ stdout, stderr }) => {
    throw new Error(`the run ended before the gate held: ${stdout}${stderr}`);
  });
  await Promise.race([gate.holding, early]);
  early.catch(() => {}); // it ends by the signal below
  // A busy machine may close no volume for seconds.
  const deadline = Date.now() + 60_000;
  for (let before = -1; ; ) {
    const id = await interruptedId(to);
    const folder = join(to, 'test', id);
    const { length } = await journalOf(folder);
    if (length === before && (await isAsFarAsItGets({ id, folder, cluster: 'test' }, shards[0]))) break;
    if (Date.now() > deadline) throw new Error('what came through the gate was not made durable');
    before = length;
    await pause(700);
  }
  running.kill('SIGKILL');
  await running.ended;
  return interruptedId(to);
}

/** Whether all of the last run that can be durable is: a table that came through the gate, and all of the other shards. */
async function isAsFarAsItGets(place: SetPlace, gated: Shard | undefined): Promise<boolean> {
  const { snapshots } = await readInterrupted(place);
  return [...snapshots].every(([shard, taken]) => {
    const read = taken.map(({ tables }) => tables.length);
    return shard === gated?.name ? (read.at(-1) ?? 0) > 0 : read.reduce((sum, one) => sum + one, 0) === TABLES;
  });
}

/** Options of a run whose volumes close while it reads. */
export const SMALL_VOLUMES = ['--volume-size', '1MiB', '--compression', 'none', '--lanes', '2'] as const;

/** A backup with small volumes, killed at the gate. */
export function killBackup(
  to: string,
  shards: readonly Shard[],
  gate: Gate,
  ...more: readonly string[]
): Promise<string> {
  return killAtGate(['backup', ...SMALL_VOLUMES, ...more], to, shards, gate);
}
