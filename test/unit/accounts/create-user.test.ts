import { describe, expect, test } from 'vitest';
import { lockedUser, readCreateUser, withoutLiterals } from '../../../electron/engine/accounts/create-user.ts';

const HASH = '*6891F9D51EB5A38D1BB310DDBC6379A189A4F575';

describe('SHOW CREATE USER', () => {
  test.each([
    ['an old password of MariaDB', `IDENTIFIED BY PASSWORD '${HASH}' REQUIRE SSL`, ['mysql_native_password']],
    [
      'several ways of MariaDB',
      `IDENTIFIED VIA unix_socket OR ed25519 USING 'x' OR ed25519 ACCOUNT LOCK`,
      ['unix_socket', 'ed25519'],
    ],
    [
      'several factors of MySQL',
      "IDENTIFIED WITH 'caching_sha2_password' AS 0x2441 AND IDENTIFIED WITH 'auth_webauthn' REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 5",
      ['caching_sha2_password', 'auth_webauthn'],
    ],
    ['no password', '', ['mysql_native_password']],
  ])('names how an account logs in: %s', (_, identified, plugins) => {
    expect(readCreateUser(`CREATE USER \`app\`@\`%\` ${identified}`).plugins).toEqual(plugins);
  });

  test('gives away its default roles, which may not be there yet', () => {
    const { create, defaultRoles } = readCreateUser(
      "CREATE USER `a`@`%` IDENTIFIED WITH 'p' AS 0x24 DEFAULT ROLE `r`@`%`,`s`@`%` REQUIRE NONE PASSWORD EXPIRE DEFAULT",
    );
    expect(create).toBe("CREATE USER `a`@`%` IDENTIFIED WITH 'p' AS 0x24 REQUIRE NONE PASSWORD EXPIRE DEFAULT");
    expect(defaultRoles).toBe('`r`@`%`,`s`@`%`');
  });
});

describe('an account that is created locked', () => {
  const statement = `CREATE USER \`a\`@\`%\` IDENTIFIED BY PASSWORD '${HASH}' REQUIRE ISSUER 'x' WITH MAX_QUERIES_PER_HOUR 5 MAX_STATEMENT_TIME 1.5 ACCOUNT UNLOCK`;

  test('keeps what it demands of a connection and its limits, as far as the flavour has them', () => {
    const random = "IDENTIFIED BY 'aA1-[\\w+/=]{32}'";
    const kept = "REQUIRE ISSUER 'x' WITH MAX_QUERIES_PER_HOUR 5";
    expect(lockedUser(statement, '`b`@`%`', false)).toMatch(
      new RegExp(`^CREATE USER \`b\`@\`%\` ${random} ${kept} ACCOUNT LOCK$`),
    );
    expect(lockedUser(statement, '`b`@`%`', true)).toContain(`${kept} MAX_STATEMENT_TIME 1.5 ACCOUNT LOCK`);
  });

  test('has another password each time, and never its old hash', () => {
    const [one, other] = [lockedUser(statement, '`b`', true), lockedUser(statement, '`b`', true)];
    expect(one).not.toBe(other);
    expect(one).not.toContain(HASH);
  });
});

test('what a server says about a statement is shown without the hashes in it', () => {
  const words = `Password hash ${HASH} has a wrong length; plugin 'ed25519' is not loaded; 0x244124303035241E0B`;
  const statement = `CREATE USER \`a\` IDENTIFIED VIA ed25519 USING '${HASH}' OR 'ed25519' AS 0x244124303035241E0B`;
  expect(withoutLiterals(words, statement)).toBe(
    "Password hash … has a wrong length; plugin 'ed25519' is not loaded; …",
  );
});
