import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, connect as dial } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { TlsOptions } from '../../shared/cluster.ts';
import { tempFolder } from '../support/cli.ts';
import { OUTER_ADDRESS, startThief, type ThiefOptions } from '../support/fake-server.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { writeCertificate } from '../support/server-arguments.ts';
import { FLAVOURS } from '../support/servers.ts';

const PASSWORD = 'S3cret-of-the-user';

describe.skipIf(OUTER_ADDRESS === undefined)('a server that wants the password, reached over a network,', () => {
  const host = OUTER_ADDRESS ?? '';
  let theirs: { key: string; cert: string };
  let ours: string;
  beforeAll(async () => {
    const [folder, other] = [await tempFolder(), await tempFolder()];
    ours = await writeCertificate(other);
    const cert = await readFile(await writeCertificate(folder), 'utf8');
    theirs = { cert, key: await readFile(join(folder, 'key.pem'), 'utf8') };
  });

  const rob = async (options: ThiefOptions, tls?: TlsOptions) => {
    const thief = await startThief(options);
    try {
      const shard = { name: 's0', host, port: thief.port, user: 'u', password: PASSWORD, ...(tls ? { tls } : {}) };
      const error = await connect(shard, { timeoutMs: 2000 }).catch((thrown: unknown) => thrown);
      return { stolen: thief.stolen(), error };
    } finally {
      thief.close();
    }
  };

  test.each<[string, ThiefOptions, TlsOptions?]>([
    ['greets with caching_sha2_password', { greets: 'caching_sha2_password', switchTo: 'caching_sha2_password' }],
    ['switches to caching_sha2_password', { greets: 'mysql_native_password', switchTo: 'caching_sha2_password' }],
    ['switches to sha256_password', { greets: 'mysql_native_password', switchTo: 'sha256_password' }],
    ['greets with sha256_password', { greets: 'sha256_password', switchTo: 'sha256_password' }],
    ['is to be reached without TLS', { greets: 'x', switchTo: 'caching_sha2_password' }, { mode: 'off' }],
  ])('does not get it when it %s and offers no TLS', async (_, options, tls) => {
    const { stolen, error } = await rob(options, tls);
    expect(stolen).toBeNull();
    expect(error).toMatchObject({ failure: { code: 'access-denied', fact: { reason: 'password-in-clear' } } });
  });

  test.each(['mysql_clear_password', 'mysql_old_password', 'dialog', '__proto__'])(
    'does not get it by %s, with or without TLS',
    async (switchTo) => {
      expect((await rob({ greets: 'mysql_native_password', switchTo })).stolen).toBeNull();
      expect((await rob({ greets: 'mysql_native_password', switchTo, tls: theirs })).stolen).toBeNull();
    },
  );

  test('does not get it by a certificate of another authority than the one that was given', async () => {
    for (const mode of ['preferred', 'required', 'verify'] as const)
      for (const greets of ['caching_sha2_password', 'sha256_password']) {
        const { stolen, error } = await rob({ greets, tls: theirs }, { mode, ca: ours });
        expect(stolen).toBeNull();
        expect(error).toMatchObject({ failure: { fact: { reason: 'untrusted-certificate' } } });
      }
  });

  test('is told by TLS that it leaves out where TLS is required', async () => {
    for (const mode of ['required', 'verify'] as const) {
      const { stolen, error } = await rob({ greets: 'caching_sha2_password' }, { mode });
      expect(stolen).toBeNull();
      expect(error).toMatchObject({ failure: { fact: { reason: 'no-tls' } } });
    }
  });
});

describe.skipIf(OUTER_ADDRESS === undefined).each(FLAVOURS)('%s over a network', (flavour) => {
  let server: TestServer;
  let without: TestServer;
  const closers: (() => void)[] = [];
  beforeAll(async () => {
    [server, without] = await Promise.all([
      startServer({ flavour, tls: 'certified' }),
      startServer({ flavour, tls: 'off' }),
    ]);
  });
  afterAll(async () => {
    for (const close of closers) close();
    await Promise.all([server.stop(), without.stop()]);
  });

  /** The server as it is seen from another computer. */
  const outside = async (inner: TestServer, tls?: TlsOptions) => {
    const way = createServer((socket) => {
      const onward = dial(inner.port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward])
        end.on('error', () => {}).on('close', () => [socket, onward].map((s) => s.destroy()));
    }).listen(0, OUTER_ADDRESS);
    await once(way, 'listening');
    closers.push(() => way.close());
    const { port } = way.address() as { port: number };
    return inner.shard('s0', { host: OUTER_ADDRESS ?? '', port, ...(tls ? { tls } : {}) });
  };
  const lineOf = async (inner: TestServer, tls?: TlsOptions) => {
    const session = await connect(await outside(inner, tls));
    const [row] = await session.texts("SHOW STATUS LIKE 'Ssl_cipher'");
    await session.close();
    return [session.line, Object.values(row ?? {})[1] !== ''];
  };

  test('is encrypted where the server offers it, and says what that protects against', async () => {
    expect(await lineOf(server)).toEqual(['encrypted', true]);
    expect(await lineOf(server, { mode: 'required', ca: server.ca ?? '' })).toEqual(['chain-checked', true]);
    const here = await connect(server.shard('s0'));
    expect(here.line).toBe('local');
    await here.close();
    const checked = await connect(server.shard('s0', { tls: { mode: 'verify', ca: server.ca ?? '' } }));
    expect(checked.line).toBe('checked');
    await checked.close();
  });

  test('is reached without TLS where there is none, with a password that is not sent itself', async () => {
    if (flavour === 'mariadb') {
      expect(await lineOf(without)).toEqual(['open', false]);
      return;
    }
    const key = await without.client(
      "SELECT variable_value FROM performance_schema.global_status WHERE variable_name = 'Caching_sha2_password_rsa_public_key'",
      { args: ['--raw'] },
    );
    await without.client('FLUSH PRIVILEGES'); // forgets the passwords it has seen
    await expect(outside(without).then(connect)).rejects.toMatchObject({
      failure: { fact: { reason: 'password-in-clear' } },
    });
    const serverKey = join(await tempFolder(), 'server-key.pem');
    await writeFile(serverKey, `${key.trim()}\n`);
    expect(await lineOf(without, { mode: 'preferred', serverKey })).toEqual(['open', false]);
    expect(await lineOf(without)).toEqual(['open', false]); // seen now
  });
});
