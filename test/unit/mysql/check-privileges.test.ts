import { describe, expect, test } from 'vitest';
import { missingForBackup, missingForRestore } from '../../../electron/engine/mysql/check-privileges.ts';
import type { Flavour } from '../../../electron/engine/mysql/connect.ts';
import { makeGrants } from '../../../electron/engine/mysql/grants.ts';
import { parseVersion, type ServerInfo } from '../../../electron/engine/mysql/server-info.ts';

const ACCOUNT = "'app'@'%'";
const READER = 'SELECT, SHOW VIEW, TRIGGER, EVENT ON `shop`.*';

function server(flavour: Flavour, version: string, more: Partial<ServerInfo> = {}): ServerInfo {
  return {
    flavour,
    version,
    versionNumber: parseVersion(version),
    uuid: null,
    serverId: 1,
    logBin: true,
    binlogFormat: 'ROW',
    binlogRowImage: 'FULL',
    gtidMode: null,
    readOnly: false,
    lowerCaseTableNames: 0,
    localInfile: true,
    maxAllowedPacket: 67_108_864,
    sqlRequirePrimaryKey: false,
    secureTransport: false,
    variables: {},
    ...more,
  };
}

const grantsOf = (flavour: Flavour, ...given: string[]) =>
  makeGrants(
    given.map((text) => `GRANT ${text} TO \`app\`@\`%\``),
    '',
    { flavour, partialRevokes: false, ignoreCase: false, mergesRoles: false },
  );

const MYSQL = server('mysql', '9.7.4');
const MARIADB = server('mariadb', '10.11.19-MariaDB');

const names = (missing: ReturnType<typeof missingForBackup>) =>
  missing.map((m) => `${m.needed} ${m.privilege} ${m.scope}`);

describe('a backup', () => {
  test('lacks nothing for an account that may do everything', () => {
    const all = grantsOf('mariadb', 'ALL PRIVILEGES ON *.*');
    for (const method of ['hot', 'warm', 'cold'] as const)
      expect(missingForBackup(MARIADB, all, ACCOUNT, ['shop'], method)).toEqual([]);
  });

  test('names every privilege with the statement that gives it', () => {
    const missing = missingForBackup(MARIADB, grantsOf('mariadb', 'USAGE ON *.*'), ACCOUNT, ['shop_1'], 'hot');
    expect(missing.map(({ grant }) => grant)).toEqual([
      "GRANT SELECT ON `shop\\_1`.* TO 'app'@'%';",
      "GRANT SHOW VIEW ON `shop\\_1`.* TO 'app'@'%';",
      "GRANT TRIGGER ON `shop\\_1`.* TO 'app'@'%';",
      "GRANT EVENT ON `shop\\_1`.* TO 'app'@'%';",
      "GRANT SELECT ON `mysql`.`proc` TO 'app'@'%';",
      "GRANT BINLOG MONITOR ON *.* TO 'app'@'%';",
      "GRANT REPLICATION SLAVE ON *.* TO 'app'@'%';",
      "GRANT PROCESS ON *.* TO 'app'@'%';",
    ]);
  });

  test('writes schema names without backslashes where MySQL has partial revokes', () => {
    const info = { ...MYSQL, variables: { partial_revokes: 'ON' } };
    const [first] = missingForBackup(info, grantsOf('mysql', 'USAGE ON *.*'), ACCOUNT, ['shop_1'], 'hot');
    expect(first?.grant).toBe("GRANT SELECT ON `shop_1`.* TO 'app'@'%';");
  });

  test('that is hot needs no lock on MariaDB and is better with one on MySQL', () => {
    expect(names(missingForBackup(MARIADB, grantsOf('mariadb', READER), ACCOUNT, ['shop'], 'hot'))).not.toContain(
      'better RELOAD *.*',
    );
    expect(names(missingForBackup(MYSQL, grantsOf('mysql', READER), ACCOUNT, ['shop'], 'hot'))).toContain(
      'better RELOAD *.*',
    );
  });

  test.each(['warm', 'cold'] as const)('that is %s needs one of three ways to hold writers back', (method) => {
    const missing = (...given: string[]) =>
      names(missingForBackup(MYSQL, grantsOf('mysql', READER, ...given), ACCOUNT, ['shop'], method));
    expect(missing()).toContain('required RELOAD *.*');
    for (const way of ['RELOAD ON *.*', 'FLUSH_TABLES ON *.*', 'LOCK TABLES ON *.*'])
      expect(missing(way).join(), way).not.toContain('RELOAD');
  });

  test('takes LOCK TABLES as a way only with all schemas', () => {
    const grants = grantsOf('mysql', 'SELECT, LOCK TABLES ON `shop`.*', 'SELECT ON `crm`.*');
    expect(names(missingForBackup(MYSQL, grants, ACCOUNT, ['shop', 'crm'], 'warm'))).toContain('required RELOAD *.*');
  });

  test('asks each server for its own way to read routines', () => {
    const asked = (info: ServerInfo, ...given: string[]) =>
      names(missingForBackup(info, grantsOf(info.flavour, READER, ...given), ACCOUNT, ['shop'], 'hot'))[0];
    expect(asked(MYSQL)).toBe('required SHOW_ROUTINE *.*');
    expect(asked(server('mysql', '8.0.19'))).toBe('required SELECT *.*');
    expect(asked(server('mysql', '5.7.44'))).toBe('required SELECT mysql.proc');
    expect(asked(MARIADB)).toBe('required SELECT mysql.proc');
    expect(asked(server('mariadb', '11.4.2-MariaDB'), 'SHOW CREATE ROUTINE ON `shop`.*')).toBe(
      'better BINLOG MONITOR *.*',
    );
    expect(asked(MARIADB, 'SELECT ON `mysql`.`proc`')).toBe('better BINLOG MONITOR *.*');
  });

  test('is content with tables granted one by one, and says what that means', () => {
    const grants = grantsOf(
      'mysql',
      'SELECT, SHOW VIEW, TRIGGER ON `shop`.`t`',
      'EVENT ON `shop`.*',
      'SHOW_ROUTINE ON *.*',
    );
    const [first] = missingForBackup(MYSQL, grants, ACCOUNT, ['shop'], 'hot');
    expect(first).toMatchObject({ privilege: 'SELECT', needed: 'better', limit: 'some-tables' });
  });

  test('asks for reading everywhere when the account sees no schema', () => {
    const missing = missingForBackup(MYSQL, grantsOf('mysql', 'USAGE ON *.*'), ACCOUNT, [], 'hot');
    expect(missing[0]).toMatchObject({ privilege: 'SELECT', scope: '*.*', needed: 'required' });
  });

  test('does not ask for the position of a log that is not written', () => {
    const missing = missingForBackup(
      { ...MARIADB, logBin: false },
      grantsOf('mariadb', READER),
      ACCOUNT,
      ['shop'],
      'hot',
    );
    expect(names(missing)).toEqual(['required SELECT mysql.proc', 'better PROCESS *.*']);
  });
});

