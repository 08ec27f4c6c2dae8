import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restoreExitCode } from '../../electron/cli/exit-code.ts';
import { sayPrepared } from '../../electron/cli/say-restored.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, runStatements, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** An XA transaction's name as it is written in statements and in reports. */
function xid(gtrid: string, bqual: string): string {
  const hex = (text: string) => Buffer.from(text).toString('hex');
  return `X'${hex(gtrid)}',X'${hex(bqual)}',1`;
}

/** One branch of a global transaction, prepared and left. */
function prepare(server: TestServer | undefined, gtrid: string, bqual: string, row = `${gtrid} ${bqual}`) {
  if (!server) throw new Error('no server');
  const name = xid(gtrid, bqual);
  return runStatements(server, 'shop', [
    `XA START ${name}`,
    `INSERT INTO ledger (note) VALUES ('${row}')`,
    `XA END ${name}`,
    `XA PREPARE ${name}`,
  ]);
}

describe.each(FLAVOURS)('XA transactions over two shards of %s', (flavour) => {
  const servers: TestServer[] = [];
  const targets: TestServer[] = [];
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));
  const targetShards = () => targets.map((server, i) => server.shard(`s${i}`));
  const notes = async (server: TestServer | undefined) =>
    (await server?.client('SELECT note FROM shop.ledger ORDER BY id'))?.trim();

  beforeAll(async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => startServer({ flavour })));
    servers.push(...started.slice(0, 2));
    targets.push(...started.slice(2));
    for (const server of servers)
      await server.client(
        'CREATE DATABASE shop; CREATE TABLE shop.ledger (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40)); CREATE TABLE shop.other (id INT PRIMARY KEY)',
      );
  });
  afterAll(() => Promise.all([...servers, ...targets].map((server) => server.stop())));

  test('end on all shards as one shard had ended them; what nobody committed stays prepared, with words what to do', async () => {
    const [s0, s1] = servers;
    const to = join(temporaryFolder(), 'destination');
    await backUp(shards(), { to });
    await prepare(s0, 'again', 'b');
    await s0?.client(`XA COMMIT ${xid('again', 'b')}`);
    await pause(2500); // MariaDB's log knows seconds
    await prepare(s1, 'again', 'b', 'the name is used a second time');
    for (const gtrid of ['committed', 'waiting', 'undone']) {
      await prepare(s0, gtrid, 'b0');
      await prepare(s1, gtrid, 'b1');
    }
    await s0?.client(`XA COMMIT ${xid('committed', 'b0')}`);
    await s0?.client(`XA ROLLBACK ${xid('undone', 'b0')}`);
    const set = await backUpLog(shards(), to);
    for (const [server, bqual] of [
      [s0, 'b0'],
      [s1, 'b1'],
    ] as const)
      await server?.client(`XA ROLLBACK ${xid('waiting', bqual)}`); // after the cut: the restore must not know
    await s1?.client(
      `XA COMMIT ${xid('committed', 'b1')}; XA COMMIT ${xid('undone', 'b1')}; XA COMMIT ${xid('again', 'b')}`,
    );

    const report = await restore(set, targetShards());
    expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null, null]);
    expect(report.rolled[1]?.committed).toEqual([{ xid: xid('committed', 'b1'), by: 's0' }]);
    expect(report.rolled[0]?.committed).toEqual([]);
    expect(await notes(targets[0])).toBe('again b\ncommitted b0');
    expect(await notes(targets[1])).toBe('committed b1');
    expect(report.rolled[0]?.prepared).toEqual([{ xid: xid('waiting', 'b0'), why: { code: 'undecided', unread: [] } }]);
    expect(report.rolled[1]?.prepared).toEqual([
      { xid: xid('again', 'b'), why: { code: 'undecided', unread: [] } },
      { xid: xid('waiting', 'b1'), why: { code: 'undecided', unread: [] } },
      { xid: xid('undone', 'b1'), why: { code: 'rolled-back', shard: 's0' } },
    ]);
    expect(restoreExitCode(report)).toBe(3);

    // What the words say can be done as they say it.
    for (const [i, { prepared }] of report.rolled.entries())
      for (const one of prepared) {
        const statement = /XA ROLLBACK X'[^ .]*/.exec(sayPrepared(one))?.[0] ?? '';
        await targets[i]?.client(statement);
      }
    for (const target of targets) expect(await target.client('XA RECOVER')).toBe('');
    expect(await notes(targets[1])).toBe('committed b1');
  });

  test('are decided by a shard that is not restored itself, and are left alone where nothing of them is restored', async () => {
    const [s0, s1] = servers;
    for (const target of targets) await target.client('DROP DATABASE IF EXISTS shop');
    const to = join(temporaryFolder(), 'destination');
    await backUp(shards(), { to });
    await prepare(s0, 'half', 'b0');
    await prepare(s1, 'half', 'b1');
    await s0?.client(`XA COMMIT ${xid('half', 'b0')}`);
    await prepare(s1, 'open', 'b1');
    const set = await backUpLog(shards(), to);
    await s1?.client(`XA COMMIT ${xid('half', 'b1')}; XA ROLLBACK ${xid('open', 'b1')}`);

    const without = await restore(set, targetShards(), { only: ['shop.other'] });
    expect(without.rolled.flatMap(({ prepared, committed }) => [...prepared, ...committed])).toEqual([]);
    expect(await targets[1]?.client('XA RECOVER')).toBe('');

    for (const target of targets) await target.client('DROP DATABASE shop');
    const one = await restore(set, targetShards(), { only: new Map([['s1', null]]) });
    expect(one.rolled).toMatchObject([
      { shard: 's1', committed: [{ by: 's0' }], prepared: [{ why: { code: 'undecided' } }] },
    ]);
    expect(await notes(targets[1])).toContain('half b1');

    // The second restore finds what the first one left; it is not its to decide.
    const again = await restore(set, targetShards(), {
      only: new Map([['s1', null]]),
      rename: new Map([['shop', 'shop2']]),
    });
    expect(again.rolled[0]?.prepared).toEqual([{ xid: xid('open', 'b1'), why: { code: 'there-before' } }]);
    await targets[1]?.client(`XA ROLLBACK ${xid('open', 'b1')}`);
  });

  // A write to a table without transactions has MariaDB log the rows with their savepoints instead of leaving them out; MySQL
  // refuses it there.
  test.runIf(flavour === 'mariadb').each(['COMMIT ONE PHASE', 'PREPARE, then COMMIT', 'PREPARE, and nothing more'])(
    'undo what their savepoints undid: %s',
    async (end) => {
      const [server, target] = [servers[0], targets[0]];
      if (!server || !target) throw new Error('no server');
      const to = join(temporaryFolder(), 'destination');
      await server.client(
        'DROP DATABASE IF EXISTS saved; CREATE DATABASE saved; CREATE TABLE saved.base (id INT PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE saved.seen (id INT) ENGINE=MyISAM',
      );
      await target.client('DROP DATABASE IF EXISTS saved');
      const shard = server.shard('s0', { schemas: ['saved'] });
      await backUp([shard], { to });
      const name = xid('saved', end);
      await runStatements(server, 'saved', [
        "SET SESSION sql_mode='ANSI_QUOTES'",
        `XA START ${name}`,
        'INSERT INTO base VALUES (1)',
        'SAVEPOINT "a `b"',
        'INSERT INTO base VALUES (2)',
        'INSERT INTO seen VALUES (2)',
        'ROLLBACK TO "a `b"',
        'INSERT INTO base VALUES (3)',
        `XA END ${name}`,
        ...(end === 'COMMIT ONE PHASE' ? [`XA COMMIT ${name} ONE PHASE`] : [`XA PREPARE ${name}`]),
        ...(end === 'PREPARE, then COMMIT' ? [`XA COMMIT ${name}`] : []),
      ]);
      const set = await backUpLog([shard], to);
      const report = await restore(set, [target.shard('s0')]);
      expect(report.rolled.map(({ stopped }) => stopped)).toEqual([null]);
      if (end.endsWith('more')) for (const one of [server, target]) await one.client(`XA COMMIT ${name}`);
      for (const one of [server, target])
        expect(await one.client('SELECT id FROM saved.base ORDER BY id')).toBe('1\n3\n');
    },
  );
});
