import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { connect, type Flavour } from '../../electron/engine/mysql/connect.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import { contentOf, runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { COM_QUERY, openRogueProxy, packet } from '../support/rogue-proxy.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { runProgram } from '../support/run-program.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS, freshSchema } from '../support/servers.ts';

/** Passwords of the accounts; none may be found anywhere outside of the entry that holds their hashes. */
const PASSWORD = 'Tr0ub4dor-and-3';

/** A role inside a role, and accounts with all that an account can have. */
const ACCOUNTS: Readonly<Record<Flavour, (schema: string) => string[]>> = {
  mariadb: (schema) => [
    'CREATE ROLE reader',
    'CREATE ROLE keeper',
    `GRANT SELECT ON \`${schema}\`.* TO reader`,
    'GRANT reader TO keeper WITH ADMIN OPTION',
    `CREATE USER app@'%' IDENTIFIED BY '${PASSWORD}' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 5000 MAX_USER_CONNECTIONS 7`,
    `CREATE USER 'o''clock \`x\`'@'10.0.0.0/255.255.255.0' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('${PASSWORD}') ACCOUNT LOCK PASSWORD EXPIRE INTERVAL 30 DAY`,
    "CREATE USER 'no password'@localhost",
    "CREATE USER ''@'nobody.example'",
    'GRANT reader TO app WITH ADMIN OPTION',
    'GRANT keeper TO app',
    "SET DEFAULT ROLE keeper FOR app@'%'",
    `GRANT SELECT (id, \`b\`\`c\`), INSERT (id) ON \`${schema}\`.items TO app@'%'`,
    `GRANT EXECUTE ON PROCEDURE \`${schema}\`.p TO app@'%' WITH GRANT OPTION`,
    `GRANT UPDATE, DELETE HISTORY ON \`${schema}\`.* TO 'no password'@localhost WITH GRANT OPTION`,
    "GRANT PROCESS, BINLOG MONITOR ON *.* TO 'no password'@localhost",
    "GRANT PROXY ON 'no password'@localhost TO app@'%'",
  ],
  mysql: (schema) => [
    'CREATE ROLE reader',
    'CREATE ROLE keeper@localhost',
    `GRANT SELECT ON \`${schema}\`.* TO reader`,
    'GRANT reader TO keeper@localhost WITH ADMIN OPTION',
    `CREATE USER app@'%' IDENTIFIED BY '${PASSWORD}' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 5000 MAX_USER_CONNECTIONS 7 ATTRIBUTE '{"team": "shop"}'`,
    `CREATE USER 'o''clock \`x\`'@'10.0.0.0/255.255.255.0' IDENTIFIED WITH sha256_password BY '${PASSWORD}' ACCOUNT LOCK PASSWORD EXPIRE INTERVAL 30 DAY FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME 2 PASSWORD HISTORY 5`,
    "CREATE USER 'no password'@localhost",
    "CREATE USER ''@'nobody.example'",
    'GRANT reader, keeper@localhost TO app WITH ADMIN OPTION',
    "SET DEFAULT ROLE reader, keeper@localhost TO app@'%'",
    `GRANT SELECT (id, \`b\`\`c\`), INSERT (id) ON \`${schema}\`.items TO app@'%'`,
    `GRANT EXECUTE ON PROCEDURE \`${schema}\`.p TO app@'%' WITH GRANT OPTION`,
    `GRANT UPDATE ON \`${schema}\`.* TO 'no password'@localhost WITH GRANT OPTION`,
    "GRANT PROCESS, BACKUP_ADMIN ON *.* TO 'no password'@localhost",
    "GRANT PROXY ON 'no password'@localhost TO app@'%' WITH GRANT OPTION",
  ],
};
const NAMES: Readonly<Record<Flavour, readonly string[]>> = {
  mariadb: ["app@'%'", "'o''clock `x`'@'10.0.0.0/255.255.255.0'", "'no password'@localhost", "''@'nobody.example'"],
  mysql: [
    ...['reader', 'keeper@localhost', "app@'%'", "'o''clock `x`'@'10.0.0.0/255.255.255.0'"],
    ...["'no password'@localhost", "''@'nobody.example'"],
  ],
};