describe('a restore', () => {
  test('lacks nothing required for an account with all privileges on the schema', () => {
    for (const info of [MYSQL, MARIADB]) {
      const grants = grantsOf(info.flavour, 'ALL PRIVILEGES ON `shop`.*');
      const missing = missingForRestore(info, grants, ACCOUNT, ['shop']);
      expect(missing.filter(({ needed }) => needed === 'required')).toEqual([]);
    }
  });

  test('names definer privileges as the version has them', () => {
    const asked = (info: ServerInfo) =>
      missingForRestore(info, grantsOf(info.flavour, 'ALL PRIVILEGES ON `shop`.*'), ACCOUNT, ['shop']).map(
        (m) => m.privilege,
      );
    expect(asked(MYSQL)).toEqual(['SET_ANY_DEFINER', 'ALLOW_NONEXISTENT_DEFINER', 'SYSTEM_USER']);
    expect(asked(server('mysql', '8.0.36'))).toEqual(['SET_USER_ID', 'SYSTEM_USER']);
    expect(asked(server('mysql', '5.7.44'))).toEqual(['SUPER']);
    expect(asked(MARIADB)).toEqual(['SET USER']);
    expect(asked(server('mariadb', '10.4.34-MariaDB'))).toEqual(['SUPER']);
  });

  test('asks for SUPER where the binary log forbids triggers and functions without it', () => {
    const info = { ...MARIADB, variables: { log_bin_trust_function_creators: 'OFF' } };
    const grants = grantsOf('mariadb', 'ALL PRIVILEGES ON `shop`.*', 'SET USER, BINLOG ADMIN ON *.*');
    expect(names(missingForRestore(info, grants, ACCOUNT, ['shop']))).toEqual(['better SUPER *.*']);
    expect(missingForRestore({ ...info, logBin: false }, grants, ACCOUNT, ['shop'])).toEqual([]);
  });

  test('asks for a way around sql_require_primary_key', () => {
    const info = { ...MYSQL, sqlRequirePrimaryKey: true };
    const grants = grantsOf('mysql', 'ALL PRIVILEGES ON `shop`.*');
    expect(names(missingForRestore(info, grants, ACCOUNT, ['shop']))).toContain('better SESSION_VARIABLES_ADMIN *.*');
  });
});
