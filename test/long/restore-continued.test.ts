import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { RESTORE_NOTE } from '../../electron/engine/restore/restore-note.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, stockDump, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Two shards on one server, each with a schema of its own. */
const SCHEMAS = ['shop0', 'shop1'];

/** Rows of 64 kB: 2 MB in the full set and 4 MB in the log. */
const FILLER = 'REPEAT(SHA2(RAND(), 512), 512)';
const LOADED = 2_100_000;
const AMID_ROWS = 1_000_000;
const AMID_LOG = LOADED + 2_000_000;

const ENGINE = join(import.meta.dirname, '../../electron/engine/restore/run-restore.ts');
/** What the command line asks for when nothing is said. */
const OPTIONS = { replace: false, verify: true, dryRun: false, lanesPerShard: 2, wire: 'plain' };

const seed = (schema: string) => `CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema};
  CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), UNIQUE KEY by_name (name));
  CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, customer INT, v MEDIUMTEXT CHARACTER SET ascii,
    CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id));
  CREATE TABLE counted (n INT); INSERT INTO counted VALUES (0);
  CREATE TRIGGER count_order AFTER INSERT ON orders FOR EACH ROW UPDATE counted SET n = n + 1;
  CREATE VIEW named AS SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer;
  INSERT INTO customers (name) VALUES ('a'), ('b');
  ${`INSERT INTO orders (customer, v) VALUES (1, ${FILLER});`.repeat(32)}`;

/** Rows that depend on each other, and definitions among them; the last ones move the counters. */
const logged = (schema: string) => `USE ${schema};
  ${Array.from(
    { length: 32 },
    (_, i) => `BEGIN; INSERT INTO customers (name) VALUES ('c${i}');
      INSERT INTO orders (customer, v) VALUES (LAST_INSERT_ID(), ${FILLER}); COMMIT;
      INSERT INTO orders (customer, v) VALUES (2, ${FILLER}); DELETE FROM orders WHERE id = ${i + 1};
      ${i % 8 === 5 ? `ALTER TABLE customers ADD COLUMN extra${i} INT DEFAULT ${i}; CREATE TABLE later${i} AS SELECT id FROM orders;` : ''}`,
  ).join('\n')}
  INSERT INTO customers (name) VALUES ('gone'); DELETE FROM customers WHERE name = 'gone';`;

