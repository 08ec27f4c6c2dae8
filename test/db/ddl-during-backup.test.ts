import { beforeAll, describe, expect, test } from 'vitest';
import type { JobPhase } from '../../shared/job.ts';
import { backUp } from '../support/round-trip.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { ADMIN } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** Many small tables, so that reading their definitions takes longer than one statement of somebody else. */
const BYSTANDERS = 150;

describe.each(FLAVOURS)('tables of %s that are changed while a backup runs', (flavour) => {
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

  // Retried: once in about ten runs, on an overloaded machine, it was neither on MariaDB. Not explained yet (docs/FIDELITY.md).
  test('a table that was emptied by TRUNCATE after the snapshot is named, or has the rows that it had', {
    retry: 1,
  }, async () => {
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
