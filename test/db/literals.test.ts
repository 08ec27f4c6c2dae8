import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { differingLiterals } from '../../electron/engine/schema/exact-literals.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const SMILE = "'\u{1f600}'";
/** Two codes of cp932 that are one character in Unicode. */
const TWICE = "0xED40, 0xFA5C, '?', 'b'";

const TABLES = [
  `CREATE TABLE mood (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT '\u{1f600}x', q VARCHAR(9) DEFAULT 'why?') CHARSET=utf8mb4`,
  'INSERT INTO mood (id) VALUES (1)',
  `CREATE TABLE faces (id INT PRIMARY KEY, face ENUM(${SMILE}, '\u{1f601}', '?', '中') DEFAULT '\u{1f601}', bits SET(${SMILE}, 'y') DEFAULT ${SMILE}) CHARSET=utf8mb4`,
  `INSERT INTO faces VALUES (1, ${SMILE}, ${SMILE}), (2, '\u{1f601}', 'y'), (3, '?', '${SMILE.slice(1, -1)},y'), (4, '中', '')`,
  'INSERT INTO faces (id) VALUES (5)',
  "CREATE TABLE broken (id INT PRIMARY KEY, m ENUM(0x91, 0x92, 'b')) CHARSET=utf8mb4",
  'INSERT INTO broken VALUES (1, 1), (2, 2), (3, 3)',
  `CREATE TABLE twice (id INT PRIMARY KEY, n ENUM(${TWICE}) CHARACTER SET cp932 COLLATE cp932_bin DEFAULT 0xED40, d VARCHAR(9) CHARACTER SET cp932 DEFAULT 0xED40)`,
  'INSERT INTO twice (id, n) VALUES (1, 1), (2, 2), (3, 3)',
  'INSERT INTO twice (id) VALUES (4)',
  `CREATE TABLE wide (id INT PRIMARY KEY, n ENUM(0xD83DDE00, 0x00620063) CHARACTER SET utf16 DEFAULT 0xD83DDE00)`,
  'INSERT INTO wide VALUES (1, 1), (2, 2)',
  'CREATE TABLE bytes (id INT PRIMARY KEY, x VARBINARY(8) DEFAULT 0xFFFE00, y BINARY(4) DEFAULT 0x80, z VARBINARY(4) DEFAULT 0x5C27)',
  'INSERT INTO bytes (id) VALUES (1)',
  `CREATE TABLE old (id INT PRIMARY KEY, m ENUM('programmée','inopinée') DEFAULT 'inopinée', c VARCHAR(9) DEFAULT 'é€') CHARSET=latin1`,
  'INSERT INTO old (id) VALUES (1)',
  `CREATE TABLE exprs (id INT PRIMARY KEY, n VARCHAR(9), t VARCHAR(9) DEFAULT (CONCAT(${SMILE}, '!')), g VARCHAR(20) AS (CONCAT(n, ${SMILE})) STORED,
     CONSTRAINT only_smile CHECK (n IN (${SMILE}, 'a'))) CHARSET=utf8mb4`,
  `INSERT INTO exprs (id, n) VALUES (1, ${SMILE})`,
  `CREATE TABLE listed (n VARCHAR(9) NOT NULL) CHARSET=utf8mb4 PARTITION BY LIST COLUMNS (n) (PARTITION a VALUES IN (${SMILE}), PARTITION b VALUES IN ('b'))`,
  `INSERT INTO listed VALUES (${SMILE}), ('b')`,
  `CREATE TABLE many (id INT PRIMARY KEY, m ENUM(${Array.from({ length: 1500 }, (_, i) => `'\u{1f600}${i}'`).join(', ')})) CHARSET=utf8mb4`,
  'INSERT INTO many VALUES (1, 1500), (2, 1)',
  `CREATE TABLE floats (id INT AUTO_INCREMENT PRIMARY KEY, a FLOAT DEFAULT 1.2345678, b FLOAT NOT NULL DEFAULT -16777217 COMMENT 'DEFAULT 1', c FLOAT(10,3) DEFAULT 1.0005,
     d DOUBLE DEFAULT 0.1234567890123456789, e FLOAT UNSIGNED ZEROFILL DEFAULT 123456.79, f FLOAT DEFAULT 3.4028234e38, g FLOAT DEFAULT 1e-42, h FLOAT DEFAULT 0.5, i FLOAT DEFAULT NULL,
     \`dé\` FLOAT DEFAULT 7.6543219, t TEXT, KEY (a), KEY (b, c), UNIQUE (id, e), FULLTEXT (t), k INT, FOREIGN KEY (k) REFERENCES floats (id)) ENGINE=InnoDB`,
  'INSERT INTO floats (t) VALUES (NULL)',
  `CREATE TABLE needed (id INT, v VARCHAR(9) NOT NULL DEFAULT '\u{1f600}x', e ENUM(${SMILE}, 'b') NOT NULL DEFAULT ${SMILE}, c VARCHAR(9) CHARACTER SET cp932 NOT NULL DEFAULT 0xED40) CHARSET=utf8mb4`,
  'INSERT INTO needed (id) VALUES (1)',
  `CREATE VIEW seen AS SELECT ${SMILE} AS face, id FROM mood`,
  `CREATE FUNCTION laughs() RETURNS VARCHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC RETURN ${SMILE}`,
];

