import type { Flavour } from '../../electron/engine/mysql/connect.ts';

/** Rows of one kind of column, made by a table's definition and INSERTs, and how the stock client looks at them. */
export interface TypeCase {
  /** Completes the sentence "… keeps …" and names the table. */
  readonly table: string;
  readonly keeps: string;
  /** What follows CREATE TABLE name. */
  readonly definition: string;
  /** What follows INSERT INTO name. */
  readonly rows: readonly string[];
  /** A SELECT list that shows the values in another way than we read them; rows come in the order of `id`. */
  readonly look: string;
  /** What `look` shows on the source, to be sure that the server took the rows as they were meant. */
  readonly shows?: string;
}

const hex = (...columns: string[]) => columns.map((column) => `HEX(${column})`).join(', ');
const list = (count: number, each: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => each(n)).join(', ');

/** Floats of all magnitudes from a fixed sequence, as doubles in text. */
function floats(count: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  let state = 1;
  const all: number[] = [];
  while (all.length < count) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    view.setUint32(0, state);
    if (Number.isFinite(view.getFloat32(0))) all.push(view.getFloat32(0));
  }
  return all;
}

function doubles(count: number): number[] {
  const bits = floats(2 * count);
  const view = new DataView(new ArrayBuffer(8));
  return Array.from({ length: count }, (_, n) => {
    view.setFloat32(0, bits[2 * n] ?? 0);
    view.setFloat32(4, bits[2 * n + 1] ?? 0);
    return view.getFloat64(0);
  }).filter(Number.isFinite);
}

const BITS = [1, 7, 8, 9, 31, 32, 33, 63, 64];
const ALL_BYTES = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0')).join('');
const HIGH_BYTES = ALL_BYTES.slice(256);
/** What looks like an escape, an end, a NULL or SQL to someone who reads text. */
const LOOKALIKES = [
  '\\N',
  '\\',
  '\\\\',
  '\\n',
  '\\t\\0',
  'NULL',
  '',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\0',
  '\x1a',
  '\x1a\0\b',
  "'",
  '"',
  '`',
  "\\'",
  "'); --",
  '\ta\tb\n',
  "_binary'x'",
  '0x41',
  '{"a": 1}',
  '\u2028',
  '\ufeff',
  '𝄞 订单',
  'a\\',
];

/** Zero, partial and invalid dates are kept by a sql_mode without NO_ZERO_DATE and with ALLOW_INVALID_DATES. */
const DATES = [
  "'0000-00-00'",
  "'2024-00-00'",
  "'2024-05-00'",
  "'2024-02-31'",
  "'1000-01-01'",
  "'9999-12-31'",
  "'0001-01-01'",
  'NULL',
];
const times = (fraction: string) => [
  "'0000-00-00 00:00:00'",
  `'2024-02-31 23:59:59${fraction}'`,
  `'1000-01-01 00:00:00${fraction}'`,
  `'9999-12-31 23:59:59${fraction}'`,
  `'2024-00-00 01:02:03${fraction}'`,
  'NULL',
];

const SET_64 = Array.from({ length: 64 }, (_, n) => (n === 63 ? "''" : `'m${n}'`)).join(',');

