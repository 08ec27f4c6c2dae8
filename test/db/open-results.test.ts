import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NotRestored } from '../../shared/restore-report.ts';
import { runChain, stops } from '../support/chain-case.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** `object code` */
function named(exceptions: readonly Pick<NotRestored, 'object' | 'why'>[]): string[] {
  return exceptions.map(({ object, why }) => `${object} ${why.code}`).sort();
}

describe.each(FLAVOURS)('statements in the log of %s whose result it does not determine', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('are named when they are captured, beforehand, and when they are restored', async () => {
    const s = await freshSchema(source, 'open');
    // MySQL refuses most of them, since a replica would come to other values.
    const defaults = [
      ['conn', 'BIGINT DEFAULT (CONNECTION_ID())', 'CONNECTION_ID()'],
      ['quot', 'DECIMAL(30,20) AS (id / 3) STORED', '/'],
      ...(flavour === 'mariadb'
        ? [
            ['uuid', "VARCHAR(40) DEFAULT (CONCAT('x', UUID()))", 'UUID()'],
            ['rand', 'DOUBLE NOT NULL DEFAULT (1 + RAND())', 'RAND()'],
            ['sysd', 'DATETIME(6) DEFAULT (SYSDATE(6))', 'SYSDATE()'],
            ['seq', 'BIGINT NOT NULL DEFAULT (NEXTVAL(s))', 'NEXTVAL()'],
            ['nextv', 'BIGINT NOT NULL DEFAULT NEXT VALUE FOR s', 'NEXT'],
            ['cuser', 'VARCHAR(80) DEFAULT CURRENT_USER', 'CURRENT_USER'],
            ['host', 'VARCHAR(80) DEFAULT (@@hostname)', '@@…'],
            ['var', 'VARCHAR(80) DEFAULT (@x)', '@…'],
          ]
        : [['week', 'INT AS (WEEK(t)) STORED', 'WEEK()']]),
    ] as const;
    const fine = [
      ...[
        'DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP',
        "VARCHAR(9) DEFAULT (UPPER('uuid()'))",
        'DATE AS (DATE(t)) STORED',
      ],
      ...['DOUBLE AS (id / 3) VIRTUAL', "SET('rand()','b') DEFAULT 'b'", 'INT DEFAULT 7 COMMENT "UUID()"'],
    ];
    const tables = [...defaults.map(([name]) => name), ...fine.map((_, i) => `fine${i}`)];
    const { set, look, report } = await runChain(source, target, {
      schemas: [s],
      before: `CREATE DATABASE ${s}; USE ${s}; ${flavour === 'mariadb' ? 'CREATE SEQUENCE s;' : ''}
        ${tables.map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY, t DATETIME); INSERT INTO ${name} VALUES (1, '2024-03-01'), (2, NULL)`).join('; ')}`,
      after: `USE ${s}; ${defaults.map(([name, column]) => `ALTER TABLE ${name} ADD c ${column}`).join('; ')};
        ${fine.map((column, i) => `ALTER TABLE fine${i} ADD c ${column}`).join('; ')}`,
    });
    // Where the sequence stands follows from the values that were taken of it.
    const expected = [...defaults.map(([name]) => name), ...(flavour === 'mariadb' ? ['s'] : [])]
      .map((name) => `${name} open-values`)
      .sort();
    expect(stops(report)).toEqual([]);
    expect(named(report.exceptions)).toEqual(expected);
    const whats = new Map(
      report.exceptions.map(({ object, why }) => [object, why.code === 'open-values' ? why.what : '']),
    );
    expect(defaults.map(([name]) => [name, whats.get(name)])).toEqual(defaults.map(([name, , what]) => [name, what]));
    expect(set.manifest).toMatchObject({ state: 'complete-with-exceptions' });
    expect(set.manifest.exceptions.map(({ object, why }) => `${object} ${why?.code}`).sort()).toEqual(expected);
    expect(look.findings).toContainEqual(expect.objectContaining({ code: 'log-open', count: defaults.length }));
  });

  test('definitions that no log brings as they were are named, also by the next set of the chain', async () => {
    const s = await freshSchema(source, 'settings');
    await target.client(`DROP DATABASE IF EXISTS ${s}`);
    const shards = [source.shard('s0', { schemas: [s] })];
    const to = join(temporaryFolder(), 'destination');
    await source.client(`CREATE TABLE ${s}.old (id INT AUTO_INCREMENT PRIMARY KEY); INSERT INTO ${s}.old VALUES (7)`);
    await backUp(shards, { to });
    const other = flavour === 'mariadb' ? 'innodb_compression_default=ON' : 'default_week_format=3';
    const week = flavour === 'mariadb' ? '' : ', w INT AS (WEEK(d)) VIRTUAL';
    await source.client(`USE ${s}; ALTER TABLE old ADD c INT; INSERT INTO old VALUES (9, 1); CREATE TABLE plain (id INT);
      CREATE VIEW v AS SELECT id FROM old; CREATE TRIGGER tr BEFORE INSERT ON plain FOR EACH ROW SET NEW.id = 1;
      CREATE TABLE gone (id INT); SET default_storage_engine=MyISAM; CREATE TABLE engine (id INT PRIMARY KEY);
      SET default_storage_engine=InnoDB, ${other}; CREATE TABLE other (id INT PRIMARY KEY, d DATE${week})`);
    await backUpLog(shards, to);
    await source.client(`USE ${s}; INSERT INTO old VALUES (11, 2); RENAME TABLE plain TO renamed; DROP TABLE gone`);
    const set = await backUpLog(shards, to);
    const report = await restore(set, [target.shard('s0')], { rename: new Map([[s, `${s}_copy`]]) });
    await target.client(`DROP DATABASE ${s}_copy`);
    expect(stops(report)).toEqual([]);
    expect(named(report.exceptions)).toEqual(['engine logged-differs', 'other logged-differs']);
  });

  test('rows that get numbers keep their order, or the table is named', async () => {
    const s = await freshSchema(source, 'numbers');
    const values = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => `(${(from + i * 7919) % 5003}, REPEAT(CHAR(65 + ${i % 26}), 200))`).join(
        ',',
      );
    const create = (name: string, more: string, rows: number) =>
      `CREATE TABLE ${name} (a INT ${more}, pad VARCHAR(300), KEY p (pad, a)); INSERT INTO ${name} VALUES ${values(1, rows)}; ANALYZE TABLE ${name};`;
    const add = (name: string) => `ALTER TABLE ${name} ADD id INT NOT NULL AUTO_INCREMENT, ADD UNIQUE (id);`;
    const { set, report, ...both } = await runChain(source, target, {
      schemas: [s],
      before: `CREATE DATABASE ${s}; USE ${s}; ${create('keyed', 'PRIMARY KEY', 900)} ${create('uniq', 'NOT NULL UNIQUE', 900)}
        ${create('small', 'NULL', 300)} ${create('large', 'NULL UNIQUE', 3000)} ${create('twice', 'NULL', 3)} ${create('once', 'NULL', 3)}
        CREATE TABLE my (a INT PRIMARY KEY) ENGINE=MyISAM; INSERT INTO my VALUES (3),(1),(2); CREATE TABLE gone (a INT NULL, pad VARCHAR(300));`,
      after: `USE ${s}; INSERT INTO twice VALUES (9,'x'); INSERT INTO twice VALUES (8,'y'); INSERT INTO once VALUES (9,'x'),(8,'y');
        CREATE TABLE born (a INT); INSERT INTO born VALUES (9),(8),(10); ALTER TABLE twice RENAME TO thrice;
        ${['keyed', 'uniq', 'small', 'large', 'thrice', 'once', 'my', 'gone', 'born'].map(add).join(' ')}
        ALTER TABLE born AUTO_INCREMENT = 70`,
    });
    expect(stops(report)).toEqual([]);
    // MySQL numbers the pages of a table without a key in several threads.
    const open = ['large', 'my', ...(flavour === 'mysql' ? ['small'] : []), 'thrice'];
    expect(named(report.exceptions)).toEqual(open.map((name) => `${name} open-numbers`));
    const lines = (dump: string) => dump.split('\n').filter((line) => !/`(large|my|small|thrice)`/.test(line));
    expect(lines(both.target)).toEqual(lines(both.source));
    const captured = set.manifest.exceptions.map(({ object }) => object);
    expect(captured).toEqual(expect.arrayContaining(['large', 'my', 'thrice']));
  });

  test.runIf(flavour === 'mariadb')(
    'rows that ALTER IGNORE drops are those of the source, or the table is named',
    async () => {
      const s = await freshSchema(source, 'ignored');
      const create = (name: string, more: string) =>
        `CREATE TABLE ${name} (a INT, b INT${more}; INSERT INTO ${name} VALUES (9,9),(1,1); DELETE FROM ${name} WHERE a = 9;`;
      const names = ['hole', 'turned', 'keyed', 'plain'];
      const { set, report, ...dumps } = await runChain(source, target, {
        schemas: [s],
        before: `CREATE DATABASE ${s}; USE ${s}; ${create('hole', ') ENGINE=MyISAM')} ${create('turned', ') ENGINE=Aria')}
        ${create('keyed', ', PRIMARY KEY (b))')} ${create('plain', ')')}`,
        after: `USE ${s}; ${names.map((name) => `INSERT INTO ${name} VALUES (1,2),(1,3);`).join(' ')}
        ALTER IGNORE TABLE hole ADD UNIQUE (a); ALTER IGNORE TABLE turned ENGINE=InnoDB, ADD PRIMARY KEY (a);
        ALTER IGNORE TABLE keyed ADD UNIQUE (a); ALTER IGNORE TABLE plain ADD UNIQUE (a)`,
      });
      expect(stops(report)).toEqual([]);
      expect(named(report.exceptions)).toEqual(['hole open-numbers', 'turned open-numbers']);
      const captured = set.manifest.exceptions.map(({ object }) => object);
      expect(captured.sort()).toEqual(['hole', 'plain', 'turned']);
      const lines = (dump: string) => dump.split('\n').filter((line) => !/`(hole|turned)`/.test(line));
      expect(lines(dumps.target)).toEqual(lines(dumps.source));
      expect(dumps.target).not.toBe(dumps.source);
    },
  );

  test('rows that foreign keys change are those of the source, also where MySQL leaves them alone', async () => {
    const s = await freshSchema(source, 'ties');
    const child = (name: string, rule: string) =>
      `CREATE TABLE ${name} (id INT PRIMARY KEY, pid INT, FOREIGN KEY (pid) REFERENCES p (id) ${rule})`;
    const { report, ...dumps } = await runChain(source, target, {
      schemas: [s],
      before: `CREATE DATABASE ${s}; USE ${s}; CREATE TABLE p (id INT PRIMARY KEY, u INT UNIQUE);
        ${child('c', 'ON DELETE CASCADE ON UPDATE CASCADE')}; ${child('n', 'ON DELETE SET NULL')}; ${child('r', '')};
        INSERT INTO p VALUES (1,1),(2,2),(3,3),(4,4),(5,5); INSERT INTO c VALUES (1,1),(2,2),(3,3),(4,4);
        INSERT INTO n VALUES (1,1),(2,2),(3,3); INSERT INTO r VALUES (5,5)`,
      after: `USE ${s}; REPLACE INTO p VALUES (1, 10); DELETE FROM p WHERE id = 2; UPDATE p SET id = 40 WHERE id = 4;
        ${flavour === 'mysql' ? 'REPLACE INTO p VALUES (5, 50);' : ''} DELETE p FROM p JOIN n ON n.pid = p.id WHERE p.id = 3`,
    });
    expect(stops(report)).toEqual([]);
    expect(named(report.exceptions)).toEqual([]);
    expect(dumps.target).toBe(dumps.source);
  });

  test('in which the server put UTF-8 beside what a client of latin1 wrote come back with their own letters', async () => {
    const s = await freshSchema(source, 'mixed');
    const logged = [
      ...[`USE ${s}`, 'SET NAMES latin1'],
      "CREATE FUNCTION fä(a ENUM('ö')) RETURNS ENUM('ß','x') COMMENT 'fü' DETERMINISTIC RETURN 'ß'",
      "CREATE PROCEDURE pä(a SET('ö')) COMMENT 'Ã¤' SELECT 'ä'",
      "CREATE VIEW vä (cä) AS SELECT 'ä' AS q",
      "CREATE TABLE tä (id INT PRIMARY KEY, k ENUM('ä','b') COMMENT 'é') COMMENT 'Ã¤'",
      "INSERT INTO tä VALUES (1, 'ä')",
      'CREATE TEMPORARY TABLE tmp (k INT, ü INT)',
      'CREATE TABLE likeä LIKE tmp',
      "CREATE TABLE ofä (PRIMARY KEY (id)) SELECT id, k, 'ä' AS ö FROM tä",
    ];
    const { report, ...dumps } = await runChain(source, target, {
      schemas: [s],
      before: `CREATE DATABASE ${s} CHARACTER SET latin1`,
      after: Buffer.from(logged.join(';\n'), 'latin1'),
    });
    expect(stops(report)).toEqual([]);
    expect(report.exceptions).toEqual([]);
    expect(dumps.target).toBe(dumps.source);
    expect(dumps.source).toContain('`ofä`');
    expect(dumps.source).toMatch(/RETURNS enum\('ß','x'\)/);
  });
});
