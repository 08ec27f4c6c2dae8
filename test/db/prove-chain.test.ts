import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { proveChain } from '../../electron/engine/prove/prove-chain.ts';
import type { ChainProofReport } from '../../shared/chain-proof.ts';
import type { JobPhase } from '../../shared/job.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

interface Listed {
  readonly id: string;
  readonly standing: { readonly state: string };
}

describe.each(FLAVOURS)('a chain of %s', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  /** Those of one test: other files make some on this server meanwhile. */
  const schemas = (of: string) => target.client(`SHOW DATABASES LIKE '%${of}%'`);
  const prove = (to: string, more: Partial<Parameters<typeof proveChain>[0]> = {}): Promise<ChainProofReport> =>
    proveChain({
      cluster: { name: 'test', shards: [target.shard('s0')] },
      from: to,
      map: new Map(),
      only: undefined,
      rename: new Map(),
      lanesPerShard: 2,
      skipBinlog: false,
      ...more,
    });
  const listed = async (to: string): Promise<Listed[]> =>
    ((await runCli(['list', '--from', to, '--json'])).json() as { sets: Listed[] }).sets;
  const states = ({ tables }: ChainProofReport) =>
    Object.fromEntries(tables.map(({ table, state, problem, why }) => [table, (problem ?? why)?.code ?? state]));

  /** A full set, `between` in the log behind it, and another full set; and the log of the first chain up to it. */
  async function chainOf(s: string, before: string, between: string, more: readonly string[] = []) {
    const to = join(temporaryFolder(), 'destination');
    const shards = [source.shard('s0', { schemas: [s, ...more] })];
    await source.client(`USE ${s}; ${before}`);
    const older = await backUp(shards, { to });
    await source.client(`USE ${s}; ${between}`);
    const full = await backUp(shards, { to });
    const log = await backUpLog(shards, to, { base: older.manifest.id });
    return { to, shards, older, full, log };
  }

  afterEach(async () => {
    expect((await target.client('XA RECOVER')).trim()).toBe('');
  });

  test('is proven by the full set behind it, once a set holds the log in between; nothing stays on the target', async () => {
    const s = await freshSchema(source, 'proof');
    const late = `${s}_late`;
    onTestFinished(async () => void (await source.client(`DROP DATABASE IF EXISTS ${late}`)));
    const to = join(temporaryFolder(), 'destination');
    const shards = [source.shard('s0', { schemas: [s, late] })];
    await source.client(
      `USE ${s}; CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20)); INSERT INTO t (v) VALUES ('a'),('b'),('c');
       CREATE TABLE bare (v INT); INSERT INTO bare VALUES (1),(1),(2); CREATE TABLE gone (id INT PRIMARY KEY)`,
    );
    await backUp(shards, { to });
    await expect(prove(to)).rejects.toMatchObject({
      failure: { code: 'not-found', fact: { reason: 'prove-no-chain' } },
    });
    // Another application's, on both servers: it is in the log and in no set.
    const foreign = `CREATE DATABASE ${s}_foreign; CREATE TABLE ${s}_foreign.x (id INT PRIMARY KEY)`;
    for (const server of [source, target]) {
      await server.client(foreign);
      onTestFinished(async () => void (await server.client(`DROP DATABASE ${s}_foreign`)));
    }
    await source.client(`USE ${s}; UPDATE t SET v='B' WHERE id=2; DROP TABLE gone; CREATE DATABASE ${late};
       CREATE TABLE ${late}.x (id INT PRIMARY KEY); INSERT INTO ${late}.x VALUES (7)`);
    const last = await backUpLog(shards, to);
    await source.client(`USE ${s}; INSERT INTO t (v) VALUES ('d'); ALTER TABLE t ADD w INT DEFAULT 5; DELETE FROM bare LIMIT 1;
       XA START 'open'; INSERT INTO ${late}.x VALUES (8); XA END 'open'; XA PREPARE 'open'`);
    onTestFinished(async () => void (await source.client("XA ROLLBACK 'open'")));
    const full = await backUp(shards, { to });
    await source.client(`USE ${s}; UPDATE t SET v='later'; INSERT INTO bare VALUES (9)`);
    await expect(prove(to)).rejects.toMatchObject({
      failure: { code: 'chain-broken', fact: { reason: 'prove-log-missing', values: { last: last.manifest.id } } },
    });
    const closing = await backUpLog(shards, to, { base: last.manifest.id });

    const before = await schemas(s);
    const folder = await tempFolder();
    const cluster = await writeClusterFile(folder, 'practice', [target.shard('s0')]);
    const run = await runCli(['prove', '--chain', '--from', to, '--cluster', cluster, '--json']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const report = run.json() as ChainProofReport;
    expect(report).toMatchObject({ ok: true, share: 1, full: full.manifest.id, of: { tables: 3, rows: 7 } });
    expect(states(report)).toEqual({ t: 'equal', bare: 'equal', x: 'equal' });
    expect(report.chain).toHaveLength(3);
    expect(await schemas(s)).toBe(before);
    const standings = new Map((await listed(to)).map(({ id, standing }) => [id, standing.state]));
    expect([last, closing, full].map(({ manifest }) => standings.get(manifest.id))).toEqual([
      'proven',
      'partly-proven',
      'complete',
    ]);
  });

  test('whose log gives other values than the server had is found, with server, schema and table', async () => {
    const s = await freshSchema(source, 'other');
    // Nothing that both servers may give alike, such as the number of a connection.
    const other =
      flavour === 'mariadb'
        ? "ALTER TABLE t ADD c VARCHAR(40) DEFAULT (CONCAT('x', UUID()))"
        : 'SET SESSION div_precision_increment=9; ALTER TABLE t ADD c DECIMAL(30,20) DEFAULT (1 / 3)';
    const { to, log } = await chainOf(
      s,
      'CREATE TABLE fine (id INT PRIMARY KEY, v INT); CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); INSERT INTO fine VALUES (1,1)',
      `UPDATE fine SET v=2; ${other}`,
    );
    const before = await schemas(s);
    const folder = await tempFolder();
    const cluster = await writeClusterFile(folder, 'practice', [target.shard('s0')]);
    const run = await runCli(['prove', '--chain', '--from', to, '--cluster', cluster]);
    expect([run.code, run.stderr]).toEqual([4, '']);
    expect(run.stdout).toMatch(new RegExp(`NOT EQUAL: 1 of 2 tables[\\s\\S]*s0 on s0: ${s}\\.t: .*content`));
    expect(run.stdout).not.toContain(`${s}.fine`);
    expect(await schemas(s)).toBe(before);
    expect((await listed(to)).map(({ standing }) => standing.state)).toEqual(['complete', 'complete', 'damaged']);
    expect(log.manifest.kind).toBe('incremental');
    // What is right about the chain can be proven by itself.
    expect(states(await prove(to, { only: [`${s}.fine`] }))).toEqual({ fine: 'equal' });
  });

  test('leaves alone what somebody else makes meanwhile under a name that its log makes, and says what it could not do', async () => {
    const s = await freshSchema(source, 'meanwhile');
    const late = `${s}_late`;
    onTestFinished(async () => void (await source.client(`DROP DATABASE IF EXISTS ${late}`)));
    onTestFinished(async () => void (await target.client(`DROP DATABASE IF EXISTS ${late}`)));
    const { to } = await chainOf(
      s,
      'CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)',
      `CREATE DATABASE IF NOT EXISTS ${late}; CREATE TABLE ${late}.x (id INT PRIMARY KEY); INSERT INTO ${late}.x VALUES (7)`,
      [late],
    );
    for (const theirs of [`CREATE TABLE ${late}.theirs (id INT); INSERT INTO ${late}.theirs VALUES (42)`, '']) {
      let made = false;
      const report = await prove(to, {
        onProgress: ({ phase }) => {
          if (phase !== 'objects' || made) return;
          made = true;
          atOnce(target, `CREATE DATABASE ${late}; ${theirs}`);
        },
      });
      expect(report.rolled).toMatchObject([
        { stopped: { fact: { reason: 'replay-refused', values: { why: expect.stringContaining('somebody else') } } } },
      ]);
      expect(states(report)).toEqual({ t: 'stopped', x: 'stopped' });
      expect(await target.client(`SHOW TABLES FROM ${late}; SHOW DATABASES LIKE '${s}'`)).toBe(theirs && 'theirs\n');
      // Whose an empty one is cannot be known.
      expect(report.left).toEqual(theirs ? [] : [{ target: 's0', name: late, cause: expect.stringContaining(late) }]);
      await target.client(`DROP DATABASE ${late}`);
    }
    expect(states(await prove(to))).toEqual({ t: 'equal', x: 'equal' });
  });

  test('that is cancelled, or for which there is no room, leaves the target as it was', async () => {
    const s = await freshSchema(source, 'stop');
    const late = `${s}_late`;
    onTestFinished(async () => void (await source.client(`DROP DATABASE IF EXISTS ${late}`)));
    const { to } = await chainOf(
      s,
      'CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1,1)',
      `CREATE DATABASE ${late}; CREATE TABLE ${late}.x (id INT PRIMARY KEY); UPDATE t SET v=2`,
      [late],
    );
    const before = await schemas(s);
    for (const phase of ['objects', 'loading', 'replaying', 'verifying'] as const satisfies readonly JobPhase[]) {
      const stop = new AbortController();
      const seen: JobPhase[] = [];
      const run = prove(to, {
        signal: stop.signal,
        onProgress: (progress) => {
          seen.push(progress.phase);
          if (progress.phase === phase) stop.abort();
        },
      });
      await expect(run).rejects.toMatchObject({ failure: { code: 'cancelled', fact: { reason: 'proof-cancelled' } } });
      expect([phase, seen.at(-1)]).toEqual([phase, phase]);
      expect([phase, await schemas(s)]).toEqual([phase, before]);
    }
    await target.client(`CREATE DATABASE ${late}; CREATE TABLE ${late}.own (id INT)`);
    onTestFinished(async () => void (await target.client(`DROP DATABASE IF EXISTS ${late}`)));
    await expect(prove(to)).rejects.toMatchObject({ failure: { code: 'target-not-empty' } });
    expect(await target.client(`SHOW TABLES FROM ${late}; SHOW DATABASES LIKE '${s}'`)).toBe('own\n');
    const beside = await prove(to, { rename: new Map([[late, `${late}_b`]]) }).catch((error: unknown) => error);
    expect(beside).toMatchObject({ failure: { code: 'bad-input' } });
    expect(states(await prove(to, { only: [`${s}.*`] }))).toEqual({ t: 'equal' });
    expect(await target.client(`SHOW TABLES FROM ${late}; SHOW DATABASES LIKE '${s}'`)).toBe('own\n');
  });
});

/** Runs statements before anything else of this process goes on. */
function atOnce({ programs, port, flavour }: ServerHandle, sql: string): void {
  const key = flavour === 'mysql' ? ['--get-server-public-key'] : [];
  execFileSync(
    programs.client,
    ['--no-defaults', `--user=${ADMIN.user}`, '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, ...key],
    { input: sql, env: { MYSQL_PWD: ADMIN.password } },
  );
}
