import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeManifest } from '../../electron/engine/archive/set-folder.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { lookAtStatement } from '../../electron/engine/schema/check-statement.ts';
import { readSchemaObjects } from '../../electron/engine/schema/read-schema.ts';
import { tokensUnder } from '../../electron/engine/schema/tokens-under.ts';
import type { StatementFault } from '../../shared/set-facts.ts';
import { stops } from '../support/chain-case.ts';
import { tempFolder } from '../support/cli.ts';
import { damageFirstReading } from '../support/first-reading.ts';
import { type ForgedAccount, type Forgery, forgeAccounts, forgeStatements } from '../support/forged-set.ts';
import { backUpLog } from '../support/incremental.ts';
import { oneOfEachKind } from '../support/one-of-each-kind.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('%s: statements of a set that are not what it says', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  const accounts: string[] = [];
  let schema: string;
  let victim: string;
  let set: WrittenSet;

  beforeAll(async () => {
    schema = await freshSchema(source, 'forged');
    victim = await freshSchema(target, 'victim');
    await source.client(oneOfEachKind(flavour), { database: schema });
    set = await backUp([source.shard('s0', { schemas: [schema] })], { to: `${await tempFolder()}/d`, accounts: false });
    expect(set.manifest.exceptions).toEqual([]);
  });
  afterAll(async () => {
    for (const name of [schema, victim]) await target.client(`DROP DATABASE IF EXISTS \`${name}\``);
    for (const account of accounts) await target.client(`DROP USER IF EXISTS ${account}`);
  });

  const evil = `evil_${flavour}`;
  accounts.push(evil, `reporting_${flavour}`);
  const seen = async () =>
    target.client(`SELECT COUNT(*) FROM mysql.user WHERE user = '${evil}'; SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '${victim}';
      SELECT table_name FROM information_schema.tables WHERE table_schema = '${victim}'; SELECT routine_name FROM information_schema.routines WHERE routine_schema = '${victim}'`);
  const UNHARMED = '0\n1\n';

  /** Restores the forged set and expects everything but the forged object. */
  const refuses = async (forgery: Forgery, fault: StatementFault) => {
    const forged = await forgeStatements(set, [forgery]);
    const look = await restore(forged, [target.shard('s0')], { dryRun: true });
    expect(look.findings).toContainEqual(
      expect.objectContaining({
        code: 'unfit-statements',
        fault,
        objects: { names: [`${schema}.${forgery.name}`], counts: { [forgery.kind]: 1 } },
      }),
    );
    const report = await restore(forged, [target.shard('s0')], { replace: true });
    expect(report.exceptions).toContainEqual({
      target: 's0',
      schema,
      object: forgery.name,
      kind: forgery.kind,
      why: { code: 'unfit-statement', fault },
    });
    expect(await seen()).toBe(UNHARMED);
  };

  test.each<[string, Forgery['kind'], string, string]>([
    ['an account', 'view', 'v', `CREATE USER ${evil}@'%' IDENTIFIED BY 'x'`],
    ['grants', 'procedure', 'p', `GRANT ALL ON *.* TO ${evil}@'%' WITH GRANT OPTION`],
    ['the end of a database', 'function', 'f', 'DROP DATABASE {victim}'],
    ['a setting of the server', 'trigger', 'tr', 'SET GLOBAL general_log = ON'],
    ['a file', 'view', 'v', "SELECT 1 INTO OUTFILE '/nowhere/x'"],
    ['a view and something else', 'view', 'v', 'CREATE VIEW v AS SELECT 1 AS id; DROP DATABASE {victim}'],
    ['a view elsewhere', 'view', 'v', 'CREATE VIEW {victim}.v AS SELECT 1 AS id'],
    ['another view', 'view', 'v', 'CREATE VIEW w AS SELECT 1 AS id'],
    ['a procedure elsewhere', 'procedure', 'p', 'CREATE DEFINER=root@localhost PROCEDURE {victim}.backdoor() SELECT 1'],
    ['a trigger on another table', 'trigger', 'tr', 'CREATE TRIGGER tr BEFORE INSERT ON other FOR EACH ROW SET @x = 1'],
    ['a table elsewhere', 'table', 'other', 'CREATE TABLE {victim}.other (id INT PRIMARY KEY)'],
    ['the end of a table', 'table', 'other', 'DROP TABLE t'],
    ['an event under another name', 'event', 'e', 'CREATE EVENT e2 ON SCHEDULE EVERY 1 DAY DO SET @x = 1'],
    ['a database with more behind it', 'database', '', 'GRANT ALL ON *.* TO x /* DATABASE `y` */'],
  ])('%s is not made in the place of an object', async (_, kind, name, sql) => {
    const object = name === '' ? schema : name;
    const forgery = { kind, name: object, statement: sql.replaceAll('{victim}', `\`${victim}\``) };
    if (kind !== 'database') return refuses(forgery, 'other-statement');
    const report = await restore(await forgeStatements(set, [forgery]), [target.shard('s0')], { replace: true });
    expect(report.exceptions).toContainEqual(
      expect.objectContaining({
        object: schema,
        kind: 'database',
        why: { code: 'unfit-statement', fault: 'other-statement' },
      }),
    );
    expect(await seen()).toBe(UNHARMED);
  });

  test.each([true, false])(
    'what could not be looked at is not run where it can be read later, dryRun %s',
    async (dryRun) => {
      const statement = `DROP DATABASE \`${victim}\``;
      const forged = await forgeStatements(set, [{ kind: 'view', name: 'v', statement }]);
      const file = forged.manifest.volumes.at(-1)?.file ?? '';
      const drive = await damageFirstReading(join(forged.folder, file), statement);
      onTestFinished(drive.end);
      await expect(restore(forged, [target.shard('s0')], { replace: true, dryRun })).rejects.toMatchObject({
        failure: { code: 'damaged', safety: 'nothing-written' },
      });
      expect(await seen()).toBe(UNHARMED);
    },
  );

  test('what some servers run and others skip does not hide another statement', async () => {
    await refuses(
      { kind: 'view', name: 'v', statement: '/*!999999 CREATE VIEW v AS SELECT 1 */ SET GLOBAL general_log = ON' },
      'other-statement',
    );
    await refuses(
      {
        kind: 'table',
        name: 'other',
        statement: 'CREATE TABLE other (`id` INT) /*!999999 COMMENT= */ SELECT a = (SELECT 1)',
      },
      'takes-rows',
    );
    // Servers that skip a comment end it in the middle of its literal.
    const statement = "CREATE TABLE other (`id` INT PRIMARY KEY) /*!999999 COMMENT='*/ SELECT 1 AS id /*' */";
    await refuses({ kind: 'table', name: 'other', statement }, 'hidden-code');
    const comma =
      "CREATE TABLE other (`id` INT PRIMARY KEY, `b` int /*!999999 , */ KEY `x` (`b`)) COMMENT='*/ ) SELECT 1 AS id -- '";
    await refuses({ kind: 'table', name: 'other', statement: comma }, 'hidden-code');
  });

  test('rows do not come with a definition, and nothing is loaded into the server', async () => {
    await refuses(
      { kind: 'table', name: 'other', statement: 'CREATE TABLE other (`id` int primary key) AS SELECT 1 AS id' },
      'takes-rows',
    );
    for (const query of ['SELECT SLEEP(0) AS id', '(SELECT 1 AS id)', 'WITH c AS (SELECT 1 AS id) SELECT * FROM c'])
      await refuses({ kind: 'table', name: 'other', statement: `CREATE TABLE \`other\` (${query})` }, 'takes-rows');
    await refuses(
      { kind: 'function', name: 'f', statement: "CREATE FUNCTION f RETURNS STRING SONAME 'udf.so'" },
      'library',
    );
  });

  test('files elsewhere and other servers are asked about', async () => {
    const directory = {
      kind: 'table',
      name: 'other',
      statement: "CREATE TABLE other (`id` INT PRIMARY KEY) ENGINE=MyISAM DATA DIRECTORY='/nowhere/'",
    } as const;
    await refuses(directory, 'directory');
    await refuses(
      {
        kind: 'table',
        name: 'other',
        statement: "CREATE TABLE other (`id` INT PRIMARY KEY) ENGINE=FEDERATED CONNECTION='mysql://a@b/c/d'",
      },
      'connection',
    );
    const report = await restore(await forgeStatements(set, [directory]), [target.shard('s0')], {
      replace: true,
      allowOutside: true,
    });
    expect(report.exceptions.map(({ why }) => why.code)).not.toContain('unfit-statement'); // the server's word now
  });

  test.each([
    [
      'two places, of which one is the value of the other',
      "ENGINE=InnoDB TABLESPACE=TABLESPACE COMMENT='xxxxxxx {reads} -- '",
    ],
    [
      'a counter without which a comment begins',
      "(`id` int NOT NULL, `b` int DEFAULT 1 /AUTO_INCREMENT* 1, PRIMARY KEY (`id`)) ENGINE=InnoDB COMMENT='*/) {reads} -- '",
    ],
    ['an option that another flavour has not', "ENGINE=InnoDB COMMENT='q `page_compressed`=x'' {reads} -- '"],
  ])('%s: what is sent is what was looked at', async (_, behind) => {
    const live = await freshSchema(target, 'live');
    onTestFinished(async () => {
      for (const name of [live, `${schema}_3`]) await target.client(`DROP DATABASE IF EXISTS \`${name}\``);
    });
    await runStatements(target, live, [
      'CREATE TABLE orders (id INT PRIMARY KEY)',
      'INSERT INTO orders VALUES (1), (2)',
      'CREATE FUNCTION empty_orders() RETURNS INT DETERMINISTIC BEGIN DELETE FROM orders; RETURN 1; END',
    ]);
    const columns = behind.startsWith('(') ? '' : '(`id` int NOT NULL, PRIMARY KEY (`id`)) ';
    const statement = `CREATE TABLE \`other\` ${columns}${behind.replace('{reads}', `SELECT \`${live}\`.empty_orders() AS a`)}`;
    const forged = await forgeStatements(set, [{ kind: 'table', name: 'other', statement }]);
    for (const allowOutside of [false, true])
      for (const rename of [new Map<string, string>(), new Map([[schema, `${schema}_3`]])]) {
        const options = { replace: true, allowOutside, rename };
        await restore(forged, [target.shard('s0')], options).catch(() => {});
        expect(await target.client(`SELECT COUNT(*) FROM \`${live}\`.orders`)).toBe('2\n');
      }
  });

  test('consent to a file elsewhere is consent to nothing else that stands behind it, and is named', async () => {
    const table = (behind: string) =>
      ({
        kind: 'table',
        name: 'other',
        statement: `CREATE TABLE \`other\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`)) ${behind}`,
      }) as const;
    const look = async (behind: string) => {
      const forged = await forgeStatements(set, [table(behind)]);
      const { findings } = await restore(forged, [target.shard('s0')], { dryRun: true, allowOutside: true });
      return findings.flatMap((one) =>
        one.code === 'unfit-statements' || one.code === 'outside-allowed' ? [`${one.code} ${one.fault}`] : [],
      );
    };
    expect(await look("ENGINE=InnoDB INDEX DIRECTORY='/nowhere' SELECT 1 AS id")).toEqual([
      'unfit-statements takes-rows',
    ]);
    expect(await look("ENGINE=CONNECT CONNECTION='x' SELECT 1 AS id")).toEqual(['unfit-statements takes-rows']);
    expect(await look('ENGINE=MRG_MyISAM UNION=(`v`.`t`) (SELECT 1 AS id)')).toEqual(['unfit-statements takes-rows']);
    expect(
      await look(
        "ENGINE=InnoDB PARTITION BY HASH (`id`) (PARTITION p0 DATA DIRECTORY = '/nowhere' ENGINE = InnoDB) (SELECT 1 AS id)",
      ),
    ).toEqual(['unfit-statements other-statement']);
    expect(await look("ENGINE=CONNECT DATA DIRECTORY='/nowhere'")).toEqual([
      'outside-allowed directory',
      'outside-allowed engine',
    ]);
  });

  test.runIf(flavour === 'mariadb')('the state of a sequence is numbers', async () => {
    await refuses(
      { kind: 'sequence', name: 'sq', statement: 'CREATE SEQUENCE sq', state: `GRANT ALL ON *.* TO ${evil}@'%'` },
      'other-statement',
    );
  });

  test('a schema that nothing would make is named before anything is written, and restored into once it is there', async () => {
    const forged = await forgeStatements(set, [{ kind: 'database', name: schema, statement: 'DROP DATABASE mysql' }]);
    const rename = new Map([[schema, `${schema}_2`]]);
    onTestFinished(() => target.client(`DROP DATABASE IF EXISTS \`${schema}_2\``).then(() => {}));
    const stop = expect.objectContaining({
      code: 'schema-unmade',
      severity: 'stop',
      schemas: [`${schema}_2`],
      create: [`CREATE DATABASE \`${schema}_2\`;`],
    });
    const look = await restore(forged, [target.shard('s0')], { rename, dryRun: true });
    expect(look.findings).toContainEqual(stop);
    await expect(restore(forged, [target.shard('s0')], { rename })).rejects.toMatchObject({
      failure: { code: 'bad-input', safety: 'nothing-written', detail: { code: 'stopped', findings: [stop] } },
    });
    expect(await target.client(`SHOW DATABASES LIKE '${schema}\\_2'`)).toBe('');
    await target.client(`CREATE DATABASE \`${schema}_2\` CHARACTER SET utf8mb4`);
    const report = await restore(forged, [target.shard('s0')], { rename });
    expect(report.tables.every(({ state }) => state === 'equal')).toBe(true);
    expect(report.exceptions).toContainEqual(
      expect.objectContaining({ kind: 'database', why: { code: 'unfit-statement', fault: 'other-statement' } }),
    );
  });

  test('what is left out is not dropped where it is', async () => {
    await restore(set, [target.shard('s0')], { replace: true });
    const forged = await forgeStatements(set, [{ kind: 'table', name: 't', statement: 'DROP TABLE other' }]);
    const report = await restore(forged, [target.shard('s0')], {
      replace: true,
      only: [`${schema}.t`, `${schema}.other`],
    });
    expect(report.exceptions.map(({ object }) => object)).toContain('t');
    expect(await target.client('SELECT id, v FROM t', { database: schema })).toBe('1\t2\n');
  });

  test('an event that is disabled nowhere but in its body is not made', async () => {
    const statement =
      'CREATE DEFINER=`shardkeep`@`%` EVENT `e` ON SCHEDULE EVERY 1 SECOND DO SELECT preserve FROM (SELECT 1 AS `preserve`) z';
    await refuses({ kind: 'event', name: 'e', statement }, 'other-statement');
    // What an earlier restore has made is still there.
    const made = `SELECT status, event_definition LIKE '%preserve%' FROM information_schema.events WHERE event_schema = '${schema}'`;
    expect(await target.client(made)).toBe('DISABLED\t0\n');
  });

  test('ties to what is not restored are named before', async () => {
    const parent = `\`${victim}\`.\`parent\``;
    const own = `CREATE TABLE \`other\` (\`id\` int NOT NULL, PRIMARY KEY (\`id\`), CONSTRAINT \`c\` FOREIGN KEY (\`id\`) REFERENCES ${parent} (\`id\`)) ENGINE=InnoDB`;
    const ties = async (statement: string) => {
      const forged = await forgeStatements(set, [{ kind: 'table', name: 'other', statement }]);
      const look = await restore(forged, [target.shard('s0')], { dryRun: true, only: [`${schema}.other`] });
      return look.findings.filter(({ code }) => code === 'ties-outside');
    };
    const objects = { names: [`${schema}.other`], counts: { table: 1 } };
    expect(await ties(own)).toMatchObject([{ severity: 'note', objects }]);
    expect(await ties(own.replace(parent, '`other`'))).toEqual([]);
    // Servers print it in quotes; whoever looks for ties and renames schemas knows no other way.
    const bare = own.replace(parent, `${victim}.parent`);
    await refuses({ kind: 'table', name: 'other', statement: bare }, 'other-statement');
    const merge = (member: string) => `CREATE TABLE \`other\` (\`id\` int) ENGINE=MRG_MyISAM UNION=(${member})`;
    expect(await ties(merge('`t`'))).toMatchObject([{ objects }]);
    expect(await ties(merge('`other`'))).toEqual([]);
  });

  test('nothing runs as another account than the one that is shown', async () => {
    const statement = 'CREATE DEFINER=`root`@`localhost` PROCEDURE `p`() SELECT 1';
    await refuses({ kind: 'procedure', name: 'p', statement }, 'other-definer');
    await refuses({ kind: 'view', name: 'v', statement: 'CREATE VIEW `v` AS SELECT 1 AS id' }, 'other-statement');
  });

  test('blanks and comments are those of the server, in each charset', async () => {
    const session = await connect(target.shard('s0'));
    const differing: string[] = [];
    for (const charset of [
      'latin1',
      'latin2',
      'latin7',
      'cp866',
      'cp1250',
      'cp1251',
      'hp8',
      'macroman',
      'gbk',
      'utf8mb4',
    ]) {
      await session.execute(`SET character_set_client=${charset}`);
      for (let byte = 0x7f; byte < 0x100; byte++)
        for (const [front, behind] of [
          ['DO 1 --', ' ('],
          ['DO', '1'],
        ] as const) {
          const sql = Buffer.concat([Buffer.from(front), Buffer.from([byte]), Buffer.from(behind)]);
          const taken = await session.execute(sql).then(
            () => true,
            () => false,
          );
          const read = tokensUnder(sql, charset, '').length === 2;
          if (taken !== read) differing.push(`${charset} ${byte.toString(16)} ${front}`);
        }
    }
    await session.close();
    expect(differing).toEqual([]);
  });

  test('a trigger is on the table that the server reads in its charset', async () => {
    const on = async (own: string, characterSetClient: string, written: string) => {
      const session = await connect(target.shard('s0'));
      const statement = Buffer.from(
        `CREATE DEFINER=\`a\`@\`%\` TRIGGER \`x\` BEFORE INSERT ON \`${written}\`.\`t\` FOR EACH ROW SET @a = 1`,
        'latin1',
      );
      const context = {
        sqlMode: '',
        characterSetClient,
        collationConnection: 'utf8mb4_bin',
        databaseCollation: 'utf8mb4_bin',
      };
      const { fault } = await lookAtStatement(session, statement, {
        kind: 'trigger',
        schema: own,
        name: 'x',
        table: 't',
        context,
      });
      await session.close();
      return fault;
    };
    expect(await on('f[r', 'swe7', 'f[r')).toBe('other-statement');
    expect(await on('fÄr', 'swe7', 'f[r')).toBeUndefined();
    expect(await on('é', 'latin1', '\xc3\xa9')).toBe('other-statement');
    expect(await on('é', 'latin1', '\xe9')).toBeUndefined();
    expect(await on('é', 'cp850', '\x82')).toBeUndefined();
  });

  test('an account gets nothing that its name does not say', async () => {
    const name = `reporting_${flavour}`;
    for (const create of [
      `GRANT ALL ON *.* TO ${evil}@'%'`,
      `CREATE USER ${evil}@'%' IDENTIFIED BY 'x'`,
      `CREATE USER ${name}@'%' IDENTIFIED BY 'x', ${evil}@'%' IDENTIFIED BY 'y'`,
    ]) {
      const forged = await forgeAccounts(set, [{ name, create }]);
      const look = await restore(forged, [target.shard('s0')], { accounts: true, dryRun: true });
      expect(look.findings).toContainEqual(
        expect.objectContaining({ code: 'accounts-unfit', accounts: [`${name}@%`] }),
      );
      expect(look.findings.map(({ code }) => code)).not.toContain('accounts-created');
      const report = await restore(forged, [target.shard('s0')], { accounts: true, replace: true });
      expect(report.exceptions).toContainEqual(
        expect.objectContaining({ kind: 'account', why: { code: 'unfit-statement', fault: 'other-statement' } }),
      );
      expect(await seen()).toBe(UNHARMED);
    }
  });

  test('an account that is there gets nothing, by a grant that is put together anew or by the name of another one', async () => {
    const [there, fresh] = [`reporting_${flavour}`, `new_${flavour}`];
    accounts.push(fresh);
    onTestFinished(() => target.client(`DROP ROLE IF EXISTS \`${there}@%\``).then(() => {}));
    await target.client(`CREATE USER ${there}@'%'`);
    const rights = async () => (await target.client(`SHOW GRANTS FOR ${there}@'%'`)).trim();
    const before = await rights();
    const hidden = `GRANT ALL--ON \`a\nON *.* TO \`${there}\`@\`%\` WITH GRANT OPTION -- \`.* TO \`${fresh}\`@\`%\``;
    const all = `GRANT ALL PRIVILEGES ON *.* TO \`${there}\`@\`%\` WITH GRANT OPTION`;
    const lists: ForgedAccount[][] = [
      [{ name: fresh, create: `CREATE USER \`${fresh}\`@\`%\``, grants: [hidden] }],
      [
        { name: `${there}@%`, host: '', role: flavour === 'mariadb', create: `CREATE ROLE \`${there}@%\`` },
        { name: there, create: `CREATE USER \`${there}\`@\`%\``, grants: [all] },
      ],
    ];
    for (const list of lists) {
      await restore(await forgeAccounts(set, list), [target.shard('s0')], { accounts: true, replace: true });
      expect(await rights()).toBe(before);
    }
    expect(await seen()).toBe(UNHARMED);
  });

  test('a server that gives other statements for its objects has them named, and the set does not hold them', async () => {
    const session = await connect(source.shard('s0'));
    const lies: Session = {
      ...session,
      query: async (sql) => {
        const rows = await session.query(sql);
        if (!/^SHOW CREATE (VIEW|PROCEDURE|FUNCTION|EVENT|TRIGGER|DATABASE|SEQUENCE)/.test(sql)) return rows;
        return rows.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([column, value]) => [
              column,
              /^(Create |SQL Original)/.test(column) ? Buffer.from(`GRANT ALL ON *.* TO ${evil}@'%'`) : value,
            ]),
          ),
        );
      },
    };
    const { files, exceptions } = await readSchemaObjects(lies, schema, { tables: [], triggersOf: ['t'] });
    await session.close();
    expect(files).toEqual([]);
    const kinds = [
      'database',
      'function',
      'procedure',
      'view',
      'trigger',
      'event',
      ...(flavour === 'mariadb' ? ['sequence'] : []),
    ];
    expect(exceptions.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted());
    expect(exceptions.every(({ why }) => why.code === 'unfit-statement')).toBe(true);
  });

  test('administrators as which something will run are named before', async () => {
    const look = await restore(set, [target.shard('s0')], { dryRun: true });
    expect(look.findings).toContainEqual(
      expect.objectContaining({ code: 'definers-admin', accounts: ['shardkeep@%'] }),
    );
  });

  describe('a log leaves alone what the target has and the set has not', () => {
    const own = `log_${flavour}`;
    const young = `young_${flavour}`;
    const drop = `DROP DATABASE IF EXISTS ${own}; DROP DATABASE IF EXISTS ${young}`;
    afterAll(() => Promise.all([source.client(drop), target.client(drop)]));

    /** A chain of `own`, and what the server says it did not log. */
    const chain = async (unlogged: string, logged: string) => {
      await source.client(`${drop}; CREATE DATABASE ${own}; CREATE TABLE ${own}.t (id INT PRIMARY KEY)`);
      await source.client(`INSERT INTO ${own}.t VALUES (1), (2)`);
      const live = `CREATE TABLE ${own}.live (id INT PRIMARY KEY); INSERT INTO ${own}.live VALUES (1)`;
      await target.client(`${drop}; CREATE DATABASE ${own}; ${live}`);
      const to = `${await tempFolder()}/d`;
      const shards = [source.shard('s0', { schemas: [own, young] })];
      await backUp(shards, { to, accounts: false });
      await source.client(`SET sql_log_bin = 0; ${unlogged}; SET sql_log_bin = 1; ${logged}`);
      return backUpLog(shards, to);
    };
    const LIVE = `SELECT id FROM ${own}.live`;

    test('its tables, where rows of a log come for one of their name', async () => {
      const logs = await chain(`CREATE TABLE ${own}.live (id INT PRIMARY KEY)`, `INSERT INTO ${own}.live VALUES (666)`);
      const report = await restore(logs, [target.shard('s0')], { replace: true });
      expect(stops(report)).toEqual([expect.stringContaining('none of what is restored')]);
      expect(await target.client(LIVE)).toBe('1\n');
    });

    test.each([
      ['its tables', `CREATE TABLE ${own}.live (id INT PRIMARY KEY)`, `DROP TABLE ${own}.live`, `${own}.live`],
      ['its schemas', 'DO 1', `DROP DATABASE ${own}; CREATE DATABASE ${own}`, own],
    ])('%s, which it would drop, and says so before anything is written', async (_, unlogged, logged, name) => {
      const logs = await chain(unlogged, logged);
      const met = expect.objectContaining({ severity: 'stop', code: 'log-meets', names: [name], count: 1 });
      const look = await restore(logs, [target.shard('s0')], { replace: true, dryRun: true });
      expect(look.findings).toContainEqual(met);
      const begun = restore(logs, [target.shard('s0')], { replace: true });
      await expect(begun).rejects.toMatchObject({ failure: { code: 'target-not-empty', safety: 'nothing-written' } });
      expect(await target.client(LIVE)).toBe('1\n');
      expect(await target.client(`SHOW TABLES FROM ${own}`)).toBe('live\n');
    });

    test('an empty schema that it makes where there is none, and restores what is in front of that, or the rest', async () => {
      const logs = await chain(
        'DO 1',
        `INSERT INTO ${own}.t VALUES (3); CREATE DATABASE IF NOT EXISTS ${young} CHARACTER SET latin1`,
      );
      await target.client(`DROP DATABASE ${own}; CREATE DATABASE ${young} CHARACTER SET utf8mb4`);
      const shards = [target.shard('s0')];
      const met = expect.objectContaining({ code: 'log-meets', names: [young] });
      expect((await restore(logs, shards, { dryRun: true })).findings).toContainEqual(met);
      await expect(restore(logs, shards)).rejects.toMatchObject({ failure: { code: 'target-not-empty' } });
      const segments = logs.manifest.shards[0]?.binlog?.segments ?? [];
      const made = segments.flatMap(({ statements }) => statements).find(({ text }) => text.includes(young));
      const before = `${made?.gtid.replace(/\d+$/, (number) => String(Number(number) - 1))}`;
      const point = { kind: 'gtid', gtid: before, shard: undefined } as const;
      expect((await restore(logs, shards, { dryRun: true, point })).findings).not.toContainEqual(met);
      const some = await restore(logs, shards, { only: [`${own}.*`] });
      expect(stops(some)).toEqual([]);
      expect(await target.client(`SELECT MAX(id) FROM ${own}.t; SHOW TABLES FROM ${young}`)).toBe('3\n');
    });

    test('a schema that nobody spoke of, where the sets are others when a restore goes on that was cut off', async () => {
      const live = `CREATE TABLE ${victim}.live (id INT)`;
      onTestFinished(() => target.client(`DROP TABLE IF EXISTS ${victim}.live`).then(() => {}));
      const logs = await chain(
        `CREATE DATABASE ${victim}; ${live}`,
        `INSERT INTO ${own}.t VALUES (3); DROP TABLE ${victim}.live; INSERT INTO ${own}.t VALUES (4)`,
      );
      await source.client(`SET sql_log_bin = 0; DROP DATABASE ${victim}`);
      await target.client(`DROP DATABASE ${own}; ${live}`);
      const shards = [target.shard('s0')];
      const cut = new AbortController();
      const onProgress = ({ phase }: { readonly phase: string }) => {
        if (phase === 'replaying') cut.abort();
      };
      await expect(restore(logs, shards, { signal: cut.signal, onProgress })).rejects.toMatchObject({
        failure: { code: 'cancelled', detail: { code: 'log-cut-off' } },
      });

      const { folder, manifest } = logs;
      const wider = manifest.shards.map((shard) => ({ ...shard, schemas: [...shard.schemas, victim] }));
      await writeManifest(folder, { ...manifest, shards: wider });
      const changed = expect.objectContaining({ code: 'restore-interrupted', why: 'sets-changed' });
      expect((await restore(logs, shards, { dryRun: true })).findings).toContainEqual(changed);
      await expect(restore(logs, shards)).rejects.toMatchObject({
        failure: { safety: 'nothing-written', detail: { findings: expect.arrayContaining([changed]) } },
      });
      expect(await target.client(`SHOW TABLES FROM ${victim}`)).toBe('live\n');

      await writeManifest(folder, manifest);
      const other = expect.objectContaining({ code: 'restore-interrupted', why: 'other-choice' });
      expect((await restore(logs, shards, { dryRun: true, only: [`${own}.t`] })).findings).toContainEqual(other);
      const report = await restore(logs, shards);
      expect(report.findings).toContainEqual(expect.objectContaining({ code: 'restore-continues' }));
      expect(stops(report)).toEqual([]);
      expect(await target.client(`SELECT MAX(id) FROM ${own}.t; SHOW TABLES FROM ${victim}`)).toBe('4\nlive\n');
    });

    test('anything at all, where the sets are others than those that were looked at beforehand', async () => {
      const logs = await chain('DO 1', `INSERT INTO ${own}.t VALUES (3)`);
      await target.client(`DROP DATABASE ${own}`);
      const shards = [target.shard('s0')];
      const { sets = '' } = await restore(logs, shards, { dryRun: true });
      const { folder, manifest } = logs;
      await writeManifest(folder, { ...manifest, shards: manifest.shards.map((shard) => ({ ...shard, schemas: [] })) });
      await expect(restore(logs, shards, { looked: [sets] })).rejects.toMatchObject({
        failure: { code: 'bad-input', fact: { reason: 'sets-altered' }, safety: 'nothing-written' },
      });
      await writeManifest(folder, manifest);
      const other = restore(logs, shards, { looked: [sets, 'of another look'] });
      await expect(other).rejects.toMatchObject({ failure: { fact: { reason: 'sets-altered' } } });
      expect(await target.client(`SHOW DATABASES LIKE '${own}'`)).toBe('');
      expect(await restore(logs, shards, { looked: [sets, sets] })).toMatchObject({ sets });
      expect(await target.client(`SELECT MAX(id) FROM ${own}.t`)).toBe('3\n');
    });

    test('its schemas, under whose name the source made one later', async () => {
      const logs = await chain(`CREATE DATABASE ${young}`, `CREATE TABLE ${young}.x (id INT)`);
      await target.client(`DROP DATABASE ${own}; CREATE DATABASE ${young}; CREATE TABLE ${young}.live (id INT)`);
      const look = await restore(logs, [target.shard('s0')], { dryRun: true });
      const objects = { names: [`${young}.live`], counts: { table: 1 } };
      expect(look.findings).toContainEqual(expect.objectContaining({ code: 'names-taken', objects }));
    });

    test('and rows that a foreign key has follow those of the log', async () => {
      const child = `${victim}.child`;
      onTestFinished(() => target.client(`DROP TABLE IF EXISTS ${child}`).then(() => {}));
      const logs = await chain('DO 1', `DELETE FROM ${own}.t WHERE id = 1`);
      await target.client(`DROP DATABASE ${own}; SET foreign_key_checks = 0;
        CREATE TABLE ${child} (id INT PRIMARY KEY, CONSTRAINT c FOREIGN KEY (id) REFERENCES ${own}.t (id) ON DELETE CASCADE);
        INSERT INTO ${child} VALUES (1), (2)`);
      const objects = { names: [child], counts: { table: 1 } };
      const stop = expect.objectContaining({ severity: 'stop', code: 'cascades-outside', objects });
      const look = await restore(logs, [target.shard('s0')], { dryRun: true });
      expect(look.findings).toContainEqual(stop);
      await expect(restore(logs, [target.shard('s0')])).rejects.toMatchObject({
        failure: { code: 'bad-input', safety: 'nothing-written', detail: { findings: [stop] } },
      });
      // Its snapshot alone changes none of them.
      const full = await restore(logs, [target.shard('s0')], { id: logs.manifest.parent ?? '' });
      expect(full.findings).toEqual([]);
      expect(await target.client(`SELECT id FROM ${child}`)).toBe('1\n2\n');
      await target.client(`ALTER TABLE ${child} DROP FOREIGN KEY c`);
      expect(stops(await restore(logs, [target.shard('s0')], { replace: true }))).toEqual([]);
      expect(await target.client(`SELECT id FROM ${child}`)).toBe('1\n2\n');
    });

    test('an empty schema of its own, which a later statement drops', async () => {
      const { folder } = await chain('DO 1', `CREATE DATABASE IF NOT EXISTS ${young}`);
      await source.client(`DROP DATABASE ${young}`);
      const logs = await backUpLog([source.shard('s0', { schemas: [own, young] })], join(folder, '../..'));
      await target.client(`DROP DATABASE ${own}; CREATE DATABASE ${young}`);
      const met = expect.objectContaining({ code: 'log-meets', names: [young] });
      await expect(restore(logs, [target.shard('s0')])).rejects.toMatchObject({
        failure: { safety: 'nothing-written', detail: { findings: expect.arrayContaining([met]) } },
      });
      expect(await target.client(`SHOW DATABASES LIKE '${young}'`)).toBe(`${young}\n`);
    });

    test('and runs no trigger for a table that a statement empties', async () => {
      const trigger = `CREATE DEFINER=root@localhost TRIGGER ${own}.tr BEFORE DELETE ON ${own}.t FOR EACH ROW SET GLOBAL max_user_connections = 77`;
      const logs = await chain(
        'DO 1',
        `${trigger}; SET SESSION binlog_format = STATEMENT; SET sql_log_bin = 0; DROP TRIGGER ${own}.tr; SET sql_log_bin = 1; DELETE FROM ${own}.t`,
      );
      await target.client(`DROP DATABASE ${own}`);
      const report = await restore(logs, [target.shard('s0')]);
      expect(stops(report)).toEqual([expect.stringContaining('logged as a statement')]);
      expect(await target.client('SELECT @@global.max_user_connections')).not.toBe('77\n');
    });
  });
});
