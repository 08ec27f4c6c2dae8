import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RESTORE_KEY_FILE } from '../../electron/engine/archive/restore-key.ts';
import { CHECKS_FILE } from '../../electron/engine/verify/set-checks.ts';
import {
  type CliOptions,
  type CliResult,
  contentOf,
  runCli,
  startCli,
  tempFolder,
  writeClusterFile,
} from '../support/cli.ts';
import { ADMIN } from '../support/server-handle.ts';
import { freshSchema, testServer } from '../support/servers.ts';

/** Passwords of this file; none may be seen anywhere. */
const SECRETS = [ADMIN.password, 'Reader-5ecret', 'Wrong-5ecret', 'Env-5ecret'];
const READER = { user: '', password: 'Reader-5ecret' };
const maria = testServer('mariadb');
const mysql = testServer('mysql');

let folder = '';
/** Schemas of s0 (MariaDB) and s1 (MySQL), two tables, a view and a trigger each. */
let schemas: [string, string] = ['', ''];
/** Cluster file and destination with one complete set. */
let shop = '';
let destination = '';
let id = '';
let untouched: Record<string, string> = {};
const services: Server[] = [];

beforeAll(async () => {
  folder = await tempFolder();
  schemas = [await freshSchema(maria, 'bad'), await freshSchema(mysql, 'bad')];
  READER.user = `r_${schemas[0].slice(-8)}`;
  const sql = `CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20)); INSERT INTO t VALUES (1, 'a'), (2, 'b');
    CREATE TABLE u (id INT PRIMARY KEY); CREATE VIEW w AS SELECT id FROM t;
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @x = 1;
    CREATE USER '${READER.user}'@'%' IDENTIFIED BY '${READER.password}';`;
  await Promise.all([
    maria.client(`${sql} GRANT SELECT ON \`${schemas[0]}\`.* TO '${READER.user}'@'%'`, { database: schemas[0] }),
    mysql.client(sql, { database: schemas[1] }),
  ]);
  shop = await writeClusterFile(folder, 'shop', shards());
  destination = join(folder, 'destination');
  const backup = await run(['backup', '--cluster', shop, '--to', destination, '--json']);
  expect(backup.stderr).toBe('');
  id = (backup.json() as { id: string }).id;
  untouched = await contentOf(destination);
});

afterAll(async () => {
  for (const service of services) service.close();
  const drop = `DROP USER '${READER.user}'@'%'; DROP DATABASE`;
  await Promise.all([maria.client(`${drop} \`${schemas[0]}\``), mysql.client(`${drop} \`${schemas[1]}\``)]);
});

function shards(more: Parameters<typeof maria.shard>[1] = {}) {
  return [maria.shard('s0', { schemas: [schemas[0]], ...more }), mysql.shard('s1', { schemas: [schemas[1]] })];
}

/** Runs a command and checks what holds for every one: no password is shown. */
async function run(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  const result = await runCli(args, options);
  for (const secret of SECRETS) expect(result.stdout + result.stderr).not.toContain(secret);
  return result;
}

/** Runs a command that must fail with this code, say these words, and print nothing on standard output. */
async function refused(
  code: number,
  args: readonly string[],
  words: readonly (string | RegExp)[],
  options?: CliOptions,
) {
  const result = await run(args, options);
  expect({ code: result.code, stdout: result.stdout, stderr: result.stderr }).toMatchObject({ code, stdout: '' });
  for (const word of words) expect(result.stderr).toMatch(word);
  expect(result.stderr).not.toMatch(/\bat .*\.ts:\d|does not handle/); // a stack, or a defect that says so
  return result;
}

let count = 0;
/** A path that does not exist yet. */
const fresh = () => join(folder, `new-${++count}`);
const escaped = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const backup = (cluster: string, to: string, ...more: string[]) => [
  'backup',
  '--cluster',
  cluster,
  '--to',
  to,
  ...more,
];
const restore = (from: string, ...more: string[]) => ['restore', '--from', from, '--cluster', shop, ...more];

async function sets(to: string): Promise<string[]> {
  return Object.keys(await contentOf(to)).filter((file) => file.includes('/'));
}

