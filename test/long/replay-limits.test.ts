import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealEvent } from '../../electron/engine/binlog/event.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { ReplayEvent } from '../../electron/engine/replay/replay-options.ts';
import { differences } from '../support/compare-servers.ts';
import { logEvents } from '../support/log-files.ts';
import { runWorkload, WORKLOAD_SCHEMAS } from '../support/log-workload.ts';
import { logEnd, replayLog } from '../support/replay.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

const PACKET = '--max-allowed-packet=64M';
const SEED = [
  'CREATE DATABASE big',
  'USE big',
  'CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(300), b LONGBLOB)',
  'CREATE TABLE b (id INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(300))',
  "INSERT INTO a (s) SELECT REPEAT('s', 250) FROM information_schema.COLLATIONS LIMIT 200",
  'INSERT INTO a (s) SELECT x.s FROM a x JOIN a y LIMIT 8000',
  'INSERT INTO b SELECT id, s FROM a',
  "UPDATE a JOIN b ON a.id=b.id SET a.s=CONCAT('a', a.id), b.s=CONCAT('b', b.id)",
  'DELETE FROM a WHERE id % 2 = 0',
  "INSERT INTO a (s, b) VALUES ('one row of 3 MB', REPEAT('b', 3000000))",
];

const seed = async (server: TestServer, statements: readonly string[]) => {
  const session = await connect(server.shard('s0'));
  try {
    for (const statement of statements) await session.execute(statement);
  } finally {
    await session.close();
  }
};

/** Lets `change` have a look at each event on its way. */
async function* changed(
  events: AsyncIterable<ReplayEvent>,
  change: (event: ReplayEvent, at: number) => ReplayEvent | null,
): AsyncGenerator<ReplayEvent> {
  let at = 0;
  for await (const event of events) {
    const result = change(event, at++);
    if (result) yield result;
  }
}

