import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { halvesBeside } from '../../electron/cli/render-halves.ts';
import { findNewestSet } from '../../electron/engine/archive/set-folder.ts';
import type { RestoreOptions } from '../../electron/engine/restore/restore-options.ts';
import { runRestore } from '../../electron/engine/restore/run-restore.ts';
import { CHECKS_FILE, readChecks, recordReading } from '../../electron/engine/verify/set-checks.ts';
import { factFrom } from '../../shared/failure-words.ts';
import type { JobProgress } from '../../shared/job.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { freshSchema, testServer } from '../support/servers.ts';

const [server, target] = [testServer('mariadb'), testServer('mariadb', 'target')];
let [folder, schema, cluster, spare, drive] = ['', '', '', '', ''];

beforeAll(async () => {
  folder = await tempFolder();
  drive = join(folder, 'drive');
  schema = await freshSchema(server, 'checks');
  const table = (name: string) =>
    `CREATE TABLE ${name} (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO ${name} VALUES (1, 'a'), (2, 'b'), (3, 'c');`;
  await server.client(`${table('one')} ${table('two')}`, { database: schema });
  cluster = await writeClusterFile(folder, 'shop', [server.shard('s0', { schemas: [schema] })]);
  spare = await writeClusterFile(folder, 'spare', [target.shard('s0')]);
  const run = await runCli(['backup', '--cluster', cluster, '--to', drive]);
  expect([run.code, run.stderr]).toEqual([0, '']);
});

afterAll(async () => {
  for (const one of [server, target])
    await one.client(['', '_b', '_c', '_d'].map((end) => `DROP DATABASE IF EXISTS ${schema}${end}`).join('; '));
});

interface Listed {
  readonly standing: { readonly state: string };
  readonly verified: { readonly ok: boolean } | null;
  readonly proven: { readonly share: number; readonly ok: boolean } | null;
}

async function listed(): Promise<Listed[]> {
  const run = await runCli(['list', '--from', drive, '--json']);
  return (JSON.parse(run.stdout) as { sets: Listed[] }).sets;
}

const restore = (...more: string[]) =>
  runCli(['restore', '--from', drive, '--cluster', spare, '--replace', '--rename', `${schema}=${schema}_b`, ...more]);

test('a set is complete, verified, proven in part and proven, each only by what was compared, and says so itself', async () => {
  expect(await listed()).toMatchObject([{ standing: { state: 'complete' }, verified: null, proven: null }]);
  expect((await restore('--only', `${schema}.one`)).code).toBe(0);
  expect(await listed()).toMatchObject([
    { standing: { state: 'partly-proven' }, verified: null, proven: { share: 0.5, ok: false } },
  ]);
  expect((await runCli(['list', '--from', drive])).stdout).toContain('1 of 2 tables proven');
  expect((await runCli(['verify', '--from', drive])).code).toBe(0);
  expect(await listed()).toMatchObject([{ standing: { state: 'verified' }, verified: { ok: true } }]);
  expect((await restore('--no-verify')).code).toBe(0);
  expect((await restore('--dry-run')).code).toBe(0);
  expect(await listed()).toMatchObject([{ standing: { state: 'verified' }, proven: { share: 0.5 } }]);
  expect((await restore()).code).toBe(0);
  expect(await listed()).toMatchObject([{ standing: { state: 'proven' }, proven: { share: 1, ok: true } }]);
  // What is kept beside the set is no part of it.
  expect((await runCli(['verify', '--from', drive])).code).toBe(0);
});

test('a log proves nothing of the rows, unless none of its transactions changed what was restored', async () => {
  const chained = join(folder, 'chained');
  const backUp = (...more: string[]) => runCli(['backup', '--cluster', cluster, '--to', chained, ...more]);
  const standing = async () => {
    const again = ['restore', '--from', chained, '--cluster', spare, '--replace', '--rename', `${schema}=${schema}_d`];
    expect((await runCli(again)).code).toBe(0);
    const run = await runCli(['list', '--from', chained, '--json']);
    return (JSON.parse(run.stdout) as { sets: Listed[] }).sets.at(-1)?.standing.state;
  };
  expect((await backUp()).code).toBe(0);
  const other = await freshSchema(server, 'elsewhere');
  await server.client('CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)', { database: other });
  expect((await backUp('--kind', 'incremental')).code).toBe(0);
  expect(await standing()).toBe('proven');
  await server.client("INSERT INTO one VALUES (4, 'd')", { database: schema });
  expect((await backUp('--kind', 'incremental')).code).toBe(0);
  expect(await standing()).toBe('partly-proven');
  await server.client('DELETE FROM one WHERE id = 4', { database: schema });
});