async function listen(server: Server): Promise<number> {
  services.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe.concurrent('a server that cannot be used', () => {
  test('that does not listen ends the run at once with 1, names shard and address, and leaves no set', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'down', shards({ port: 1 }));
    const to = fresh();
    // What a run takes that connects to nothing, on a machine as busy as this one is at the moment.
    const [result, none] = await Promise.all([
      refused(1, backup(cluster, to), ['s0: nothing answers on 127.0.0.1:1', 'Check that the server runs']),
      refused(2, backup(fresh(), fresh()), ['cannot be read']),
    ]);
    expect(result.seconds - none.seconds).toBeLessThan(9);
    expect(await sets(to)).toEqual([]);
    await refused(
      1,
      ['restore', '--from', destination, '--cluster', cluster, '--replace'],
      ['nothing answers', 'Nothing was written'],
    );
  });

  test('whose name is not known ends with 1 and names the host', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'noname', shards({ host: 'no-such-host.invalid' }));
    await refused(1, backup(cluster, fresh()), ['s0: the name no-such-host.invalid is not known', 'spelling']);
  });

  test.each([
    ['an echo service', (socket: Socket) => void socket.on('error', () => {}).pipe(socket)],
    ['a mail server', (socket: Socket) => void socket.on('error', () => {}).write('220 mail.example ESMTP ready\r\n')],
    ['a service that hangs up', (socket: Socket) => void socket.on('error', () => {}).end()],
  ])('but %s ends with 1 and is told apart from a database server', async (_name, serve) => {
    const port = await listen(createServer(serve));
    const cluster = await writeClusterFile(await tempFolder(), 'other', shards({ port }));
    await refused(1, backup(cluster, fresh()), [
      's0: ',
      `127.0.0.1:${port}`,
      /did not answer in time|not as a MySQL or MariaDB server|no other service listens on this port/,
    ]);
  });

  test('but a web server ends with 1', async () => {
    const port = await listen(createHttpServer((_, response) => response.end('hello')));
    const cluster = await writeClusterFile(await tempFolder(), 'web', shards({ port }));
    await refused(1, backup(cluster, fresh()), [
      `s0: 127.0.0.1:${port}`,
      /did not answer in time|not as a MySQL or MariaDB server|no other service listens on this port/,
    ]);
  });

  test('that refuses the password ends with 2, in words and in JSON', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'wrong', shards({ password: 'Wrong-5ecret' }));
    const to = fresh();
    await refused(2, backup(cluster, to), [
      's0: ',
      'refuses user "shardkeep" with this password',
      'Check user and password',
    ]);
    const result = await run(backup(cluster, to, '--json'));
    expect(result.code).toBe(2);
    expect(result.json()).toMatchObject({ error: { code: 'access-denied', where: { shard: 's0' } } });
    expect(await sets(to)).toEqual([]);
  });
});

