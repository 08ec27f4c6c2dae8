import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const ROWS = "VALUES (1, REPEAT('a', 90)), (2, REPEAT('b', 90)), (3, REPEAT('c', 90))";

/** Creates tables of an engine without crash safety and spoils their files behind the server's back. */
async function spoil(
  server: ServerHandle,
  schema: string,
  engine: 'MyISAM' | 'Aria',
  files: Readonly<Record<string, (file: (ending: string) => string) => void>>,
): Promise<void> {
  const names = Object.keys(files);
  await runStatements(
    server,
    schema,
    names.flatMap((name) => [
      `CREATE TABLE ${name} (id INT PRIMARY KEY, v VARCHAR(100), KEY (v)) ENGINE=${engine}`,
      `INSERT INTO ${name} ${ROWS}`,
    ]),
  );
  await server.client(`FLUSH TABLES ${names.join(', ')}`, { database: schema });
  for (const [name, damage] of Object.entries(files))
    damage((ending) => join(server.folder, 'data', schema, `${name}.${ending}`));
}

describe.each(FLAVOURS)('what %s cannot read', (flavour) => {
  const [server, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('becomes a named exception, and everything else is in the set and comes back', async () => {
    const schema = await freshSchema(server, 'hurt');
    onTestFinished(async () => {
      await server.client(`DROP DATABASE \`${schema}\``).catch(() => ''); // a crashed table may refuse it
    });
    await spoil(server, schema, 'MyISAM', {
      index_spoilt: (file) => writeFileSync(file('MYI'), Buffer.alloc(600, 0x5a)),
      data_cut: (file) => truncateSync(file('MYD'), 50),
      data_gone: (file) => truncateSync(file('MYD'), 0),
    });
    const own = flavour === 'mariadb' ? ['aria_cut'] : [];
    if (own.length > 0) await spoil(server, schema, 'Aria', { aria_cut: (file) => truncateSync(file('MAD'), 30) });
    await runStatements(server, schema, [
      'CREATE TABLE no_space (id INT PRIMARY KEY, v INT)',
      'INSERT INTO no_space VALUES (1, 1)',
      'ALTER TABLE no_space DISCARD TABLESPACE',
      'CREATE TABLE good (id INT PRIMARY KEY)',
      'INSERT INTO good VALUES (1), (2)',
      'CREATE TABLE base (id INT)',
      'CREATE VIEW broken AS SELECT id FROM base',
      'CREATE VIEW fine AS SELECT id FROM good',
      'DROP TABLE base',
    ]);
    const unreadable = [...own, 'data_cut', 'data_gone', 'index_spoilt', 'no_space'].sort();

    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.state).toBe('complete-with-exceptions');
    expect(set.manifest.exceptions.map(({ object }) => object).sort()).toEqual(unreadable);
    for (const { kind, why } of set.manifest.exceptions) {
      expect(kind).toBe('table');
      expect(why).toMatchObject({
        code: 'refused',
        cause: expect.stringMatching(/crashed|corrupt|format|too short|[Tt]ablespace/),
      });
    }
    const [shard] = set.manifest.shards;
    expect(shard?.tables.map(({ name, rows }) => [name, rows])).toEqual([['good', 2]]);
    // The definition of a view that lost its table is whole, so nothing of it is missing from the set.
    expect(shard?.objects.filter(({ kind }) => kind === 'view').map(({ name }) => name)).toEqual(['broken', 'fine']);

    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables.map(({ table, state }) => [table, state])).toEqual([['good', 'equal']]);
    expect(report.exceptions.map(({ object }) => object).sort()).toEqual(['broken', ...unreadable].sort());
    expect(report.exceptions.find(({ object }) => object === 'broken')?.why).toMatchObject({
      code: 'refused',
      cause: expect.stringContaining('base'),
    });
    expect(await target.client('SELECT id FROM fine ORDER BY id', { database: schema })).toBe('1\n2\n');
  });

  test('ends the command line with 3, which says what is missing', async () => {
    const schema = await freshSchema(server, 'crashed');
    onTestFinished(async () => {
      await server.client(`DROP DATABASE \`${schema}\``).catch(() => '');
    });
    await spoil(server, schema, 'MyISAM', { log: (file) => truncateSync(file('MYD'), 50) });
    await runStatements(server, schema, ['CREATE TABLE good (id INT PRIMARY KEY)']);
    const folder = await tempFolder();
    const cluster = await writeClusterFile(folder, 'shop', [server.shard('s0', { schemas: [schema] })]);
    const result = await runCli(['backup', '--cluster', cluster, '--to', join(folder, 'drive')]);
    expect(result).toMatchObject({ code: 3, stdout: expect.stringContaining(`${schema}.log`) });
    expect(result.stdout).toMatch(/crashed/);
  });
});

test('events that MariaDB cannot even list are named together, and everything else is in the set', async () => {
  const server = await startServer({ flavour: 'mariadb' });
  onTestFinished(() => server.stop());
  const schema = await freshSchema(server, 'hurt');
  await runStatements(server, schema, [
    'CREATE TABLE good (id INT PRIMARY KEY)',
    'INSERT INTO good VALUES (1), (2)',
    'CREATE TRIGGER tr BEFORE INSERT ON good FOR EACH ROW SET @seen = 1',
    'CREATE PROCEDURE pr() SELECT 1',
    'CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO SELECT 1',
    'ALTER TABLE mysql.event DROP COLUMN body', // as a server after an upgrade that stopped half-way
    'FLUSH TABLES',
  ]);
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  expect(set.manifest.exceptions).toEqual([
    expect.objectContaining({
      shard: 's0',
      schema,
      object: '*',
      kind: 'event',
      why: { code: 'refused', cause: expect.stringContaining('mysql.event') },
    }),
  ]);
  const [shard] = set.manifest.shards;
  expect(shard?.tables.map(({ name, rows }) => [name, rows])).toEqual([['good', 2]]);
  expect(shard?.objects.map(({ kind }) => kind)).toEqual(['database', 'table', 'procedure', 'trigger']);
});