const SHARED: readonly TypeCase[] = [
  {
    table: 'integers',
    keeps: 'integers from the smallest to 2^64-1',
    definition: `(id INT PRIMARY KEY, t TINYINT, tu TINYINT UNSIGNED, s SMALLINT, su SMALLINT UNSIGNED, m MEDIUMINT,
      mu MEDIUMINT UNSIGNED, i INT, iu INT UNSIGNED, b BIGINT, bu BIGINT UNSIGNED, z INT(9) ZEROFILL, o BOOLEAN)`,
    rows: [
      'VALUES (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 0, TRUE)',
      'VALUES (2, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 123456789, FALSE)',
      'VALUES (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9007199254740993, 7, 5)',
      'VALUES (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)',
    ],
    look: `CONCAT_WS('/', t, tu, s, su, m, mu, i, iu, b, bu, z, o), ${hex('b', 'bu')}`,
  },
  {
    table: 'decimals',
    keeps: 'DECIMAL(65,30) and its kin to the last digit',
    definition:
      '(id INT PRIMARY KEY, a DECIMAL(65,30), b DECIMAL(65,0), c DECIMAL(30,30), d DECIMAL(1,1), e DECIMAL(20,5) UNSIGNED)',
    rows: [
      `VALUES (1, -${'9'.repeat(35)}.${'9'.repeat(30)}, ${'9'.repeat(65)}, -0.${'9'.repeat(30)}, 0.9, 0)`,
      `VALUES (2, ${'1'.repeat(35)}.${'0'.repeat(29)}1, -${'9'.repeat(65)}, 0.${'0'.repeat(29)}1, -0.1, 123456789012345.67891)`,
      'VALUES (3, 0, 0, 0, 0, 0), (4, NULL, NULL, NULL, NULL, NULL)',
    ],
    look: "CONCAT_WS('/', a, b, c, d, e)",
  },
  {
    table: 'floats',
    keeps: 'FLOAT bit for bit: extremes, denormals, -0 and what six digits do not tell',
    definition: '(id INT PRIMARY KEY, f FLOAT, u FLOAT UNSIGNED, p FLOAT(7,3))',
    rows: [
      "VALUES (-9, 3.4028234663852886e38, 3.4028234663852886e38, 9999.999), (-8, -3.4028234663852886e38, 0, -9999.999), (-7, 1.1754943508222875e-38, 1e-45, 0.001), (-6, 1.401298464324817e-45, 16777216, 1), (-5, '-0', 16777215, 0), (-4, 16777216, 0.1, 1.1), (-3, 16777217, 1, NULL), (-2, NULL, NULL, NULL)",
      `(id, f) VALUES ${floats(3000)
        .map((value, n) => `(${n}, ${Object.is(value, -0) ? "'-0'" : value})`)
        .join(', ')}`,
    ],
    look: 'CAST(f*1e0 AS CHAR), u*1e0, p*1e0',
  },
  {
    table: 'doubles',
    keeps: 'DOUBLE bit for bit: extremes, denormals and -0',
    definition: '(id INT PRIMARY KEY, d DOUBLE, u DOUBLE UNSIGNED, p DOUBLE(20,5))',
    rows: [
      "VALUES (-6, 1.7976931348623157e308, 5e-324, 123456789012345.67891), (-5, -1.7976931348623157e308, 0, -0.00001), (-4, 2.2250738585072014e-308, 2.225073858507201e-308, 0), (-3, 5e-324, 0.1, 1), (-2, '-0', 9007199254740993, NULL), (-1, NULL, NULL, NULL)",
      `(id, d) VALUES ${doubles(3000)
        .map((value, n) => `(${n}, ${Object.is(value, -0) ? "'-0'" : value})`)
        .join(', ')}`,
    ],
    look: 'CAST(d AS CHAR), u, p',
  },
  {
    table: 'bits',
    keeps: 'BIT(1) to BIT(64)',
    definition: `(id INT PRIMARY KEY, ${BITS.map((n) => `b${n} BIT(${n})`).join(', ')})`,
    rows: [
      `VALUES (1, ${BITS.map(() => '0').join(', ')}), (2, ${BITS.map((n) => `b'${'1'.repeat(n)}'`).join(', ')})`,
      `VALUES (3, ${BITS.map((n) => `b'${'10'.repeat(32).slice(0, n)}'`).join(', ')}), (4, ${BITS.map(() => 'NULL').join(', ')})`,
      `VALUES (5, ${BITS.map((n) => (n > 8 ? "b'1011100'" : '1')).join(', ')})`, // a backslash
    ],
    look: BITS.map((n) => `HEX(b${n}+0)`).join(', '),
  },
  {
    table: 'dates',
    keeps: 'dates and times: zero, partial, invalid, extreme and with fractions',
    definition: '(id INT AUTO_INCREMENT PRIMARY KEY, d DATE, t0 DATETIME, t3 DATETIME(3), t6 DATETIME(6))',
    rows: [
      `(d) VALUES ${DATES.map((date) => `(${date})`).join(', ')}`,
      `(t0) VALUES ${times('')
        .map((time) => `(${time})`)
        .join(', ')}`,
      `(t3) VALUES ${times('.001')
        .map((time) => `(${time})`)
        .join(', ')}`,
      `(t6) VALUES ${times('.999999')
        .map((time) => `(${time})`)
        .join(', ')}`,
    ],
    look: hex('d', 't0', 't3', 't6'),
  },
  {
    table: 'clock',
    keeps: 'TIME from -838:59:59 to 838:59:59, and YEAR',
    definition: '(id INT AUTO_INCREMENT PRIMARY KEY, t TIME, t1 TIME(1), t6 TIME(6), y YEAR)',
    rows: [
      "(t, t1, t6, y) VALUES ('-838:59:59', '-838:59:59.0', '-838:59:58.999999', 0), ('838:59:59', '838:59:59.0', '838:59:58.999999', 1901), ('00:00:00', '-00:00:00.1', '-00:00:00.000001', 2155), ('-12:34:56', '00:00:00.9', '00:00:00.000001', 2024), (NULL, NULL, NULL, NULL)",
    ],
    look: "CONCAT_WS('/', t, t1, t6, y), HEX(y)",
  },
  {
    table: 'moments',
    keeps: 'TIMESTAMP in any zone: the hour that daylight saving repeats, zero, first and last second',
    definition:
      '(id INT AUTO_INCREMENT PRIMARY KEY, a TIMESTAMP NULL, b TIMESTAMP(3) NULL, c TIMESTAMP(6) NULL, d TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)',
    rows: [
      "(a, b, c, d) VALUES ('1970-01-01 00:00:01', '1970-01-01 00:00:01.001', '1970-01-01 00:00:01.000001', '2000-01-01'), ('2038-01-19 03:14:07', '2038-01-19 03:14:07.999', '2038-01-19 03:14:07.999999', '2001-01-01'), ('2024-10-27 00:30:00', '2024-10-27 01:30:00', '2024-03-31 01:00:00', '2024-03-31 00:59:59'), (0, 0, 0, 0), (NULL, NULL, NULL, '2024-01-01')",
    ],
    look: 'UNIX_TIMESTAMP(a), UNIX_TIMESTAMP(b), UNIX_TIMESTAMP(c), UNIX_TIMESTAMP(d)',
  },
  {
    table: 'characters',
    keeps: 'CHAR and VARCHAR with spaces at the end, and text that looks like escapes',
    definition:
      '(id INT AUTO_INCREMENT PRIMARY KEY, c CHAR(20), v VARCHAR(40), t TEXT, b BLOB, n CHAR(0), k VARCHAR(20) COLLATE utf8mb4_bin) CHARSET utf8mb4',
    rows: [
      `(c, v, t, b, k) VALUES ${LOOKALIKES.map((text) => {
        const literal = `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`;
        return `(${literal}, ${literal}, ${literal}, X'${Buffer.from(text).toString('hex')}', CONCAT(${literal}, '  '))`;
      }).join(', ')}`,
      "(c, v, t, b, n, k) VALUES ('a  ', 'a  ', 'a  ', 'a  ', '', ' a '), (NULL, NULL, NULL, NULL, NULL, NULL)",
    ],
    look: `${hex('c', 'v', 't', 'b', 'k')}, LENGTH(v), n IS NULL`,
  },
  {
    table: 'bytes',
    keeps: 'every byte in BINARY, VARBINARY and BLOB',
    definition:
      '(id INT AUTO_INCREMENT PRIMARY KEY, b BINARY(255), s BINARY(3), v VARBINARY(600), t TINYBLOB, m MEDIUMBLOB, l LONGBLOB)',
    rows: [
      `(b, s, v, t, m, l) VALUES (X'${ALL_BYTES.slice(2)}', X'00', X'${ALL_BYTES}${ALL_BYTES}', X'${HIGH_BYTES}', X'${ALL_BYTES}', X'5C4E')`,
      `(b, s, v, t, m, l) VALUES (X'${ALL_BYTES.slice(0, -2)}', 'a', '', '', '', ''), (NULL, NULL, NULL, NULL, NULL, NULL)`,
      `(s) VALUES ${list(256, (n) => `(X'${n.toString(16).padStart(2, '0')}5C00')`)}`,
    ],
    look: hex('b', 's', 'v', 't', 'm', 'l'),
  },
  {
    table: 'charsets',
    keeps: 'text of many character sets in one table, byte for byte',
    definition: `(id INT PRIMARY KEY, latin VARCHAR(200) CHARACTER SET latin1, g VARCHAR(99) CHARACTER SET gbk, u16 TEXT CHARACTER SET utf16,
      u16le VARCHAR(99) CHARACTER SET utf16le, u32 CHAR(9) CHARACTER SET utf32, u2 VARCHAR(99) CHARACTER SET ucs2, u3 VARCHAR(99) CHARACTER SET utf8mb3,
      u4 TEXT CHARACTER SET utf8mb4, sj VARCHAR(99) CHARACTER SET sjis, b5 VARCHAR(99) CHARACTER SET big5, c932 TEXT CHARACTER SET cp932,
      e ENUM('中','é') CHARACTER SET gbk, raw VARBINARY(99), k8 VARCHAR(200) CHARACTER SET koi8r)`,
    rows: [
      `VALUES (1, X'${HIGH_BYTES}', X'D6D0955CB75C', X'D834DD1E005C0009', X'34D81EDD5C00', X'0001D11E0000005C', X'4E2D005C', X'E4B8ADEFBFBF', X'F09D849EE4B8AD5C4E', X'835C8EBA', X'A55CB35C', X'815CFAFC', 1, X'${HIGH_BYTES.slice(0, 90)}', X'${HIGH_BYTES}')`,
      "VALUES (2, '', '', '', '', '', '', '', '', '', '', '', 2, '', ''), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    ],
    look: hex('latin', 'g', 'u16', 'u16le', 'u32', 'u2', 'u3', 'u4', 'sj', 'b5', 'c932', 'e', 'raw', 'k8'),
  },
  {
    table: 'enums',
    keeps: 'ENUM with quotes, commas, empty and numeric members, and its error value 0 beside an empty member',
    definition: `(id INT AUTO_INCREMENT PRIMARY KEY, e ENUM('a','','it''s','b,c','back\\\\slash','"'), n ENUM('2','1','0'), plain ENUM('x','y'),
      alike ENUM('a','A'), w ENUM('一','') CHARACTER SET utf16, han ENUM('新','旧'))`,
    rows: [
      `(e, n, plain, alike, w, han) VALUES ${list(8, (n) => `(${n % 7}, ${n % 4}, ${n % 3}, ${n % 3}, ${n % 3}, ${n % 3})`)}, (NULL, NULL, NULL, NULL, NULL, NULL)`,
      '(id, e) VALUES (0, 2)', // a counter's 0 beside columns that cannot be loaded directly
    ],
    look: 'id, e+0, n+0, plain+0, alike+0, w+0, han+0',
    shows:
      '0\t2\tNULL\tNULL\tNULL\tNULL\tNULL\n1\t0\t0\t0\t0\t0\t0\n2\t1\t1\t1\t1\t1\t1\n3\t2\t2\t2\t2\t2\t2\n4\t3\t3\t0\t0\t0\t0\n5\t4\t0\t1\t1\t1\t1\n6\t5\t1\t2\t2\t2\t2\n7\t6\t2\t0\t0\t0\t0\n8\t0\t3\t1\t1\t1\t1\n9\tNULL\tNULL\tNULL\tNULL\tNULL\tNULL\n',
  },
  {
    table: 'sets',
    keeps: 'SET with quotes, an empty member, and all of 64 members',
    definition: `(id INT AUTO_INCREMENT PRIMARY KEY, s SET('x','it''s','','"'), big SET(${SET_64}), plain SET('1','2','4'))`,
    rows: [
      `(s, big, plain) VALUES ${list(16, (n) => `(${n}, ${n}, ${n % 8})`)}, (4, 18446744073709551615, 7), (0, 9223372036854775808, 1), (NULL, NULL, NULL)`,
    ],
    look: 'CAST(s AS UNSIGNED), CAST(big AS UNSIGNED), CAST(plain AS UNSIGNED)',
  },
  {
    table: 'shapes',
    keeps: 'GEOMETRY of every kind with its SRID',
    definition: '(id INT PRIMARY KEY, g GEOMETRY, p POINT, l LINESTRING, y POLYGON, c GEOMETRYCOLLECTION)',
    rows: [
      `VALUES (1, ST_GeomFromText('POINT(1 2)', 4326), POINT(-1e-300, 1e300), ST_GeomFromText('LINESTRING(0 0,1 1,2 5)'),
        ST_GeomFromText('POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 2,1 1))'), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(9 92),LINESTRING(1 2,3 4))'))`,
      "VALUES (2, ST_GeomFromText('MULTIPOINT(0 0,92 92)', 0), NULL, NULL, NULL, NULL), (3, NULL, NULL, NULL, NULL, NULL)",
    ],
    look: `ST_SRID(g), ST_AsText(p), ${hex('g', 'p', 'l', 'y', 'c')}`,
  },
  {
    table: 'documents',
    keeps: 'JSON as its text is',
    definition: '(id INT AUTO_INCREMENT PRIMARY KEY, j JSON)',
    rows: [
      `(j) VALUES ('{}'), ('[]'), ('null'), ('""'), ('{"a": "\\\\u0000\\\\n\\\\\\\\ 中 𝄞", "b": [1.5e300, 5e-324, -0.0, 18446744073709551615]}')`,
      `(j) VALUES ('{"": {"a b": {"c\\\\"d": [[[1]]]}}}'), ('"base64:type16:Cg=="'), (NULL), ('1.0'), ('true')`,
    ],
    look: 'HEX(CAST(j AS CHAR CHARACTER SET utf8mb4)), JSON_TYPE(j)',
  },
];

const MARIADB: readonly TypeCase[] = [
  {
    table: 'empty_shapes',
    keeps: 'values of geometry columns that are empty, and no geometry, beside those that are',
    definition: "(g POINT NOT NULL, id INT PRIMARY KEY, s VARCHAR(9) DEFAULT '', h GEOMETRY NOT NULL, n INT)",
    rows: [
      '(id, n) VALUES (1, 7), (2, NULL)',
      '(id, g) VALUES (3, POINT(1, 2))',
      "(id, h, s) VALUES (4, ST_GeomFromText('LINESTRING(0 0,1 1)'), 'x')",
      '(id, g, h) VALUES (5, POINT(3, 4), POINT(5, 6)), (6, POINT(3, 4), POINT(5, 6))',
      '(id) VALUES (7)',
    ],
    look: `${hex('g', 'h')}, g IS NULL, s, n`,
  },
  {
    table: 'addresses',
    keeps: 'UUID, INET4 and INET6',
    definition: '(id INT PRIMARY KEY, u UUID, i4 INET4, i6 INET6)',
    rows: [
      "VALUES (1, '00000000-0000-0000-0000-000000000000', '0.0.0.0', '::'), (2, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), (3, '123e4567-e89b-12d3-a456-426655440000', '92.9.10.0', '::ffff:1.2.3.4'), (4, NULL, NULL, NULL)",
    ],
    look: hex('u', 'i4', 'i6'),
  },
  {
    table: 'compressed',
    keeps: 'COMPRESSED columns',
    definition: '(id INT PRIMARY KEY, t TEXT COMPRESSED, b BLOB COMPRESSED, v VARCHAR(2000) COMPRESSED)',
    rows: [
      `VALUES (1, REPEAT('订单\\t', 500), REPEAT(X'${ALL_BYTES}', 9), REPEAT('\\\\', 300)), (2, '', '', ''), (3, NULL, NULL, NULL)`,
    ],
    look: hex('t', 'b', 'v'),
  },
  {
    table: 'written_json',
    keeps: 'JSON with blanks, doubled keys and digits as they were written',
    definition: '(id INT AUTO_INCREMENT PRIMARY KEY, j JSON)',
    rows: [`(j) VALUES ('{ "a":1,  "a":2.50 }'), ('[1.10,\\n123456789012345678901234567890]')`],
    look: 'HEX(j)',
  },
];

const MYSQL: readonly TypeCase[] = [
  {
    table: 'vectors',
    keeps: 'VECTOR with every float',
    definition: '(id INT PRIMARY KEY, v VECTOR(4), w VECTOR(1))',
    rows: [
      "VALUES (1, TO_VECTOR('[3.4028235e38,-0.0,16777216,1e-37]'), TO_VECTOR('[0.1]')), (2, X'5C090A005C4E272201000000FFFF7F7F', NULL), (3, NULL, NULL)",
    ],
    look: hex('v', 'w'),
  },
  {
    table: 'srids',
    keeps: 'columns of one SRID',
    definition: '(id INT PRIMARY KEY, p POINT NOT NULL SRID 4326, q POLYGON SRID 3857, SPATIAL KEY (p))',
    rows: [
      "VALUES (1, ST_GeomFromText('POINT(59.9 30.3)', 4326), ST_GeomFromText('POLYGON((0 0,9 0,9 9,0 0))', 3857)), (2, ST_GeomFromText('POINT(-90 180)', 4326), NULL)",
    ],
    look: `ST_SRID(p), ST_SRID(q), ST_AsText(p), ${hex('p', 'q')}`,
  },
  {
    table: 'typed_json',
    keeps: 'JSON members that their text does not tell: DECIMAL, unsigned, dates and times, BIT and BLOB',
    definition: '(id INT AUTO_INCREMENT PRIMARY KEY, j JSON, plain JSON, b BLOB, t BIT(12), s TIMESTAMP(3) NULL)',
    rows: [
      "(b, t, s) VALUES (X'00FF5C', b'101010101010', '2020-01-01 00:00:00.123')",
      `(j, plain) SELECT JSON_OBJECT('a"b', 1.10, 'c.d', CAST('2020-01-02 03:04:05.123456' AS DATETIME(6)), 'e', CAST('-12:34:56.5' AS TIME(6)),
        'f', CAST('2020-01-02' AS DATE), '', b'1010', '中', X'005C27FF', 'u', CAST(5 AS UNSIGNED), 'i', 5, 'x', b, 'y', t, 'z', s,
        'l', JSON_ARRAY(-0.5, JSON_OBJECT('m', JSON_ARRAY(2.250, 'x', 12345678901234567890.123456789012345678901234567890)), CAST(7 AS DECIMAL(9,0)))), '{"a": 1}'
        FROM typed_json AS source WHERE id = 1`,
      "(j, plain) VALUES (CAST(1.50 AS JSON), NULL), (CAST(CAST(7 AS UNSIGNED) AS JSON), 'true'), (CAST(TIMESTAMP'2020-01-01 00:00:00' AS JSON), '[]'), (NULL, NULL), (CAST(X'' AS JSON), '1'), ('{\"n\": [1.5, 18446744073709551615]}', '2')",
    ],
    look: `CAST(j AS CHAR), JSON_TYPE(j), (SELECT GROUP_CONCAT(JSON_TYPE(v) ORDER BY o) FROM JSON_TABLE(j, '$.*' COLUMNS (o FOR ORDINALITY, v JSON PATH '$')) AS m),
      (SELECT GROUP_CONCAT(JSON_TYPE(v), v ORDER BY o) FROM JSON_TABLE(j, '$**[*]' COLUMNS (o FOR ORDINALITY, v JSON PATH '$')) AS c)`,
  },
];

/** Everything a column of this flavour can hold. */
export function typeCases(flavour: Flavour): readonly TypeCase[] {
  return [...SHARED, ...(flavour === 'mariadb' ? MARIADB : MYSQL)];
}