describe.concurrent('an account with SELECT only', () => {
  test('backs the rows up with 3 and names what it cannot see, with the GRANT for each', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'reader', [
      maria.shard('s0', { schemas: [schemas[0]], ...READER }),
    ]);
    const to = fresh();
    const result = await run(backup(cluster, to));
    expect(result.code).toBe(3);
    const granted = `\`${schemas[0].replaceAll('_', '\\_')}\`.* TO '${READER.user}'@'%'`;
    for (const words of [
      'Complete, with 4 named exceptions',
      `view ${schemas[0]}.w: SHOW VIEW`,
      `GRANT TRIGGER ON ${granted}`,
      `GRANT EVENT ON ${granted}`,
      'GRANT SELECT ON `mysql`.`proc`',
    ])
      expect(result.stdout).toContain(words);
    const list = await run(['list', '--from', to, '--json']);
    expect(list.json()).toMatchObject({ sets: [{ state: 'complete-with-exceptions', exceptions: 4, rows: 2 }] });
    expect((await run(['verify', '--from', to])).code).toBe(0);
  });

  test('cannot lock for a warm or cold backup: 2, and the GRANT that would allow it', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'reader', [
      maria.shard('s0', { schemas: [schemas[0]], ...READER }),
    ]);
    for (const method of ['warm', 'cold'])
      await refused(2, backup(cluster, fresh(), '--method', method), [
        escaped(`s0: the account "${READER.user}" may not lock the shard`),
        /GRANT RELOAD ON \*\.\*/,
        /--method hot/,
      ]);
  });

  test('cannot restore: 2, every privilege named with its GRANT, and nothing is written', async () => {
    const target = `bad_target_${schemas[0].slice(-8)}`;
    const cluster = await writeClusterFile(await tempFolder(), 'reader', [maria.shard('s0', READER)]);
    const args = [
      'restore',
      '--from',
      destination,
      '--cluster',
      cluster,
      '--only',
      `${schemas[0]}.*`,
      '--rename',
      `${schemas[0]}=${target}`,
    ];
    await refused(2, args, [
      escaped(`The account "${READER.user}" lacks CREATE on ${target}.*`),
      /GRANT INSERT ON/,
      'Nothing was written',
    ]);
    expect(await maria.client(`SHOW DATABASES LIKE '${target}'`)).toBe('');
  });

  test('that sees no schema on one shard is not taken for an empty shard: 2', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'blind', [
      maria.shard('s0', READER),
      mysql.shard('s1', READER),
    ]);
    const to = fresh();
    await refused(2, backup(cluster, to), [
      escaped(`s1: the account "${READER.user}" sees no schema`),
      /GRANT SELECT ON/,
    ]);
    expect(await sets(to)).toEqual([]);
  });

  test('on a shard where the named schemas do not exist for it: 2, and the shard is named', async () => {
    const cluster = await writeClusterFile(await tempFolder(), 'blind', [
      maria.shard('s0', { schemas: [schemas[0]] }),
      mysql.shard('s1', { ...READER, schemas: [schemas[1]] }),
    ]);
    await refused(2, backup(cluster, fresh()), [escaped(`s1 has no schema that matches ${schemas[1]}`), 'privileges']);
  });
});

describe.concurrent('a cluster file', () => {
  const file = (text: string) => async () => {
    const path = join(await tempFolder(), 'cluster.yaml');
    await writeFile(path, text);
    return path;
  };
  const shard = (more: string) => `name: shop\nshards:\n  - name: s0\n    host: 127.0.0.1\n    user: root\n${more}`;
  test.each([
    [
      'that is not there',
      async () => '/nowhere/cluster.json',
      ['/nowhere/cluster.json cannot be read', 'Check the path'],
    ],
    ['that is a folder', async () => folder, ['cannot be read']],
    ['that is empty', file(''), ['line 1', /"name" and "shards"|is missing/]],
    ['that is not YAML', file('name: shop\nshards: [{\n'), [/line \d: /, 'Correct cluster.yaml']],
    [
      'without a host',
      file('name: shop\nshards:\n  - name: s0\n    user: root\n'),
      [/line 3: shards\[0\]\.host: is missing/],
    ],
    [
      'with a port that is text',
      file(shard('    port: many\n')),
      [/line 6: shards\[0\]\.port: must be a whole number/],
    ],
    [
      'with an unknown field',
      file(shard('    pasword: Wrong-5ecret\n')),
      [/line 6: shards\[0\]\.pasword/, 'did you mean "password"'],
    ],
    [
      'with two shards of one name',
      file(`${shard('')}  - name: s0\n    host: 127.0.0.2\n    user: root\n`),
      [/line 6: shards\[1\]\.name/, 'already the name of shards[0]'],
    ],
    ['with two passwords', file(shard('    password: Wrong-5ecret\n    passwordEnv: X\n')), ['only one of password']],
    [
      'whose environment variable is not set',
      file(shard('    passwordEnv: SHARDKEEP_NOT_SET\n')),
      [/line 6: shards\[0\]\.passwordEnv/, 'SHARDKEEP_NOT_SET'],
    ],
    [
      'whose password file is missing',
      file(shard('    passwordFile: nowhere.txt\n')),
      [/line 6: shards\[0\]\.passwordFile/, 'does not exist'],
    ],
    [
      'whose CA file is missing',
      file(shard('    tls: {mode: verify, ca: nowhere.pem}\n')),
      [/nowhere\.pem/, 'cannot be read'],
    ],
  ])('%s ends with 2 and says where it is wrong', async (_name, make, words) => {
    const to = fresh();
    await refused(
      2,
      backup(await make(), to),
      words.map((word) => (typeof word === 'string' ? escaped(word) : word)),
    );
    expect(
      await readdir(to).then(
        () => sets(to),
        () => [],
      ),
    ).toEqual([]);
  });

  test('with one server as two shards ends with 2: its schemas would be stored twice', async () => {
    const twice = [maria.shard('s0', { schemas: [schemas[0]] }), maria.shard('s1', { schemas: [schemas[0]] })];
    const cluster = await writeClusterFile(await tempFolder(), 'twice', twice);
    await refused(2, backup(cluster, fresh()), ['s0 and s1 are the same server', escaped(schemas[0])]);
  });

  test('may take the password from the environment, and nobody sees it there', async () => {
    const path = join(await tempFolder(), 'env.json');
    const { password, ...rest } = maria.shard('s0', { schemas: [schemas[0]] });
    await writeFile(path, JSON.stringify({ name: 'env', shards: [{ ...rest, passwordEnv: 'SHARDKEEP_PASSWORD' }] }));
    expect((await run(backup(path, fresh()), { env: { SHARDKEEP_PASSWORD: password } })).code).toBe(0);
    await refused(2, backup(path, fresh()), ['with this password'], { env: { SHARDKEEP_PASSWORD: 'Env-5ecret' } });
  });
});

