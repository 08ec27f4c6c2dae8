import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GrantRules, makeGrants } from '../../../electron/engine/mysql/grants.ts';
import { parseGrant } from '../../../electron/engine/mysql/parse-grant.ts';

const MARIADB: GrantRules = { flavour: 'mariadb', partialRevokes: false, ignoreCase: false, mergesRoles: false };
const MYSQL: GrantRules = { ...MARIADB, flavour: 'mysql' };

const mariadb = (...lines: string[]) => makeGrants(lines, '', MARIADB);
const mysql = (...lines: string[]) => makeGrants(lines, 'NONE', MYSQL);

describe('a global grant', () => {
  test('holds everywhere', () => {
    const grants = mysql('GRANT SELECT, SHOW VIEW ON *.* TO `app`@`%`');
    expect(grants.has('SELECT')).toBe(true);
    expect(grants.has('select', 'shop')).toBe(true);
    expect(grants.has('SHOW VIEW', 'shop', 'order_0')).toBe(true);
    expect(grants.has('INSERT')).toBe(false);
  });

  test('of USAGE gives nothing', () => {
    const grants = mysql('GRANT USAGE ON *.* TO `app`@`%`');
    expect(grants.has('USAGE')).toBe(false);
    expect(grants.has('SELECT', 'shop')).toBe(false);
  });

  test('of ALL PRIVILEGES is everything on MariaDB, but not the right to grant', () => {
    const grants = mariadb('GRANT ALL PRIVILEGES ON *.* TO `app`@`%`');
    expect(grants.has('BINLOG MONITOR')).toBe(true);
    expect(grants.has('RELOAD')).toBe(true);
    expect(grants.has('GRANT OPTION')).toBe(false);
  });

  test('of ALL PRIVILEGES leaves the dynamic ones of MySQL to their own line', () => {
    const all = 'GRANT ALL PRIVILEGES ON *.* TO `app`@`%` WITH GRANT OPTION';
    expect(mysql(all).has('REPLICATION CLIENT')).toBe(true);
    expect(mysql(all).has('GRANT OPTION')).toBe(true);
    expect(mysql(all).has('BACKUP_ADMIN')).toBe(false);
    expect(mysql(all, 'GRANT BACKUP_ADMIN,SHOW_ROUTINE ON *.* TO `app`@`%`').has('BACKUP_ADMIN')).toBe(true);
  });

  test('goes by either name where MariaDB has two', () => {
    const grants = mariadb('GRANT BINLOG MONITOR, READ_ONLY ADMIN, DELETE HISTORY ON *.* TO `app`@`%`');
    for (const name of ['BINLOG MONITOR', 'REPLICATION CLIENT', 'READ ONLY ADMIN', 'DELETE VERSIONING ROWS'])
      expect(grants.has(name), name).toBe(true);
  });
});

describe('what was taken away again', () => {
  test('is known by its schema', () => {
    const grants = mysql('GRANT SELECT ON *.* TO `app`@`%`', 'REVOKE SELECT ON `se_cret`.* FROM `app`@`%`');
    expect(grants.has('SELECT')).toBe(true);
    expect(grants.has('SELECT', 'se_cret')).toBe(false);
    expect(grants.revokedFrom('SELECT')).toEqual(['se_cret']);
    expect(grants.revokedFrom('INSERT')).toEqual([]);
  });
});

