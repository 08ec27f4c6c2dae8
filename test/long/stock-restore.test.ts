import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { quoteName } from '../../electron/engine/mysql/quote.ts';
import { tempFolder } from '../support/cli.ts';
import { NASTY } from '../support/rich-schema.ts';
import { runStatements } from '../support/round-trip.ts';
import { runProgram } from '../support/run-program.ts';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';
import { clientOf, formatBlock } from '../support/stock-tools.ts';

/** A set can be read without Shardkeep: what docs/FORMAT.md and README.txt tell to type is run here as it stands. */

const SHARD = 's.0'; // its dot is encoded in the names of volumes

const TABLES: Readonly<Record<string, { readonly statements: readonly string[]; readonly hex: string }>> = {
  awkward: {
    statements: [
      `CREATE TABLE awkward (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, note TEXT, cn VARCHAR(40) CHARACTER SET gbk, raw LONGBLOB,
        ratio FLOAT, weight DOUBLE, bits BIT(11), at DATETIME(3), ts TIMESTAMP(6) NULL, d DATE, y YEAR, filled INT(6) ZEROFILL,
        state ENUM('x', '订单'), doc JSON, place GEOMETRY, padded CHAR(9), fixed BINARY(4), hidden INT INVISIBLE,
        twice BIGINT AS (bits * 2) STORED, KEY (ratio))`,
      `INSERT INTO awkward (id, note, cn, raw, ratio, weight, bits, at, ts, d, y, filled, state, doc, place, padded, fixed, hidden) VALUES
        (0, CONCAT('订单\\t\\n\\\\ ''"\`\\r%_ 😀', UNHEX('001A')), '中文', UNHEX('00010203090A0D1A225C27FF00'), 0.1, 0.1, b'10100001001', '0000-00-00',
          '2001-01-01 00:00:00.123456', '2024-02-31', 0, 42, '订单', '{"a": "中\\\\n", "b": 1.10}', ST_GeomFromText('POINT(1 2)'), 'a ', UNHEX('4100'), 7),
        (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (2, 'NULL', '\\\\N', '\\\\N', 16777216, 1e308, 0, '2024-01-01 12:00:00.001', '2038-01-19 03:14:07.999999', '0000-00-00', 2155, 999999, '',
          '[]', NULL, 'NULL', '', 0),
        (3, '', '', '', -0.0, -0.0, 2047, '1000-01-01', '1970-01-01 00:00:01', '1000-01-01', 1901, 0, 'x', 'null', NULL, '', UNHEX('0909'), -1)`,
      ...Array.from({ length: 20 }, (_, n) => `INSERT INTO awkward (note, raw) VALUES ('${n}', ${randomBytes(n)})`),
    ],
    hex: 'id, HEX(note), HEX(cn), SHA2(raw, 256), ratio*1e0, weight, HEX(bits), at, ts, d, y, filled, state+0, HEX(doc), HEX(place), HEX(padded), HEX(fixed), hidden, twice',
  },
  [NASTY]: {
    statements: [
      `CREATE TABLE ${quoteName(NASTY)} (\`k\`\`1\` VARCHAR(20) PRIMARY KEY, \`x y;"'\\z\` TEXT, \`订单\` FLOAT) COMMENT 'a;b'`,
      `INSERT INTO ${quoteName(NASTY)} VALUES ('1', '\\t;', 1.1), ('二', NULL, 16777217)`,
    ],
    hex: 'HEX(`k``1`), HEX(`x y;"\'\\z`), `订单`*1e0',
  },
  keyless: {
    statements: ['CREATE TABLE keyless (a INT, b TEXT)', "INSERT INTO keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL)"],
    hex: 'a, HEX(b)',
  },
  maybe_counted: {
    statements: [
      'CREATE TABLE maybe_counted (id INT AUTO_INCREMENT NULL, a INT, KEY (id))',
      'INSERT INTO maybe_counted VALUES (NULL, 1), (0, 2), (7, 3)',
      'UPDATE maybe_counted SET id = NULL WHERE a = 3',
    ],
    hex: 'a, id',
  },
  numbered: {
    statements: [
      "CREATE TABLE numbered (id INT PRIMARY KEY, e ENUM('a', '', 'A ''\"'), s SET('é', 'e', '') CHARACTER SET latin1 COLLATE latin1_bin, p POINT)",
      "INSERT INTO numbered VALUES (1, 2, 6, POINT(1, 2)), (2, NULL, 0, NULL), (3, 'a', 1, NULL)",
      'INSERT IGNORE INTO numbered (id, e) VALUES (4, 99)',
    ],
    hex: 'id, e+0, s+0, HEX(p)',
  },
  computed: {
    statements: [
      'CREATE TABLE computed (a FLOAT AS (1 / 3), b VARCHAR(9) AS (CONCAT(CHAR(9), 2)) STORED)',
      'INSERT INTO computed () VALUES (), ()',
    ],
    hex: 'a*1e0, HEX(b)',
  },
  nothing: { statements: ['CREATE TABLE nothing (id INT PRIMARY KEY)'], hex: 'id' },
};

