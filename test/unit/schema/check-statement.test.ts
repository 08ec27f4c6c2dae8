import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountFault } from '../../../electron/engine/accounts/account-fault.ts';
import { faultOf, stateFault } from '../../../electron/engine/schema/check-statement.ts';
import type { ObjectKind } from '../../../shared/manifest.ts';

const context = {
  sqlMode: '',
  characterSetClient: 'utf8mb4',
  collationConnection: 'utf8mb4_general_ci',
  databaseCollation: '',
};

function check(kind: ObjectKind, statement: string, sqlMode = '') {
  const own = ['table', 'sequence', 'database'].includes(kind) ? {} : { context: { ...context, sqlMode } };
  const object = { kind, schema: 's', name: kind === 'database' ? 's' : 'x', table: 't', ...own };
  const forms = (name: string) => [Buffer.from(name)];
  return faultOf(Buffer.from(statement), object, { name: forms(object.name), schema: forms('s'), table: forms('t') });
}

/** What servers print. */
const GOOD: readonly [ObjectKind, string, string?][] = [
  ['database', 'CREATE DATABASE `s` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin */'],
  ['database', "CREATE DATABASE `s` /*!40100 DEFAULT CHARACTER SET utf8mb3 */ /*!80016 DEFAULT ENCRYPTION='N' */"],
  [
    'database',
    "CREATE DATABASE `s` /*!40100 DEFAULT CHARACTER SET latin1 COLLATE latin1_swedish_ci */ COMMENT 'it''s'",
  ],
  [
    'table',
    "CREATE TABLE `x` (\n  `a` int NOT NULL /*!80023 INVISIBLE */,\n  KEY `k` (`a`) /*!80000 INVISIBLE */\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='SELECT (; '",
  ],
  [
    'table',
    'CREATE TABLE `x` (\n  `a` int\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4\n/*!50100 PARTITION BY RANGE (`a`)\n(PARTITION p0 VALUES LESS THAN (5) ENGINE = InnoDB,\n PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */',
  ],
  [
    'table',
    'CREATE TABLE `x` (\n  `a.b` double DEFAULT 1.5e10,\n  `select` int GENERATED ALWAYS AS (`a.b` * 0.5) VIRTUAL,\n  `s` bigint DEFAULT nextval(`v`.`s`),\n  PRIMARY KEY (`a.b`),\n  FULLTEXT KEY `f` (`g`) /*!50100 WITH PARSER `ngram` */ ,\n  PERIOD FOR SYSTEM_TIME (`b`, `c`),\n  CONSTRAINT `k` FOREIGN KEY (`a.b`) REFERENCES `v`.`t` (`id`),\n  CONSTRAINT `c` CHECK ((`a.b` > 1)) /*!80016 NOT ENFORCED */\n) ENGINE=InnoDB',
  ],
  ['table', 'CREATE TABLE `x` (`a` int) ENGINE=MRG_MyISAM DEFAULT CHARSET=utf8mb4 UNION=(`a`,`b`)'],
  [
    'table',
    "CREATE TABLE `x` (`a` int) ENGINE=InnoDB `PAGE_COMPRESSED`=1 WITH SYSTEM VERSIONING\n PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH STARTS TIMESTAMP'2020-01-01 00:00:00' AUTO\nPARTITIONS 12",
  ],
  [
    'table',
    'CREATE TABLE `x` (`a` int) ENGINE=InnoDB\n/*!50100 PARTITION BY KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 (a)\nPARTITIONS 5 */',
  ],
  [
    'table',
    'CREATE TABLE `x` (`a` int) ENGINE=InnoDB\n/*!50500 PARTITION BY RANGE  COLUMNS(a)\nSUBPARTITION BY LINEAR KEY */ /*!50611 ALGORITHM = 1 */ /*!50500 (a)\nSUBPARTITIONS 3\n(PARTITION p VALUES LESS THAN (2020) ENGINE = InnoDB) */',
  ],
  ['table', 'CREATE TABLE `x` (`a` int) ENGINE=InnoDB PARTITION BY KEY /*!50611 ALGORITHM = 1 */ (a)'],
  [
    'table',
    "CREATE TABLE `x` (\n  `a` int DEFAULT 10,\n  `d` double DEFAULT -1.5e-10,\n  UNIQUE KEY `u` (`a`(7) DESC) USING BTREE KEY_BLOCK_SIZE=8 COMMENT 'PARTITION',\n  KEY `e` ((`a` + 1)) /*!80000 INVISIBLE */,\n  VECTOR KEY `v` (`v`) `M`=8 `DISTANCE`=cosine,\n  UNIQUE KEY `o` (`a`,`p` WITHOUT OVERLAPS),\n  CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `v`.`t` (`id`) ON DELETE SET NULL ON UPDATE NO ACTION\n) ENGINE=InnoDB DEFAULT CHARACTER SET = utf8mb4 DEFAULT COLLATE=utf8mb4_bin MAX_ROWS=100",
  ],
  ['table', 'CREATE TABLE `x` (`type` int) ENGINE=InnoDB PARTITION BY KEY (type, engine, connection)'],
  [
    'table',
    "CREATE TABLE `x` (`a` char(2)) ENGINE=InnoDB\n/*!50100 PARTITION BY LIST (a)\n(PARTITION p VALUES IN ('*/') COMMENT = '/*' ENGINE = InnoDB) */",
  ],
  [
    'sequence',
    'CREATE SEQUENCE `x` start with 100 minvalue -9223372036854775807 maxvalue 100 increment by -7 cache 10 nocycle ENGINE=InnoDB',
  ],
  ['view', "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `x` AS select '/*!50000' AS `;`"],
  ['procedure', 'CREATE DEFINER=`a`@`%` PROCEDURE `x`()\nBEGIN /*!50000 SELECT 1 */; SELECT 2; END'],
  [
    'function',
    'CREATE DEFINER="a"@"%" FUNCTION "x"() RETURN int(11)\nAS BEGIN RETURN 1; END',
    'PIPES_AS_CONCAT,ANSI_QUOTES,ORACLE',
  ],
  ['package-body', 'CREATE DEFINER="a"@"%" PACKAGE BODY "x" AS soname INT; END', 'ORACLE'],
  ['trigger', 'CREATE DEFINER=role TRIGGER s.x BEFORE INSERT ON `s`.`t` FOR EACH ROW SET @a = 1'],
  ['event', 'CREATE DEFINER=`a`@`%` EVENT `x` ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE ENABLE DO SET @a = 1'],
  [
    'event',
    "CREATE DEFINER=`a`@`%` EVENT `x` ON SCHEDULE EVERY '1 2' DAY_HOUR STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE ON REPLICA COMMENT 'DO' DO SET @a = 1",
  ],
];

