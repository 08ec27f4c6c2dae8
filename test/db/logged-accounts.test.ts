import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';
import { unpackSegment } from '../support/unpack.ts';

const run = promisify(execFile);

/** What a set says of accounts in its log. */
function told({ manifest }: WrittenSet) {
  return manifest.warnings.flatMap(({ remark }) =>
    remark && 'count' in remark && remark.code.startsWith('log-') ? [[remark.code, remark.count]] : [],
  );
}

describe.each(FLAVOURS)('statements about accounts in a log of %s', (flavour) => {
  let [source, target]: TestServer[] = [];
  const both = () => [source, target] as [TestServer, TestServer];
  beforeAll(async () => {
    [source, target] = await Promise.all([startServer({ flavour }), startServer({ flavour })]);
  });
  afterAll(() => Promise.all(both().map((server) => server.stop())));

  /** A chain whose log tells passwords and hashes between changes of rows. */
  const chain = async (withoutAccountStatements: boolean) => {
    const [from] = both();
    const to = join(temporaryFolder(), 'destination');
    const shards = [from.shard('s0', { schemas: ['shop'] })];
    await from.client('DROP DATABASE IF EXISTS shop; CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY)');
    await backUp(shards, { to, withoutAccountStatements });
    const own = flavour === 'mariadb' ? "SET PASSWORD FOR one@'%' = PASSWORD('Secret-two')" : 'DO 1';
    await from.client(`INSERT INTO shop.t VALUES (1); CREATE USER one@'%' IDENTIFIED BY 'Secret-one'; ${own};
      CREATE ROLE some; GRANT SELECT ON shop.* TO one@'%'; INSERT INTO shop.t VALUES (2);
      ALTER USER one@'%' IDENTIFIED BY 'Secret-three'; DROP USER one@'%'; DROP ROLE some;
      INSERT INTO shop.t VALUES (3)`);
    return { set: await backUpLog(shards, to, { withoutAccountStatements }), shards, to };
  };
  const logOf = async ({ folder, manifest }: WrittenSet) => {
    const segments = manifest.shards.flatMap(({ binlog }) => binlog?.segments ?? []);
    return Buffer.concat(await Promise.all(segments.map((segment) => unpackSegment(folder, segment))));
  };
  const reader = () => (flavour === 'mysql' ? join(both()[1].programs.client, '../mysqlbinlog') : 'mariadb-binlog');
  const ids = async () => (await both()[1].client('SELECT id FROM shop.t ORDER BY id')).trim();

  test('are named by a set, with what they tell', async () => {
    const { set } = await chain(false);
    const log = (await logOf(set)).toString('latin1');
    // MySQL writes hashes in the place of passwords itself, MariaDB in SET PASSWORD alone.
    const mariadb = [
      ['log-passwords', 2],
      ['log-hashes', 1],
    ];
    expect(told(set)).toEqual(flavour === 'mariadb' ? mariadb : [['log-hashes', 2]]);
    expect(/Secret-three/.test(log)).toBe(flavour === 'mariadb');
  });

  test('are left out where that is asked for, and stock tools and restores read the log as before', async () => {
    const { set } = await chain(true);
    const log = await logOf(set);
    expect(log.toString('latin1')).not.toMatch(/Secret|IDENTIFIED|GRANT|CREATE ROLE/i);
    const [[code, count] = []] = told(set);
    expect(told(set)).toHaveLength(1);
    expect([code, Number(count) >= 6]).toEqual(['log-without-accounts', true]);
    expect(await verifySet(set)).toMatchObject({ damage: [] });

    const [, to] = both();
    await to.client('DROP DATABASE IF EXISTS shop');
    const report = await restore(set, [to.shard('s0')]);
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'log-without-accounts', count }));
    expect(report.rolled).toMatchObject([{ stopped: null, leftOut: [] }]);
    expect(await ids()).toBe('1\n2\n3');

    await to.client('TRUNCATE shop.t; SET sql_log_bin=0');
    const file = join(temporaryFolder(), 'segment.binlog');
    await writeFile(file, log);
    const skip = flavour === 'mysql' ? ['--skip-gtids'] : [];
    const args = ['--no-defaults', '--verify-binlog-checksum', '--disable-log-bin', ...skip, file];
    const { stdout } = await run(reader(), args);
    await to.client(stdout, { args: ['--binary-mode'] });
    expect(await ids()).toBe('1\n2\n3');
    expect(await to.client("SELECT COUNT(*) FROM mysql.user WHERE user IN ('one', 'some')")).toBe('0\n');
  });

  test.runIf(flavour === 'mariadb')('to PUBLIC are named where accounts are stored', async () => {
    const [from] = both();
    await from.client('CREATE DATABASE IF NOT EXISTS shop; GRANT SELECT ON shop.* TO PUBLIC');
    const shards = [from.shard('s0', { schemas: ['shop'] })];
    const set = await backUp(shards, { to: join(temporaryFolder(), 'destination'), accounts: true });
    await from.client('REVOKE SELECT ON shop.* FROM PUBLIC');
    expect(set.manifest.exceptions.filter(({ object }) => object === 'PUBLIC')).toMatchObject([
      { kind: 'account', why: { code: 'granted-to-all', grants: 'GRANT SELECT ON `shop`.* TO PUBLIC' } },
    ]);
    expect(set.manifest.shards[0]?.accounts?.list.map(({ name }) => name)).not.toContain('PUBLIC');
  });

  test('that were made as changes of rows are named, and end a chain that is to be without', async () => {
    const { shards, to } = await chain(true);
    const change = flavour === 'mariadb' ? "global_priv SET Priv='{}'" : "user SET plugin='sha256_password'";
    await both()[0].client(`CREATE USER two@'%'; UPDATE mysql.${change} WHERE User='two'; DROP USER two@'%'`);
    await expect(backUpLog(shards, to, { withoutAccountStatements: true })).rejects.toMatchObject({
      failure: { code: 'chain-broken', detail: { why: { code: 'account-rows' } } },
    });
    expect(told(await backUpLog(shards, to))).toContainEqual(['log-hashes', expect.any(Number)]);
  });
});