/** Servers of their own: accounts are common to a whole server. */
describe.each(FLAVOURS)('accounts of %s', (flavour) => {
  let server: TestServer;
  let target: TestServer;
  let other: TestServer;
  beforeAll(async () => {
    const far = flavour === 'mariadb' ? 'mysql' : 'mariadb';
    [server, target, other] = await Promise.all([
      startServer({ flavour }),
      startServer({ flavour }),
      startServer({ flavour: far }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([server, target, other].map((one) => one?.stop()));
  });

  /** Lets the tests' account say who may log in as whom; installations let root alone. */
  const MAY_PROXY = [
    "INSERT INTO mysql.proxies_priv (host, user, proxied_host, proxied_user, with_grant) VALUES ('%', 'shardkeep', '', '', 1)",
    'FLUSH PRIVILEGES',
  ];

  /** The accounts as their own server prints them, hashes in hexadecimal. */
  async function shown(on: TestServer, names = NAMES[flavour], roles = ['reader', 'keeper']): Promise<string> {
    const hex = flavour === 'mysql' ? 'SET print_identified_with_as_hex = ON;' : '';
    const own = names.flatMap((name) => [`SHOW CREATE USER ${name};`, `SHOW GRANTS FOR ${name};`]);
    const grants = flavour === 'mariadb' ? roles.map((role) => `SHOW GRANTS FOR ${role};`) : [];
    const lines = await Promise.all(own.concat(grants).map((sql) => on.client(`${hex}${sql}`)));
    const sorted = lines.map((text) => text.split('\n').sort().join('\n')).join('\n');
    // The server lists the columns of a privilege in any order.
    return sorted.replaceAll(/\((`[^)]*`)\)/g, (_, columns: string) => `(${columns.split(', ').sort().join(', ')})`);
  }

  async function make(): Promise<string> {
    const schema = await freshSchema(server, 'held');
    await runStatements(server, schema, [
      'CREATE TABLE items (id INT PRIMARY KEY, `b``c` INT)',
      'INSERT INTO items VALUES (1, 2)',
      'CREATE PROCEDURE p() SELECT 1',
      ...MAY_PROXY,
      ...ACCOUNTS[flavour](schema),
    ]);
    return schema;
  }

  /** A schema with accounts of names that no other test uses. */
  async function makeSmall(name: string): Promise<string> {
    const schema = await freshSchema(server, name);
    const own = {
      mariadb: [
        `CREATE ROLE role_${schema}`,
        `GRANT role_${schema} TO app_${schema} WITH ADMIN OPTION`,
        `SET DEFAULT ROLE role_${schema} FOR app_${schema}`,
        `GRANT UPDATE, DELETE HISTORY ON \`${schema}\`.* TO plain_${schema}@localhost`,
        `GRANT PROCESS, BINLOG MONITOR ON *.* TO plain_${schema}@localhost`,
      ],
      mysql: [
        `CREATE ROLE role_${schema}, second_${schema}@localhost`,
        `GRANT role_${schema}, second_${schema}@localhost TO app_${schema} WITH ADMIN OPTION`,
        `SET DEFAULT ROLE role_${schema}, second_${schema}@localhost TO app_${schema}`,
        `GRANT PROCESS, BACKUP_ADMIN ON *.* TO plain_${schema}@localhost`,
      ],
    };
    await runStatements(server, schema, [
      'CREATE TABLE items (id INT PRIMARY KEY)',
      'CREATE PROCEDURE p() SELECT 1',
      `CREATE USER app_${schema} IDENTIFIED BY '${PASSWORD}' REQUIRE SSL`,
      `CREATE USER plain_${schema}@localhost`,
      ...own[flavour],
      `GRANT SELECT ON \`${schema}\`.* TO role_${schema}`,
      `GRANT SELECT (id) ON \`${schema}\`.items TO app_${schema}`,
      `GRANT INSERT ON \`${schema}\`.* TO app_${schema} WITH GRANT OPTION`,
      `GRANT EXECUTE ON PROCEDURE \`${schema}\`.p TO app_${schema}`,
    ]);
    return schema;
  }

  test('come back with their passwords, limits, roles, default roles and grants, and what exists is left as it is', async () => {
    const schema = await make();
    await runStatements(server, schema, ["CREATE USER taken@'%' IDENTIFIED BY 'source-Pa55'"]);
    await target.client("CREATE USER taken@'%' IDENTIFIED BY 'target-Pa55'");
    await target.client(`${MAY_PROXY.join(';')};`);
    const taken = await shown(target, ["taken@'%'"], []);
    const before = await shown(server);

    const set = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
    expect(set.manifest.exceptions).toEqual([]);
    expect(set.manifest.warnings.map(({ remark }) => remark)).toContainEqual({
      code: 'holds-hashes',
      accounts: 8,
    });

    const untouched = await restore(set, [target.shard('s0')]);
    expect(untouched.exceptions).toEqual([]);
    expect(await target.client("SELECT COUNT(*) FROM mysql.user WHERE user IN ('app', 'reader')")).toBe('0\n');

    const report = await restore(set, [target.shard('s0')], { accounts: true, replace: true });
    expect(report.exceptions).toEqual([]);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'accounts-kept', accounts: ['shardkeep@%', 'taken@%'], count: 2 }),
    );
    expect(await shown(target)).toBe(before);
    expect(await shown(target, ["taken@'%'"], [])).toBe(taken);
    // The password itself is right, not only what the server prints.
    await target.client("ALTER USER app@'%' REQUIRE NONE");
    const app = await connect(target.shard('login', { user: 'app', password: PASSWORD }));
    expect((await app.texts('SELECT CURRENT_USER() AS me'))[0]?.me).toBe('app@%');
    await app.close();
    // Whoever restores does not become the administrator of roles that are not its own.
    expect(await target.client('SHOW GRANTS')).not.toMatch(/reader|keeper/);
  });

  test('follow their schemas to other names, by exact name and by escaped pattern; a pattern that means several is named', async () => {
    const schema = await freshSchema(server, 'old');
    const [name, escaped] = [`mover_${schema}`, schema.replace(/_/g, '\\_')];
    await runStatements(server, schema, [
      'CREATE TABLE items (id INT PRIMARY KEY)',
      `CREATE USER \`${name}\`@localhost`,
      `GRANT SELECT ON \`${schema}\`.* TO \`${name}\`@localhost`,
      `GRANT INSERT ON \`${escaped}\`.* TO \`${name}\`@localhost`,
      `GRANT UPDATE ON \`${schema}\`.items TO \`${name}\`@localhost`,
      `GRANT DELETE ON \`old\\_%\`.* TO \`${name}\`@localhost`,
      `GRANT DROP ON \`elsewhere\`.* TO \`${name}\`@localhost`,
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
    await target.client('DROP USER IF EXISTS taken');
    const report = await restore(set, [target.shard('s0')], { accounts: true, rename: new Map([[schema, 'new_1']]) });
    const about = report.exceptions.filter(({ object }) => object === `${name}@localhost`);
    expect(about.map(({ kind, why }) => ({ kind, why }))).toEqual([
      { kind: 'grants', why: { code: 'grant-pattern', pattern: 'old\\_%' } },
    ]);
    const grants = await target.client(`SHOW GRANTS FOR \`${name}\`@localhost`);
    const given = [...grants.matchAll(/GRANT (\w+) ON (\S+) TO/g)].map(([, privilege, on]) => `${privilege} ${on}`);
    expect(given.filter((one) => !one.startsWith('USAGE')).sort()).toEqual([
      'DELETE `old\\\\_%`.*',
      'DROP `elsewhere`.*',
      'INSERT `new\\\\_1`.*',
      'SELECT `new_1`.*',
      'UPDATE `new_1`.`items`',
    ]);
  });

  test('cross to the other flavour locked, with every grant that it knows; what it does not know is named', async () => {
    const schema = await makeSmall('crossing');
    const set = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
    const report = await restore(set, [other.shard('s0')], { accounts: true });
    const names = [`app_${schema}@%`, `plain_${schema}@localhost`];
    const mine = report.exceptions.filter(({ object }) => object.includes(schema));
    expect(mine.filter(({ kind }) => kind === 'account').map(({ object, why }) => [object, why.code])).toEqual(
      names.map((name) => [name, 'account-locked']),
    );
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'accounts-locked' }));
    expect(mine.flatMap(({ why }) => (why.code === 'grant-refused' ? [[why.given, why.cause]] : []))).toEqual(
      flavour === 'mariadb'
        ? [
            ['GRANT BINLOG MONITOR ON *.*', null],
            [`GRANT DELETE HISTORY ON \`${schema}\`.*`, null],
          ]
        : [
            [`SET DEFAULT ROLE \`second_${schema}\``, null],
            ['GRANT BACKUP_ADMIN ON *.*', null],
          ],
    );
    const grants = await other.client(
      flavour === 'mysql'
        ? `SHOW GRANTS FOR app_${schema}; SHOW GRANTS FOR role_${schema}`
        : `SHOW GRANTS FOR app_${schema}; SHOW GRANTS FOR role_${schema}; SHOW CREATE USER app_${schema}`,
    );
    for (const part of [
      `GRANT SELECT ON \`${schema}\`.* TO \`role_${schema}\``,
      `GRANT SELECT (\`id\`) ON \`${schema}\`.\`items\` TO \`app_${schema}\`@\`%\``,
      `GRANT EXECUTE ON PROCEDURE \`${schema}\`.\`p\` TO \`app_${schema}\`@\`%\``,
      `GRANT INSERT ON \`${schema}\`.* TO \`app_${schema}\`@\`%\` WITH GRANT OPTION`,
      'REQUIRE SSL',
    ])
      expect(grants).toContain(part);
    expect(grants).toMatch(new RegExp(`GRANT \`role_${schema}\`.* TO \`app_${schema}\`@\`%\` WITH ADMIN OPTION`));
    expect(grants).toMatch(new RegExp(`DEFAULT ROLE \`role_${schema}\``));
    // Locked; and unlocked alone it still lets nobody in: its password is known to nobody.
    await other.client(`ALTER USER app_${schema} REQUIRE NONE`);
    const login = () => connect(other.shard('login', { user: `app_${schema}`, password: '' })).then(String, String);
    expect(await login()).toMatch(/refuse/);
    await other.client(`ALTER USER app_${schema} ACCOUNT UNLOCK`);
    expect(await login()).toMatch(/refuse/);
  });

  test.runIf(flavour === 'mysql')(
    'with two passwords come with the one that the server shows, and the other is named',
    async () => {
      const schema = await makeSmall('twice');
      await server.client(`ALTER USER app_${schema} IDENTIFIED BY 'newer-Pa55' RETAIN CURRENT PASSWORD`);
      const set = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
      expect(set.manifest.exceptions.map(({ object, why }) => [object, why?.code])).toEqual([
        [`app_${schema}@%`, 'second-password'],
      ]);
      await server.client(`ALTER USER app_${schema} DISCARD OLD PASSWORD`);
    },
  );

  test('are not readable by every account: then all of them are one named exception with the GRANT that helps', async () => {
    const schema = await makeSmall('blind');
    await runStatements(server, schema, [
      `CREATE USER blind IDENTIFIED BY '${PASSWORD}'`,
      'GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, RELOAD, REPLICATION CLIENT ON *.* TO blind',
      ...(flavour === 'mysql'
        ? ['GRANT BACKUP_ADMIN, SHOW_ROUTINE ON *.* TO blind', 'REVOKE SELECT ON *.* FROM blind']
        : ['REVOKE SELECT ON *.* FROM blind', 'GRANT SELECT ON mysql.proc TO blind']),
      `GRANT SELECT ON \`${schema}\`.* TO blind`,
    ]);
    const set = await backUp([server.shard('s0', { schemas: [schema], user: 'blind', password: PASSWORD })], {
      accounts: true,
    });
    await server.client('DROP USER blind');
    expect(set.manifest.exceptions).toEqual([
      {
        shard: 's0',
        schema: '',
        object: '*',
        kind: 'account',
        reason: expect.stringMatching(/^The account "blind" lacks SELECT on mysql\.\*: it reads accounts/),
        why: expect.objectContaining({
          code: 'lacks-privilege',
          grant: expect.stringContaining('GRANT SELECT ON `mysql`.*'),
        }),
      },
    ]);
  });

  test('need CREATE USER on the target, which is said before anything is written', async () => {
    const schema = await makeSmall('lacking');
    const set = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
    await target.client(`CREATE USER lacking IDENTIFIED BY '${PASSWORD}'; GRANT ALL ON \`${schema}\`.* TO lacking`);
    const shard = target.shard('s0', { user: 'lacking', password: PASSWORD });
    await expect(restore(set, [shard], { accounts: true })).rejects.toMatchObject({
      failure: {
        code: 'missing-privilege',
        detail: { findings: [expect.objectContaining({ privilege: 'CREATE USER', use: 'write-accounts' })] },
      },
    });
    await target.client('DROP USER lacking');
  });

  test('that are not in a set cannot be restored from it', async () => {
    const schema = await makeSmall('without');
    const set = await backUp([server.shard('s0', { schemas: [schema] })]);
    await expect(restore(set, [target.shard('s0')], { accounts: true })).rejects.toMatchObject({
      failure: { code: 'bad-input', message: expect.stringContaining('holds no accounts') },
    });
  });

  test('of several shards that go to one server are made once and get the grants of all', async () => {
    const schemas = [await makeSmall('one'), await freshSchema(server, 'two')];
    const [one = '', two = ''] = schemas;
    await runStatements(server, two, [`GRANT UPDATE ON \`${two}\`.* TO app_${one}`]);
    const shards = schemas.map((schema, i) => server.shard(`s${i}`, { schemas: [schema] }));
    const set = await backUp(shards, { accounts: true });
    const report = await restore(set, [target.shard('t')], {
      accounts: true,
      map: new Map([
        ['s0', 't'],
        ['s1', 't'],
      ]),
    });
    expect(report.exceptions.filter(({ object }) => object.includes(one))).toEqual([]);
    expect(await target.client(`SHOW GRANTS FOR app_${one}`)).toContain(`GRANT UPDATE ON \`${two}\`.*`);
  });

  test.runIf(flavour === 'mariadb')('are made on a server although another one says that it is this one', async () => {
    const [one, two] = [await makeSmall('first'), await freshSchema(server, 'second')];
    await runStatements(server, two, ['CREATE TABLE items (id INT PRIMARY KEY)']);
    const shards = [server.shard('s0', { schemas: [one] }), server.shard('s1', { schemas: [two] })];
    const set = await backUp(shards, { accounts: true });
    const uid = "SELECT variable_value FROM information_schema.global_variables WHERE variable_name = 'SERVER_UID'";
    const [own = [], its = []] = await Promise.all(
      [server, target].map(async (on) => (await on.client(`SELECT @@port, @@datadir, (${uid})`)).trim().split('\t')),
    );
    const asked = (what: RegExp) => (command: number, text: string) => command === COM_QUERY && what.test(text);
    const done = packet(Buffer.from([0, 0, 0, 2, 0, 0, 0]), 1);
    const proxy = await openRogueProxy(server.port, [
      { to: asked(/FROM mysql.user/), rewrite: () => Buffer.from('nobody@nowhere') },
      { to: asked(/^(CREATE (USER|ROLE)|GRANT|REVOKE|SET DEFAULT)/), answer: (client) => client.write(done) },
      { to: asked(/^S/), rewrite: (value) => Buffer.from(its[own.indexOf(value.toString())] ?? value) },
    ]);
    onTestFinished(() => proxy.close());
    const rogue = server.shard('s0', { port: proxy.port, tls: { mode: 'off' } });
    const rename = new Map([[one, `${one}_2`]]);
    const report = await restore(set, [rogue, target.shard('s1')], { rename, accounts: true });
    expect(proxy.lies()).toBeGreaterThan(0);
    expect(report.exceptions.filter(({ target: on, kind }) => on === 's1' && kind === 'account')).toEqual([]);
    const create = `SHOW CREATE USER app_${one}`;
    expect(await target.client(create)).toBe(await server.client(create));
  });

  test('can be created from their entry by the stock client, and damage to it is found', async () => {
    const schema = await makeSmall('stock');
    // A salt of bytes that end lines, literals or files as text; servers draw any of them.
    const salt = Buffer.from("'\\\n\r\t\x1a\x01\x7f\"`;%\x02 -'\\\n\r\x1b", 'latin1');
    const bytesOfHash = Buffer.concat([Buffer.from('$A$005$'), salt, Buffer.from('x'.repeat(43))]).toString('hex');
    const odd = `CREATE USER odd_${schema} IDENTIFIED WITH caching_sha2_password AS 0x${bytesOfHash}`;
    if (flavour === 'mysql') await server.client(odd);
    const { folder, manifest } = await backUp([server.shard('s0', { schemas: [schema] })], { accounts: true });
    await restore({ folder, manifest }, [target.shard('s0')]);
    const stored = manifest.shards[0]?.accounts;
    const volume = join(folder, stored?.place.volume ?? '');
    const sql = await runProgram('unzip', ['-p', volume, stored?.place.entry ?? '']);
    await target.client(sql, { args: ['--force', '--comments', '--binary-mode'] }).catch(() => '');
    const names = [`app_${schema}`];
    expect(await shown(target, names, [])).toBe(await shown(server, names, []));
    if (flavour === 'mysql') {
      expect(sql.toLowerCase()).toContain(`as 0x${bytesOfHash}`);
      const stored = `SELECT LOWER(HEX(authentication_string)) FROM mysql.user WHERE user = 'odd_${schema}'`;
      expect(await target.client(stored)).toBe(`${bytesOfHash}\n`);
    }

    const bytes = readFileSync(volume);
    bytes[bytes.indexOf(`app_${schema}`)] = 0x41;
    writeFileSync(volume, bytes);
    const { damage } = await verifySet({ folder, manifest });
    expect(damage.map(({ entry }) => entry)).toContain(stored?.place.entry);
    await expect(
      restore({ folder, manifest }, [target.shard('s0')], { accounts: true, replace: true }),
    ).rejects.toMatchObject({ failure: { code: 'damaged' } });
  });

  test('leave no hash and no password outside of their entry: not in the manifest, on the screen, nor in what is refused', async () => {
    const schema = await makeSmall('secret');
    const folder = await tempFolder();
    const from = await writeClusterFile(folder, 'shop', [server.shard('s0', { schemas: [schema] })]);
    const to = await writeClusterFile(folder, 'far', [other.shard('s0')]);
    const drive = join(folder, 'drive');
    const backup = await runCli([
      'backup',
      '--cluster',
      from,
      '--to',
      drive,
      '--accounts',
      '--compression',
      'none',
      '--json',
    ]);
    expect(backup).toMatchObject({ code: 0 });
    const shownRestore = await runCli([
      'restore',
      '--from',
      drive,
      '--cluster',
      to,
      '--accounts',
      '--id',
      idOf(backup),
    ]);
    expect(shownRestore).toMatchObject({ code: 3, stdout: expect.stringContaining('locked') });
    const json = await runCli([
      'restore',
      '--from',
      drive,
      '--cluster',
      to,
      '--accounts',
      '--replace',
      '--json',
      '--id',
      idOf(backup),
    ]);
    const hashes = flavour === 'mariadb' ? /\*[0-9A-F]{40}/ : /0x24[0-9A-F]{20,}|\$A\$005/;
    const files = await contentOf(drive);
    const [inVolume] = Object.entries(files).filter(([name]) => name.endsWith('.zip'));
    expect(Object.values(files).filter((text) => hashes.test(text)).length).toBeGreaterThan(0);
    expect(inVolume?.[0]).toMatch(/zip$/);
    const others = Object.entries(files).filter(([name]) => !name.endsWith('.zip'));
    for (const text of [
      ...others.map(([, content]) => content),
      ...[backup, shownRestore, json].flatMap((r) => [r.stdout, r.stderr]),
    ]) {
      expect(text).not.toMatch(hashes);
      expect(text).not.toContain(PASSWORD);
    }
  });
});

