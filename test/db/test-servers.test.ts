import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('a %s test server', (flavour) => {
  test('answers its stock client by TCP and by socket, as the admin account', async () => {
    const server = testServer(flavour);
    expect(await server.client('SELECT USER()', { via: 'tcp' })).toBe('shardkeep@127.0.0.1\n');
    expect(await server.client('SELECT USER()', { via: 'socket' })).toBe('shardkeep@localhost\n');
  });

  test('lets the engine in with its password', async () => {
    const session = await connect(testServer(flavour).shard('s0'));
    expect(session.flavour).toBe(flavour);
    await session.close();
    const wrong = testServer(flavour).shard('s0', { password: 'wrong' });
    await expect(connect(wrong)).rejects.toMatchObject({ failure: { code: 'access-denied' } });
  });

  test('writes a binary log in rows and takes LOAD DATA LOCAL', async () => {
    const facts = await testServer(flavour).client('SELECT @@log_bin, @@binlog_format, @@local_infile');
    expect(facts).toBe('1\tROW\t1\n');
  });

  test('is not its sibling: id and uuid differ', async () => {
    const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
    const question = flavour === 'mysql' ? 'SELECT @@server_id, @@server_uuid' : 'SELECT @@server_id, @@server_uid';
    expect(await source.client(question)).not.toBe(await target.client(question));
    expect(source.port).not.toBe(target.port);
  });

  test('gives every test a schema of its own, empty and in utf8mb4', async () => {
    const server = testServer(flavour);
    const [one, other] = await Promise.all([freshSchema(server), freshSchema(server)]);
    expect(one).not.toBe(other);
    await server.client("CREATE TABLE t (name VARCHAR(9)); INSERT INTO t VALUES ('订单'), ('𝄞')", { database: one });
    expect(await server.client('SELECT name FROM t ORDER BY name', { database: one })).toContain('订单');
    expect(await server.client('SHOW TABLES', { database: other })).toBe('');
  });

  test('dumps a schema by its stock program', async () => {
    const server = testServer(flavour);
    const schema = await freshSchema(server);
    await server.client('CREATE TABLE t (id INT PRIMARY KEY)', { database: schema });
    expect(await server.dump([schema])).toContain('CREATE TABLE `t`');
  });

  test("passes the stock client's complaint on", async () => {
    await expect(testServer(flavour).client('SELECT * FROM nowhere.nothing')).rejects.toThrow(/1146|1049/);
  });

  test('of its own is gone after stop, and says why it does not start', async () => {
    const server = await startServer({ flavour });
    await server.stop();
    await expect(readFile(`${server.folder}/error.log`)).rejects.toThrow('ENOENT');
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
    await expect(startServer({ flavour, args: ['--no-such-option=1'] })).rejects.toThrow('no-such-option');
  });

  test('of its own can be killed, and can prove its name by TLS', async () => {
    const server = await startServer({ flavour, tls: 'certified' });
    try {
      const shard = server.shard('s0', { tls: { mode: 'verify', ca: server.ca ?? '' } });
      const session = await connect(shard);
      const [row] = await session.texts("SHOW STATUS LIKE 'Ssl_cipher'");
      expect(row?.Value).toContain('TLS');
      await server.kill();
      await expect(session.query('SELECT 1')).rejects.toThrow();
      session.destroy();
      expect(await readFile(`${server.folder}/error.log`, 'utf8')).toContain('ready for connections');
    } finally {
      await server.stop();
    }
  });
});
