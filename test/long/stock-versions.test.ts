import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { tempFolder } from '../support/cli.ts';
import { findPrograms } from '../support/programs.ts';
import { backUp, runStatements } from '../support/round-trip.ts';
import { runProgram } from '../support/run-program.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';
import { freshSchema } from '../support/servers.ts';
import { clientOf, formatBlock } from '../support/stock-tools.ts';

/** What docs/FORMAT.md and README.txt tell to type, between servers that end current rows at different moments. */

const TABLES = [
  'CREATE TABLE plain (id INT PRIMARY KEY, a VARCHAR(40)) WITH SYSTEM VERSIONING',
  `CREATE TABLE named (id INT PRIMARY KEY, s TIMESTAMP(6) AS ROW START INVISIBLE, a VARCHAR(40), e TIMESTAMP(6) AS ROW END INVISIBLE,
    PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
  'CREATE TABLE without (id INT PRIMARY KEY, a VARCHAR(40), t TIMESTAMP(6) NULL)',
  ...['plain', 'named'].flatMap((table) => [
    `INSERT INTO ${table} (id, a) VALUES (1, 'x'), (2, '2038-01-19 03:14:07.999999'), (3, '\\t2106-02-07 06:28:15.999999\\n')`,
    `UPDATE ${table} SET a = 'y' WHERE id = 1`,
    `DELETE FROM ${table} WHERE id = 2`,
  ]),
  "SET time_zone = '+00:00'",
  "INSERT INTO without VALUES (1, 'x', '2038-01-19 03:14:07.999999')",
];
const HISTORY = ['plain', 'named'];
/** Current rows, then all of them without those two moments. */
const LOOK = HISTORY.map(
  (t) => `SELECT id, a FROM ${t} ORDER BY id;
    SELECT id, HEX(a), ${t === 'plain' ? 'row_start, IF(row_end' : 's, IF(e'} > '2038-01-19', 'never', 'then') FROM ${t} FOR SYSTEM_TIME ALL ORDER BY 1, 3;`,
).join('\n');

/** Only where setup can unpack it. */
const programs = await findPrograms('mariadb', 'mariadb-11');

describe.runIf(programs !== null)('without Shardkeep, between MariaDB 10.11 and 11.8', () => {
  let servers: Record<'10.11' | '11.8' | 'another 10.11', TestServer>;
  beforeAll(async () => {
    const [old, newer, other] = await Promise.all([
      startServer({ flavour: 'mariadb' }),
      startServer({ flavour: 'mariadb', release: 'mariadb-11' }),
      startServer({ flavour: 'mariadb' }),
    ]);
    servers = { '10.11': old, '11.8': newer, 'another 10.11': other };
  });
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

  /** Runs a shell script against a server, with its own tools; what it says is returned, or thrown with the exit code. */
  const run = async (script: string, server: ServerHandle, more: Readonly<Record<string, string>>) => {
    const said = join(await tempFolder(), 'said');
    const PATH = `${dirname(server.programs.binlog)}:${process.env.PATH}`;
    const env = { PATH, CLIENT: clientOf(server), MYSQL_PWD: ADMIN.password, SHARD: 's0', ...more };
    const whole = `cd "\${FOLDER:-.}"; ( ${script}\n) >'${said}' 2>&1; code=$?; cat '${said}'; cat '${said}' >&2; exit $code`;
    return runProgram('bash', ['-c', whole], { env });
  };

  const backUpTables = async (source: ServerHandle): Promise<{ schema: string; set: WrittenSet }> => {
    const schema = await freshSchema(source, 'stock');
    await runStatements(source, schema, TABLES);
    return { schema, set: await backUp([source.shard('s0', { schemas: [schema] })]) };
  };

  test.each([
    ['10.11', '11.8'],
    ['11.8', '10.11'],
    ['10.11', 'another 10.11'],
  ] as const)('docs/FORMAT.md: rows with history of %s are on %s what they were, current or not', async (from, on) => {
    const { schema, set } = await backUpTables(servers[from]);
    const script = await formatBlock('stock-restore');
    for (const TABLE of [...HISTORY, 'without']) {
      const said = await run(script, servers[on], { SET: set.folder, SCHEMA: schema, TABLE });
      expect(said).toContain(`${schema}.${TABLE} is equal to the set`);
      const tells = TABLE !== 'without' && on !== 'another 10.11';
      expect(said.includes(`${schema}.${TABLE}: current rows end at`)).toBe(tells);
    }
    const look = `${LOOK} SET time_zone = '+00:00'; SELECT * FROM without`;
    const there = await servers[from].client(look, { database: schema });
    expect(await servers[on].client(look, { database: schema })).toBe(there);
    // They are as alive as rows of that server's own.
    await servers[on].client("UPDATE plain SET a = 'z' WHERE id = 1", { database: schema });
    const versions = 'SELECT COUNT(*) FROM plain; SELECT COUNT(*) FROM plain FOR SYSTEM_TIME ALL';
    expect(await servers[on].client(versions, { database: schema })).toBe('2\n5\n');
    await servers[on].client(`DROP DATABASE \`${schema}\``);
  });

  test('README.txt: what it says to exchange by hand makes current rows of 10.11 current on 11.8', async () => {
    const { schema, set } = await backUpTables(servers['10.11']);
    const readme = await readFile(join(set.folder, '../../README.txt'), 'utf8');
    const [, exchange] = /^( {4}sed -i [\s\S]*?rows\.tsv)$/m.exec(readme) ?? [];
    const script = `set -e
      unzip -p 's0.*.zip' schema/${schema}/database.${schema}.sql | $CLIENT --binary-mode
      unzip -p 's0.*.zip' schema/${schema}/table.named.sql | $CLIENT --binary-mode ${schema}
      unzip -p 's0.*.zip' 'data/${schema}/named/*.zst' | zstd -dc > rows.tsv
      ${exchange}
      $CLIENT --local-infile=1 ${schema} -e "SET time_zone = '+00:00', system_versioning_insert_history = 1;
        LOAD DATA LOCAL INFILE 'rows.tsv' INTO TABLE named CHARACTER SET binary (id, a, s, e)"`;
    await run(script, servers['11.8'], { FOLDER: set.folder });
    const rows = 'SELECT id, a FROM named ORDER BY id';
    const there = await servers['10.11'].client(rows, { database: schema });
    expect(await servers['11.8'].client(rows, { database: schema })).toBe(there);
    await servers['11.8'].client(`DROP DATABASE \`${schema}\``);
  });

  /** Makes `before` on both servers, and runs the block with the log of `after`. */
  const applyLog = async (
    from: ServerHandle,
    on: ServerHandle,
    before: readonly string[],
    after: readonly string[],
  ) => {
    const schema = await freshSchema(from, 'log');
    await on.client(`CREATE DATABASE \`${schema}\``);
    for (const server of [from, on]) await runStatements(server, schema, before);
    await from.client('RESET MASTER');
    await runStatements(from, schema, after);
    const [file = ''] = (await from.client('SHOW MASTER STATUS')).split('\t');
    const FOLDER = await tempFolder();
    await writeFile(join(FOLDER, 'segment.binlog'), await readFile(join(from.folder, 'data', file)));
    const said = await run(await formatBlock('stock-log'), on, { FOLDER }).catch((error: Error) => error.message);
    const rows = await on.client('SELECT id FROM t', { database: schema });
    await on.client(`DROP DATABASE \`${schema}\``);
    return { schema, said, rows };
  };
  const table = 'CREATE TABLE t (id INT PRIMARY KEY)';

  test('docs/FORMAT.md: a log of 10.11 is applied to 11.8 where no table that it writes to has history, and to 10.11 in any case', async () => {
    const { '10.11': old, '11.8': newer, 'another 10.11': other } = servers;
    const beside = `CREATE TABLE beside (id INT) WITH SYSTEM VERSIONING`;
    expect(await applyLog(old, newer, [table, beside], ['INSERT INTO t VALUES (1)'])).toMatchObject({ rows: '1\n' });
    const versioned = `${table} WITH SYSTEM VERSIONING`;
    expect(await applyLog(old, other, [versioned], ['INSERT INTO t VALUES (1)'])).toMatchObject({ rows: '1\n' });
  });

  test('docs/FORMAT.md: a log of 10.11 is refused on 11.8 where tables have history, with their names', async () => {
    const { '10.11': old, '11.8': newer } = servers;
    const there = await applyLog(old, newer, [`${table} WITH SYSTEM VERSIONING`], ['INSERT INTO t VALUES (1)']);
    expect(there.said).toMatch(new RegExp(`failed \\(2\\).*history at once\\.\\n+\`${there.schema}\`\\.\`t\`\\n`, 's'));
    expect(there.rows).toBe('');
    const made = await applyLog(
      old,
      newer,
      [table],
      ['INSERT INTO t VALUES (1)', 'CREATE TABLE later (id INT) WITH SYSTEM VERSIONING'],
    );
    expect(made.said).toMatch(/failed \(2\).*\nCREATE TABLE later \(id INT\) WITH SYSTEM VERSIONING\n/s);
    expect(made.rows).toBe('');
  });

  test('docs/FORMAT.md: a log of 11.8 is refused on 10.11', async () => {
    const { '10.11': old, '11.8': newer } = servers;
    const { said, rows } = await applyLog(newer, old, [table], ['INSERT INTO t VALUES (1)']);
    expect(said).toMatch(/failed \(2\).*The log is of MariaDB 11\.8, which this server is too old for/s);
    expect(rows).toBe('');
  });
});
