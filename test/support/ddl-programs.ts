import { TABLES, type Words } from './ddl-names.ts';

const RETURNS = [
  'INT',
  'INT',
  "ENUM('ä','b')",
  'VARCHAR(9)',
  'CHAR(3) CHARACTER SET latin1',
  "SET('ü')",
  'DECIMAL(9,3)',
];
const VIEWS = ['v0', 'v1', 'v3'];

/** Definitions of views, triggers, routines and events. */
export function programStatements({ random, maria, name, schema, number, pick, maybe }: Words): (() => string)[] {
  const body = () => `\`${schema()}\`.`;
  const [home, far] = [schema(), schema()];
  const replace = () => (maria ? maybe('OR REPLACE ') : '');
  const unless = () => (random.chance(20) ? 'IF NOT EXISTS ' : '');
  const note = () => pick('', '', "COMMENT 'ä'", "COMMENT 'a''b\\\\'", 'SQL SECURITY INVOKER');
  return [
    () =>
      `CREATE OR REPLACE ${pick('', 'ALGORITHM=TEMPTABLE ', 'SQL SECURITY INVOKER ')}VIEW ${name(VIEWS)} AS SELECT x.id, y.n FROM ${name()} x JOIN ${name()} AS y ON x.id = y.id`,
    () =>
      `CREATE OR REPLACE VIEW ${home}.v2 AS SELECT \`${far}\`.t1.id, (SELECT MAX(n) FROM ${name()}) AS m FROM \`${far}\`.t1`,
    () =>
      `CREATE OR REPLACE VIEW ${name(['v4', 'v5'])} (a, b) AS SELECT id, n FROM ${name([...VIEWS, 'v4'])} WHERE n > '${pick('1', 'ä')}'`,
    () =>
      `CREATE OR REPLACE VIEW ${name(VIEWS)} AS SELECT id, n, '${pick('ß', 'x', '\\\\n')}' || 'b' AS e FROM ${name()} WITH CHECK OPTION`,
    () => `CREATE VIEW ${maria ? unless() : ''}${name(VIEWS)} AS SELECT 1 AS id, 2 AS n`,
    () => `ALTER VIEW ${name(VIEWS)} AS SELECT n, id FROM ${name()}`,
    () => `RENAME TABLE ${name(VIEWS)} TO ${name(VIEWS)}`,
    () => `DROP VIEW ${maybe('IF EXISTS ')}${name(['v0', 'v1'])}, ${name(['v0', 'v1', 'v2', 'v4'])}`,
    () =>
      `CREATE ${replace()}TRIGGER ${unless()}${home}.g${number % 4} ${pick('AFTER', 'BEFORE')} ${pick('INSERT', 'UPDATE', 'DELETE')} ON ${pick('', `${home}.`)}${random.pick(TABLES)} FOR EACH ROW ${pick('', '', `FOLLOWS g${(number + 1) % 4} `, `PRECEDES g${(number + 2) % 4} `)}INSERT INTO ${body()}log VALUES (${number})`,
    () =>
      `CREATE TRIGGER ${name(['g5'])} BEFORE INSERT ON ${random.pick(TABLES)} FOR EACH ROW BEGIN DECLARE x ${random.pick(RETURNS)}; SET NEW.n = NEW.n + 1; /* é ${body()}log */ END`,
    () => `DROP TRIGGER IF EXISTS ${schema()}.g${number % 4}`,
    () =>
      `CREATE ${replace()}PROCEDURE ${unless()}${name(['m0', 'm1'])}(IN a INT${maybe(", b ENUM('é')")}) ${note()} BEGIN UPDATE ${body()}t0 SET n = a WHERE ${body()}t0.id = a; DELETE FROM log WHERE n = 1; END`,
    () => `CREATE PROCEDURE ${name(['m0', 'm1'])}(a VARCHAR(9)) SELECT '${pick('ä', '\\\\t')}', a, "x"`,
    () =>
      `CREATE ${replace()}FUNCTION ${unless()}${name(['f0', 'f1'])}() RETURNS ${random.pick(RETURNS)} ${note()} READS SQL DATA RETURN (SELECT COUNT(*) FROM ${body()}t1 AS z WHERE z.n > 0)`,
    () =>
      `CREATE FUNCTION ${name(['f0', 'f1'])}(a ${random.pick(RETURNS)}) RETURNS ${random.pick(RETURNS)} DETERMINISTIC RETURN '${pick('ä', '1')}'`,
    () => `ALTER ${pick('PROCEDURE', 'FUNCTION')} ${name(['m0', 'f0'])} ${note()}`,
    () => `DROP ${pick('PROCEDURE', 'FUNCTION')} IF EXISTS ${name(['m0', 'm1', 'f0', 'f1'])}`,
    () =>
      `CREATE ${replace()}EVENT ${unless()}${name(['e0', 'e1'])} ON SCHEDULE ${pick('EVERY 1 SECOND', "EVERY 1 DAY STARTS '2035-01-01 00:00:00'", "AT '2036-01-01 00:00:00'", "EVERY '1:30' HOUR_MINUTE ENDS '2037-01-01 12:00:00'")} ${pick('', 'ON COMPLETION PRESERVE', 'ENABLE', 'DISABLE', "COMMENT 'DO'", "COMMENT 'ä\\\\'")} DO DELETE FROM ${body()}log`,
    () =>
      `ALTER EVENT ${name(['e0', 'e1'])} ${pick('ENABLE', 'ON SCHEDULE EVERY 2 SECOND', `RENAME TO ${name(['e0', 'e1'])}`, 'COMMENT "x" DO SELECT 1', 'DISABLE')}`,
    () => `DROP EVENT IF EXISTS ${name(['e0', 'e1'])}`,
    () =>
      `/*!50106 CREATE EVENT ${name(['e0', 'e1'])} */ /*!50001 ON SCHEDULE EVERY 3 DAY */ DO SELECT '${pick('ö', '*/')}'`,
    ...(maria
      ? [
          () => `CREATE ${replace()}PACKAGE ${name(['k0'])} AS FUNCTION f RETURN INT; END`,
          () => `CREATE PACKAGE BODY ${name(['k0'])} AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END`,
          () => `DROP PACKAGE IF EXISTS ${name(['k0'])}`,
        ]
      : []),
  ];
}