describe('a grant on a schema', () => {
  test('holds there and on its tables only', () => {
    const grants = mysql('GRANT SELECT ON `shop`.* TO `app`@`%`');
    expect(grants.has('SELECT', 'shop')).toBe(true);
    expect(grants.has('SELECT', 'shop', 't')).toBe(true);
    expect(grants.has('SELECT', 'shop2')).toBe(false);
    expect(grants.has('SELECT')).toBe(false);
  });

  test('of ALL PRIVILEGES has what exists for schemas', () => {
    const grants = mariadb('GRANT ALL PRIVILEGES ON `shop`.* TO `app`@`%`');
    expect(grants.has('EVENT', 'shop')).toBe(true);
    expect(grants.has('RELOAD', 'shop')).toBe(false);
  });

  test('may be a pattern, in which a backslash makes _ and % plain', () => {
    const grants = mysql('GRANT SELECT ON `shop\\_%`.* TO `app`@`%`');
    expect(grants.has('SELECT', 'shop_1')).toBe(true);
    expect(grants.has('SELECT', 'shopx1')).toBe(false);
    expect(mysql('GRANT SELECT ON `s_p`.* TO `app`@`%`').has('SELECT', 'ship')).toBe(false);
    expect(mysql('GRANT SELECT ON `s_p`.* TO `app`@`%`').has('SELECT', 'shp')).toBe(true);
  });

  test('means its name as it stands where MySQL has partial revokes, the backslash included', () => {
    const rules = { ...MYSQL, partialRevokes: true };
    const grants = makeGrants(
      ['GRANT SELECT ON `shop\\_1`.* TO `a`@`%`', 'GRANT INSERT ON `shop_1`.* TO `a`@`%`'],
      '',
      rules,
    );
    expect(grants.has('SELECT', 'shop_1')).toBe(false);
    expect(grants.has('INSERT', 'shop_1')).toBe(true);
    expect(grants.has('INSERT', 'shopx1')).toBe(false);
  });

  test('is hidden by a more specific pattern, as the servers do it', () => {
    const grants = mariadb('GRANT SELECT ON `shop%`.* TO `app`@`%`', 'GRANT INSERT ON `shop\\_1`.* TO `app`@`%`');
    expect(grants.has('INSERT', 'shop_1')).toBe(true);
    expect(grants.has('SELECT', 'shop_1')).toBe(false);
    expect(grants.has('SELECT', 'shop_2')).toBe(true);
  });

  test('is not relied on where MySQL with an active role may pick another pattern', () => {
    const lines = ['GRANT SELECT ON `shop%`.* TO `app`@`%`', 'GRANT INSERT ON `shop\\_1`.* TO `app`@`%`'];
    const grants = makeGrants(lines, '`reader`@`%`', { ...MYSQL, mergesRoles: true });
    expect(grants.has('INSERT', 'shop_1')).toBe(false);
    expect(grants.has('SELECT', 'shop_2')).toBe(true);
  });

  test('is compared without case where the server does so', () => {
    const line = 'GRANT SELECT ON `Shop`.* TO `app`@`%`';
    expect(mysql(line).has('SELECT', 'shop')).toBe(false);
    expect(makeGrants([line], '', { ...MYSQL, ignoreCase: true }).has('SELECT', 'shop')).toBe(true);
  });
});

describe('a narrower grant', () => {
  test('on a table holds for that table', () => {
    const grants = mysql('GRANT SELECT ON `shop`.`a_b` TO `app`@`%`');
    expect(grants.has('SELECT', 'shop', 'a_b')).toBe(true);
    expect(grants.has('SELECT', 'shop', 'axb')).toBe(false);
    expect(grants.has('SELECT', 'shop')).toBe(false);
    expect(grants.hasOnSomeTable('SELECT', 'shop')).toBe(true);
    expect(grants.hasOnSomeTable('INSERT', 'shop')).toBe(false);
  });

  test('on columns does not count, and what stands beside it does', () => {
    const grants = mysql('GRANT SELECT (`a`, `b,c`), INSERT, UPDATE (`a`) ON `shop`.`t` TO `app`@`%`');
    expect(grants.has('SELECT', 'shop', 't')).toBe(false);
    expect(grants.has('UPDATE', 'shop', 't')).toBe(false);
    expect(grants.has('INSERT', 'shop', 't')).toBe(true);
  });

  test('on a routine gives nothing on tables', () => {
    const grants = mariadb('GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `app`@`%`', 'GRANT PROXY ON ``@`%` TO `app`@`%`');
    expect(grants.has('EXECUTE', 'shop')).toBe(false);
    expect(grants.has('PROXY')).toBe(false);
  });

  test('taken away by a partial revoke is gone for that schema only', () => {
    const grants = mysql('GRANT SELECT, EVENT ON *.* TO `app`@`%`', 'REVOKE SELECT ON `secret`.* FROM `app`@`%`');
    expect(grants.has('SELECT', 'shop')).toBe(true);
    expect(grants.has('SELECT', 'secret')).toBe(false);
    expect(grants.has('SELECT', 'secret', 't')).toBe(false);
    expect(grants.has('EVENT', 'secret')).toBe(true);
  });
});

