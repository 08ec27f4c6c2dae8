import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect, type Flavour } from '../../electron/engine/mysql/connect.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { freshSchema, testServer } from '../support/servers.ts';

/** A schema of latin1 that is backed up, with its log behind that once it is to be restored. */
async function schemaOfLatin1(flavour: Flavour, name: string) {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  const s = await freshSchema(source, name);
  const shards = [source.shard('s0', { schemas: [s] })];
  const to = join(temporaryFolder(), 'destination');
  await source.client(`ALTER DATABASE ${s} CHARACTER SET latin1`);
  await backUp(shards, { to });
  const restored = async () => restore(await backUpLog(shards, to), [target.shard('s0')]);
  return { source, s, restored };
}

test('MariaDB: what other sessions create in a schema whose charset was altered is named, since they may have the old one', async () => {
  const { source, s, restored } = await schemaOfLatin1('mariadb', 'charset');
  const [stays, alters] = [await connect(source.shard('s0')), await connect(source.shard('s0'))];
  for (const session of [stays, alters]) await session.execute(`USE ${s}`);
  await alters.execute(`ALTER DATABASE ${s} CHARACTER SET utf8mb4`);
  // It is there, so that this changes nothing.
  await alters.execute(`CREATE DATABASE IF NOT EXISTS ${s} CHARACTER SET latin1`);
  await alters.execute('CREATE TABLE by_the_same (v TEXT)');
  await stays.execute('CREATE TABLE by_another (v TEXT)');
  await stays.execute('CREATE TABLE with_its_own (v TEXT) CHARACTER SET latin1');
  await Promise.all([stays, alters].map((session) => session.close()));
  const charset = async (name: string) =>
    /CHARSET=\w+/.exec(await source.client(`SHOW CREATE TABLE ${s}.${name}`))?.[0] ?? '';
  // The server's way, for which there is a name: the same statement comes out in two ways.
  expect([await charset('by_the_same'), await charset('by_another')]).toEqual(['CHARSET=utf8mb4', 'CHARSET=latin1']);
  const report = await restored();
  expect(report.rolled[0]?.stopped).toBeNull();
  expect(report.exceptions).toMatchObject([{ object: 'by_another', why: { code: 'open-charset' } }]);
});

test('MariaDB: so is what a session creates that was in a schema which another one dropped and made anew', async () => {
  const { source, s, restored } = await schemaOfLatin1('mariadb', 'anew');
  const [stays, makes] = [await connect(source.shard('s0')), await connect(source.shard('s0'))];
  await stays.execute(`USE ${s}`);
  await makes.execute(`DROP DATABASE ${s}`);
  await makes.execute(`CREATE DATABASE ${s} CHARACTER SET utf8mb4`);
  await makes.execute(`USE ${s}`);
  await makes.execute('CREATE TABLE by_the_same (v TEXT)');
  await stays.execute('CREATE TABLE by_another (v TEXT)');
  await Promise.all([stays, makes].map((session) => session.close()));
  expect(await source.client(`SHOW CREATE TABLE ${s}.by_another`)).toContain('CHARSET=latin1');
  const report = await restored();
  expect(report.rolled[0]?.stopped).toBeNull();
  expect(report.exceptions).toMatchObject([{ object: 'by_another', why: { code: 'open-charset' } }]);
});

test('MySQL: so are parameters of routines that have the charset of their session’s default schema', async () => {
  const { source, s, restored } = await schemaOfLatin1('mysql', 'parameters');
  const [stays, alters] = [await connect(source.shard('s0')), await connect(source.shard('s0'))];
  for (const session of [stays, alters]) await session.execute(`USE ${s}`);
  await alters.execute(`ALTER DATABASE ${s} CHARACTER SET utf8mb4`);
  await alters.execute('CREATE PROCEDURE by_the_same(a VARCHAR(9)) SELECT a');
  await stays.execute('CREATE PROCEDURE by_another(a VARCHAR(9)) SELECT a');
  await stays.execute('CREATE PROCEDURE of_numbers(a INT) SELECT a');
  await stays.execute('CREATE TABLE of_the_schema (v TEXT)');
  await Promise.all([stays, alters].map((session) => session.close()));
  const charsets = `SELECT CHARACTER_SET_NAME FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA='${s}' ORDER BY SPECIFIC_NAME`;
  expect(await source.client(charsets)).toBe('latin1\nutf8mb4\nNULL\n');
  const report = await restored();
  expect(report.rolled[0]?.stopped).toBeNull();
  expect(report.exceptions).toMatchObject([{ object: 'by_another', why: { code: 'open-charset' } }]);
});
