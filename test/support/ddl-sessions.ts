import type { Words } from './ddl-names.ts';

const MODES = ['', 'ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'PIPES_AS_CONCAT', 'REAL_AS_FLOAT', 'ALLOW_INVALID_DATES'];
const BOTH = [
  ...['foreign_key_checks=0', 'foreign_key_checks=0', 'foreign_key_checks=1', 'unique_checks=0', 'sql_mode=DEFAULT'],
  ...["time_zone='+05:00'", "time_zone='+00:00'", "time_zone='SYSTEM'", 'lc_time_names=de_DE'],
  ...['NAMES utf8mb4', 'NAMES latin1', 'character_set_client=latin1', 'NAMES utf8mb4 COLLATE utf8mb4_bin'],
  ...['collation_server=latin1_bin', 'collation_server=utf8mb4_general_ci', 'collation_connection=latin1_german1_ci'],
  ...['auto_increment_increment=3, auto_increment_offset=2', 'auto_increment_increment=1, auto_increment_offset=1'],
  ...['explicit_defaults_for_timestamp=0', 'explicit_defaults_for_timestamp=1', 'default_storage_engine=InnoDB'],
  ...[
    'default_storage_engine=MyISAM',
    'default_storage_engine=MEMORY',
    'innodb_strict_mode=0',
    'div_precision_increment=7',
  ],
];
const OWN = {
  mariadb: [
    ...[
      "sql_mode='ORACLE'",
      "sql_mode='MSSQL'",
      "sql_mode='EMPTY_STRING_IS_NULL'",
      'sql_if_exists=1',
      'sql_if_exists=0',
    ],
    ...['innodb_compression_default=ON', 'innodb_compression_default=OFF', 'default_storage_engine=Aria'],
    ...['check_constraint_checks=0', 'system_versioning_alter_history=KEEP', "old_mode=''", 'old_mode=DEFAULT'],
  ],
  mysql: [
    ...[
      'sql_generate_invisible_primary_key=1',
      'sql_generate_invisible_primary_key=0',
      "sql_mode='PAD_CHAR_TO_FULL_LENGTH'",
    ],
    ...['default_collation_for_utf8mb4=utf8mb4_general_ci', 'default_collation_for_utf8mb4=utf8mb4_0900_ai_ci'],
    ...['restrict_fk_on_non_standard_key=0', 'sql_require_primary_key=0', "sql_mode='TIME_TRUNCATE_FRACTIONAL'"],
  ],
} as const;
/** What a session goes back to, so that most statements meet usual settings. */
const USUAL = {
  mariadb: 'innodb_compression_default=OFF, sql_if_exists=0',
  mysql: 'sql_generate_invisible_primary_key=0',
} as const;

/** What a session says besides definitions: its default schema, its settings, and rows. */
export function sessionStatements({ random, maria, name, schema, number, column, pick }: Words): (() => string)[] {
  const flavour = maria ? 'mariadb' : 'mysql';
  const setting = () =>
    random.chance(25) ? `sql_mode='${random.pick(MODES)}'` : random.pick([...BOTH, ...OWN[flavour]]);
  const use = () => `USE ${schema()}`;
  return [
    ...[use, use, use],
    ...[() => `SET ${setting()}`, () => `SET ${setting()}`, () => `SET ${setting()}`],
    () => `SET sql_mode=DEFAULT, default_storage_engine=DEFAULT, collation_server=DEFAULT, ${USUAL[flavour]}`,
    () => `INSERT INTO ${name()} (id, n) VALUES (${number}, ${number}), (${number + 40}, 1)`,
    () => `INSERT INTO ${name()} (n) VALUES (${number}), (1)`,
    () => `INSERT INTO ${name()} (id, ${column}) VALUES (${number + 80}, ${pick("'ß'", '1', "'2020-01-02 03:04:05'")})`,
    () => `INSERT INTO ${name(['p0', 'p1'])} (id, n) VALUES (${number}, ${number})`,
    () => `UPDATE ${name()} SET n = n + 1 WHERE id < ${number}`,
    () => `DELETE FROM ${name()} WHERE id = ${number}`,
    () => `DELETE FROM ${name()}`,
    () => `REPLACE INTO ${name()} (id, n) VALUES (${number}, 9)`,
    // Tables of this session, which stand in front of others of their name.
    () =>
      `CREATE TEMPORARY TABLE ${pick('', 'IF NOT EXISTS ')}${name([...pick(['tmp'], ['t2', 't3'])])} (id INT PRIMARY KEY, n INT, ${column} INT)`,
    () => `INSERT INTO ${name(['tmp', 't2'])} (id, n) VALUES (${number}, 5)`,
    () => `DROP TEMPORARY TABLE IF EXISTS ${name(['tmp', 't2', 't3'])}`,
    () => `CREATE TABLE ${name()} LIKE ${name(['tmp'])}`,
    () => `CREATE TABLE ${name()} (PRIMARY KEY (id)) SELECT * FROM ${name(['tmp'])}`,
    () =>
      `CREATE DATABASE ${pick('', 'IF NOT EXISTS ', maria ? 'IF NOT EXISTS ' : '')}walk_c${pick('', ' CHARACTER SET latin1', ' COLLATE utf8mb4_bin')}`,
    () => `CREATE DATABASE IF NOT EXISTS ${schema()} CHARACTER SET latin1`,
    () => (maria ? `CREATE OR REPLACE DATABASE walk_c COMMENT 'ö'` : 'CREATE SCHEMA IF NOT EXISTS `walk_c`'),
    () => `DROP DATABASE ${pick('', 'IF EXISTS ')}walk_c`,
    () => `ALTER DATABASE ${pick(schema(), '')} CHARACTER SET ${pick('latin1', 'utf8mb4')}`,
    () =>
      `ALTER DATABASE ${pick(schema(), '')} ${pick('COLLATE utf8mb4_bin', maria ? "COMMENT 'walk_a.t0'" : 'COLLATE latin1_bin')}`,
    ...(maria
      ? [() => `SELECT NEXTVAL(${name(['q0', 'q1'])})`, () => `SELECT SETVAL(${name(['q0', 'q1'])}, ${number + 50})`]
      : []),
  ];
}
