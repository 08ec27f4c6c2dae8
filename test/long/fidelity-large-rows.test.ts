import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** A packet carries at most 2^24 - 1 bytes; a row that fills one exactly is followed by an empty one. */
const PACKET = 0xff_ffff;
/** The row's id of one digit (2 bytes), and the length in front of the BLOB: 4 bytes below 2^24, 9 from there on. */
const LENGTHS = [PACKET - 2 - 4, PACKET - 2 - 4 + 1, 2 * PACKET - 2 - 9];

describe.each(FLAVOURS)('rows of several packets on %s', (flavour) => {
  /** Takes long statements, and no LOAD DATA LOCAL. */
  let large: TestServer;
  beforeAll(async () => {
    large = await startServer({ flavour, args: ['--local-infile=0', '--max-allowed-packet=256M'] });
  });
  afterAll(() => large.stop());

  test('come back by LOAD DATA and by INSERT, also when they fill their packets exactly', async () => {
    const schema = await freshSchema(large, 'large');
    await runStatements(large, schema, [
      'CREATE TABLE t (id INT PRIMARY KEY, b LONGBLOB)',
      "SET @pattern = REPEAT(UNHEX('005C090A0D271A4EFF41'), 410)",
      ...LENGTHS.map(
        (length, id) => `INSERT INTO t VALUES (${id}, LEFT(REPEAT(@pattern, ${Math.ceil(length / 4100)}), ${length}))`,
      ),
    ]);
    const target = testServer(flavour, 'target');
    const set = await backUp([large.shard('s0', { schemas: [schema] })]);
    const copy = `${schema}_copy`;
    const ways = [
      await restore(set, [target.shard('s0')]),
      await restore(set, [large.shard('s0')], { rename: new Map([[schema, copy]]) }),
    ];
    expect(ways.flatMap(({ tables }) => tables.map(({ state }) => state))).toEqual(['equal', 'equal']);
    const look = 'SELECT id, LENGTH(b), SHA2(b, 256) FROM t ORDER BY id';
    const before = await large.client(look, { database: schema });
    expect(
      before
        .split('\n')
        .slice(0, 3)
        .map((line) => Number(line.split('\t')[1])),
    ).toEqual(LENGTHS);
    expect(await target.client(look, { database: schema })).toBe(before);
    expect(await large.client(look, { database: copy })).toBe(before);
  });
});