/** Only MariaDB stores members of no charset; MySQL refuses such a table. */
const OF_MARIADB = [
  "CREATE TABLE nocharset (id INT PRIMARY KEY, m ENUM(0xE4F6, 'b') CHARACTER SET binary, s SET(0xFF, 'y') CHARACTER SET binary)",
  'INSERT INTO nocharset VALUES (1, 1, 1), (2, 2, 3)',
];

/** Values and defaults in hexadecimal digits. Members that no row has show when a row is made of them. */
function contentOf(server: ServerHandle, schema: string): Promise<string> {
  return server.client(
    `SELECT id, HEX(v), HEX(q) FROM mood; SELECT id, HEX(face), face + 0, HEX(bits), bits + 0 FROM faces;
     SELECT id, HEX(m) FROM broken; SELECT id, HEX(n), n + 0, HEX(d) FROM twice; SELECT id, HEX(n) FROM wide;
     SELECT id, HEX(x), HEX(y), HEX(z) FROM bytes; SELECT id, HEX(m), HEX(c) FROM old;
     SELECT id, HEX(n), HEX(t), HEX(g) FROM exprs; SELECT HEX(n) FROM listed PARTITION (a); SELECT HEX(n) FROM listed PARTITION (b);
     SELECT id, HEX(m) FROM many; SELECT HEX(face) FROM seen; SELECT HEX(laughs());
     ${server.flavour === 'mariadb' ? 'SELECT id, HEX(m), HEX(s) FROM nocharset;' : ''}
     SELECT HEX(DEFAULT(v)), HEX(DEFAULT(q)) FROM mood; SELECT DISTINCT HEX(DEFAULT(face)), HEX(DEFAULT(bits)) FROM faces;
     SELECT DISTINCT HEX(DEFAULT(n)), HEX(DEFAULT(d)) FROM twice; SELECT DISTINCT HEX(DEFAULT(n)) FROM wide;
     SELECT a * 1e0, DEFAULT(a) * 1e0, DEFAULT(b) * 1e0, DEFAULT(c) * 1e0, DEFAULT(d), DEFAULT(e) * 1e0, DEFAULT(f) * 1e0, DEFAULT(g) * 1e0, DEFAULT(h), DEFAULT(i), DEFAULT(\`dé\`) * 1e0 FROM floats;
     SELECT HEX(DEFAULT(v)), HEX(DEFAULT(e)), HEX(DEFAULT(c)), HEX(v), HEX(e), HEX(c) FROM needed;
     SELECT HEX(DEFAULT(x)), HEX(DEFAULT(y)), HEX(DEFAULT(z)) FROM bytes; SELECT HEX(DEFAULT(m)), HEX(DEFAULT(c)) FROM old`,
    { database: schema },
  );
}

