import { describe, expect, test } from 'vitest';
import { mysqlAccounts } from '../../../electron/engine/accounts/read-accounts.ts';
import { unknownJsonTypes } from '../../../electron/engine/backup/mark-typed-json.ts';
import {
  applyLogPrivileges,
  definerPrivileges,
  skipLogPrivilege,
  spatialPrivilege,
} from '../../../electron/engine/mysql/privilege-names.ts';
import { innodbTables } from '../../../electron/engine/replay/fingerprint-tables.ts';
import { knowsFlag } from '../../../electron/engine/replay/logged-flags.ts';
import { knownModes } from '../../../electron/engine/replay/query-settings.ts';
import { crashesOnSequenceRows, sequenceStatements } from '../../../electron/engine/replay/sequence-rows.ts';
import type { TableDescription } from '../../../electron/engine/schema/describe-tables.ts';
import { tablespacesOf } from '../../../electron/engine/schema/list-outside.ts';
import { passedOver } from '../../../electron/engine/schema/passed-over.ts';

describe('what depends on the version of the server', () => {
  test('accounts: MySQL 5.7 is asked for no roles, and 8.0.13 for no second passwords', () => {
    expect(mysqlAccounts(50_744)).not.toMatch(/role_edges|user_attributes/);
    expect(mysqlAccounts(80_013)).toMatch(/role_edges/);
    expect(mysqlAccounts(80_013)).not.toMatch(/user_attributes/);
    expect(mysqlAccounts(80_014)).toMatch(/role_edges/);
    expect(mysqlAccounts(80_014)).toMatch(/user_attributes/);
  });

  test('types inside JSON: tables of a MySQL without JSON_TABLE are named', () => {
    const column = { name: 'j', type: 'json', dataType: 'json', charset: null, nullable: true };
    const table = { schema: 'shop', name: 't', columns: [column] } as unknown as TableDescription;
    const plain = { ...table, name: 'p', columns: [] };
    const of = (versionNumber: number) => unknownJsonTypes([table, plain], { flavour: 'mysql', versionNumber });
    expect(of(50_744)).toEqual([{ schema: 'shop', object: 't', kind: 'table', why: { code: 'json-types-unknown' } }]);
    expect(of(80_004)).toEqual([]);
    expect(unknownJsonTypes([table], { flavour: 'mariadb', versionNumber: 100_523 })).toEqual([]);
  });

  test.each([
    ['10.5.23-MariaDB', true],
    ['10.5.25-MariaDB', false],
    ['10.6.17-MariaDB', true],
    ['10.6.18-MariaDB', false],
    ['10.11.7-MariaDB', true],
    ['10.11.8-MariaDB', false],
    ['11.3.2-MariaDB', true],
    ['11.4.1-MariaDB', true],
    ['11.4.2-MariaDB', false],
    ['11.8.9-MariaDB', false],
  ])('rows of sequences: %s gets them as statements: %s', (version, apart) => {
    expect(crashesOnSequenceRows({ flavour: 'mariadb', version })).toBe(apart);
  });

  test('bits of a statement: none is read from a log, or set on a target, that does not have it', () => {
    const known = (version: number) =>
      (
        [
          'check_constraint_checks',
          'explicit_defaults_for_timestamp',
          'sql_if_exists',
          'system_versioning_insert_history',
        ] as const
      ).filter((flag) => knowsFlag(flag, version));
    expect(known(100_501)).toEqual(['check_constraint_checks']);
    expect(known(100_523)).toEqual(['check_constraint_checks', 'explicit_defaults_for_timestamp', 'sql_if_exists']);
    expect(known(100_901)).toEqual(['check_constraint_checks', 'sql_if_exists']);
    expect(known(101_119)).toHaveLength(4);
  });

  test.each([
    ['mysql', 50_744, 'SUPER', 'SUPER', 'SUPER', 'SUPER'],
    ['mysql', 80_013, 'SYSTEM_VARIABLES_ADMIN', 'SUPER', 'SET_USER_ID', 'SUPER'],
    ['mysql', 80_044, 'SESSION_VARIABLES_ADMIN', 'REPLICATION_APPLIER', 'SET_USER_ID', 'SUPER'],
    ['mysql', 80_407, 'SESSION_VARIABLES_ADMIN', 'REPLICATION_APPLIER', 'SET_ANY_DEFINER', 'SUPER'],
    [
      'mysql',
      90_704,
      'SESSION_VARIABLES_ADMIN',
      'REPLICATION_APPLIER',
      'SET_ANY_DEFINER',
      'CREATE_SPATIAL_REFERENCE_SYSTEM',
    ],
    ['mariadb', 100_501, 'SUPER', 'SUPER', 'SUPER', undefined],
    ['mariadb', 100_523, 'BINLOG ADMIN', 'BINLOG REPLAY', 'SET USER', undefined],
  ] as const)(
    'privileges: %s %i is asked for those that it has',
    (flavour, versionNumber, skip, apply, definer, srs) => {
      const server = { flavour, versionNumber };
      expect(skipLogPrivilege(server)).toBe(skip);
      expect(applyLogPrivileges(server)[0]).toBe(apply);
      expect(definerPrivileges(server)[0]).toBe(definer);
      if (srs !== undefined) expect(spatialPrivilege(server)).toBe(srs);
    },
  );

  test("InnoDB's catalogs are asked under the name that they have", () => {
    expect(innodbTables({ flavour: 'mysql', version: '5.7.44-log' })).toBe('INNODB_SYS_TABLES');
    expect(innodbTables({ flavour: 'mysql', version: '8.0.36' })).toBe('INNODB_TABLES');
    expect(innodbTables({ flavour: 'mariadb', version: '11.8.3-MariaDB' })).toBe('INNODB_SYS_TABLES');
    const spaces = (version: string) => tablespacesOf({ flavour: 'mysql', version });
    expect(spaces('5.7.44')).toMatch(/SELECT name AS n FROM information_schema\.innodb_sys_tablespaces .*General/);
    expect(spaces('8.0.20')).toMatch(/SELECT name AS n FROM information_schema\.innodb_tablespaces .*General/);
    expect(spaces('8.0.21')).toMatch(/information_schema\.tablespaces_extensions/);
  });

  test('what an older server passes over in a definition is named, and what it keeps is not', () => {
    const table = Buffer.from(
      "CREATE TABLE `t` (\n  `id` int NOT NULL DEFAULT '0' COMMENT '/*!90000 CHECK DESC */',\n" +
        '  `h` int DEFAULT NULL /*!80023 INVISIBLE */,\n  PRIMARY KEY (`id`),\n  KEY `k` (`h` DESC),\n' +
        '  CONSTRAINT `c` CHECK ((`h` > 0))\n) ENGINE=InnoDB\n/*!50100 PARTITION BY KEY (id) */',
    );
    const on = (version: number) => passedOver(table, { flavour: 'mysql', version });
    expect(on(50_744)).toEqual(['newer-options', 'descending-index', 'checks']);
    expect(on(80_015)).toEqual(['newer-options', 'checks']);
    expect(on(80_022)).toEqual(['newer-options']);
    expect(on(80_023)).toEqual([]);
    const plain = Buffer.from('CREATE TABLE `t` (\n  `h` int(11) DEFAULT NULL CHECK (`h` > 0)\n) ENGINE=InnoDB');
    expect(passedOver(plain, { flavour: 'mariadb', version: 100_523 })).toEqual([]);
    const packed = Buffer.from('CREATE TABLE `t` (\n  `h` text /*M!100301 COMPRESSED*/ DEFAULT NULL\n) ENGINE=InnoDB');
    expect(passedOver(packed, { flavour: 'mariadb', version: 100_523 })).toEqual([]);
  });

  test('modes that MySQL 8.0 took out are left out of the log of an older server, where the target lacks them', () => {
    const traditional57 = 0x5a80_0000n; // STRICT_…, NO_ZERO_…, NO_AUTO_CREATE_USER, NO_ENGINE_SUBSTITUTION
    expect(knownModes(traditional57, { flavour: 'mysql', target: 50_744 })).toBe(traditional57);
    expect(knownModes(traditional57, { flavour: 'mysql', target: 80_044 })).toBe(0x4a80_0000n);
    const oracle = 0x204n; // ANSI_QUOTES has its own bit
    expect(knownModes(oracle, { flavour: 'mysql', target: 90_704 })).toBe(4n);
    expect(knownModes(oracle, { flavour: 'mariadb', target: 110_803 })).toBe(oracle);
  });

  test('the row of a sequence says how far it is', () => {
    // NEXTVAL on MariaDB 10.5.23: header, table id, flags, eight columns that are all there, and their values.
    const event = Buffer.from(
      '7da10c6b133d9d00005b0000009a0700000000' +
        '1e0000000000010008ff00' +
        'e903000000000000' +
        '0100000000000000' +
        'feffffffffffff7f' +
        '0100000000000000' +
        '0100000000000000' +
        'e803000000000000' +
        '00' +
        '0200000000000000' +
        'f093a7d9',
      'hex',
    );
    event[4] = 23; // WRITE_ROWS_EVENT_V1
    expect(sequenceStatements({ schema: 'x', table: 'st`eps' }, event).map(String)).toEqual([
      'DO SETVAL(`x`.`st``eps`, 1001, 0, 2)',
    ]);
  });
});
