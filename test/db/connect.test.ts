import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sayFailure } from '../../electron/cli/say-failure.ts';
import { failureOf } from '../../electron/engine/engine-error.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { readRows } from '../../electron/engine/mysql/row-stream.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('connecting to %s', (flavour) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ flavour, tls: 'certified' });
  });
  afterAll(() => server.stop());

  const encrypted = async (tls: NonNullable<ReturnType<TestServer['shard']>['tls']>) => {
    const session = await connect(server.shard('s0', { tls }));
    try {
      const [row] = await session.texts("SHOW STATUS LIKE 'Ssl_cipher'");
      return row?.Value ?? row?.Variable_value ?? '';
    } finally {
      await session.close();
    }
  };

  test('is encrypted when it is asked for, and rows come through TLS unchanged', async () => {
    expect(await encrypted({ mode: 'required' })).toMatch(/\w/);
    expect(await encrypted({ mode: 'verify', ca: server.ca ?? '' })).toMatch(/\w/);
    expect(await encrypted({ mode: 'off' })).toBe('');
    const session = await connect(server.shard('s0', { tls: { mode: 'required' } }));
    let bytes = 0;
    for await (const batch of readRows(session, "SELECT REPEAT('x', 3000000), NULL UNION ALL SELECT '\\t', '\\\\'"))
      bytes += batch.tsv.length;
    expect(bytes).toBe(3_000_000 + '\t\\N\n'.length + '\\t\t\\\\\n'.length);
    await session.close();
  });

  test('a certificate nobody vouches for is refused, and the message says what to do', async () => {
    const error = await encrypted({ mode: 'verify' }).catch((thrown: unknown) => thrown);
    expect(sayFailure(failureOf(error))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('certificate'),
      next: expect.stringContaining('tls.ca'),
    });
    await expect(encrypted({ mode: 'verify', ca: '/nonexistent/ca.pem' })).rejects.toMatchObject({
      failure: { code: 'bad-input', where: { field: 'tls.ca' } },
    });
  });

  test('works with every password method of the flavour, also the first time and without TLS', async () => {
    const plugins = flavour === 'mysql' ? ['caching_sha2_password', 'sha256_password'] : ['mysql_native_password'];
    for (const plugin of plugins) {
      const by =
        flavour === 'mysql'
          ? `IDENTIFIED WITH ${plugin} BY 'a:b''c 密'`
          : `IDENTIFIED VIA ${plugin} USING PASSWORD('a:b''c 密')`;
      await server.client(`CREATE USER by_${plugin}@'%' ${by}`);
      for (const mode of ['off', 'required', 'off'] as const) {
        const session = await connect(
          server.shard('s0', { user: `by_${plugin}`, password: "a:b'c 密", tls: { mode } }),
        );
        expect(await session.texts('SELECT 1 AS one')).toEqual([{ one: '1' }]);
        await session.close();
      }
    }
  });

  test('an account that must use TLS is told so', async () => {
    await server.client("CREATE USER only_tls@'%' IDENTIFIED BY 'p' REQUIRE SSL");
    await expect(connect(server.shard('s0', { user: 'only_tls', password: 'p' }))).rejects.toMatchObject({
      failure: { code: 'access-denied' },
    });
    const session = await connect(server.shard('s0', { user: 'only_tls', password: 'p', tls: { mode: 'required' } }));
    await session.close();
  });

  test('sets every session up alike: UTC, original bytes, no limit that could end a long read', async () => {
    await server.client(
      "SET GLOBAL time_zone = '+08:00'; SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; SET GLOBAL autocommit = 0",
    );
    const session = await connect(server.shard('s0'));
    const [row] = await session.texts(
      'SELECT @@time_zone AS zone, @@sql_mode AS mode, @@character_set_results AS results, @@wait_timeout AS wait, @@autocommit AS auto',
    );
    expect(row).toMatchObject({ zone: '+00:00', results: 'binary', wait: '604800', auto: '1' });
    expect(row?.mode).not.toContain('ANSI_QUOTES');
    await session.close();
  });
});

test('a MariaDB account of a method that is not supported is named as such', async () => {
  const server = testServer('mariadb');
  await server.client("INSTALL PLUGIN IF NOT EXISTS ed25519 SONAME 'auth_ed25519'");
  await server.client("CREATE USER IF NOT EXISTS ed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('p')");
  await expect(connect(server.shard('s0', { user: 'ed', password: 'p' }))).rejects.toMatchObject({
    failure: {
      code: 'access-denied',
      message: expect.stringContaining('not supported'),
      next: expect.stringContaining('caching_sha2_password'),
    },
  });
});

test('something that is not a database server is told from one, and silence is not waited for', async () => {
  const talker = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const silent = createServer(() => {});
  const listen = (server: typeof talker) =>
    new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
  const shard = async (server: typeof talker) => ({
    name: 's0',
    host: '127.0.0.1',
    port: await listen(server),
    user: 'u',
    password: 'p',
  });
  await expect(connect(await shard(talker))).rejects.toMatchObject({
    failure: { code: 'unreachable', message: expect.stringContaining('not as a MySQL or MariaDB server') },
  });
  await expect(connect(await shard(silent), { timeoutMs: 300 })).rejects.toMatchObject({
    failure: { code: 'unreachable', message: expect.stringContaining('did not answer in time') },
  });
  talker.close();
  silent.close();
});
