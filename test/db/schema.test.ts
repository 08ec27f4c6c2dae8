import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Flavour, type Session } from '../../electron/engine/mysql/connect.ts';
import { quoteName, quoteText } from '../../electron/engine/mysql/quote.ts';
import { createViews, type ObjectToCreate, runObject } from '../../electron/engine/schema/create-objects.ts';
import { describeTables } from '../../electron/engine/schema/describe-tables.ts';
import { eventState } from '../../electron/engine/schema/disable-event.ts';
import { listSchemas } from '../../electron/engine/schema/list-schemas.ts';
import { readSchemaObjects } from '../../electron/engine/schema/read-schema.ts';
import type { SchemaFile } from '../../electron/engine/schema/schema-file.ts';
import { insertExpression, loadTarget, selectList } from '../../electron/engine/schema/select-columns.ts';
import { splitCreateTableBytes } from '../../electron/engine/schema/split-create-table.ts';
import type { Column } from '../../shared/manifest.ts';
import { NASTY, richSchema } from '../support/rich-schema.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** The bytes that an object's place in its file points to. */
function part(file: SchemaFile, which: 'statement' | 'state' = 'statement'): Buffer {
  const place = file.object[which];
  return place ? file.sql.subarray(place.offset, place.offset + place.length) : Buffer.alloc(0);
}

/** An object with its own bytes, without the name of its schema and with events switched off. */
function content(file: SchemaFile, other: string) {
  const { schema: _schema, statement: _statement, state: _state, name, ...object } = file.object;
  const bytes = (text: string) => Buffer.from(text).toString('latin1');
  const neutral = (buffer: Buffer) =>
    buffer
      .toString('latin1')
      .replaceAll(bytes(quoteName(file.object.schema)), '`SCHEMA`')
      .replaceAll(bytes(quoteName(other)), '`OTHER`')
      .replace(/(PRESERVE) ENABLE\b/, '$1 DISABLE');
  return {
    ...object,
    name: object.kind === 'database' ? 'SCHEMA' : name,
    statement: neutral(part(file)),
    state: neutral(part(file, 'state')),
  };
}

/** What the stock dump program says about a schema, with the schema's own name taken out and events switched off. */
/** What a server refused, in words like these. */
const refused = (words: RegExp) => ({ code: 'refused', cause: expect.stringMatching(words) });

async function dumpOf(server: ServerHandle, schema: string, other: string): Promise<string[]> {
  const own = server.flavour === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [];
  const what = ['--routines', '--events', '--triggers', '--no-data', '--skip-dump-date', '--no-tablespaces'];
  const dump = await server.dump([...own, ...what, '--skip-comments', schema]);
  return dump
    .replaceAll(quoteName(schema), '`SCHEMA`')
    .replaceAll(quoteName(other), '`OTHER`')
    .replaceAll(/(PRESERVE) ENABLE\b/g, '$1 DISABLE')
    .replaceAll(/(CREATE DEFINER=`\w+`@`%` TRIGGER )`SCHEMA`\./gi, '$1')
    .split('\n');
}

async function readAll(session: Session, schema: string) {
  const described = await describeTables(session, [schema]);
  const read = await readSchemaObjects(session, schema, { tables: described.tables.map((table) => table.name) });
  return { described, ...read };
}

/** Restores as a restore does it: tables without secondary indexes first, those and foreign keys after, programs last. */
async function recreate(
  session: Session,
  files: readonly SchemaFile[],
  keep: ReadonlyMap<string, string | null>,
  renames: Map<string, string>,
) {
  const targetOf = (file: SchemaFile) => renames.get(file.object.schema) ?? file.object.schema;
  const later: (() => Promise<unknown>)[] = [];
  const views: ObjectToCreate[] = [];
  for (const file of files) {
    const { object } = file;
    const target = targetOf(file);
    if (object.kind === 'table') {
      const split = splitCreateTableBytes(part(file), { renames, keepIndex: keep.get(object.name) ?? null });
      await runObject(session, split.create, object, target);
      for (const fragments of [split.indexes, split.foreignKeys]) {
        const head = `ALTER TABLE ${quoteName(target)}.${quoteName(object.name)} `;
        const all = fragments.flatMap((fragment, at) => [Buffer.from(at === 0 ? head : ', '), fragment]);
        if (all.length > 0) later.push(() => session.execute(Buffer.concat(all)));
      }
      continue;
    }
    if (object.kind === 'view') views.push({ object, statement: part(file), targetSchema: target });
    else if (object.kind === 'trigger' || object.kind === 'event')
      later.push(() => runObject(session, part(file), object, target));
    else await runObject(session, part(file), object, target);
    if (object.state) {
      await session.execute(`USE ${quoteName(target)}`);
      await session.execute(part(file, 'state'));
    }
  }
  const failed = await createViews(session, views, renames);
  for (const step of later) await step();
  return failed;
}

