import { describe, expect, test } from 'vitest';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('a restore to %s that skips the binary log', (flavour) => {
  test('writes nothing to it, and says which privilege is missing before it writes anything', async () => {
    const source = testServer(flavour);
    const schema = await freshSchema(source, 'unlogged');
    await runStatements(source, schema, [
      'CREATE TABLE a (id INT PRIMARY KEY, v INT, KEY (v))',
      'INSERT INTO a VALUES (1, 1), (2, 2)',
      'CREATE VIEW w AS SELECT id FROM a',
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    const target = await startServer({ flavour }); // one where nobody else writes
    try {
      const logged = () => target.client(flavour === 'mysql' ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS');
      await target.client(
        `SET sql_log_bin=0; CREATE USER plain@'%' IDENTIFIED BY 'p'; GRANT CREATE, DROP, ALTER, INDEX, INSERT, SELECT, CREATE VIEW, SHOW VIEW ON *.* TO plain@'%'`,
      );
      const plain = target.shard('s0', { user: 'plain', password: 'p' });
      await expect(restore(set, [plain], { skipBinlog: true })).rejects.toMatchObject({
        failure: {
          code: 'missing-privilege',
          next: expect.stringMatching(flavour === 'mariadb' ? /BINLOG ADMIN/ : /SESSION_VARIABLES_ADMIN/),
        },
      });
      expect(await target.client(`SHOW DATABASES LIKE '${schema}'`)).toBe('');

      const before = await logged();
      const report = await restore(set, [target.shard('s0')], { skipBinlog: true });
      expect(report.quality?.value).toBe(1);
      expect(await logged()).toBe(before);
      await restore(set, [target.shard('s0')], { replace: true });
      expect(await logged()).not.toBe(before);
    } finally {
      await target.stop();
    }
  });
});
