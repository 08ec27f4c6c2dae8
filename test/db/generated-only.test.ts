import { expect, test } from 'vitest';
import { backUp, restore, runStatements, stockDump } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

test.each(FLAVOURS)(
  'tables of %s that have generated columns only come back with their rows, by LOAD DATA and by INSERT',
  async (flavour) => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'computed');
    await runStatements(server, schema, [
      'CREATE TABLE seven (a INT AS (7) VIRTUAL)',
      'INSERT INTO seven VALUES (DEFAULT), (DEFAULT), (DEFAULT)',
      'CREATE TABLE nothing (a INT AS (NULL) STORED, b VARCHAR(9) AS (CONCAT(a)) VIRTUAL)',
      'INSERT INTO nothing VALUES (DEFAULT, DEFAULT)',
      'CREATE TABLE empty_one (a INT AS (1) STORED)',
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.exceptions).toEqual([]);
    const before = await stockDump(server, schema);
    const refusing = await startServer({ flavour, args: ['--local-infile=0'] });
    try {
      for (const target of [testServer(flavour, 'target'), refusing]) {
        const report = await restore(set, [target.shard('s0')]);
        expect(report.exceptions).toEqual([]);
        expect(report.tables.map(({ table, rows, state }) => [table, rows, state])).toEqual([
          ['empty_one', 0, 'equal'],
          ['nothing', 1, 'equal'],
          ['seven', 3, 'equal'],
        ]);
        expect(
          await target.client('SELECT COUNT(*) FROM seven; SELECT COUNT(*) FROM nothing', { database: schema }),
        ).toBe('3\n1\n');
        expect(await stockDump(target, schema)).toBe(before);
      }
    } finally {
      await refusing.stop();
    }
  },
);