/** A statement in bytes, read under the settings that a set gives. */
function checkUnder(kind: ObjectKind, bytes: string, settings: Partial<typeof context>) {
  const names = (name: string) => [Buffer.from(name)];
  const object = { kind, schema: 's', name: 'x', table: 't', context: { ...context, ...settings } };
  return faultOf(Buffer.from(bytes, 'latin1'), object, { name: names('x'), schema: names('s'), table: names('t') });
}

describe('settings that a set gives', () => {
  test.each(['gbk', 'gb18030', 'big5', 'sjis', 'cp932', 'SJIS', 'GBK'])(
    'half a character of %s does not hide the end of a comment or a text',
    (characterSetClient) => {
      for (const half of ['\x81', '\xa1', '\xfd', '\x81\x30'])
        for (const statement of [
          `/*${half}*/ DROP DATABASE v -- */ CREATE VIEW x AS SELECT 1`,
          `CREATE /*${half}*/ USER y -- */ VIEW x AS SELECT 1`,
        ])
          expect(checkUnder('view', statement, { characterSetClient })).toBe('other-statement');
    },
  );

  test('do not change how structure is read, which runs without them', () => {
    const statement = "CREATE TABLE `x` (`a` int) COMMENT='\\' COMMENT=' SELECT b FROM v.s -- '";
    expect(checkUnder('table', statement, { sqlMode: 'NO_BACKSLASH_ESCAPES' })).toBe('takes-rows');
    const hidden = 'CREATE TABLE `x` (`a` int) /*\x81\x40*/ SELECT 1';
    expect(checkUnder('table', hidden, { characterSetClient: 'gbk' })).toBe('takes-rows');
  });
});

