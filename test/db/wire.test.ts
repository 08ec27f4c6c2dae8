import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { loadData } from '../../electron/engine/mysql/load-data.ts';
import { readRows } from '../../electron/engine/mysql/row-stream.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** What a SELECT gives as TSV: its length, rows and hash, without holding it in memory. */
async function digest(session: Session, sql: string) {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  for await (const batch of readRows(session, sql)) {
    hash.update(batch.tsv);
    rows += batch.rows;
    bytes += batch.tsv.length;
  }
  return { rows, bytes, sha256: hash.digest('hex') };
}

async function* pieces(...parts: (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part as string);
}

describe.each(FLAVOURS)('the wire to %s', (flavour) => {
  test('rows at and beyond the 16 MiB limit of a packet are read whole', async () => {
    const server = await startServer({ flavour, args: ['--max-allowed-packet=64M'] });
    try {
      const session = await connect(server.shard('s0'));
      // A payload is one length prefix of 4 bytes, then the field: these end just below, at and just above the limit.
      for (const payload of [0xff_fffe, 0xff_ffff, 0x100_0000, 2 * 0xff_ffff, 2 * 0xff_ffff + 1]) {
        const prefix = payload - 4 < 0x100_0000 ? 4 : 9;
        const length = payload - prefix;
        const seen = await digest(session, `SELECT REPEAT('q', ${length}) UNION ALL SELECT 'after'`);
        const expected = createHash('sha256').update('q'.repeat(length)).update('\nafter\n').digest('hex');
        expect(seen, `payload of ${payload}`).toEqual({ rows: 2, bytes: length + 7, sha256: expected });
      }
      expect(await session.texts('SELECT 1 AS still')).toEqual([{ still: '1' }]);
      await session.close();
    } finally {
      await server.stop();
    }
  });

  test('a result of every shape leaves the session in step', async () => {
    const session = await connect(testServer(flavour).shard('s0'));
    const many = Array.from({ length: 300 }, (_, i) => `${i} AS c${i}`).join(', ');
    expect((await digest(session, `SELECT ${many}`)).rows).toBe(1);
    expect(await digest(session, 'SELECT 1 FROM DUAL WHERE 1 = 0')).toMatchObject({ rows: 0, bytes: 0 });
    await expect(digest(session, 'SELECT nothing FROM nowhere')).rejects.toMatchObject({ failure: { code: 'server' } });
    await expect(digest(session, 'SELECT 1 UNION ALL SELECT (SELECT 1 UNION SELECT 2)')).rejects.toMatchObject({
      errno: 1242,
    });
    expect(await session.texts('SELECT 7 AS seven')).toEqual([{ seven: '7' }]);
    await session.close();
  });

  test('a reader that is slower than the server loses nothing', async () => {
    const session = await connect(testServer(flavour).shard('s0'));
    const sql = `SELECT REPEAT('abc', 30000) FROM information_schema.collations LIMIT 100`;
    let rows = 0;
    for await (const batch of readRows(session, sql)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      rows += batch.rows;
    }
    expect(rows).toBe(100);
    await session.close();
  });

  test('LOAD DATA takes pieces of any size, and a source that fails ends it so that the session can roll back', async () => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'load');
    await server.client('CREATE TABLE t (a INT PRIMARY KEY, b LONGTEXT)', { database: schema });
    const session = await connect(server.shard('s0'));
    const sql = `LOAD DATA LOCAL INFILE 'x' INTO TABLE ${schema}.t CHARACTER SET binary`;
    const ok = await loadData(session, sql, pieces('1\tx', 'y\n', '2\t', 'z'.repeat(3_000_000), '\n'));
    expect(ok).toMatchObject({
      affectedRows: 2n,
      warnings: 0,
      info: 'Records: 2  Deleted: 0  Skipped: 0  Warnings: 0',
    });

    await session.query('START TRANSACTION');
    const failing = async function* () {
      yield Buffer.from('3\tthree\n');
      throw new Error('the drive was unplugged');
    };
    await expect(loadData(session, sql, failing())).rejects.toThrow('the drive was unplugged');
    await session.query('ROLLBACK');
    expect(await session.texts(`SELECT COUNT(*) AS n FROM ${schema}.t`)).toEqual([{ n: '2' }]);

    expect(await loadData(session, sql, pieces())).toMatchObject({ affectedRows: 0n });
    await expect(
      loadData(session, `LOAD DATA LOCAL INFILE 'x' INTO TABLE ${schema}.missing`, pieces('1\n')),
    ).rejects.toMatchObject({ errno: 1146 });
    expect(await loadData(session, sql, pieces('1\tagain\n'))).toMatchObject({ warnings: 1 });
    await session.close();
  });

  test('a server that asks for a file although nothing was offered gets none', async () => {
    const session = await connect(testServer(flavour).shard('s0'));
    await expect(
      session.query("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE information_schema.nothing"),
    ).rejects.toThrow();
    await session.close().catch(() => {});
  });

  test('a statement with bytes that are no text arrives as it is', async () => {
    const session = await connect(testServer(flavour).shard('s0'));
    await session.execute(
      Buffer.concat([Buffer.from("SET @x = _binary'"), Buffer.from([0xe9, 0x80, 0xff]), Buffer.from("'")]),
    );
    expect(await session.texts('SELECT HEX(@x) AS hex')).toEqual([{ hex: 'E980FF' }]);
    await session.close();
  });
});
