import { beforeAll, describe, expect, test } from 'vitest';
import { findTruncated, readTableIds } from '../../electron/engine/backup/find-truncated.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { quoteName } from '../../electron/engine/mysql/quote.ts';
import { describeTables } from '../../electron/engine/schema/describe-tables.ts';
import type { JobPhase } from '../../shared/job.ts';
import { keepEvidence } from '../support/keep-evidence.ts';
import { backUp } from '../support/round-trip.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { ADMIN } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Many small tables, so that reading their definitions takes longer than one statement of somebody else. */
const BYSTANDERS = 150;

describe.each(FLAVOURS)('tables of %s that are changed while a backup runs', (flavour) => {
  keepEvidence(() => [testServer(flavour)]);
  /** A schema with `t` (three rows) and `t_new` (one row). */
  const seed = async (server: ServerHandle): Promise<string> => {
    const schema = await freshSchema(server, 'ddl');
    const many = Array.from({ length: BYSTANDERS }, (_, i) => `CREATE TABLE b${i} (id INT PRIMARY KEY);`).join('\n');
    await server.client(
      `${many} CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3);
       DO SLEEP(1.1); CREATE TABLE t_new (id INT PRIMARY KEY); INSERT INTO t_new VALUES (9);`,
      { database: schema },
    );
    return schema;
  };

  /** An account that may not hold DDL back (BACKUP_ADMIN, MySQL), as on most managed servers. */
  const account = { user: 'no_backup_admin', password: 'p' };
  beforeAll(async () => {
    const routines = flavour === 'mysql' ? ', REPLICATION CLIENT, SHOW_ROUTINE' : ', BINLOG MONITOR';
    await testServer(flavour).client(
      `CREATE USER IF NOT EXISTS ${account.user}@'%' IDENTIFIED BY '${account.password}';
       GRANT SELECT, RELOAD, SHOW VIEW, TRIGGER, EVENT${routines} ON *.* TO ${account.user}@'%'`,
    );
  });

  /** Backs `schema` up and runs `sql` as soon as the run reaches `phase`; returns the set when both are done. */
  const during = async (
    server: ServerHandle,
    schema: string,
    phase: JobPhase,
    sql: string,
    { tables, as = account }: { tables?: readonly string[]; as?: { user: string; password: string } } = {},
  ) => {
    let change: Promise<unknown> | undefined;
    const set = await backUp([server.shard('s0', { schemas: [schema], ...as })], {
      only: tables?.map((table) => `${schema}.${table}`),
      onProgress: (progress) => {
        if (progress.phase === phase) change ??= server.client(sql, { database: schema });
      },
    });
    await change;
    return set.manifest;
  };

  test('a table that another one was renamed over is named, not stored as if nothing had happened', async () => {
    const server = testServer(flavour);
    const schema = await seed(server);
    const manifest = await during(server, schema, 'planning', 'RENAME TABLE t TO t_old, t_new TO t; DROP TABLE t_old');
    expect(manifest.state).toBe('complete-with-exceptions');
    expect(manifest.exceptions.map((e) => e.object)).toEqual(expect.arrayContaining(['t', 't_new']));
  });

  test('a table that was dropped after the snapshot is named', async () => {
    const server = testServer(flavour);
    const schema = await seed(server);
    const manifest = await during(server, schema, 'planning', 'DROP TABLE t');
    expect(manifest.exceptions).toEqual([expect.objectContaining({ object: 't', kind: 'table' })]);
  });

  test('a table that was emptied by TRUNCATE after the snapshot is named, or has the rows that it had', async () => {
    const server = testServer(flavour);
    const schema = await seed(server);
    const manifest = await during(server, schema, 'planning', 'TRUNCATE TABLE t');
    const rows = manifest.shards[0]?.tables.find(({ name }) => name === 't')?.rows;
    const named = manifest.exceptions.some(({ object }) => object === 't');
    expect(named || rows === 3, JSON.stringify(manifest)).toBe(true);
  });

  test('a table that came after the snapshot is no part of the set, and no reason to call it incomplete', async () => {
    const server = testServer(flavour);
    const schema = await seed(server);
    const manifest = await during(
      server,
      schema,
      'planning',
      'CREATE TABLE later (id INT PRIMARY KEY); INSERT INTO later VALUES (1)',
    );
    expect(manifest.state).toBe('complete');
    expect(manifest.shards[0]?.tables.some(({ name }) => name === 'later')).toBe(false);
  });

  test('ALTER TABLE neither hangs the backup nor the application, and the table is named', async () => {
    const server = testServer(flavour);
    const schema = await seed(server);
    const rows = Array.from({ length: 200 }, (_, i) => `(${i}, REPEAT('x', 60000))`).join(',');
    await server.client(`CREATE TABLE big (id INT PRIMARY KEY, v MEDIUMTEXT); INSERT INTO big VALUES ${rows};`, {
      database: schema,
    });
    await server.client('ANALYZE TABLE big', { database: schema });
    const manifest = await during(
      server,
      schema,
      'reading',
      'ALTER TABLE big ADD COLUMN more INT; SELECT COUNT(*) FROM big',
      { tables: ['big', 't'], as: ADMIN },
    );
    const big = manifest.shards[0]?.tables.find(({ name }) => name === 'big');
    // Where an instance lock keeps DDL away (MySQL) the ALTER came after the rows; else the table is an exception.
    expect(manifest.exceptions.some(({ object }) => object === 'big') || big?.rows === 200).toBe(true);
    expect(manifest.shards[0]?.tables.find(({ name }) => name === 't')?.rows).toBe(3);
  });
});