describe('a role', () => {
  test('that MariaDB lists adds to what the account has', () => {
    const grants = makeGrants(
      [
        'GRANT `reader` TO `app`@`%`',
        'GRANT USAGE ON *.* TO `app`@`%`',
        'GRANT SELECT ON `shop`.* TO `reader`',
        'GRANT `inner` TO `reader`',
        'GRANT RELOAD ON *.* TO `inner`',
        'SET DEFAULT ROLE `reader` FOR `app`@`%`',
      ],
      'reader',
      MARIADB,
    );
    expect(grants.has('SELECT', 'shop')).toBe(true);
    expect(grants.has('RELOAD')).toBe(true);
    expect(grants.inactiveRoles).toEqual([]);
  });

  test('that is not active is named', () => {
    expect(mariadb('GRANT `reader` TO `app`@`%`', 'GRANT USAGE ON *.* TO `app`@`%`').inactiveRoles).toEqual(['reader']);
    const lines = ['GRANT USAGE ON *.* TO `app`@`%`', 'GRANT `one`@`%`,`two`@`%` TO `app`@`%`'];
    expect(makeGrants(lines, '`two`@`%`', MYSQL).inactiveRoles).toEqual(['one']);
  });
});

describe('a line of SHOW GRANTS', () => {
  test('loses the password hash that MariaDB prints, and keeps the rest', () => {
    const line = "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*4629' REQUIRE SSL WITH GRANT OPTION";
    expect(parseGrant(line).statement).toBe('GRANT USAGE ON *.* TO `a`@`%` REQUIRE SSL WITH GRANT OPTION');
    const two =
      "GRANT SELECT ON *.* TO `a`@`%` IDENTIFIED VIA ed25519 USING 'with x' OR mysql_native_password USING '*46'";
    expect(parseGrant(two).statement).toBe('GRANT SELECT ON *.* TO `a`@`%`');
  });

  test('that is unknown gives nothing and does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(() =>
          makeGrants([line, `GRANT ${line}`, `GRANT SELECT ON ${line} TO x`], line, MYSQL).has('SELECT', line),
        ).not.toThrow();
      }),
    );
  });

  test('is read right whatever schema, table and privileges are called', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    const privileges = fc.uniqueArray(fc.constantFrom('SELECT', 'SHOW VIEW', 'CREATE TEMPORARY TABLES', 'EVENT'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        name,
        name,
        name,
        privileges,
        fc.constantFrom('schema', 'table'),
        (schema, table, user, list, level) => {
          const quote = (text: string) => `\`${text.replaceAll('`', '``')}\``;
          const pattern = level === 'schema' ? schema.replace(/[\\_%]/g, '\\$&') : schema;
          const target = `${quote(pattern)}.${level === 'schema' ? '*' : quote(table)}`;
          const line = `GRANT ${list.join(', ')} ON ${target} TO ${quote(user)}@\`%\``;
          expect(parseGrant(line).grant).toMatchObject({ level, privileges: list, grantee: user });
          for (const privilege of ['SELECT', 'SHOW VIEW', 'CREATE TEMPORARY TABLES', 'EVENT'] as const) {
            const expected = list.includes(privilege);
            expect(mysql(line).has(privilege, schema, table)).toBe(expected);
            expect(mysql(line).has(privilege, schema)).toBe(expected && level === 'schema');
            expect(mysql(line).has(privilege, `${schema}x`)).toBe(false);
          }
        },
      ),
    );
  });
});
