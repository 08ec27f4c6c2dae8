import { afterAll, describe, expect, test } from 'vitest';
import type { RestoreOptions } from '../../electron/engine/restore/restore-options.ts';
import { stops } from '../support/chain-case.ts';
import { tempFolder } from '../support/cli.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { FLAVOURS, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('%s: schemas that come to one', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  const [one, other, both] = [`meet_one_${flavour}`, `meet_other_${flavour}`, `meet_both_${flavour}`];
  const drop = [one, other, both].map((name) => `DROP DATABASE IF EXISTS ${name}`).join('; ');
  afterAll(() => Promise.all([source.client(drop), target.client(drop)]));

  const oneShard = () => [source.shard('s0', { schemas: [one, other] })];
  const twoShards = () => [source.shard('s0', { schemas: [one] }), source.shard('s1', { schemas: [other] })];

  /** A chain of both schemas, of which the log has this. */
  const chain = async (shards: ReturnType<typeof oneShard>, logged: string) => {
    await Promise.all([source.client(drop), target.client(drop)]);
    await source.client(`CREATE DATABASE ${one}; CREATE TABLE ${one}.a (id INT PRIMARY KEY);
      CREATE DATABASE ${other}; CREATE TABLE ${other}.b (id INT PRIMARY KEY); INSERT INTO ${other}.b VALUES (1), (2)`);
    const to = `${await tempFolder()}/d`;
    await backUp(shards, { to, accounts: false });
    await source.client(logged);
    return backUpLog(shards, to);
  };
  const meeting = (shards: ReturnType<typeof oneShard>): Partial<RestoreOptions> => ({
    map: new Map(shards.map(({ name }) => [name, 't'])),
    rename: new Map([one, other].map((name) => [name, both])),
  });

  test.each([
    ['of one shard', oneShard],
    ['of two shards', twoShards],
  ])('%s do so only where no log reaches what is the other’s', async (_, make) => {
    const shards = make();
    const logs = await chain(shards, `DROP TABLE IF EXISTS ${one}.b; CREATE TABLE ${one}.b (id INT)`);
    for (const dryRun of [true, false])
      await expect(restore(logs, [target.shard('t')], { ...meeting(shards), dryRun })).rejects.toMatchObject({
        failure: {
          code: 'bad-input',
          safety: 'nothing-written',
          detail: { code: 'same-place', becomes: `t: ${both}.b` },
        },
      });
    expect(await target.client(`SHOW DATABASES LIKE '${both}'`)).toBe('');
  });

  test.each([
    ['of one shard', oneShard],
    ['of two shards', twoShards],
  ])('%s keep the rows of each where the log drops the schema of one', async (_, make) => {
    const shards = make();
    const logs = await chain(shards, `INSERT INTO ${one}.a VALUES (7); DROP DATABASE ${one}; CREATE DATABASE ${one}`);
    const report = await restore(logs, [target.shard('t')], meeting(shards));
    expect(stops(report)).toHaveLength(1);
    expect(await target.client(`SELECT id FROM ${both}.a; SELECT id FROM ${both}.b`)).toBe('7\n1\n2\n');
  });

  test('bring each its own log, where that is all', async () => {
    const shards = twoShards();
    const logs = await chain(
      shards,
      `INSERT INTO ${one}.a VALUES (7); CREATE TABLE ${one}.c (id INT); ALTER TABLE ${other}.b ADD v INT; INSERT INTO ${other}.b VALUES (3, 4)`,
    );
    const report = await restore(logs, [target.shard('t')], meeting(shards));
    expect(stops(report)).toEqual([]);
    expect(await target.client(`SELECT id FROM ${both}.a; SELECT * FROM ${both}.b; SHOW TABLES FROM ${both}`)).toBe(
      '7\n1\tNULL\n2\tNULL\n3\t4\na\nb\nc\n',
    );
  });
});