describe.concurrent('a destination', () => {
  test('that is a file, or below one, ends with 2', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, 'mine');
    await refused(2, backup(shop, path), [escaped(`${path} is not a folder`)]);
    await refused(2, backup(shop, join(path, 'below')), [/is not a folder/]);
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  test('that holds other things ends with 2 and is left as it is', async () => {
    const path = await tempFolder();
    await writeFile(join(path, 'holiday.jpg'), 'beach');
    await refused(2, backup(shop, path), ['holds other things', 'holiday.jpg', 'Nothing in the folder was touched']);
    expect(await contentOf(path)).toEqual({ 'holiday.jpg': 'beach' });
  });

  test('whose parent is missing ends with 2: the drive may not be connected, and nothing is created in its place', async () => {
    const parent = fresh();
    await refused(2, backup(shop, join(parent, 'backups')), [
      escaped(`The folder ${parent} is not there`),
      'Connect the drive',
    ]);
    expect(await readdir(folder)).not.toContain(parent.split('/').at(-1));
  });

  test.each(['/sys/shardkeep', '/proc/shardkeep'])('that nobody may write, %s, ends with 2', async (path) => {
    await refused(2, backup(shop, path), [/cannot be written|cannot be created/, escaped(path)]);
  });

  test('of a newer format ends with 2 and is left as it is', async () => {
    const path = fresh();
    await mkdir(path);
    const marker = JSON.stringify({ format: 'shardkeep-destination', major: 9, id: 'of another shape' });
    await writeFile(join(path, '.shardkeep.json'), marker);
    for (const args of [backup(shop, path), ['list', '--from', path], ['verify', '--from', path], restore(path)])
      await refused(2, args, ['newer version', 'Update Shardkeep']);
    expect(await contentOf(path)).toEqual({ '.shardkeep.json': marker });
  });

  test('with a damaged marker ends with 2 and is left as it is', async () => {
    const path = fresh();
    await mkdir(path);
    await writeFile(join(path, '.shardkeep.json'), '{"format":"shardkeep-dest');
    for (const args of [backup(shop, path), restore(path)])
      await refused(2, args, ['cannot be read as a destination’s marker', 'Nothing in the folder was touched']);
    expect(await contentOf(path)).toEqual({ '.shardkeep.json': '{"format":"shardkeep-dest' });
  });

  test('that is none, or not there, ends every reading command with 2', async () => {
    const empty = await tempFolder();
    for (const path of [empty, fresh()])
      for (const args of [['list', '--from', path], ['verify', '--from', path], restore(path)])
        await refused(2, args, ['is not a Shardkeep destination', 'the right drive']);
    expect(await contentOf(empty)).toEqual({});
  });

  test('without sets is listed with 0; verify and restore say with 2 that nothing is there', async () => {
    const path = fresh();
    await mkdir(path);
    await cp(join(destination, '.shardkeep.json'), join(path, '.shardkeep.json'));
    const list = await run(['list', '--from', path]);
    expect([list.code, list.stdout]).toEqual([0, expect.stringContaining('without sets')]);
    await refused(2, ['verify', '--from', path], ['holds no sets']);
    await refused(2, restore(path), ['holds no complete set', 'shardkeep list']);
  });
});