test('an account of MariaDB whose plugin the target lacks is created locked, with its grants, and named', async () => {
  const [server, target] = await Promise.all([
    startServer({ flavour: 'mariadb', args: ['--plugin-load-add=auth_ed25519'] }),
    startServer({ flavour: 'mariadb' }),
  ]);
  onTestFinished(async () => {
    await Promise.all([server.stop(), target.stop()]);
  });
  const schema = await freshSchema(server, 'modern');
  await runStatements(server, schema, [
    'CREATE TABLE items (id INT PRIMARY KEY)',
    `CREATE USER signed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('${PASSWORD}') REQUIRE SSL`,
    `GRANT SELECT ON \`${schema}\`.* TO signed@'%'`,
  ]);
  const set = await backUp([server.shard('s0')], { accounts: true });
  const report = await restore(set, [target.shard('s0')], { accounts: true });
  expect(report.findings).toContainEqual(expect.objectContaining({ code: 'accounts-locked', accounts: ['signed@%'] }));
  expect(report.exceptions).toEqual([
    {
      target: 's0',
      schema: '',
      object: 'signed@%',
      kind: 'account',
      why: { code: 'account-locked', plugins: ['ed25519'], cause: null },
    },
  ]);
  const created = await target.client("SHOW CREATE USER signed@'%'; SHOW GRANTS FOR signed@'%'");
  expect(created).toMatch(/REQUIRE SSL ACCOUNT LOCK/);
  expect(created).toContain(`GRANT SELECT ON \`${schema}\`.*`);
});

function idOf({ json }: { json: () => unknown }): string {
  return z.object({ id: z.string() }).parse(json()).id;
}