test.each(FLAVOURS)(
  'members and defaults that %s prints as something else come back byte for byte',
  async (flavour) => {
    const server = testServer(flavour);
    const target = testServer(flavour, 'target');
    const schema = await freshSchema(server, 'literals');
    await runStatements(server, schema, [...TABLES, ...(flavour === 'mariadb' ? OF_MARIADB : [])]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    expect(set.manifest.exceptions).toEqual([]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
    expect(report.exceptions).toEqual([]);
    expect(await contentOf(target, schema)).toBe(await contentOf(server, schema));
  },
);

test.each(FLAVOURS)('plain definitions of %s are stored as they are printed', async (flavour) => {
  const server = testServer(flavour);
  const schema = await freshSchema(server, 'plain');
  await runStatements(server, schema, [
    `CREATE TABLE plain (id INT PRIMARY KEY, e ENUM('a','it''s','back\\\\slash','中文','why?') DEFAULT '中文', d VARCHAR(9) DEFAULT 'é?') CHARSET=utf8mb4`,
  ]);
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  const object = set.manifest.shards[0]?.objects.find(({ kind }) => kind === 'table');
  const volume = await openVolume(join(set.folder, object?.place.volume ?? ''));
  const sql = (await volume.readAll(object?.place.entry ?? '')).toString();
  await volume.close();
  expect(sql).toContain(`enum('a','it''s','back\\\\slash','中文','why?')`);
  expect(sql).toContain(`DEFAULT '中文'`);
  expect(sql).toContain(`DEFAULT 'é?'`);
});

test.each(FLAVOURS)(
  'members and defaults of %s that are others than in the set are found by the comparison',
  async (flavour) => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'other');
    await runStatements(server, schema, [
      `CREATE TABLE faces (id INT PRIMARY KEY, face ENUM(${SMILE}, 'b') DEFAULT ${SMILE}) CHARSET=utf8mb4`,
      'INSERT INTO faces VALUES (1, 1)',
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    // MySQL prints such a default as the bytes that it is.
    const asked = flavour === 'mariadb' ? { default: 'F09F9880' } : {};
    const [table] = set.manifest.shards[0]?.tables ?? [];
    expect(table?.literals).toEqual([{ name: 'face', members: ['F09F9880', '62'], ...asked }]);
    const session = await connect(server.shard('s0'));
    const find = () => differingLiterals(session, { schema, name: 'faces' }, table?.literals ?? []);
    try {
      expect(await find()).toEqual([]);
      for (const other of [
        "('?', 'b') DEFAULT NULL",
        `(${SMILE}, 'b', 'c') DEFAULT ${SMILE}`,
        ...(flavour === 'mariadb' ? [`(${SMILE}, 'b') DEFAULT 'b'`] : []),
      ]) {
        await server.client(
          `DROP TABLE faces; CREATE TABLE faces (id INT PRIMARY KEY, face ENUM${other}) CHARSET=utf8mb4`,
          {
            database: schema,
          },
        );
        expect(await find()).toEqual(['face']);
      }
    } finally {
      await session.close();
    }
  },
);

test('defaults of mariadb that are computed from bytes of a client’s charset are named, and those from characters are not', async () => {
  const server = testServer('mariadb');
  const target = testServer('mariadb', 'target');
  const schema = await freshSchema(server, 'computed');
  const latin1 = 'SET NAMES latin1; ';
  await server.client(
    `${latin1}CREATE TABLE byBytes (id INT PRIMARY KEY, h VARCHAR(20) DEFAULT (HEX('\u00fc')), n INT DEFAULT (LENGTH('\u00fc') + 1) COMMENT 'n', p VARCHAR(9) DEFAULT '\u00fc') CHARSET=utf8mb4`,
    { database: schema },
  );
  await server.client(
    `${latin1}CREATE TABLE byCharacters (id INT PRIMARY KEY, c VARCHAR(20) DEFAULT (CONCAT('\u00fc', LOWER('X'))), a VARCHAR(40) DEFAULT (HEX('a')),
      g VARCHAR(20) AS (HEX('\u00fc')) STORED, CHECK (c <> MD5('\u00fc'))) CHARSET=utf8mb4`,
    { database: schema },
  );
  await runStatements(server, schema, [
    'INSERT INTO byBytes (id) VALUES (1)',
    'INSERT INTO byCharacters (id) VALUES (1)',
  ]);
  const set = await backUp([server.shard('s0', { schemas: [schema] })]);
  expect(set.manifest.exceptions.map(({ object, why }) => ({ object, why }))).toEqual([
    { object: 'byBytes', why: { code: 'literals-unknown', columns: 'h, n' } },
  ]);
  const report = await restore(set, [target.shard('s0')]);
  expect(report.tables.filter(({ state }) => state !== 'equal')).toEqual([]);
  for (const one of [server, target]) await runStatements(one, schema, ['INSERT INTO byCharacters (id) VALUES (2)']);
  const rows = 'SELECT id, HEX(c), a, g FROM byCharacters';
  expect(await target.client(rows, { database: schema })).toBe(await server.client(rows, { database: schema }));
});