describe.concurrent('a set', () => {
  /** A copy of the destination whose set's manifest is changed by `change`. */
  async function changed(change: (path: string) => Promise<void>): Promise<string> {
    const path = fresh();
    await cp(destination, path, { recursive: true });
    await change(join(path, 'shop', id));
    return path;
  }

  /** Puts another text in the place of a manifest and of its copy. */
  async function spoil(set: string, text: string): Promise<void> {
    await Promise.all(['manifest.json', 'manifest.json.copy'].map((file) => writeFile(join(set, file), text)));
  }

  test('that is not there ends with 2 and names the id', async () => {
    for (const args of [
      restore(destination, '--id', '20200101T000000Z-full-0000'),
      ['verify', '--from', destination, '--id', 'nonsense'],
    ])
      await refused(2, args, [/holds no set (20200101T000000Z-full-0000|nonsense)/, 'shardkeep list']);
  });

  test('of a newer format ends with 2, is not called damaged, and is left as it is', async () => {
    const path = await changed(async (set) => {
      const text = (await readFile(join(set, 'manifest.json'), 'utf8')).replace('"major":1', '"major":3');
      await writeFile(join(set, 'manifest.json'), text);
      await writeFile(
        join(set, 'manifest.sha256'),
        `${createHash('sha256').update(text).digest('hex')}  manifest.json\n`,
      );
    });
    const before = await contentOf(path);
    await refused(
      2,
      restore(path, '--id', id),
      ['newer version of Shardkeep (format 3', 'Update Shardkeep'].map(escaped),
    );
    await refused(2, ['verify', '--from', path, '--id', id], ['newer version']);
    const all = await run(['verify', '--from', path]);
    expect(all.code).toBe(2);
    expect(all.stdout).toMatch(/could not be checked[\s\S]*newer version/);
    expect(all.stdout).not.toContain('DAMAGED');
    expect(await contentOf(path)).toEqual(before);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, -100)],
    ['empty', () => ''],
    ['altered in one figure', (text: string) => text.replace('"rows":2', '"rows":3')],
    ['raised to a newer format by a flipped bit', (text: string) => text.replace('"major":1', '"major":3')],
  ])('with a manifest that is %s ends with 4 and names the file', async (_name, change) => {
    const path = await changed(async (set) => spoil(set, change(await readFile(join(set, 'manifest.json'), 'utf8'))));
    await refused(4, restore(path, '--id', id), ['so the set cannot be used', 'manifest.json', 'another copy']);
    const verify = await run(['verify', '--from', path]);
    expect([verify.code, verify.stdout]).toEqual([4, expect.stringMatching(/DAMAGED[\s\S]*manifest\.json/)]);
    const list = await run(['list', '--from', path]);
    expect([list.code, list.stdout]).toEqual([0, expect.stringContaining('not readable')]);
  });

  test('that has lost its manifest is restored by the copy beside it, and everybody says so', async () => {
    const path = await changed(async (set) => rm(join(set, 'manifest.json')));
    const verify = await run(['verify', '--from', path]);
    expect([verify.code, verify.stdout]).toEqual([
      4,
      expect.stringMatching(/DAMAGED[\s\S]*manifest\.json is missing\. manifest\.json\.copy is whole/),
    ]);
    expect((await run(['list', '--from', path])).stdout).toContain('manifest.json.copy is whole');
    const dry = await run([...restore(path, '--id', id), '--dry-run']);
    expect(dry.stdout).toContain('what was written beside it stands in for it');
  });

  test('that has lost its manifest and the copy is damaged and not "interrupted"', async () => {
    const path = await changed(async (set) => {
      for (const file of ['manifest.json', 'manifest.json.copy']) await rm(join(set, file));
    });
    await refused(4, restore(path, '--id', id), ['manifest.json is missing and so is its copy']);
    const verify = await run(['verify', '--from', path]);
    expect([verify.code, verify.stdout]).toEqual([4, expect.stringMatching(/DAMAGED[\s\S]*was complete/)]);
  });

  test('without a manifest whose run left its journal was interrupted and is no backup', async () => {
    const path = await changed(async (set) => {
      await rm(join(set, 'manifest.json'));
      await writeFile(join(set, 'journal.ndjson'), '');
    });
    expect((await run(['list', '--from', path])).stdout).toContain('not a backup (interrupted)');
    await refused(2, restore(path, '--id', id), ['was interrupted and is not a backup']);
    await refused(2, restore(path), ['holds no complete set']);
    const verify = await run(['verify', '--from', path]);
    expect(verify.stdout).toContain('not a backup (interrupted)');
  });
});