describe.each(FLAVOURS)('an interrupted restore on %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  let to: string;
  let full: WrittenSet;
  let incremental: WrittenSet;
  let expected: readonly string[];

  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
    to = join(await tempFolder(), 'destination');
    await source.client(SCHEMAS.map(seed).join(' '));
    full = await backUp(shardsOn(source), { to, compression: 'none' });
    await source.client(SCHEMAS.map(logged).join(' '));
    incremental = await backUpLog(shardsOn(source), to);
    expected = await contents(source);
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));
  beforeEach(() => target.client(SCHEMAS.map((schema) => `DROP DATABASE IF EXISTS ${schema};`).join(' ')));

  const shardsOn = (server: TestServer) =>
    SCHEMAS.map((schema, i) => server.shard(`s${i}`, { schemas: [schema] })) as [Shard, Shard];
  const contents = (server: TestServer) => Promise.all(SCHEMAS.map((schema) => stockDump(server, schema)));
  const notes = async () =>
    Number(await target.client(`SELECT COUNT(*) FROM information_schema.tables WHERE table_name = '${RESTORE_NOTE}'`));

  /** The targets by a way that holds what goes to the first one after so many bytes. */
  async function gated(bytes: number): Promise<{ shards: readonly Shard[]; gate: Gate }> {
    const gate = await openGate(target.port, 'to-server', bytes);
    onTestFinished(() => gate.close());
    const [one, two] = shardsOn(target);
    return { shards: [{ ...one, port: gate.port }, two], gate };
  }

  /** A restore in a process of its own that a SIGKILL ends at the gate; a measured wire would move where that is. */
  async function killAt(bytes: number): Promise<void> {
    const { shards, gate } = await gated(bytes);
    const script = `const { runRestore } = await import(${JSON.stringify(ENGINE)});
      await runRestore({ ...${JSON.stringify({ cluster: { name: 'test', shards }, from: to, ...OPTIONS })},
        map: new Map(), rename: new Map(), definers: { rule: 'keep', map: new Map() } });`;
    const file = join(temporaryFolder(), 'restore.mjs');
    await writeFile(file, script);
    const child = spawn(process.execPath, [file], { stdio: 'inherit' });
    const ended = once(child, 'exit');
    await Promise.race([gate.holding, ended.then(() => Promise.reject(new Error('it ended before the gate held')))]);
    child.kill('SIGKILL');
    await ended;
  }

  /** The same restore again, by the command line. */
  async function again(...more: readonly string[]) {
    const cluster = await writeClusterFile(temporaryFolder(), 'test', shardsOn(target));
    return runCli(['restore', '--from', to, '--cluster', cluster, '--json', ...more]);
  }

  async function expectWhole(report: RestoreReport): Promise<void> {
    expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
    expect(report.quality?.value).toBe(1);
    const restored = await contents(target);
    for (const [i, dump] of expected.entries())
      expect(restored[i] === dump, `${SCHEMAS[i]} is as at the cut`).toBe(true);
    expect(await notes()).toBe(0);
  }

  test('that was killed amid the log goes on there, and loads nothing again', async () => {
    await killAt(AMID_LOG);
    expect(await notes()).toBe(2);
    const made = () => target.client(`SELECT create_time FROM information_schema.tables WHERE table_name = 'counted'`);
    const before = await made();

    const looked = await again('--dry-run');
    expect([looked.code, looked.stderr]).toEqual([0, '']);
    const continues = { code: 'restore-continues', set: incremental.manifest.id, verified: true };
    const { findings } = looked.json() as RestoreReport;
    expect(findings.filter(({ code }) => code.startsWith('restore-'))).toMatchObject([
      { ...continues, target: 's0', after: { file: expect.any(String), position: expect.any(Number) } },
      { ...continues, target: 's1' },
    ]);

    // What somebody else writes there, such as a place further on, is not gone on from, and said.
    const onTarget = (change: string) => target.client(`UPDATE shop0.${RESTORE_NOTE} SET ${change}`);
    const seal = (await target.client(`SELECT seal FROM shop0.${RESTORE_NOTE}`)).trim();
    const [file = '', position = ''] = (await target.client(`SELECT file, position FROM shop0.${RESTORE_NOTE}`)).split(
      /\s/,
    );
    for (const [change, back] of [
      // As it was before the log: it would be applied twice.
      [`file = '', position = 0`, `file = '${file}', position = ${position}`],
      ['position = position + 1000', 'position = position - 1000'],
      ['seal = NULL', `seal = '${seal}'`],
      [
        `note = REPLACE(note, '"verified":true', '"verified":false')`,
        `note = REPLACE(note, '"verified":false', '"verified":true')`,
      ],
    ] as const) {
      await onTarget(change);
      const altered = await again();
      expect([altered.code, altered.stderr]).toEqual([2, expect.stringContaining('somebody has changed it')]);
      await onTarget(back);
    }

    const { code, stderr, json } = await again();
    expect([code, stderr]).toEqual([0, '']);
    const report = json() as RestoreReport;
    await expectWhole(report);
    expect(report.tables.every(({ state }) => state === 'equal')).toBe(true);
    expect(await made()).toBe(before);
    const [range] = incremental.manifest.shards.map(({ binlog }) => binlog);
    const all = range?.segments.reduce((sum, { transactions }) => sum + transactions, 0) ?? 0;
    expect(report.rolled[0]?.transactions).toBeGreaterThan(0);
    expect(report.rolled[0]?.transactions).toBeLessThan(all - 10);
  });

  test('that lost its server amid the log says how it goes on; another set, instant or choice does not go on with it', async () => {
    const { shards, gate } = await gated(AMID_LOG);
    const run = restore(incremental, shards, { wire: 'plain' });
    const lost = expect(run).rejects.toMatchObject({
      failure: { code: 'connection-lost', detail: { code: 'log-cut-off' }, safety: 'partly-restored' },
    });
    await Promise.race([gate.holding, run]);
    const ids = await target.client('SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()');
    for (const id of ids.trim().split('\n')) await target.client(`KILL ${id}`).catch(() => {});
    gate.open();
    await lost;
    const held = await contents(target);

    const refuses = (why: string) => ({
      failure: {
        code: 'target-not-empty',
        detail: {
          findings: expect.arrayContaining([expect.objectContaining({ code: 'restore-interrupted', why })]),
        },
      },
    });
    await expect(restore(full, shardsOn(target))).rejects.toMatchObject(refuses('other-set'));
    const point = { kind: 'instant', at: between(full, incremental) } as const;
    await expect(restore(incremental, shardsOn(target), { point })).rejects.toMatchObject(refuses('other-point'));
    await expect(restore(incremental, shardsOn(target), { only: ['*.orders'] })).rejects.toMatchObject(
      refuses('other-choice'),
    );
    expect(await contents(target)).toEqual(held);

    await expectWhole(await restore(incremental, shardsOn(target)));
  });

  test('keeps every other one out of its schemas while it runs, and the look beforehand says so', async () => {
    const { shards, gate } = await gated(AMID_ROWS);
    const run = restore(incremental, shards, { wire: 'plain' });
    await Promise.race([gate.holding, run]);
    const others = await Promise.all([again('--dry-run'), again('--replace')]);
    expect(others.map(({ code }) => code)).toEqual([1, 1]);
    for (const { stderr } of others)
      expect(stderr).toMatch(/Another restore is writing to shop0 on s0[\s\S]*Nothing was written/);
    gate.open();
    await expectWhole(await run);
    expect((await again('--dry-run')).code).toBe(2); // the lock has gone with it
  });

  test('that was killed amid its rows cannot go on, says so, and is restored anew with --replace', async () => {
    await killAt(AMID_ROWS);
    const refused = await again();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/cut off before all rows were loaded \(0 of 2 shards.*--replace/s);
    const { code, json } = await again('--replace');
    expect(code).toBe(0);
    await expectWhole(json() as RestoreReport);
  });
});

describe.each(FLAVOURS)('a log on %s', (flavour) => {
  test('that drops the schema in which the restore keeps how far it is is followed all the same', async () => {
    const [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
    onTestFinished(() => Promise.all([source.stop(), target.stop()]).then(() => {}));
    const shard = (server: TestServer) => server.shard('s0', { schemas: ['shop'] });
    await source.client(
      'CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)',
    );
    const to = join(temporaryFolder(), 'destination');
    await backUp([shard(source)], { to });
    await source.client(
      'INSERT INTO shop.t VALUES (2); DROP DATABASE shop; CREATE DATABASE shop; CREATE TABLE shop.u (id INT PRIMARY KEY); INSERT INTO shop.u VALUES (3)',
    );
    const report = await restore(await backUpLog([shard(source)], to), [shard(target)]);
    expect(report.rolled).toMatchObject([{ stopped: null }]);
    expect(await stockDump(target, 'shop')).toBe(await stockDump(source, 'shop'));
  });
});

/** An instant that both sets' logs cover. */
function between(full: WrittenSet, incremental: WrittenSet): string {
  const [from, until] = [full, incremental].map(({ manifest }) => Date.parse(manifest.cut.at)) as [number, number];
  return new Date((from + until) / 2).toISOString();
}
