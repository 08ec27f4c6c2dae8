import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableHead } from '../../electron/engine/backup/dump-tables.ts';
import { planChunks } from '../../electron/engine/backup/plan-chunks.ts';
import { selectChunk, selectionOf } from '../../electron/engine/lane/select-chunk.ts';
import { connect, type Flavour, type Session } from '../../electron/engine/mysql/connect.ts';
import { describeTables, type TableDescription } from '../../electron/engine/schema/describe-tables.ts';
import type { KeyRange } from '../../electron/engine/schema/key-range.ts';
import { numbers } from '../support/numbers.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** A type of a key column, and values of it as an expression over `n`, which counts rows, and `r`, a random byte string. */
interface KeyType {
  readonly type: string;
  readonly value: string;
  /** No bounds are put on it. */
  readonly uncut?: true;
}

const IN = (charset: string) => `CONVERT(CONVERT(r USING latin1) USING ${charset})`;
const TEXT = "CONCAT(ELT(1 + n % 4, 'order-', 'ORDER-', 'ôrder ', ''), n % 613, REPEAT(' ', n % 3))";

const TYPES: readonly KeyType[] = [
  { type: 'INT', value: '(n % 611) * 7 - 2000' },
  { type: 'BIGINT UNSIGNED', value: 'IF(n % 50 = 0, 18446744073709551615 - n, n)' },
  { type: 'BIGINT', value: 'n + IF(n % 3 = 0, 4611686018427387904, 0)' },
  { type: 'TINYINT', value: 'n % 5' },
  { type: 'DECIMAL(30,10)', value: '(n - 300) * 123456789.0123456789' },
  { type: 'YEAR', value: 'IF(n % 90 = 0, 0, 1901 + n % 255)' },
  {
    type: 'DATE',
    value: "IF(n % 97 < 3, ELT(1 + n % 97, '0000-00-00', '2024-02-31', '2024-00-00'), '1999-12-30' + INTERVAL n DAY)",
  },
  { type: 'DATETIME(3)', value: "TIMESTAMP('2024-02-20') + INTERVAL n * 7919 MICROSECOND * 1000" },
  { type: 'TIMESTAMP(6)', value: "IF(n % 97 = 0, 0, TIMESTAMP('2024-02-20') + INTERVAL n * 791999 SECOND)" },
  { type: 'TIME(2)', value: 'SEC_TO_TIME((n - 400) * 999.25)' },
  { type: "ENUM('z','a','it''s','','\\\\\\\\','y')", value: 'IF(n % 40 = 0, 0, 1 + n % 6)' },
  { type: "SET('z','a','m')", value: 'n % 8', uncut: true },
  { type: 'DOUBLE', value: 'n / 7', uncut: true },
  { type: 'BIT(64)', value: 'CAST(n AS UNSIGNED) * 18446744073709551' },
  { type: 'BINARY(6)', value: 'SUBSTRING(r, 1, 1 + n % 6)' },
  { type: 'VARBINARY(30)', value: 'SUBSTRING(r, 1, n % 30)' },
  { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci', value: TEXT },
  { type: 'CHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', value: TEXT },
  { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', value: IN('utf8mb4') },
  {
    type: 'CHAR(36) CHARACTER SET ascii COLLATE ascii_general_ci',
    value: "INSERT(SUBSTR(SHA2(n,256),1,32), 9, 0, '-')",
  },
  { type: 'VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german1_ci', value: 'CONVERT(r USING latin1)' },
  {
    type: 'VARCHAR(40) CHARACTER SET gbk COLLATE gbk_chinese_ci',
    value: "CONCAT(CONVERT('中文' USING gbk), n, CONVERT(UNHEX('955C') USING gbk))",
  },
  { type: 'VARCHAR(40) CHARACTER SET utf16 COLLATE utf16_general_ci', value: TEXT },
  { type: 'CHAR(20) CHARACTER SET ucs2 COLLATE ucs2_bin', value: TEXT },
  // Bytes that are no UTF-8 came into many a utf8 column through connections that lied about their charset.
  {
    type: 'VARCHAR(40) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci',
    value: "CONCAT(n, CONVERT('é' USING utf8mb3))",
  },
];

const OWN: Readonly<Record<Flavour, readonly KeyType[]>> = {
  mariadb: [
    {
      type: 'UUID',
      value:
        "CONCAT(SUBSTR(SHA2(n,256),1,8),'-',SUBSTR(SHA2(n,256),9,4),'-',1+n%7,SUBSTR(SHA2(n,256),14,3),'-8',SUBSTR(SHA2(n,256),18,3),'-',SUBSTR(SHA2(n,256),21,12))",
    },
    { type: 'INET6', value: 'INET6_NTOA(UNHEX(SUBSTR(SHA2(n,256),1,32)))' },
    { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci', value: TEXT },
    { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_nopad_ci', value: TEXT },
    { type: 'CHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_nopad_ci', value: IN('utf8mb4'), uncut: true },
  ],
  mysql: [
    { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci', value: TEXT },
    { type: 'CHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs', value: IN('utf8mb4') },
    { type: 'VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_zh_0900_as_cs', value: TEXT },
    { type: 'VARCHAR(40) CHARACTER SET gb18030 COLLATE gb18030_chinese_ci', value: TEXT },
  ],
};

const ROWS_PER_CHUNK = 25;

describe.each(FLAVOURS)('chunks of a table on %s', (flavour) => {
  const server = testServer(flavour);
  let schema: string;
  let session: Session;
  beforeAll(async () => {
    schema = await freshSchema(server, 'chunks');
    session = await connect(server.shard('s0'));
    await session.execute(`USE \`${schema}\``);
  });
  afterAll(() => session.close());

  async function described(name: string): Promise<TableDescription> {
    await session.texts(`ANALYZE TABLE ${name}`);
    const { tables } = await describeTables(session, [schema], { only: [`${schema}.${name}`] });
    return tables[0] as TableDescription;
  }

  /** Plans as if every row were a byte long, so that small tables have many chunks. */
  async function plan(table: TableDescription, rows: number): Promise<KeyRange[]> {
    return planChunks(session, { ...table, byteEstimate: rows, rowEstimate: rows }, ROWS_PER_CHUNK);
  }

  /** The numbers of the rows that each chunk's own SELECT delivers. */
  async function numbersOf(table: TableDescription, ranges: readonly KeyRange[]): Promise<string[][]> {
    const head = tableHead(table, ranges);
    const chunks: string[][] = [];
    for (const range of ranges) {
      const rows = await session.texts(selectChunk(selectionOf(head, range), session.flavour));
      chunks.push(rows.map((row) => row.n ?? ''));
    }
    return chunks;
  }

  const types = [...TYPES, ...OWN[flavour]];
  const table = fc.record({
    columns: fc.uniqueArray(fc.nat({ max: types.length - 1 }), { minLength: 1, maxLength: 3 }),
    key: fc.constantFrom('primary', 'unique', 'nullable' as const),
    engine: fc.constantFrom('InnoDB', 'InnoDB', 'InnoDB', 'MyISAM'),
    rows: fc.integer({ min: 1, max: 900 }),
    /** Few values in the first column make the others decide. */
    spread: fc.constantFrom(1, 3, 1000),
  });

  test.runIf(flavour === 'mariadb')('hold UUIDs of no version of the RFC too, which no range finds', async () => {
    const odd = 'UNHEX(MD5(seq))';
    const sound = "UNHEX(INSERT(INSERT(MD5(seq), 17, 1, '9'), 13, 1, 1 + seq % 8))";
    for (const [name, value, chunks] of [
      ['odd', odd, 1],
      ['sound', sound, 20],
    ] as const) {
      await session.execute(`CREATE TABLE ${name} (k UUID PRIMARY KEY, n INT NOT NULL)`);
      await session.execute(`INSERT IGNORE INTO ${name} SELECT ${value}, seq FROM seq_1_to_900`);
      const table = await described(name);
      const ranges = await plan(table, 900);
      expect(ranges.length).toBeGreaterThanOrEqual(chunks);
      const [there] = await session.texts(`SELECT COUNT(*) AS n FROM ${name}`);
      const numbers = (await numbersOf(table, ranges)).flat();
      expect([new Set(numbers).size, numbers.length]).toEqual([Number(there?.n), Number(there?.n)]);
      if (chunks === 1) expect(ranges).toEqual([{ from: null, to: null }]);
    }
  });

  test('hold every row exactly once, whatever the key', { timeout: 300_000 }, async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, key, engine, rows, spread }) => {
        const name = `t${count++}`;
        const keys = columns.map((at, i) => ({ name: `k${i}`, ...(types[at] as KeyType) }));
        const nulls = key === 'nullable' ? 'NULL' : 'NOT NULL';
        const index = key === 'primary' ? 'PRIMARY KEY' : 'UNIQUE KEY u';
        const valueOfKey = ({ value }: KeyType, i: number) => {
          const spreadOut = i === 0 ? value.replaceAll(/\bn\b/g, `(n % ${spread})`) : value;
          return key === 'nullable' ? `IF(n % ${9 + i} = 0, NULL, ${spreadOut})` : spreadOut;
        };
        const definition = `CREATE TABLE ${name} (${keys.map((one) => `${one.name} ${one.type} ${nulls}`).join(', ')}, n INT NOT NULL,
            ${index} (${keys.map((one) => one.name).join(', ')})) ENGINE=${engine}`;
        await session.execute(definition);
        await session.execute(
          `INSERT IGNORE INTO ${name} SELECT ${keys.map(valueOfKey).join(', ')}, n FROM
            (SELECT n, UNHEX(SHA2(n, 256)) AS r FROM ${numbers(rows)}) AS source`,
        );
        const stock = await server.client(`SELECT n FROM ${name} ORDER BY n`, { database: schema });
        const all = stock.trimEnd().split('\n').filter(Boolean);
        const description = await described(name);
        const ranges = await plan(description, all.length);
        const chunks = await numbersOf(description, ranges);
        const read = chunks.flat().toSorted((a, b) => Number(a) - Number(b));
        const missing = all.filter((n) => !read.includes(n));
        expect({ missing, read: read.length, definition }).toEqual({ missing: [], read: all.length, definition });
        const cutable = keys.every((one) => !one.uncut) && key !== 'nullable';
        if (cutable) expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(4 * ROWS_PER_CHUNK);
        await session.execute(`DROP TABLE ${name}`);
      }),
      { numRuns: 60 },
    );
  });

  test('are balanced for keys that are sparse, skewed, NULL or alike in their first columns', async () => {
    await session.execute(
      `CREATE TABLE sparse (id BIGINT PRIMARY KEY) SELECT IF(n = 999, 4611686018427387904, n + 1) AS id, n FROM ${numbers(1000)}`,
    );
    await session.execute(
      `CREATE TABLE alike (name VARCHAR(60) CHARACTER SET utf8mb4, tenant INT, n INT, PRIMARY KEY (name, tenant, n))
        SELECT IF(n < 3, CONCAT('x', n), 'the same for nearly everybody') AS name, n DIV 400 AS tenant, n FROM ${numbers(1000)}`,
    );
    await session.execute(
      `CREATE TABLE optional (code VARCHAR(20) CHARACTER SET ascii, n INT, UNIQUE KEY (code))
        SELECT IF(n < 20, NULL, CONCAT('c', n)) AS code, n FROM ${numbers(1000)}`,
    );
    for (const name of ['sparse', 'alike', 'optional']) {
      const description = await described(name);
      const chunks = await numbersOf(description, await plan(description, 1000));
      expect(chunks.flat().length, name).toBe(1000);
      expect(new Set(chunks.flat()).size, name).toBe(1000);
      expect(Math.max(...chunks.map((chunk) => chunk.length)), name).toBeLessThanOrEqual(4 * ROWS_PER_CHUNK);
      expect(chunks.length, name).toBeLessThanOrEqual(100);
    }
  });

  test('are from one instant while rows move between them, and prove equal after a restore', async () => {
    const moving = await freshSchema(server, 'moving');
    await runStatements(server, moving, [
      'CREATE TABLE by_name (name VARCHAR(40) CHARACTER SET utf8mb4 PRIMARY KEY, filler VARCHAR(200))',
      'CREATE TABLE by_two (a INT, b CHAR(12) CHARACTER SET latin1, filler VARCHAR(200), PRIMARY KEY (a, b))',
      'CREATE TABLE by_chance (code BIGINT UNIQUE, filler VARCHAR(200))',
      `INSERT INTO by_name SELECT CONCAT('Kunde ', n * 2), REPEAT('x', 200) FROM ${numbers(6000)}`,
      `INSERT INTO by_two SELECT n % 7, n * 2, REPEAT('y', 200) FROM ${numbers(6000)}`,
      `INSERT INTO by_chance SELECT IF(n % 100 = 0, NULL, n * 2), REPEAT('z', 200) FROM ${numbers(6000)}`,
    ]);
    await server.client('ANALYZE TABLE by_name, by_two, by_chance', { database: moving });
    const writer = await connect(server.shard('writer'));
    let writing = true;
    const writes = (async () => {
      await writer.execute(`USE \`${moving}\``);
      for (let i = 0; writing; i++) {
        const [from, to] = [2 * ((i * 37) % 6000), 2 * ((i * 53) % 6000) + 1];
        await writer.execute('START TRANSACTION');
        await writer.execute(`UPDATE IGNORE by_name SET name = 'Kunde ${to}' WHERE name = 'KUNDE ${from}'`);
        await writer.execute(
          `UPDATE IGNORE by_two SET a = ${i % 9}, b = '${to}' WHERE a = ${(from / 2) % 7} AND b = '${from}'`,
        );
        await writer.execute(`UPDATE IGNORE by_chance SET code = ${to} WHERE code = ${from}`);
        await writer.execute('COMMIT');
      }
    })();
    try {
      const set = await backUp([server.shard('s0', { schemas: [moving] })], { chunkBytes: 64 << 10 });
      writing = false;
      const tables = set.manifest.shards[0]?.tables ?? [];
      expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
        ['by_chance', 6000],
        ['by_name', 6000],
        ['by_two', 6000],
      ]);
      for (const { name, chunks } of tables) expect(chunks.length, name).toBeGreaterThan(5);
      const report = await restore(set, [testServer(flavour, 'target').shard('s0')]);
      expect(report.tables.map(({ state }) => state)).toEqual(['equal', 'equal', 'equal']);
    } finally {
      writing = false;
      await writes;
      await writer.close();
    }
  });
});