describe('a stored statement', () => {
  test.each(GOOD)('of a %s as servers print it is fit: %s', (kind, sql, mode) => {
    expect(check(kind, sql, mode)).toBeUndefined();
  });

  test.each(GOOD)('of a %s is not fit for any other kind or name', (kind, sql, mode) => {
    for (const [other] of GOOD) if (other !== kind) expect(check(other, sql, mode)).toBeDefined();
    const forms = [Buffer.from('y')];
    expect(
      faultOf(
        Buffer.from(sql),
        { kind, schema: 'y', name: 'y', table: 'y', context: { ...context, sqlMode: mode ?? '' } },
        { name: forms, schema: forms, table: forms },
      ),
    ).toBeDefined();
  });

  test('is unfit with anything in front of it, hidden or not', () => {
    const fronts = [
      'GRANT ALL ON *.* TO e; ',
      '/*! DROP TABLE t; */ ',
      '/*!999999 x */ ',
      '/*M!999999 x */',
      'SET GLOBAL a = 1 ',
      '(',
      'x ',
      "'",
      '`',
      '/*',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...GOOD), fc.constantFrom(...fronts), ([kind, sql, mode], front) => {
        expect(check(kind, front + sql, mode)).toBeDefined();
      }),
    );
  });

  test('is unfit with anything behind it, but for bodies, which are not run', () => {
    const tails = [
      ' ; DROP TABLE t',
      ' SELECT 1',
      ' AS SELECT 1',
      ' TABLE t',
      ' /*!999999 COMMENT= */ SELECT a = (SELECT 1)',
      ' IGNORE SELECT 1',
      ' (SELECT 1)',
      ' VALUES (1)',
      ' /*!50000 SELECT 1 */',
      ' /*',
      " '",
      ' \u0001x',
    ];
    const structured = GOOD.filter(([kind]) => ['database', 'table', 'sequence'].includes(kind));
    fc.assert(
      fc.property(fc.constantFrom(...structured), fc.constantFrom(...tails), ([kind, sql, mode], tail) => {
        expect(check(kind, sql + tail, mode)).toBeDefined();
      }),
    );
  });

  test.each<[ObjectKind, string, string]>([
    ['table', 'CREATE TABLE x LIKE mysql.user', 'takes-rows'],
    ['table', 'CREATE TABLE x (LIKE mysql.user)', 'other-statement'],
    ['table', 'CREATE TABLE x TABLE mysql.user', 'takes-rows'],
    ['table', 'CREATE TABLE x (`a` INT) REPLACE SELECT 1', 'takes-rows'],
    ['table', 'CREATE TABLE s.x (a INT)', 'other-statement'],
    ['table', 'CREATE TEMPORARY TABLE x (a INT)', 'other-statement'],
    ['table', "CREATE TABLE x (`a` INT) ENGINE=MyISAM DATA DIRECTORY='/tmp'", 'directory'],
    ['table', "CREATE TABLE x (`a` INT) ENGINE=MyISAM /*!50100 INDEX DIRECTORY='/tmp' */", 'directory'],
    [
      'table',
      "CREATE TABLE x (`a` INT) ENGINE=InnoDB PARTITION BY HASH (a) (PARTITION p DATA DIRECTORY = '/tmp')",
      'directory',
    ],
    ['table', "CREATE TABLE x (`a` INT) ENGINE=FEDERATED CONNECTION='mysql://h/s/t'", 'connection'],
    ...['ENGINE FEDERATED', 'ENGINE := FEDERATED', 'engine CONNECT', 'SECONDARY_ENGINE s'].map(
      (option): [ObjectKind, string, string] => [
        'table',
        `CREATE TABLE x (\`a\` INT) PARTITION BY HASH (a) (PARTITION p0 ${option}, PARTITION p1 ENGINE = InnoDB)`,
        'other-statement',
      ],
    ),
    ['table', "CREATE TABLE x (`a` INT) PARTITION BY HASH (a) (PARTITION p0 CONNECTION 'srv/t')", 'other-statement'],
    ...['(VALUES (v.f()))', '(WITH w AS (VALUES (1)) VALUES (v.f()))', '(x)', 'PARTITIONS 2'].map(
      (behind): [ObjectKind, string, string] => [
        'table',
        `CREATE TABLE x (\`a\` int) PARTITION BY LIST (a) (PARTITION p0 VALUES IN (1,NULL)) ${behind}`,
        'other-statement',
      ],
    ),
    ['table', 'CREATE TABLE x (`a` int) PARTITION BY HASH (a) PARTITIONS 2 (VALUES ROW(v.f()))', 'takes-rows'],
    [
      'table',
      "CREATE TABLE x (`a` int, `b` int /*!999999 , */ KEY `k` (`b`)) COMMENT='*/ ) SELECT 1 -- '",
      'hidden-code',
    ],
    ...["1e5DATA DIRECTORY='/x'", '1.5SELECT', '1e+5SELECT', '.5ENGINE FEDERATED', '1.SELECT'].map(
      (number): [ObjectKind, string, string] => [
        'table',
        `CREATE TABLE x (\`a\` int) MAX_ROWS=${number}`,
        'other-statement',
      ],
    ),
    ['table', "CREATE TABLE x (`a` int) CHECKSUM 1 ENGINE=FEDERATED CHECKSUM 1 CONNECTION='srv/t'", 'other-statement'],
    ...['KEY `k` (`a`)', 'CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `t` (`a`) ON DELETE CASCADE'].flatMap((key) =>
      ["PARTITION BY HASH(`a`) (PARTITION p0 DATA DIRECTORY = '/x')", 'ENGINE = FEDERATED', '(`a`)'].map(
        (behind): [ObjectKind, string, string] => [
          'table',
          `CREATE TABLE x (\`a\` int, ${key} ${behind}) ENGINE=InnoDB`,
          'other-statement',
        ],
      ),
    ),
    ['view', 'CREATE DEFINER=`a`@ EVENT VIEW x AS SELECT 1', 'other-statement'],
    ['view', 'CREATE DEFINER=`a`@EVENT VIEW x AS SELECT 1', 'other-statement'],
    ['table', 'CREATE TABLE x (`a` INT) PARTITION BY HASH (a) (PARTITION p0 ENGINE = FEDERATED)', 'engine'],
    ['table', 'CREATE TABLE x (`a` INT) ENGINE=MRG_MyISAM INSERT_METHOD=LAST UNION=(`victim`.`m`)', 'other-schema'],
    ['table', 'CREATE TABLE x (`a` INT /*!50000 ) SELECT ( */)', 'hidden-code'],
    ['table', 'CREATE TABLE x (`a` INT) PARTITION BY KEY /*!50611 ALGORITHM = 1, x */ (a)', 'hidden-code'],
    ['table', 'CREATE TABLE x (`a` INT) PARTITION BY HASH /*!50611 ALGORITHM = 1 */ (a)', 'hidden-code'],
    [
      'table',
      'CREATE TABLE x (`a` INT) PARTITION BY KEY /*!50611 ALGORITHM = 1 */ (a) /*!50100 PARTITIONS 2 */',
      'hidden-code',
    ],
    [
      'table',
      'CREATE TABLE x (`a` INT) PARTITION BY /*!50100 KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 (a) */',
      'hidden-code',
    ],
    [
      'table',
      'CREATE TABLE x (`a` INT) /*!99999 PARTITION BY KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 (a) */',
      'hidden-code',
    ],
    ['table', 'CREATE TABLE x (`a` INT) /*!50100 PARTITION BY KEY */ /*!50100 (a) */ PARTITIONS 2', 'hidden-code'],
    ['table', 'CREATE TABLE x (SELECT 1 AS a)', 'takes-rows'],
    ['table', 'CREATE TABLE x (TABLE mysql.user)', 'takes-rows'],
    ['table', 'CREATE TABLE x ((SELECT 1 AS a))', 'takes-rows'],
    ['table', 'CREATE TABLE x (VALUES ROW(1))', 'takes-rows'],
    ['table', 'CREATE TABLE x (WITH c AS (SELECT 1) SELECT * FROM c)', 'takes-rows'],
    ['table', 'CREATE TABLE x (/*!999999 `a` int, */ TABLE `mysql`.`user`)', 'hidden-code'],
    ['table', 'CREATE TABLE x (/*!999999 `a` */ `b` int)', 'hidden-code'],
    ...['*/', '/*'].flatMap((mark): [ObjectKind, string, string][] => [
      ['table', `CREATE TABLE x (\`a\` int) /*!999999 COMMENT='${mark} SELECT f() AS b /*' */`, 'hidden-code'],
      ['table', `CREATE TABLE x (\`a\` int) /*!50700 COMMENT='${mark}' */`, 'hidden-code'],
      ['table', `CREATE TABLE x (\`a\` int /*M!100000 COMMENT '${mark}' */)`, 'hidden-code'],
      ['table', `CREATE TABLE x (\`a\` int, KEY \`k\` (\`a\`) /*!80000 COMMENT \`${mark}\` */)`, 'hidden-code'],
      ['table', `CREATE TABLE x (\`a\` int /*!999999 COMMENT -- ${mark}\n '' */)`, 'hidden-code'],
    ]),
    ['table', 'CREATE TABLE x (`a` int DEFAULT (NEXT VALUE FOR `v`.`s`))', 'other-statement'],
    ['table', 'CREATE TABLE x (`a` int DEFAULT nextval(v.s))', 'other-statement'],
    ['table', 'CREATE TABLE x (`a` int, FOREIGN KEY (`a`) REFERENCES v.t (`a`))', 'other-statement'],
    ['table', 'CREATE TABLE x (`a` int, FOREIGN KEY (`a`) REFERENCES v.`t` (`a`))', 'other-statement'],
    ['table', 'CREATE TABLE x (a int)', 'other-statement'],
    ['function', "CREATE FUNCTION x RETURNS STRING SONAME 'u.so'", 'library'],
    ['function', "CREATE AGGREGATE FUNCTION x RETURNS INTEGER SONAME 'u.so'", 'library'],
    ['function', "CREATE FUNCTION x /*!999999 () */ RETURNS STRING SONAME 'u.so'", 'hidden-code'],
    ['view', 'CREATE VIEW x AS SELECT 1; GRANT ALL ON *.* TO e', 'other-statement'],
    ['view', 'CREATE VIEW s.x AS SELECT 1', 'other-statement'],
    ['view', 'CREATE /*!50000 TABLE */ VIEW x AS SELECT 1', 'other-statement'],
    ['procedure', 'CREATE DEFINER=root@localhost PROCEDURE mysql.x() SELECT 1', 'other-statement'],
    ['trigger', 'CREATE TRIGGER x BEFORE INSERT ON mysql.user FOR EACH ROW SET @a = 1', 'other-statement'],
    ['trigger', 'CREATE TRIGGER x BEFORE INSERT ON u FOR EACH ROW SET @a = 1', 'other-statement'],
    ['event', 'CREATE EVENT mysql.x ON SCHEDULE EVERY 1 DAY DO SET @a = 1', 'other-statement'],
    [
      'event',
      'CREATE DEFINER=root@localhost EVENT x ON SCHEDULE EVERY 1 SECOND DO SELECT preserve FROM (SELECT 1 preserve) z',
      'other-statement',
    ],
    [
      'event',
      'CREATE DEFINER=root@localhost EVENT x ON SCHEDULE EVERY IF(@PRESERVE IS NULL, 1, 1) SECOND ON COMPLETION PRESERVE ENABLE DO SET @a = 1',
      'other-statement',
    ],
    [
      'event',
      'CREATE DEFINER=root@localhost EVENT x ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE /*!999999 DISABLE */ ENABLE DO SET @a = 1',
      'other-statement',
    ],
    ['view', 'CREATE SQL SECURITY DEFINER VIEW x AS SELECT 1', 'other-statement'],
    ['view', 'CREATE DEFINER=CURRENT_USER SQL SECURITY DEFINER VIEW x AS SELECT 1', 'other-statement'],
    ['procedure', 'CREATE PROCEDURE x() SELECT 1', 'other-statement'],
    ['table', "CREATE TABLE x (`a` INT) ENGINE=CONNECT `FILE_NAME`='/etc/passwd'", 'engine'],
    ['table', 'CREATE TABLE x (`a` INT) ENGINE=OQGRAPH `DATA_TABLE`=victim', 'engine'],
    ['table', "CREATE TABLE x (`a` INT) ENGINE='newer than this test'", 'engine'],
    ['table', 'CREATE TABLE x (`a` INT) ENGINE=InnoDB SECONDARY_ENGINE=rapid', 'engine'],
    ['table', 'CREATE TABLE x (`a` INT) PARTITION BY HASH (a) (PARTITION p ENGINE = SPIDER)', 'engine'],
    ['sequence', 'CREATE TABLE x (`a` INT)', 'other-statement'],
    ['sequence', 'CREATE SEQUENCE x AS SELECT 1', 'other-statement'],
    [
      'view',
      "CREATE ALGORITHM=UNDEFINED DEFINER='bo\\ss'@`localhost` SQL SECURITY DEFINER VIEW `x` AS SELECT 1",
      'other-statement',
    ],
    ['procedure', "CREATE DEFINER='root' PROCEDURE `x`() SELECT 1", 'other-statement'],
  ])('of a %s that is not what it seems is told: %s', (kind, sql, fault) => {
    expect(check(kind, sql)).toBe(fault);
  });

  test('that sets the state of a sequence is one row of numbers', () => {
    const object = { kind: 'sequence', schema: 's', name: 'x`y' } as const;
    expect(
      stateFault(Buffer.from('INSERT INTO `x``y` VALUES (1001,-1,9223372036854775806,1,1,1000,0,0)'), object),
    ).toBeUndefined();
    for (const state of [
      'INSERT INTO `z` VALUES (1)',
      'INSERT INTO `x``y` SELECT 1',
      'INSERT INTO `x``y` VALUES (1),(2)',
      'INSERT INTO `x``y` VALUES (SLEEP(1))',
      'GRANT ALL ON *.* TO e',
      'INSERT INTO `x``y` VALUES (1) ON DUPLICATE KEY UPDATE a = 1',
    ])
      expect(stateFault(Buffer.from(state), object)).toBeDefined();
  });
});