describe.each(FLAVOURS)('on %s', (flavour: Flavour) => {
  const server = testServer(flavour);
  let session: Session;
  let schema: string;
  let other: string;

  beforeAll(async () => {
    session = await connect(server.shard('s0'));
    schema = await freshSchema(server, 'rich');
    other = await freshSchema(server, 'far');
    await session.execute(`USE ${quoteName(schema)}`);
    for (const statement of richSchema(flavour, other))
      await session.execute(statement).catch((error) => {
        throw new Error(`${error.message}: ${statement}`);
      });
  });
  afterAll(() => session.close());

  test('a schema with one of everything comes back under another name, as the stock dump sees it', async () => {
    const { files, exceptions, described } = await readAll(session, schema);
    expect(exceptions).toEqual([]);
    expect(described.exceptions).toEqual([]);
    const copy = `${schema} \`copy\` 副本`;
    const keep = new Map(described.tables.map((table) => [table.name, table.keyIndexName]));
    const settings = 'SELECT @@sql_mode m, @@time_zone z, @@character_set_client c, @@character_set_results r';
    const before = await session.texts(settings);
    expect(await recreate(session, files, keep, new Map([[schema, copy]]))).toEqual([]);
    expect(await session.texts(settings)).toEqual(before);
    expect(await dumpOf(server, copy, other)).toEqual(await dumpOf(server, schema, other));
    const again = await readAll(session, copy);
    expect(again.files.map((file) => content(file, other))).toEqual(files.map((file) => content(file, other)));
  });

  test('every file runs by the stock client in an empty schema', async () => {
    const { files } = await readAll(session, schema);
    const target = testServer(flavour, 'target');
    const copy = await freshSchema(target, 'by_client');
    await target.client(`CREATE DATABASE IF NOT EXISTS ${quoteName(other)}`);
    await target.client('CREATE TABLE IF NOT EXISTS far (id INT PRIMARY KEY)', { database: other });
    await target.client(files[0]?.sql ?? ''); // the schema under its own name
    let waiting = files.slice(1).map((file) => ({ file, error: '' }));
    for (let round = 0; round < 4; round++) {
      const failed: typeof waiting = [];
      for (const { file } of waiting)
        await target
          .client(file.sql, { database: schema, args: ['--comments', '--binary-mode'] })
          .catch((error) => failed.push({ file, error: String(error) }));
      waiting = failed.filter(({ file, error }) => file.object.kind === 'view' || expect(error).toBe(''));
    }
    expect(waiting).toEqual([]);
    expect(await dumpOf(target, schema, other)).toEqual(await dumpOf(server, schema, other));
    const there = await connect(target.shard('t0'));
    const again = await readAll(there, schema);
    await there.close();
    expect(again.files.map((file) => content(file, other))).toEqual(files.map((file) => content(file, other)));
    await target.client(`DROP DATABASE ${quoteName(schema)}; DROP DATABASE ${quoteName(copy)}`);
  });

  test('programs of latin1 and gbk clients keep their bytes', async () => {
    const { files } = await readAll(session, schema);
    const find = (kind: string, name: string) =>
      files.find((file) => file.object.kind === kind && file.object.name === name);
    expect(find('function', 'f_é£')?.object.context?.characterSetClient).toBe('latin1');
    expect(part(find('function', 'f_é£') as SchemaFile).toString('latin1')).toMatch(
      /FUNCTION `f_é£`[\s\S]*HEX\('é£'\)$/,
    );
    expect(part(find('event', 'e_中') as SchemaFile).includes(Buffer.from([0x65, 0x5f, 0xd6, 0xd0]))).toBe(true);
    await session.execute(`USE ${quoteName(schema)}`);
    expect(await session.texts('SELECT `f_é£`() AS l, `f_中`() AS g')).toEqual([{ l: 'E9A3', g: 'D6D0955C' }]);
  });

  test('describes tables: keys, columns with data, and what the reader must know', async () => {
    const { tables } = (await readAll(session, schema)).described;
    const table = (name: string) => tables.find((one) => one.name === name);
    const keyOf = (name: string) => [table(name)?.keyIndexName, ...(table(name)?.key ?? []).map((part) => part.name)];
    expect(keyOf('chicken')).toEqual(['PRIMARY', 'id']);
    expect(keyOf(NASTY)).toEqual(['PRIMARY', 'k`1']);
    expect(keyOf('bare')).toEqual(['u2', 'b']);
    expect(keyOf('in_gbk')).toEqual([null]);
    const derived = Map.groupBy(table('derived')?.columns ?? [], ({ as }) => as === 'computed');
    expect(derived.get(false)?.map((column) => column.name)).toEqual(['a', 'e', 'f', 'z', 't', 'b']);
    expect(derived.get(true)?.map((column) => column.name)).toEqual(['s']);
    expect(table('counted')).toMatchObject({ engine: 'InnoDB', rowsElsewhere: false });
    expect(table('parts')).toMatchObject({ history: null, rowsElsewhere: false });
    expect(table('in_gbk')?.columns[0]).toMatchObject({ charset: 'gbk', dataType: 'varchar', nullable: true });
    expect(tables.map((one) => one.name)).not.toContain('zz_base');
    expect(await listSchemas(session, [`${schema}*`])).toContain(schema);
    expect(
      (await describeTables(session, [schema], { only: [`${schema}.par?s`] })).tables.map((one) => one.name),
    ).toEqual(['parts']);
    const special = {
      mariadb: () => {
        expect(keyOf('long_unique')).toEqual([null]);
        expect(keyOf('versions')).toEqual(['PRIMARY', 'id', 'row_end']);
        expect(table('versions')?.history).toEqual({ rowStart: 'row_start', rowEnd: 'row_end' });
        expect(table('versions_named')?.columns.map((column) => column.name)).toEqual(['id', 'a', 's', 'e']);
        expect(table('steps')).toBeUndefined();
      },
      mysql: () => {
        expect(table('gipk')?.columns.map((column) => column.name)).toEqual(['my_row_id', 'a']);
        expect(keyOf('gipk')).toEqual(['PRIMARY', 'my_row_id']);
        expect(table('modern')?.columns.map((column) => column.dataType)).toContain('vector');
      },
    };
    special[flavour]();
  });

  test('events come back disabled, one whose time has passed is refused, and none runs meanwhile', async () => {
    const target = await freshSchema(server, 'events');
    const { files } = await readAll(session, schema);
    const event = files.find((file) => file.object.name === 'nightly') as SchemaFile;
    expect(eventState(part(event), 'utf8mb4', '')).toBe('enabled');
    await runObject(session, part(event), event.object, target);
    const states = await session.texts(
      `SELECT event_name AS n, status AS s FROM information_schema.events WHERE event_schema = '${target}'`,
    );
    expect(states).toEqual([{ n: 'nightly', s: 'DISABLED' }]);
    const past = Buffer.from(
      "CREATE EVENT past ON SCHEDULE AT '2001-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO SET @x=1",
    );
    await expect(runObject(session, past, { ...event.object, name: 'past' }, target)).rejects.toThrow(
      'time has passed',
    );
  });

  test('a program of another schema collation gets it back, and so does the schema', async () => {
    const source = await freshSchema(server, 'coll');
    await session.execute(`ALTER DATABASE ${source} COLLATE utf8mb4_bin`);
    await session.execute(`USE ${source}`);
    await session.execute('CREATE PROCEDURE p(a VARCHAR(9)) SELECT a');
    await session.execute(`ALTER DATABASE ${source} COLLATE utf8mb4_unicode_ci`);
    const { files } = await readAll(session, source);
    const program = files.find((file) => file.object.name === 'p') as SchemaFile;
    const target = await freshSchema(server, 'coll');
    await session.execute(`ALTER DATABASE ${target} COLLATE utf8mb4_unicode_ci`);
    await runObject(session, part(program), program.object, target);
    const restored = (await readAll(session, target)).files;
    expect(restored.at(-1)?.object.context?.databaseCollation).toBe('utf8mb4_bin');
    expect(part(restored[0] as SchemaFile).toString()).toContain('utf8mb4_unicode_ci');
    expect(program.sql.toString()).toMatch(
      /ALTER DATABASE COLLATE 'utf8mb4_bin';[\s\S]*ALTER DATABASE COLLATE 'utf8mb4_unicode_ci';/,
    );
  });

  test('what the server refuses to show is an exception in its own words, and nothing stops', async () => {
    const source = await freshSchema(server, 'refused');
    const user = `u${source.slice(-8)}`;
    await server.client(
      `CREATE TABLE t (id INT PRIMARY KEY); CREATE TABLE gone (id INT); CREATE VIEW broken AS SELECT id FROM gone;
       DROP TABLE gone; CREATE PROCEDURE hidden() SELECT 1; CREATE VIEW v AS SELECT 1 AS one;
       CREATE USER ${user} IDENTIFIED BY 'pw'; GRANT SELECT, EXECUTE ON ${source}.* TO ${user}`,
      { database: source },
    );
    const all = await readAll(session, source);
    expect(all.exceptions).toEqual([]); // a broken view can be shown, so it is kept
    const failed = await createViews(
      session,
      all.files
        .filter((file) => file.object.kind === 'view')
        .map((file) => ({ object: file.object, statement: part(file), targetSchema: other })),
    );
    expect(failed).toEqual([{ schema: other, object: 'broken', kind: 'view', why: refused(/gone/) }]);
    const guest = await connect(server.shard('guest', { user, password: 'pw' }));
    const seen = await readAll(guest, source);
    expect(seen.files.map((file) => file.object.name)).toEqual([source, 't']);
    expect(Object.fromEntries(seen.exceptions.map((exception) => [exception.object, exception.why]))).toEqual({
      broken: refused(/denied/i),
      v: refused(/denied/i),
      hidden: refused(/may not read|denied/i),
    });
    await server.client(`GRANT CREATE ROUTINE, ALTER ROUTINE ON ${source}.* TO ${user}`);
    const program = all.files.find((file) => file.object.name === 'hidden') as SchemaFile;
    await server.client('DROP PROCEDURE hidden', { database: source });
    const odd = { ...program.object.context, sqlMode: 'ANSI_QUOTES', characterSetClient: 'latin1' };
    const object = { ...program.object, context: odd as NonNullable<typeof program.object.context> };
    await expect(runObject(guest, part(program), object, source)).rejects.toMatchObject({ errno: 1227 });
    expect(await guest.texts('SELECT @@sql_mode AS m, @@character_set_client AS c')).toEqual([
      { m: expect.not.stringContaining('ANSI'), c: 'utf8mb4' },
    ]);
    guest.destroy();
    await expect(readAll(guest, source)).rejects.toMatchObject({ failure: { code: 'connection-lost' } });
    await server.client(`DROP USER ${user}`);
  });

  test('an index that is kept but not used does not order rows', async () => {
    const name = await freshSchema(server, 'unused');
    const hidden = { mariadb: 'IGNORED', mysql: 'INVISIBLE' }[flavour];
    await session.execute(
      `CREATE TABLE ${name}.t (a INT NOT NULL, b INT NOT NULL, c INT NOT NULL, UNIQUE KEY two (b, c), UNIQUE KEY one (a) ${hidden})`,
    );
    await expect(session.query(`SELECT * FROM ${name}.t FORCE INDEX (one)`)).rejects.toMatchObject({ errno: 1176 });
    expect((await describeTables(session, [name])).tables[0]).toMatchObject({ keyIndexName: 'two' });
  });

  test('schemas that differ in case or accents only are not mixed up', async () => {
    const plain = await freshSchema(server, 'cafe');
    const others = [plain.toUpperCase(), plain.replace('e', 'é')].filter((name) => name !== plain);
    for (const name of [plain, ...others])
      await server.client(
        `CREATE DATABASE IF NOT EXISTS \`${name}\`; USE \`${name}\`; CREATE TABLE t (\`in ${name}\` INT);
         CREATE VIEW v AS SELECT 1; CREATE PROCEDURE p() SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
         CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW SET @x = 1`,
      );
    for (const name of [plain, ...others]) {
      const { described, files } = await readAll(session, name);
      expect(described.tables.map((table) => [table.schema, table.columns[0]?.name])).toEqual([[name, `in ${name}`]]);
      expect(files.map((file) => file.object.name)).toEqual([name, 't', 'p', 'v', 'tr', 'e']);
    }
  });

  test('a trigger written with its schema comes back in the target, not in the original', async () => {
    const [source, target] = [await freshSchema(server, 'named'), await freshSchema(server, 'named')];
    await server.client(
      `CREATE TABLE t (id INT); CREATE TABLE log (what CHAR(9));
       CREATE TRIGGER \`${source}\`.tr AFTER INSERT ON ${source} . t FOR EACH ROW INSERT INTO log VALUES ('fired')`,
      { database: source },
    );
    const { files } = await readAll(session, source);
    await server.client(`DROP TRIGGER ${source}.tr`);
    for (const file of files.slice(1)) await runObject(session, part(file), file.object, target);
    await server.client('INSERT INTO t VALUES (1)', { database: target });
    expect(await server.client('SELECT * FROM log', { database: target })).toBe('fired\n');
    expect((await readAll(session, source)).files.map((file) => file.object.kind)).not.toContain('trigger');
  });

  test.runIf(flavour === 'mariadb')('a table that cannot be opened is an exception', async () => {
    const source = await freshSchema(server, 'damaged');
    await server.client('CREATE TABLE fine (id INT); CREATE TABLE bad (id INT); FLUSH TABLES', { database: source });
    await writeFile(join(server.folder, 'data', source, 'bad.frm'), 'no definition');
    const { described, exceptions } = await readAll(session, source);
    expect(described.tables.map((table) => table.name)).toEqual(['fine']);
    expect(described.exceptions).toEqual([{ schema: source, object: 'bad', kind: 'table', why: refused(/bad\.frm/) }]);
    expect(exceptions).toEqual([]);
  });

  test('values come back bit for bit by LOAD DATA and by INSERT', async () => {
    const source = await freshSchema(server, 'values');
    await session.execute(`USE ${source}`);
    const own = { mariadb: 'i INET6, u UUID, i4 INET4', mysql: 'i JSON, u VECTOR(2), i4 POINT SRID 4326' }[flavour];
    const values = {
      mariadb: "'::1', '00000000-0000-0000-0000-000000000007', '1.2.3.4'",
      mysql: `'{"a": "中\\\\n"}', TO_VECTOR('[1,-0.5]'), ST_GeomFromText('POINT(1 2)', 4326)`,
    }[flavour];
    const table = `(id INT PRIMARY KEY, f FLOAT, g FLOAT(7,3), d DOUBLE, b BIT(12), e ENUM('a'), ${own})`;
    await session.execute(`CREATE TABLE source ${table}`);
    await session.execute(
      `INSERT INTO source VALUES (1, 1.1234567, 1.001, -2.2250738585072014e-308, b'101010101010', '', ${values}),
        (2, 1e-45, -0.001, 0.1, 0, 'a', NULL, NULL, NULL), (3, 16777217, 9999.999, '-0', 1, NULL, ${values}), (4, '-0', 0, 0, 1, 'a', ${values})`,
    );
    const { tables } = await describeTables(session, [source]);
    const columns = tables[0]?.columns ?? [];
    const select = `SELECT ${selectList(columns, flavour)} FROM `;
    const rows = await session.query(`${select} source ORDER BY id`);
    await session.execute(`CREATE TABLE inserted ${table}`);
    for (const row of rows) {
      const literals = Object.values(row).map((value, at) => {
        const column = columns[at] as Column;
        // A hex literal is a number to a numeric column.
        const isText = ['bit', 'point', 'vector', 'json', 'inet6', 'uuid', 'inet4', 'enum'].includes(column.dataType);
        const literal =
          value === null ? 'NULL' : isText ? `_binary 0x${value.toString('hex')}` : quoteText(value.toString());
        return insertExpression(column, flavour, literal.replace(/0x$/, "''"));
      });
      await session.execute(`INSERT INTO inserted VALUES (${literals.join(',')})`);
    }
    const { columnList, set } = loadTarget(columns, flavour);
    const folder = await mkdtemp(join(tmpdir(), 'schema-'));
    const file = join(folder, 'values.tsv');
    await writeFile(file, Buffer.concat(rows.map((row) => tsvLine(Object.values(row)))));
    await server.client(
      `SET sql_mode=''; CREATE TABLE loaded ${table};
       LOAD DATA LOCAL INFILE '${file}' INTO TABLE loaded CHARACTER SET binary ${columnList} ${set}`,
      { database: source },
    );
    await rm(folder, { recursive: true });
    expect(await session.query(`${select} inserted ORDER BY id`)).toEqual(rows);
    expect(await session.query(`${select} loaded ORDER BY id`)).toEqual(rows);
    const same = columns.map((column) => `SUM(s.${column.name} <=> l.${column.name})`).join('+');
    const [sum] = await session.texts(`SELECT ${same} AS n FROM source s JOIN loaded l USING (id)`);
    expect(Number(sum?.n)).toBe(4 * columns.length);
    expect(Number((rows[0]?.['`f`*1e0'] ?? rows[0]?.['f*1e0'])?.toString())).toBe(Math.fround(1.1234567));
  });

  test.runIf(flavour === 'mariadb')('the history of versioned rows can be read and written back', async () => {
    const source = await freshSchema(server, 'history');
    await session.execute(`USE ${source}`);
    for (const [name, more] of [
      ['plain', ''],
      ['named', ', s TIMESTAMP(6) AS ROW START, e TIMESTAMP(6) AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)'],
    ] as const) {
      await session.execute(`CREATE TABLE ${name} (id INT PRIMARY KEY, a INT${more}) WITH SYSTEM VERSIONING`);
      await session.execute(`INSERT INTO ${name} (id, a) VALUES (1, 1), (2, 2)`);
      await session.execute(`UPDATE ${name} SET a = 10 WHERE id = 1`);
      await session.execute(`DELETE FROM ${name} WHERE id = 2`);
      await session.execute(`CREATE TABLE ${name}_copy LIKE ${name}`);
      const { tables } = await describeTables(session, [source], { only: [`*.${name}`] });
      const columns = tables[0]?.columns ?? [];
      const select = (table: string) =>
        `SELECT ${selectList(columns, flavour)} FROM ${table} FOR SYSTEM_TIME ALL FORCE INDEX (\`PRIMARY\`)
          ORDER BY ${(tables[0]?.key ?? []).map((part) => part.name).join(',')}`;
      const rows = await session.query(select(name));
      expect(rows).toHaveLength(3);
      await session.execute('SET SESSION system_versioning_insert_history=1');
      for (const row of rows) {
        const literals = Object.values(row).map((value) => quoteText(value?.toString() ?? ''));
        await session.execute(
          `INSERT INTO ${name}_copy (${columns.map((column) => column.name).join(',')}) VALUES (${literals.join(',')})`,
        );
      }
      expect(await session.query(select(`${name}_copy`))).toEqual(rows);
    }
    await session.execute(
      `CREATE TABLE by_transaction (id INT PRIMARY KEY, s BIGINT UNSIGNED AS ROW START, e BIGINT UNSIGNED AS ROW END,
        PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING`,
    );
    const { tables, exceptions } = await describeTables(session, [source], { only: ['*.by_transaction'] });
    expect(tables[0]).toMatchObject({ history: null, columns: [{ name: 'id' }] });
    expect(exceptions).toMatchObject([{ object: 'by_transaction', why: { code: 'history-by-transaction' } }]);
  });
});

/** A row in LOAD DATA's default dialect. */
function tsvLine(values: readonly (Buffer | null)[]): Buffer {
  const escaped = values.map((value) =>
    value === null ? '\\N' : value.toString('latin1').replace(/[\\\t\n\0]/g, (c) => (c === '\0' ? '\\0' : `\\${c}`)),
  );
  return Buffer.from(`${escaped.join('\t')}\n`, 'latin1');
}