test('a restore that is cut off leaves its target half restored for everybody who has the set, until it is done', async () => {
  const again = (more: Partial<RestoreOptions> = {}) =>
    runRestore({
      ...{ cluster: { name: 'spare', shards: [target.shard('s0')] }, from: drive, only: undefined, map: new Map() },
      ...{ rename: new Map([[schema, `${schema}_b`]]), replace: true, verify: false, accounts: false, dryRun: false },
      ...{ definers: { rule: 'keep', map: new Map() }, lanesPerShard: 1, skipBinlog: false, allowOutside: false },
      ...more,
    });
  const halves = async () => {
    const { set } = await findNewestSet(drive, 'shop');
    const checks = await readChecks(set.folder);
    return halvesBeside(drive, [{ id: set.id, cluster: 'shop', path: set.folder, state: 'complete', checks }]);
  };
  const abort = new AbortController();
  const onProgress = ({ phase }: JobProgress) => {
    if (phase === 'objects') abort.abort();
  };
  await expect(again({ signal: abort.signal, onProgress })).rejects.toThrow('cancelled');
  const { host, port } = target.shard('s0');
  expect(await halves()).toMatchObject([{ servers: [`${host}:${port}`] }]);
  const said = (await runCli(['list', '--from', drive])).stdout;
  expect(said).toContain('HALF RESTORED since');
  const { set } = await findNewestSet(drive, 'shop');
  expect(said).toContain(
    `shardkeep restore --from ${drive} --id ${set.id} --cluster FILE --rename ${schema}=${schema}_b --no-verify`,
  );
  expect(said).toContain(`on ${host}:${port}:\n    DROP DATABASE IF EXISTS \`${schema}_b\`;`);
  // Less than what was begun finishes nothing.
  await again({ only: [`${schema}.one`] });
  expect(await halves()).toHaveLength(1);
  expect((await runCli(['undone', '--from', drive, '--id', set.id])).code).toBe(0);
  expect(await halves()).toEqual([]);
  expect((await runCli(['undone', '--from', drive, '--id', set.id])).code).toBe(2);
  const second = new AbortController();
  const stop = ({ phase }: JobProgress) => phase === 'objects' && second.abort();
  await expect(again({ signal: second.signal, onProgress: stop })).rejects.toThrow('cancelled');
  expect(await halves()).toHaveLength(1);
  await again();
  expect(await halves()).toEqual([]);
});

test('damage that was found stays known, and a drive that takes nothing can be verified all the same', async () => {
  const { set } = await findNewestSet(drive, 'shop');
  const volume = join(set.folder, set.manifest.volumes[0]?.file ?? '');
  const bytes = await readFile(volume);
  const place = bytes.indexOf(Buffer.from('one')) + 200;
  await writeFile(volume, Buffer.from(bytes).fill(0, place, place + 64));
  expect((await runCli(['verify', '--from', drive])).code).toBe(4);
  expect(await listed()).toMatchObject([{ standing: { state: 'damaged' }, verified: null }]);
  expect((await runCli(['list', '--from', drive])).stdout).toContain('DAMAGED');
  await writeFile(volume, bytes);
  await rm(join(set.folder, CHECKS_FILE));
  await chmod(set.folder, 0o500);
  expect((await runCli(['verify', '--from', drive])).code).toBe(0);
  await chmod(set.folder, 0o700);
  if (process.getuid?.() !== 0) await expect(stat(join(set.folder, CHECKS_FILE))).rejects.toThrow();
});

test('a set known as damaged is nobody’s choice: an older one is restored and both are named, and nothing is replaced by it', async () => {
  const sound = (await findNewestSet(drive, 'shop')).set.id;
  expect((await runCli(['backup', '--cluster', cluster, '--to', drive])).code).toBe(0);
  const { set } = await findNewestSet(drive, 'shop');
  const table = `s0: ${schema}.one`;
  const damage = { file: 's0.0001.zip', entry: null, fact: factFrom('entry-altered', { entry: 'x' }) };
  await recordReading(set.folder, { damage: [damage], tables: [table] });

  const chosen = await restore('--dry-run', '--json');
  const passed = { code: 'passed-damaged', set: sound, newer: set.id, tables: [table], count: 1 };
  expect([chosen.code, chosen.json()]).toMatchObject([0, { id: sound }]);
  expect(chosen.json()).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(passed)]) });
  expect((await restore()).stdout).toContain(`${set.id} is newer than ${sound}`);

  const replaced = ['--id', set.id];
  const dry = await restore('--dry-run', ...replaced);
  expect([dry.code, dry.stdout]).toEqual([
    4,
    expect.stringMatching(new RegExp(`would not begin[\\s\\S]*damaged.*${schema}\\.one`)),
  ]);
  const run = await restore(...replaced);
  expect([run.code, run.stdout]).toEqual([4, '']);
  expect(run.stderr).toMatch(new RegExp(`${schema}\\.one[\\s\\S]*Nothing was written`));
  expect((await restore(...replaced, '--only', `${schema}.two`)).code).toBe(0);

  const beside = ['restore', '--from', drive, '--cluster', spare, '--id', set.id, '--rename', `${schema}=${schema}_c`];
  const look = await runCli([...beside, '--dry-run']);
  expect([look.code, look.stdout]).toEqual([
    0,
    expect.stringMatching(/without what is damaged[\s\S]*known to be damaged/),
  ]);
  expect((await runCli(['verify', '--from', drive, '--id', set.id])).code).toBe(0);
  expect((await restore('--dry-run', '--json')).json()).toMatchObject({ id: set.id });
});

test('all sets of a cluster that are gone are named by verify, which ends with 4, and by list', async () => {
  const place = join(folder, 'lost');
  expect((await runCli(['backup', '--cluster', cluster, '--to', place])).code).toBe(0);
  expect((await runCli(['verify', '--from', place])).code).toBe(0);
  await rm(join(place, 'shop'), { recursive: true });
  const run = await runCli(['verify', '--from', place]);
  expect([run.code, run.stdout]).toEqual([4, expect.stringContaining('shop: LOST. No set of shop is here any more.')]);
  expect((await runCli(['list', '--from', place])).stdout).toContain('shop: LOST.');
});