describe('the statements of an account', () => {
  const account = {
    name: "a'b",
    host: '%',
    grants: ["GRANT SELECT ON `s`.* TO `a'b`@`%`"],
    create: "CREATE USER `a'b`@`%` IDENTIFIED VIA x USING 'h;,' REQUIRE NONE",
  };
  test('create it and give to it', () => {
    expect(accountFault(account)).toBeUndefined();
  });
  test.each([
    "CREATE USER e@'%'",
    "CREATE USER `a'b`@`%`, e@'%'",
    "CREATE USER `a'b`@`localhost`",
    'GRANT ALL ON *.* TO e',
    "CREATE USER `a'b`@`%`; GRANT ALL ON *.* TO e",
    "CREATE USER `a'b`@`%` /*!50000 , e */",
  ])('are unfit when they do else: %s', (create) => expect(accountFault({ ...account, create })).toBeDefined());
  test.each(['CREATE USER `x`@foo.bar', 'CREATE USER x@`foo`'])(
    'are unfit where names without quotes may go on for the server: %s',
    (create) => expect(accountFault({ name: 'x', host: 'foo', create, grants: [] })).toBeDefined(),
  );

  test('are unfit where a backslash makes another name of a text', () => {
    const fault = (create: string) => accountFault({ name: 'ro\\ot', host: '%', create, grants: [] });
    expect(fault("CREATE USER 'ro\\ot'@'%' IDENTIFIED BY 'x'")).toBe('other-statement');
    expect(fault('CREATE USER `ro\\ot`@`%`')).toBeUndefined();
  });
  test.each([
    'GRANT ALL ON *.* TO e',
    "GRANT ALL ON *.* TO `a'b`@`%`, e",
    'REVOKE ALL ON *.* FROM e',
    "SET PASSWORD FOR `a'b`@`%` = 'x'",
    "GRANT ALL ON *.* TO `a'b`@`localhost`",
  ])('are unfit when they give else: %s', (line) => expect(accountFault({ ...account, grants: [line] })).toBeDefined());
});