const OWN: Readonly<Record<Flavour, typeof TABLES>> = {
  mariadb: {
    versions: {
      statements: [
        'CREATE TABLE versions (id INT PRIMARY KEY, a INT, i INET6, u UUID) WITH SYSTEM VERSIONING',
        "INSERT INTO versions VALUES (1, 1, '::1', UUID()), (2, 2, NULL, NULL)",
        'UPDATE versions SET a = 5 WHERE id = 1',
        'DELETE FROM versions WHERE id = 2',
      ],
      hex: 'id, a, i, u, (SELECT GROUP_CONCAT(a, row_start, row_end ORDER BY id, row_end) FROM versions FOR SYSTEM_TIME ALL)',
    },
    versions_named: {
      statements: [
        `CREATE TABLE versions_named (id INT PRIMARY KEY, s TIMESTAMP(6) AS ROW START INVISIBLE, a INT, e TIMESTAMP(6) AS ROW END INVISIBLE,
          PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
        'INSERT INTO versions_named (id, a) VALUES (1, 1)',
        'UPDATE versions_named SET a = 2',
      ],
      hex: 'id, a, s, e, (SELECT GROUP_CONCAT(a, s, e ORDER BY e) FROM versions_named FOR SYSTEM_TIME ALL)',
    },
  },
  mysql: {
    typeless: {
      statements: [
        'CREATE TABLE typeless (id INT PRIMARY KEY, j JSON, t TEXT)',
        `INSERT INTO typeless VALUES (1, '{"a": 1.5, "b": [1, "x\\\\ty"]}', 'x'), (2, NULL, NULL)`,
      ],
      hex: 'id, HEX(j), t',
    },
    modern: {
      statements: [
        'SET sql_generate_invisible_primary_key=ON',
        'CREATE TABLE modern (a INT, v VECTOR(3), place POINT SRID 4326)',
        'SET sql_generate_invisible_primary_key=OFF',
        "INSERT INTO modern VALUES (1, TO_VECTOR('[1,2,3]'), ST_GeomFromText('POINT(1 2)', 4326)), (2, NULL, NULL)",
      ],
      hex: 'my_row_id, a, HEX(v), HEX(place)',
    },
  },
};

/** 128 KiB that do not compress, different for every `seed`. */
function randomBytes(seed: number): string {
  const parts = Array.from({ length: 64 }, (_, part) => `UNHEX(SHA2(${seed * 64 + part}, 512))`);
  return `REPEAT(CONCAT(${parts.join(', ')}), 32)`;
}

/** A copy of a set whose files may be damaged. */
async function copyOf(set: WrittenSet): Promise<string> {
  const folder = join(await tempFolder(), 'copy');
  await runProgram('cp', ['-r', set.folder, folder]);
  return folder;
}

describe.each(FLAVOURS)('a set of %s without Shardkeep', (flavour) => {
  const tables = { ...TABLES, ...OWN[flavour] };
  const target = testServer(flavour, 'target');
  const sets = new Map<string, WrittenSet>();
  let destination: string;
  let source: string;

  beforeAll(async () => {
    source = await freshSchema(testServer(flavour), 'stock');
    for (const { statements } of Object.values(tables)) await runStatements(testServer(flavour), source, statements);
    await runStatements(testServer(flavour), source, [
      'CREATE TABLE order_0 (id BIGINT PRIMARY KEY, ratio FLOAT, title VARCHAR(40)) CHARACTER SET utf8mb4',
      "INSERT INTO order_0 VALUES (0, 0.1, '订单\\t'), (7, NULL, NULL), (8, 16777217, '\\\\N')",
    ]);
    await testServer(flavour).client('ANALYZE TABLE awkward', { database: source });
    destination = join(await tempFolder(), 'destination');
    for (const compression of ['fast', 'none'] as const)
      sets.set(
        compression,
        await runBackup({
          cluster: { name: '店 shop', shards: [testServer(flavour).shard(SHARD, { schemas: [source] })] },
          to: destination,
          method: 'hot',
          lanesPerShard: 2,
          compression,
          volumeBytes: 300 << 10,
          ...(compression === 'fast' ? { chunkBytes: 512 << 10 } : {}),
        }),
      );
  });

  /** Runs the block of docs/FORMAT.md and returns what it prints; throws when it does not end with 0. */
  async function runBlock(table: string, into: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
    const set = sets.get('fast')?.folder ?? '';
    const variables = { SET: set, SHARD, SCHEMA: source, TABLE: table, INTO: into, CLIENT: clientOf(target) };
    const env = { ...variables, MYSQL_PWD: ADMIN.password, ...more };
    return runProgram('bash', ['-c', await formatBlock('stock-restore')], { env });
  }

  /** CHECKSUM TABLE and every value in a form that hides nothing. */
  async function contentOf(server: ServerHandle, database: string, table: string): Promise<string> {
    const name = quoteName(table);
    const sum = await server.client(`CHECKSUM TABLE ${name}`, { database });
    const values = `SET time_zone='+00:00'; SELECT ${tables[table]?.hex} FROM ${name} ORDER BY 1`;
    return `${sum.slice(sum.lastIndexOf('\t'))}${await server.client(values, { database })}`;
  }

  test.each(Object.keys(tables))('docs/FORMAT.md restores the table %s', async (table) => {
    const into = `${source} \`by\` 手`;
    const rows = await testServer(flavour).client(`SELECT COUNT(*) FROM ${quoteName(table)}`, { database: source });
    const stored = sets.get('fast')?.manifest.shards[0]?.tables.find((one) => one.name === table);
    expect(await runBlock(table, into)).toBe(`${into}.${table} is equal to the set: ${stored?.rows} rows\n`);
    expect(await target.client(`SELECT COUNT(*) FROM ${quoteName(table)}`, { database: into })).toBe(rows);
    expect(await contentOf(target, into, table)).toBe(await contentOf(testServer(flavour), source, table));
    const definition = `SHOW CREATE TABLE ${quoteName(table)}`;
    expect(await target.client(definition, { database: into })).toBe(
      await testServer(flavour).client(definition, { database: source }),
    );
  });

  test('docs/FORMAT.md reads chunks in several parts and volumes, compressed or not', async () => {
    for (const [compression, { folder, manifest }] of sets) {
      const stored = manifest.shards[0]?.tables.find((table) => table.name === 'awkward');
      const parts = stored?.chunks.flatMap((chunk) => chunk.parts) ?? [];
      // one in chunks, the other in parts of a chunk
      expect(stored?.chunks.length === 1).toBe(compression === 'none');
      expect(parts.some((part) => /\.002\.tsv$/.test(part.place.entry))).toBe(compression === 'none');
      expect(new Set(parts.map((part) => part.place.volume)).size).toBeGreaterThan(1);
      const into = `${source}_${compression}`;
      await runBlock('awkward', into, { SET: folder });
      expect(await contentOf(target, into, 'awkward')).toBe(await contentOf(testServer(flavour), source, 'awkward'));
    }
  });

  test.runIf(flavour === 'mysql')('docs/FORMAT.md names what JSON loses without its types', async () => {
    const into = `${source}_types`;
    const only = `${source}_typed`;
    await testServer(flavour).client(`CREATE DATABASE \`${only}\``);
    await runStatements(testServer(flavour), only, [
      'CREATE TABLE typed (id INT PRIMARY KEY, j JSON, t TEXT)',
      "INSERT INTO typed VALUES (1, JSON_OBJECT('d', 1.5, 'at', CAST('2024-01-01' AS DATE)), 'x'), (2, '[1]', NULL)",
      'CREATE TABLE reads_otherwise (id INT PRIMARY KEY, j JSON)',
      'INSERT INTO reads_otherwise VALUES (1, JSON_ARRAY(1.10))',
    ]);
    const set = await runBackup({
      cluster: { name: 'typed', shards: [testServer(flavour).shard(SHARD, { schemas: [only] })] },
      to: join(await tempFolder(), 'destination'),
      method: 'hot',
      lanesPerShard: 1,
      compression: 'fast',
      volumeBytes: 1 << 20,
    });
    const more = { SET: set.folder, SCHEMA: only };
    await expect(runBlock('typed', into, more)).rejects.toThrow(/failed \(3\): .*but for types inside of its JSON/);
    const rows = 'SELECT id, HEX(j), t FROM typed';
    expect(await target.client(rows, { database: into })).toBe(
      await testServer(flavour).client(rows, { database: only }),
    );
    await expect(runBlock('reads_otherwise', into, more)).rejects.toThrow(/failed \(4\): .*differs from the set/);
  });

  test('docs/FORMAT.md stops at a table that exists, one that is not in the set, and altered files', async () => {
    const into = `${source}_stop`;
    await runBlock('keyless', into);
    await expect(runBlock('keyless', into)).rejects.toThrow(/failed \(1\): [\s\S]*already exists/);
    expect(await target.client('SELECT COUNT(*) FROM keyless', { database: into })).toBe('3\n');
    await expect(runBlock('other', into)).rejects.toThrow(/failed \(2\): .*has no table/);

    const set = sets.get('fast') as WrittenSet;
    const folder = await copyOf(set);
    const volume = join(folder, set.manifest.volumes[0]?.file ?? '');
    const bytes = await readFile(volume);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await writeFile(volume, bytes);
    await expect(runBlock('nothing', into, { SET: folder })).rejects.toThrow(/failed \(4\): .*has been altered/);
    await rm(volume);
    await expect(runBlock('nothing', into, { SET: folder })).rejects.toThrow(/No such file/);
    await writeFile(
      join(folder, 'manifest.json'),
      (await readFile(join(folder, 'manifest.json'), 'utf8')).replace('hot', 'hit'),
    );
    await expect(runBlock('nothing', into, { SET: folder })).rejects.toThrow(/manifest\.json: FAILED|WARNING/);
  });

  test('docs/FORMAT.md notices when the server has something else than the set', async () => {
    const client = join(await tempFolder(), 'client');
    const change = `UPDATE order_0 SET title = CONCAT(title, ' ') WHERE id = 0`;
    await writeFile(
      client,
      `#!/bin/bash\n${clientOf(target)} "$@" || exit\ncase "$*" in *LOAD*) ${clientOf(target)} --database=${source}_other -e "${change}" ;; esac\n`,
    );
    await chmod(client, 0o755);
    await expect(runBlock('order_0', `${source}_other`, { CLIENT: client })).rejects.toThrow(
      /failed \(4\): .*differs from/,
    );
  });

  test('README.txt restores a table by hand', async () => {
    const readme = await readFile(join(destination, 'README.txt'), 'utf8');
    const [, example = ''] = /One table by hand:[\s\S]*?\n\n((?: {4}.*\n)+)/.exec(readme) ?? [];
    const commands = example
      .replaceAll('s0.*', 's%2E0.*')
      .replaceAll('shop', source)
      .replace('(id, ...)', '(id, ratio, title)');
    const folder = await tempFolder();
    await writeFile(join(folder, 'mysql'), `#!/bin/bash\nexec ${clientOf(target)} "$@"\n`);
    await chmod(join(folder, 'mysql'), 0o755);
    const PATH = `${folder}:${process.env.PATH}`;
    const script = `set -e\ncd '${await copyOf(sets.get('fast') as WrittenSet)}'\n${commands}`;
    await runProgram('bash', ['-c', script], { env: { PATH, MYSQL_PWD: ADMIN.password } });
    const values = 'SELECT id, ratio*1e0, HEX(title) FROM order_0 ORDER BY id';
    expect(await target.client(values, { database: source })).toBe(
      await testServer(flavour).client(values, { database: source }),
    );
  });
});