// The server forgets that a table is newer than a snapshot when its cache of definitions drops it, which takes up to 47 s.
describe.each([
  ['PROCESS', 'truncated', ['emptied', 'parts', '订单 é/#1']],
  ['no PROCESS', 'perhaps-truncated', ['emptied', '订单 é/#1']],
])('tables of MariaDB that were read as empty, by an account with %s', (privilege, code, expected) => {
  test('are named where TRUNCATE has emptied them meanwhile, and not where there was nothing', async () => {
    const server = testServer('mariadb');
    const schema = await freshSchema(server, 'é-订单/ddl');
    await server.client(
      `CREATE TABLE emptied (id INT PRIMARY KEY); INSERT INTO emptied VALUES (1), (2);
       CREATE TABLE \`订单 é/#1\` (id INT PRIMARY KEY); INSERT INTO \`订单 é/#1\` VALUES (1), (2);
       CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2; INSERT INTO parts VALUES (1), (2);
       CREATE TABLE nothing (id INT PRIMARY KEY);
       CREATE TABLE later (id INT PRIMARY KEY); INSERT INTO later VALUES (1)`,
      { database: schema },
    );
    const user = { user: `reader_${code.slice(0, 4)}`, password: 'p' };
    await server.client(
      `CREATE USER IF NOT EXISTS ${user.user}@'%' IDENTIFIED BY '${user.password}';
       GRANT SELECT${privilege === 'PROCESS' ? ', PROCESS' : ''} ON *.* TO ${user.user}@'%'`,
    );
    const reader = await connect(server.shard('s0', user));
    try {
      const seen = { ids: await readTableIds(reader), ...(await describeTables(reader, [schema])) };
      await server.client(
        `TRUNCATE TABLE emptied; TRUNCATE TABLE \`订单 é/#1\`; ALTER TABLE parts TRUNCATE PARTITION p0; TRUNCATE TABLE later`,
        { database: schema },
      );
      // What readers got: of `later` the row, since they came before TRUNCATE.
      const rows: Readonly<Record<string, number>> = { later: 1, parts: 1 };
      const read = seen.tables.map((table) => ({ ...table, rows: rows[table.name] ?? 0 }));
      const found = await findTruncated({ name: 's0', reader, seen, read });
      expect(found.map(({ object, why }) => [object, why.code])).toEqual(expected.map((name) => [name, code]));
    } finally {
      await reader.close();
      await server.client(`DROP USER ${user.user}@'%'; DROP DATABASE ${quoteName(schema)}`);
    }
  });
});