describe.each(FLAVOURS)('a replay to %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  const empty = () =>
    target.client(
      'SET sql_log_bin=0; DROP DATABASE IF EXISTS big; DROP DATABASE IF EXISTS many; DROP DATABASE IF EXISTS progress; CREATE DATABASE progress',
    );
  const progress = { schema: 'progress', table: 'replays', id: 's0' };

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startServer({ flavour, args: [PACKET] }),
      startServer({ flavour, args: [PACKET] }),
    ]);
    await seed(source, SEED);
  });

  afterAll(() => Promise.all([source.stop(), target.stop()]));

  test('divides statements that are larger than the target accepts, and says which row cannot be', async () => {
    await empty();
    await expect(replayLog(source, target, { maxStatement: 64 << 10 })).rejects.toMatchObject({
      failure: { message: expect.stringMatching(/needs a statement of 4 MiB, and the server accepts 0 MiB/) },
    });
    expect(await differences(source, target, [])).toEqual([]);
    expect((await target.client('SELECT COUNT(*) FROM big.a')).trim()).toBe('4100');
    await empty();
    await replayLog(source, target, { maxStatement: 5 << 20 });
    expect(await differences(source, target, ['big'])).toEqual([]);
  });

  test('leaves undecided XA transactions prepared, and names them', async () => {
    await empty();
    await replayLog(source, target);
    const end = await logEnd(source);
    const sessions = await Promise.all(['x1', 'x2'].map(() => connect(source.shard('s0'))));
    for (const [at, session] of sessions.entries())
      for (const sql of [
        'USE big',
        `XA START 'x${at}'`,
        `INSERT INTO b (s) VALUES ('x${at}')`,
        `XA END 'x${at}'`,
        `XA PREPARE 'x${at}'`,
      ])
        await session.execute(sql);
    const report = await replayLog(source, target, { start: end });
    expect(report.preparedXa.map(({ xid }) => xid)).toEqual(["X'7830',X'',1", "X'7831',X'',1"]);
    expect((await replayLog(source, target, { start: end })).preparedXa, 'a second time').toHaveLength(2);
    await Promise.all(sessions.map((session) => session.close()));
    const prepared = await logEnd(source);
    for (const server of [source, target]) {
      await server.client("XA COMMIT 'x0'");
      await server.client("XA ROLLBACK 'x1'");
    }
    expect(await differences(source, target, ['big'])).toEqual([]);
    const withoutBegin = changed(logEvents(source), (event, at) =>
      at > 0 && event.end <= prepared.position ? null : event,
    );
    await expect(replayLog(source, target, { start: prepared, events: withoutBegin })).rejects.toMatchObject({
      failure: {
        message: expect.stringMatching(/commits the XA transaction X'7830',X'',1, which was prepared before/),
      },
    });
  });

  test('into a server that logs writes about as much as it was given', async () => {
    await empty();
    const before = await logEnd(target);
    const session = await connect(target.shard('setting'));
    await session.execute('DROP DATABASE IF EXISTS many');
    await session.execute('CREATE DATABASE many');
    await session.close();
    await seed(source, [
      'CREATE DATABASE many',
      'CREATE TABLE many.t (id INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(20))',
      ...Array<string>(400).fill("INSERT INTO many.t (s) VALUES ('tiny')"),
    ]);
    await target.client('SET sql_log_bin=0; DROP DATABASE IF EXISTS many');
    const report = await replayLog(source, target, { skipBinlog: false });
    const after = await logEnd(target);
    expect(after.file).toBe(before.file);
    expect(after.position - before.position).toBeLessThan(2 * report.bytes);
    expect(await differences(source, target, ['big', 'many'])).toEqual([]);
    await seed(source, ['DROP DATABASE many']);
  });

  test('tells when nobody can know how much of a transaction is in tables that do not roll back', async () => {
    await empty();
    await seed(source, ['CREATE TABLE big.isam (id INT) ENGINE=MyISAM', 'INSERT INTO big.isam VALUES (1)']);
    const run = (cut: boolean) =>
      replayLog(source, target, {
        progress,
        onSession: (session) => {
          const { execute } = session;
          Object.assign(session, {
            execute: async (sql: string | Buffer) => {
              // After the rows of MyISAM's and before the record of them.
              const found = cut && sql.toString('utf8').startsWith('UPDATE') && !sql.includes("doing='");
              if (found && (await target.client('SELECT COUNT(*) FROM big.isam').catch(() => '0')).trim() === '1')
                session.destroy();
              return execute(sql);
            },
          });
        },
      });
    await expect(run(true)).rejects.toMatchObject({ failure: { code: 'connection-lost' } });
    await expect(run(false)).rejects.toMatchObject({
      failure: { code: 'difference', message: expect.stringMatching(/do not roll back/) },
    });
    await seed(source, ['DROP TABLE big.isam']);
  });

  test('stops at the first event that is not whole, and names the transaction', async () => {
    for (const [change, message] of [
      [
        (event: ReplayEvent, at: number) => (at === 20 ? null : event),
        /begins at binlog.000001:\d+, and the one before it ends at/,
      ],
      [
        (event: ReplayEvent, at: number) => {
          if (at < 20 || event.bytes[4] !== 2) return event;
          const bytes = Buffer.from(event.bytes);
          bytes[4] = 26;
          return { ...event, bytes: sealEvent(bytes) };
        },
        /damaged at transaction .*events were lost/,
      ],
    ] as const) {
      await empty();
      await expect(
        replayLog(source, target, { progress, events: changed(logEvents(source), change) }),
      ).rejects.toMatchObject({
        failure: { code: 'damaged', message: expect.stringMatching(message) },
      });
    }
  });

  test('says which privilege an account lacks before it changes anything', async () => {
    await target.client(
      `SET sql_log_bin=0; DROP USER IF EXISTS plain; CREATE USER plain@'%' IDENTIFIED BY 'p'; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON *.* TO plain@'%'`,
    );
    await empty();
    const session = await connect(target.shard('t0', { user: 'plain', password: 'p' }));
    const plain = { ...target, shard: () => session.shard } as TestServer;
    await session.close();
    await expect(replayLog(source, plain)).rejects.toMatchObject({
      failure: {
        code: 'missing-privilege',
        next: expect.stringMatching(flavour === 'mariadb' ? /BINLOG ADMIN/ : /SESSION_VARIABLES_ADMIN/),
      },
    });
    expect((await target.client("SHOW DATABASES LIKE 'big'")).trim()).toBe('');
  });
});

describe.each(FLAVOURS)('the log of a %s server without checksums', (flavour) => {
  test('and, on MySQL, without GTIDs and with mixed transactions gives the same server again', async () => {
    const odd = flavour === 'mysql' ? ['--gtid-mode=OFF', '--enforce-gtid-consistency=OFF'] : [];
    const [source, target] = await Promise.all([
      startServer({ flavour, args: [PACKET, '--binlog-checksum=NONE', ...odd] }),
      startServer({ flavour, args: [PACKET] }),
    ]);
    try {
      await runWorkload(source, { mixed: true, tagged: false });
      await replayLog(source, target);
      expect(await differences(source, target, WORKLOAD_SCHEMAS)).toEqual([]);
    } finally {
      await Promise.all([source.stop(), target.stop()]);
    }
  });
});