describe.concurrent('an option', () => {
  test.each([
    [
      ['--lanes', '0'],
      ['--lanes: "0"', 'whole number from 1 to 64'],
    ],
    [
      ['--volume-size', '1kB'],
      ['--volume-size: "1kB"', 'smallest volume is 1 MiB'],
    ],
    [
      ['--volume-size', '5GiB'],
      ['--volume-size', '4 GiB'],
    ],
    [
      ['--volume-size', 'big'],
      ['--volume-size: "big"', 'such as 1GiB'],
    ],
    [
      ['--compression', 'best'],
      ['--compression: "best"', 'none, fast, default'],
    ],
    [
      ['--method', 'online'],
      ['--method: "online"', 'hot, warm, cold'],
    ],
    [
      ['--kind', 'partial'],
      ['--kind: "partial"', 'full, incremental, differential'],
    ],
    [['--encrypt-to', 'age1xyz'], ['--encrypt-to is not available yet']],
    [
      ['--only', 'orders'],
      ['--only: "orders"', 'schema.table'],
    ],
    [
      ['--only', 'no_such.table'],
      ['Nothing matches --only no_such.table', 'shardkeep inspect'],
    ],
    [['--lane', '2'], ["unknown option '--lane'"]],
    [['stray'], ['too many arguments']],
    [['--to'], ["option '--to <dir>' argument missing"]],
  ])('backup %j ends with 2 and says what fits', async (more, words) => {
    const to = fresh();
    await refused(2, backup(shop, to, ...more), words.map(escaped));
    expect(
      await readdir(to).then(
        () => sets(to),
        () => [],
      ),
    ).toEqual([]);
  });

  test.each([
    [['--method', 'online'], ['--method online is not available yet']],
    [
      ['--at', '2026-01-01'],
      ['--at: "2026-01-01" cannot be used', 'Give a time'],
    ],
    [
      ['--map', 's0'],
      ['--map: "s0"', 'old=new'],
    ],
    [
      ['--map', 's9=s0'],
      ['"s9" is not a shard of the set', 's0, s1', '--map'],
    ],
    [
      ['--map', 's0=t9'],
      ['"t9" is not a shard of the target cluster', '--map'],
    ],
    [['--map', 's0=s1', '--map', 's0=s0'], ['"s0" is given twice']],
    [
      ['--rename', 'no_such=other'],
      ['"no_such" is not a schema of the set', '--rename'],
    ],
    [
      ['--only', 'no_such.*'],
      ['Nothing in the set', 'matches no_such.*'],
    ],
  ])('restore %j ends with 2 and says what fits', async (more, words) => {
    await refused(2, restore(destination, ...more), words.map(escaped));
  });

  test.each(['prune', 'key', 'run-plan'])('of a later command, %s, is refused in words with 2', async (command) => {
    await refused(2, [command, '--from', destination], [`"${command}" is not available yet`]);
  });

  test('that is missing, a command that is unknown, and no command at all end with 2', async () => {
    await refused(2, ['backup', '--to', fresh()], [escaped("required option '--cluster <file>'")]);
    await refused(2, ['frobnicate'], ["unknown command 'frobnicate'"]);
    await refused(2, [], ['Usage: shardkeep', 'backup', 'restore', 'verify']);
  });

  test('with --json has the error as the only document on standard output', async () => {
    const later = await run(['resume', '--json']);
    expect([later.code, later.json()]).toMatchObject([2, { error: { code: 'bad-input' } }]);
    const result = await run(backup(shop, fresh(), '--json', '--lanes', 'x'));
    expect(result.code).toBe(2);
    expect(result.json()).toMatchObject({ error: { code: 'bad-input', where: { field: '--lanes' } } });
  });
});

