import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { tempFolder } from '../support/cli.ts';
import { backUp, restore, runStatements, stockDump } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';
import { typeCases } from '../support/type-cases.ts';

describe.each(FLAVOURS)('%s', (flavour) => {
  const source = testServer(flavour);
  const target = testServer(flavour, 'target');
  /** Takes no LOAD DATA LOCAL, and lives in another time zone. */
  let refusing: TestServer;
  let schema: string;
  let set: WrittenSet;
  let reports: RestoreReport[];
  const cases = typeCases(flavour);

  beforeAll(async () => {
    refusing = await startServer({ flavour, args: ['--local-infile=0', '--default-time-zone=-03:00'] });
    schema = await freshSchema(source, 'types');
    for (const { table, definition, rows } of cases)
      await runStatements(source, schema, [
        `CREATE TABLE ${table} ${definition}`,
        ...rows.map((values) => `INSERT INTO ${table} ${values}`),
      ]);
    set = await backUp([source.shard('s0', { schemas: [schema] })], { to: join(await tempFolder(), 'd') });
    reports = [await restore(set, [target.shard('s0')]), await restore(set, [refusing.shard('s0')])];
  });
  afterAll(() => refusing.stop());

  const ask = (server: ServerHandle, sql: string) =>
    server.client(`SET time_zone='+00:00'; ${sql}`, { database: schema, args: ['--raw'] });

  test('both ways of loading prove every row equal', () => {
    expect(set.manifest).toMatchObject({ state: 'complete', exceptions: [] });
    expect(reports.map(({ exceptions }) => exceptions)).toEqual([[], []]);
    for (const report of reports) expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
    expect(reports[1]?.findings.map(({ code }) => code)).toContain('no-local-infile');
  });

  test.each(cases)('$table keeps $keeps', async ({ table, look, shows }) => {
    const sql = `SELECT ${look} FROM ${table} ORDER BY id; CHECKSUM TABLE ${table} EXTENDED`;
    const before = await ask(source, sql);
    if (shows !== undefined) expect(before.slice(0, shows.length)).toBe(shows);
    expect(await ask(target, sql)).toBe(before);
    expect(await ask(refusing, sql)).toBe(before);
  });

  test('the stock dump program sees no difference', async () => {
    const before = await stockDump(source, schema);
    expect(await stockDump(target, schema)).toBe(before);
    expect(await stockDump(refusing, schema)).toBe(before);
  });
});
