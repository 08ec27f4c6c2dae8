import { describe, expect, test } from 'vitest';
import { accountFault, accountFaults, isAsWritten } from '../../../electron/engine/accounts/account-fault.ts';
import { readAccountGrant, renameGrant, writeAccountGrant } from '../../../electron/engine/accounts/account-grant.ts';
import type { ReadAccount } from '../../../electron/engine/accounts/read-accounts.ts';
import { accountKey, accountName } from '../../../electron/engine/mysql/account-name.ts';

const rewritten = (line: string) => {
  const grant = readAccountGrant(line);
  return grant && writeAccountGrant(grant, '`app`@`%`', true);
};

describe('a line of SHOW GRANTS', () => {
  test.each([
    [
      'is freed of the password and the limits that MariaDB puts there',
      "GRANT SELECT, DELETE HISTORY ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*6891' REQUIRE SSL WITH GRANT OPTION MAX_QUERIES_PER_HOUR 5",
      'GRANT SELECT, DELETE HISTORY ON *.* TO `app`@`%` WITH GRANT OPTION',
    ],
    [
      'keeps columns, quotes and words that look like its own',
      'GRANT SELECT (`a, b`, `ON`), INSERT (`TO`) ON `x``y`.`FROM` TO `app`@`%`',
      'GRANT SELECT (`a, b`, `ON`), INSERT (`TO`) ON `x``y`.`FROM` TO `app`@`%`',
    ],
    [
      'keeps roles and the right to hand them on',
      'GRANT `reader`@`%`,`keeper`@`localhost` TO `app`@`%` WITH ADMIN OPTION',
      'GRANT `reader`@`%`, `keeper`@`localhost` TO `app`@`%` WITH ADMIN OPTION',
    ],
    [
      'keeps what MySQL takes away for one schema',
      'REVOKE INSERT ON `mysql`.* FROM `app`@`%`',
      'REVOKE INSERT ON `mysql`.* FROM `app`@`%`',
    ],
    ['keeps default roles', 'SET DEFAULT ROLE `reader` FOR `app`@`%`', 'SET DEFAULT ROLE `reader` FOR `app`@`%`'],
    ['that gives nothing is none', "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*6891'", undefined],
    [
      'that gives nothing but the right to hand on is one',
      'GRANT USAGE ON `shop`.* TO `app`@`%` WITH GRANT OPTION',
      'GRANT USAGE ON `shop`.* TO `app`@`%` WITH GRANT OPTION',
    ],
  ])('%s', (_, line, expected) => {
    expect(rewritten(line)).toBe(expected);
  });
});

describe('a grant for schemas that get other names', () => {
  const renames = new Map([
    ['shop_1', 'copy_1'],
    ['a%b', 'c'],
  ]);
  test.each([
    ['shop_1.*', '`shop_1`.*', '`copy_1`.*', undefined],
    ['shop_1 escaped', '`shop\\_1`.*', '`copy\\_1`.*', undefined],
    ['a name with an escaped percent sign', '`a\\%b`.*', '`c`.*', undefined],
    ['one of its tables', '`shop_1`.`t`', '`copy_1`.`t`', undefined],
    ['one of its routines', 'PROCEDURE `shop_1`.`p`', 'PROCEDURE `copy_1`.`p`', undefined],
    ['a pattern that means it', '`shop%`.*', '`shop%`.*', 'shop%'],
    ['a table of a schema that merely looks like a pattern', '`shop__`.`t`', '`shop__`.`t`', undefined],
    ['another schema', '`shop\\_2`.*', '`shop\\_2`.*', undefined],
    ['everything', '*.*', '*.*', undefined],
  ])('%s', (_, on, after, pattern) => {
    const grant = readAccountGrant(`GRANT SELECT ON ${on} TO \`app\`@\`%\``);
    if (!grant) throw new Error('no grant');
    const renamed = renameGrant(grant, renames);
    expect([renamed.grant.on, renamed.pattern]).toEqual([after, pattern]);
  });
});

describe('what is sent of an account', () => {
  const account = (name: string, host: string, grants: readonly string[] = []): ReadAccount => ({
    ...{ name, host, role: false, plugins: [], grants },
    create: `CREATE USER \`${name}\`@\`${host}\``,
  });
  const faultOf = (line: string) => accountFault(account('new', '%', [line]));

  test('is nothing but what its line gives, when it is put together anew', () => {
    const forged = [
      'GRANT ALL--ON `a\nON *.* TO `victim`@`localhost` -- `.* TO `new`@`%`',
      'GRANT ALL ON `a`.*--\n TO `new`@`%`',
      'GRANT SELECT /* x */ ON *.* TO `new`@`%`',
      'GRANT 1e5SELECT ON *.* TO `new`@`%`',
      'GRANT SELECT, # ON *.* TO `new`@`%`',
    ];
    for (const line of forged) expect(faultOf(line), line).toBeDefined();
    const printed = [
      'GRANT SELECT (`a`, `b`), INSERT ON `s_\\_%`.* TO `new`@`%` WITH GRANT OPTION',
      'GRANT BACKUP_ADMIN,XA_RECOVER_ADMIN ON *.* TO `new`@`%`',
      'GRANT EXECUTE ON PROCEDURE `s`.`p` TO `new`@`%`',
      "GRANT PROXY ON ''@'%' TO 'new'@'%' WITH GRANT OPTION",
      'GRANT `r`@`%`,`q`@`%` TO `new`@`%` WITH ADMIN OPTION',
      "GRANT USAGE ON *.* TO `new`@`%` IDENTIFIED BY PASSWORD '*A' REQUIRE SSL WITH MAX_USER_CONNECTIONS 5",
      'SET DEFAULT ROLE `r` FOR `new`@`%`',
      'REVOKE SELECT ON `s`.* FROM `new`@`%`',
      'GRANT SELECT ON `a\nb`.* TO `new`@`%`',
    ];
    for (const line of printed) {
      expect(faultOf(line), line).toBeUndefined();
      const grant = readAccountGrant(line);
      if (grant) expect(isAsWritten(writeAccountGrant(grant, '`new`@`%`', true), grant, '`new`@`%`'), line).toBe(true);
    }
    const joined = { verb: 'GRANT', items: ['ALL--'], on: '*.*', option: '', grantee: 'new' } as const;
    expect(isAsWritten(writeAccountGrant(joined, '`new`@`%`', true), joined, '`new`@`%`')).toBe(false);
  });

  test('is nothing where two of a list are one account to a server, or look like one', () => {
    const twice = [account('a', 'H'), account('a', 'h'), account('b', 'h')];
    expect([...accountFaults(twice).keys()]).toEqual(twice.slice(0, 2));
    const alike = [account('a@b', 'c'), account('a', 'b@c')];
    expect(alike.map(accountName)).toEqual(['a@b@c', 'a@b@c']);
    expect(new Set(alike.map(accountKey)).size).toBe(2);
    expect(accountFaults(alike).size).toBe(0);
  });
});