describe('a target that already has the schema', () => {
  const fingerprint = async () => [
    await maria.client(
      `SELECT * FROM \`${schemas[0]}\`.t; CHECKSUM TABLE \`${schemas[0]}\`.u; SELECT create_time FROM information_schema.tables WHERE table_schema='${schemas[0]}'`,
    ),
    await mysql.client(`SELECT * FROM \`${schemas[1]}\`.t`),
  ];

  test('is left untouched without --replace: 2, and what is in the way is named', async () => {
    const before = await fingerprint();
    await refused(2, restore(destination), [
      escaped(`s0 already has ${schemas[0]}.`),
      '--replace',
      '--rename',
      'Nothing was written',
    ]);
    const dry = await run(restore(destination, '--dry-run'));
    expect([dry.code, dry.stdout]).toEqual([2, expect.stringContaining('would not begin')]);
    expect((await run(restore(destination, '--replace', '--dry-run'))).code).toBe(0);
    expect(await fingerprint()).toEqual(before);
  });

  test('gets its tables back with --replace, and keeps what the set does not hold', async () => {
    await maria.client(
      'DELETE FROM t; CREATE TABLE mine (id INT PRIMARY KEY); INSERT INTO mine VALUES (7); CREATE PROCEDURE my_own() SELECT 1',
      { database: schemas[0] },
    );
    const result = await run(restore(destination, '--replace', '--json'));
    expect(result.stderr).toBe('');
    expect([result.code, result.json()]).toMatchObject([0, { quality: { value: 1 } }]);
    expect(
      await maria.client('SELECT id FROM mine; SELECT id, v FROM t; CALL my_own()', { database: schemas[0] }),
    ).toBe('7\n1\ta\n2\tb\n1\n');
  });

  test('gets one table back with --only, and every other object stays the same', async () => {
    await maria.client('DELETE FROM t; INSERT INTO u VALUES (5)', { database: schemas[0] });
    const result = await run(restore(destination, '--replace', '--only', `${schemas[0]}.t`));
    expect([result.code, result.stderr]).toEqual([0, '']);
    expect(
      await maria.client('SELECT COUNT(*) FROM t; SELECT id FROM u; SELECT COUNT(*) FROM w', { database: schemas[0] }),
    ).toBe('2\n5\n2\n');
  });

  test('is not touched by a dry run into a new name, which creates nothing', async () => {
    const target = `bad_dry_${schemas[0].slice(-8)}`;
    const dry = await run(
      restore(destination, '--dry-run', '--only', `${schemas[0]}.*`, '--rename', `${schemas[0]}=${target}`),
    );
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('Nothing was written')]);
    expect(await maria.client(`SHOW DATABASES LIKE '${target}'`)).toBe('');
  });
});

describe('a password', () => {
  test('is in no file of a destination and in no argument of the running command', async () => {
    const running = startCli(backup(shop, fresh(), '--progress', 'json'));
    await running.until(/"phase":/);
    const commandLine = await readFile(`/proc/${running.pid}/cmdline`, 'latin1');
    expect(commandLine).toContain('backup');
    const result = await running.ended;
    expect(result.code).toBe(0);
    const everything = JSON.stringify(
      await contentOf(folder).then((files) => Object.entries(files).filter(([file]) => !file.endsWith('shop.json'))),
    );
    for (const secret of SECRETS) {
      expect(commandLine + result.stdout + result.stderr).not.toContain(secret);
      expect(everything).not.toContain(secret);
    }
  });

  test('is not in the journal of a run that was interrupted', async () => {
    const to = fresh();
    const running = startCli(backup(shop, to, '--progress', 'json'));
    await running.until(/"phase":"snapshot"/);
    running.kill('SIGKILL');
    await running.ended;
    const files = await contentOf(to);
    expect(Object.keys(files).join()).toContain('journal.ndjson');
    for (const secret of SECRETS) expect(JSON.stringify(files)).not.toContain(secret);
  });
});

test('none of all this changed the set that was there before; what restores found out about it is kept in files of its own', async () => {
  const own = [CHECKS_FILE, RESTORE_KEY_FILE];
  const now = Object.entries(await contentOf(destination)).filter(
    ([file]) => !own.some((name) => file.endsWith(`/${name}`)),
  );
  expect(Object.fromEntries(now)).toEqual(untouched);
});
