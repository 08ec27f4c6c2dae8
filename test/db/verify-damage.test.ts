import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { readFrames } from '../../electron/engine/archive/read-frames.ts';
import { findNewestSet, findSets } from '../../electron/engine/archive/set-folder.ts';
import { verifySet } from '../../electron/engine/verify/verify-set.ts';
import { sayReason } from '../../shared/failure-words.ts';
import type { Manifest, ManifestShard, Table } from '../../shared/manifest.ts';
import { runCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { freshSchema, testServer } from '../support/servers.ts';

/** Offsets per volume, besides its first and last bytes. */
const FLIPS = 150;
const ENDS = 8;
/** More than one block of 1 MiB, so that damage is met after rows have gone to the server. */
const BIG =
  'CREATE TABLE big (id INT PRIMARY KEY, v VARCHAR(200)); INSERT INTO big SELECT a.id * 100 + b.id, REPEAT(CHAR(65 + b.id % 26), 200) FROM small a JOIN small b';
const SMALL = `CREATE TABLE small (id INT PRIMARY KEY, v VARCHAR(40)); INSERT INTO small VALUES ${Array.from({ length: 100 }, (_, i) => `(${i}, LEFT(SHA2(${i}, 256), 32))`).join(',')};
  CREATE TABLE no_key (v VARCHAR(40)); INSERT INTO no_key SELECT v FROM small WHERE id < 30; CREATE VIEW seen AS SELECT id FROM small;`;

interface Set {
  readonly folder: string;
  readonly manifest: Manifest;
}

const servers = [testServer('mariadb'), testServer('mysql')] as const;
const targets = [testServer('mariadb', 'target'), testServer('mysql', 'target')] as const;
let folder = '';
let schemas: string[] = [];
let cluster = '';
let target = '';
const sets: { compressed: Set; plain: Set } = {
  compressed: { folder: '', manifest: {} as Manifest },
  plain: { folder: '', manifest: {} as Manifest },
};

beforeAll(async () => {
  folder = await tempFolder();
  schemas = await Promise.all(servers.map((server) => freshSchema(server, 'damage')));
  await Promise.all(servers.map((server, i) => server.client(`${SMALL}; ${BIG}`, { database: schemas[i] ?? '' })));
  cluster = await writeClusterFile(
    folder,
    'shop',
    servers.map((server, i) => server.shard(`s${i}`, { schemas: [schemas[i] ?? ''] })),
  );
  target = await writeClusterFile(
    folder,
    'target',
    targets.map((server, i) => server.shard(`s${i}`)),
  );
  const only = ['--only', '*.small', '--only', '*.no_key', '--only', '*.seen'];
  sets.compressed = await backup('compressed', []);
  sets.plain = await backup('plain', ['--compression', 'none', ...only]);
});

afterAll(async () => {
  await Promise.all(
    [...servers, ...targets].flatMap((server) =>
      schemas.map((schema) => server.client(`DROP DATABASE IF EXISTS \`${schema}\``)),
    ),
  );
});

async function backup(name: string, more: readonly string[]): Promise<Set> {
  const run = await runCli(['backup', '--cluster', cluster, '--to', join(folder, name), '--lanes', '1', ...more]);
  expect([run.code, run.stderr]).toEqual([0, '']);
  const { folder: path, manifest } = (await findNewestSet(join(folder, name), 'shop')).set;
  expect(manifest.volumes).toHaveLength(2);
  return { folder: path, manifest };
}

/** The same figures every time, so that a failure can be looked at again. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

function flip(bytes: Buffer, offset: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}

/** One bit per copy: the first and last bytes of the file, and offsets all over it. */
function flips(bytes: Buffer, seed: number): Buffer[] {
  const random = pseudoRandom(seed);
  const ends = Array.from({ length: ENDS }, (_, i) => [i, bytes.length - 1 - i]).flat();
  const offsets = [...ends, ...Array.from({ length: FLIPS }, () => Math.floor(random() * bytes.length))];
  return offsets.map((offset) => flip(bytes, offset, Math.floor(random() * 8)));
}

/**
 * A set in which each volume is there many times over, each copy altered once: one verification then answers for all
 * of them. Shard `s0` becomes `s0~1`, `s0~2` and so on, `s0~0` being the one that is whole.
 */
async function manyCopies(
  { folder: from, manifest }: Set,
  alter: (bytes: Buffer, seed: number) => Buffer[],
): Promise<Set> {
  const to = await tempFolder();
  const volumes: Manifest['volumes'] = [];
  const shards: ManifestShard[] = [];
  for (const [i, volume] of manifest.volumes.entries()) {
    const bytes = await readFile(join(from, volume.file));
    const shard = manifest.shards[i];
    if (!shard) throw new Error('one volume per shard');
    for (const [n, altered] of [bytes, ...alter(bytes, i + 1)].entries()) {
      const file = volume.file.replace('.', `-${n}.`);
      await writeFile(join(to, file), altered);
      volumes.push({ ...volume, file });
      const text = JSON.stringify({ ...shard, name: `${shard.name}~${n}` }).replaceAll(
        `"volume":"${volume.file}"`,
        `"volume":"${file}"`,
      );
      shards.push(JSON.parse(text) as ManifestShard);
    }
  }
  return { folder: to, manifest: { ...manifest, volumes, shards } };
}

/** Whether the rows and the definition of a table can be read and are the recorded ones. */
async function isWhole(path: string, shard: ManifestShard, table: Table): Promise<boolean> {
  try {
    for (const chunk of table.chunks) {
      const sum = createHash('sha256');
      for (const part of chunk.parts) {
        const volume = await openVolume(join(path, part.place.volume));
        try {
          for await (const { tsv } of readFrames(volume, part)) sum.update(tsv);
        } finally {
          await volume.close();
        }
      }
      if (sum.digest('hex') !== chunk.sha256) return false;
    }
    for (const object of shard.objects.filter((o) => o.kind === 'table' && o.name === table.name)) {
      const volume = await openVolume(join(path, object.place.volume));
      const sql = await volume.readAll(object.place.entry).finally(() => volume.close());
      if (createHash('sha256').update(sql).digest('hex') !== object.sha256) return false;
    }
    return true;
  } catch {
    return false;
  }
}

describe.each(['compressed', 'plain'] as const)('a %s set', (kind) => {
  test('is whole as it was written', async () => {
    expect(await verifySet(sets[kind])).toMatchObject({ damage: [], tables: [], volumes: 2 });
  });

  test('whose manifest has another hash for a table’s rows is damaged, and the table is named', async () => {
    const { folder: path, manifest } = sets[kind];
    const altered = structuredClone(manifest);
    const table = altered.shards[0]?.tables.find(({ name }) => name === 'small');
    const [chunk] = table?.chunks ?? [];
    expect(chunk?.parts).toHaveLength(1);
    if (chunk) chunk.sha256 = '0'.repeat(64);
    const { damage, tables } = await verifySet({ folder: path, manifest: altered });
    expect(damage).toMatchObject([{ fact: { reason: 'rows-altered' } }]);
    expect(tables).toEqual([`s0: ${schemas[0]}.small`]);
  });

  test('with one bit flipped anywhere is damaged: the volume is named, and every table that cannot be restored', async () => {
    const copies = await manyCopies(sets[kind], flips);
    const { damage, tables } = await verifySet(copies);
    const damaged = new Set(damage.map(({ file }) => file));
    for (const { file } of copies.manifest.volumes)
      expect([file, damaged.has(file)]).toEqual([file, !file.includes('-0.')]);
    expect(damaged.size).toBe(2 * (FLIPS + 2 * ENDS));
    let lost = 0;
    for (const shard of copies.manifest.shards)
      for (const table of shard.tables) {
        const name = `${shard.name}: ${table.schema}.${table.name}`;
        const whole = await isWhole(copies.folder, shard, table);
        if (!whole) lost++;
        if (!whole) expect(tables).toContain(name);
        if (shard.name.endsWith('~0')) expect([name, whole, tables.includes(name)]).toEqual([name, true, false]);
      }
    expect(lost).toBeGreaterThan(FLIPS / 2);
  });

  test('with its tail cut off, bytes appended, or nothing left is damaged, and all its tables are named', async () => {
    const cuts = (bytes: Buffer) => [
      ...[1, 2, 21, 22, 23, 100, 1000].map((length) => bytes.subarray(0, bytes.length - length)),
      bytes.subarray(0, bytes.length >> 1),
      bytes.subarray(0, 10),
      Buffer.alloc(0),
    ];
    const copies = await manyCopies(sets[kind], cuts);
    const { damage, tables } = await verifySet(copies);
    for (const shard of copies.manifest.shards.filter(({ name }) => !name.endsWith('~0'))) {
      const file = shard.objects[0]?.place.volume;
      expect(
        damage
          .filter((one) => one.file === file)
          .map(({ fact }) => sayReason(fact).message)
          .join(),
      ).toMatch(/The file has \d+ bytes where \d+ were written/);
      for (const table of shard.tables) expect(tables).toContain(`${shard.name}: ${table.schema}.${table.name}`);
    }
  });

  test('with a byte appended to a volume is damaged', async () => {
    const copies = await manyCopies(sets[kind], (bytes) => [Buffer.concat([bytes, Buffer.of(0)])]);
    const { damage } = await verifySet(copies);
    expect(new Set(damage.map(({ file }) => file))).toEqual(new Set(['s0-1.0001.zip', 's1-1.0001.zip']));
  });
});

/** A copy of the destination of the compressed set to do harm to. */
async function copy(harm: (set: string) => Promise<void>): Promise<string> {
  const to = join(await tempFolder(), 'destination');
  await cp(join(folder, 'compressed'), to, { recursive: true });
  await harm(join(to, 'shop', sets.compressed.manifest.id));
  return to;
}

async function flipFile(path: string, offset: number): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, flip(bytes, offset < 0 ? bytes.length + offset : offset, 3));
}

describe('a bit flipped', () => {
  test.each(['manifest.json', 'manifest.sha256'])(
    'anywhere in %s makes the set unreadable and names the manifest',
    async (file) => {
      const to = await copy((set) => rm(join(set, 'manifest.json.copy')));
      const path = join(to, 'shop', sets.compressed.manifest.id, file);
      const bytes = await readFile(path);
      for (const altered of flips(bytes, 7)) {
        await writeFile(path, altered);
        const [found] = await findSets(to);
        expect(found).toMatchObject({
          state: 'unreadable',
          failure: { code: 'damaged', where: { file: expect.stringContaining('manifest.') } },
        });
      }
      for (const length of [0, 1, bytes.length - 1]) {
        await writeFile(path, bytes.subarray(0, length));
        expect(await findSets(to)).toMatchObject([{ state: 'unreadable', failure: { code: 'damaged' } }]);
      }
      await writeFile(path, bytes);
      expect(await findSets(to)).toMatchObject([{ state: 'readable' }]);
    },
  );

  test.each(['manifest.json', 'manifest.sha256', 'manifest.json.copy'])('in %s ends verify with 4', async (file) => {
    const to = await copy((set) => flipFile(join(set, file), 40));
    const run = await runCli(['verify', '--from', to]);
    expect([run.code, run.stdout]).toEqual([4, expect.stringMatching(/DAMAGED[\s\S]*manifest\.json/)]);
    const json = await runCli(['verify', '--from', to, '--id', sets.compressed.manifest.id, '--json']);
    expect([json.code, json.json()]).toMatchObject([
      4,
      { sets: [{ state: 'damaged', damage: [{ file: expect.stringMatching(/^manifest\.json/) }] }] },
    ]);
  });
});

describe('the command line says with 4 what is damaged when', () => {
  test.each([
    [
      'a volume is gone',
      (set: string) => rm(join(set, 's1.0001.zip')),
      [/s1\.0001\.zip: The file is missing/, /s1: \w+\.big/, /s1: \w+\.small/, /s1: \w+\.no_key/],
    ],
    [
      'a volume is cut',
      (set: string) => truncate(join(set, 's0.0001.zip'), 5000),
      [/s0\.0001\.zip: The file has 5000 bytes/, /s0: \w+\.big/, /s0: \w+\.small/],
    ],
    [
      'a volume is longer',
      (set: string) => appendFile(join(set, 's0.0001.zip'), 'x'),
      [/s0\.0001\.zip: The file has \d+ bytes where/],
    ],
    [
      'a stray file lies there',
      (set: string) => writeFile(join(set, 'notes.txt'), 'mine'),
      [/notes\.txt: The manifest does not know this file/],
    ],
    [
      'two volumes have each other’s name',
      async (set: string) => {
        await rename(join(set, 's0.0001.zip'), join(set, 'x'));
        await rename(join(set, 's1.0001.zip'), join(set, 's0.0001.zip'));
        await rename(join(set, 'x'), join(set, 's1.0001.zip'));
      },
      [/s0\.0001\.zip/, /s1\.0001\.zip/, /s0: \w+\.big/, /s1: \w+\.big/],
    ],
    [
      'a volume is a folder',
      async (set: string) => {
        await rm(join(set, 's1.0001.zip'));
        await mkdir(join(set, 's1.0001.zip'));
      },
      [/s1\.0001\.zip/, /s1: \w+\.big/],
    ],
  ])('%s', async (_name, harm, words) => {
    const to = await copy(harm);
    const run = await runCli(['verify', '--from', to]);
    expect([run.code, run.stderr]).toEqual([4, '']);
    for (const word of words) expect(run.stdout).toMatch(word);
  });
});

describe('a restore from a damaged set', () => {
  /** Flips a bit in the second block of `big` on s0. */
  async function damageBig(set: string): Promise<void> {
    const path = join(set, 's0.0001.zip');
    const table = sets.compressed.manifest.shards[0]?.tables.find(({ name }) => name === 'big');
    const part = table?.chunks[0]?.parts[0];
    expect(part?.frames).toBeGreaterThan(1);
    const volume = await openVolume(path);
    const entry = volume.entries.get(part?.place.entry ?? '');
    const start = entry && (await volume.start(entry));
    await volume.close();
    await flipFile(path, (start ?? 0) + (entry?.size ?? 0) - 10);
  }
  const count = (table: string) => targets[0].client(`SELECT COUNT(*) FROM \`${schemas[0]}\`.${table}`);

  test('ends with 4, names the damaged table, leaves none of its rows, and restores the others', async () => {
    const to = await copy(damageBig);
    const verify = await runCli(['verify', '--from', to]);
    expect(verify.stdout).toMatch(
      new RegExp(`Tables that cannot be restored whole:\\s+s0: ${schemas[0]}\\.big\\s+All others can be restored`),
    );
    const run = await runCli(['restore', '--from', to, '--cluster', target]);
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/Not whole: 1 of 6 tables/);
    expect(run.stdout).toMatch(new RegExp(`s0: ${schemas[0]}\\.big \\(failed\\)`));
    expect(await count('big')).toBe('0\n');
    expect(await count('small')).toBe('100\n');
    expect(await targets[1].client(`SELECT COUNT(*) FROM \`${schemas[1]}\`.big`)).toBe('10000\n');
  });

  test('can leave the damaged table out with --only, and is then complete', async () => {
    const to = await copy(damageBig);
    const only = ['small', 'no_key'].flatMap((table) => ['--only', `${schemas[0]}.${table}`]);
    const run = await runCli(['restore', '--from', to, '--cluster', target, '--replace', '--json', ...only]);
    expect([run.code, run.json()]).toMatchObject([0, { quality: { value: 1, tables: { proven: 2, total: 2 } } }]);
  });

  test('drops nothing for rows that are damaged: --replace ends with 4 and names their table', async () => {
    const to = await copy(damageBig);
    await targets[0].client(`REPLACE INTO \`${schemas[0]}\`.big VALUES (1, 'still here')`);
    const run = await runCli(['restore', '--from', to, '--cluster', target, '--replace', '--only', `${schemas[0]}.*`]);
    expect([run.code, run.stdout]).toEqual([4, '']);
    expect(run.stderr).toMatch(new RegExp(`s0: ${schemas[0]}\\.big[\\s\\S]*Nothing was written[\\s\\S]*--only`));
    expect(await count('big')).toBe('1\n');
  });

  test('takes tables of a whole volume while another is missing, and refuses the others with 4 before it writes', async () => {
    const to = await copy((set) => rm(join(set, 's0.0001.zip')));
    await targets[1].client(`DROP DATABASE \`${schemas[1]}\``);
    const all = await runCli(['restore', '--from', to, '--cluster', target, '--replace']);
    expect([all.code, all.stdout]).toEqual([4, '']);
    const dry = await runCli(['restore', '--from', to, '--cluster', target, '--replace', '--dry-run']);
    expect([dry.code, dry.stdout]).toEqual([
      4,
      expect.stringMatching(/would not begin[\s\S]*s0\.0001\.zip is missing/),
    ]);
    expect(all.stderr).toMatch(/The volume s0\.0001\.zip is missing[\s\S]*Nothing was written/);
    expect(await targets[1].client(`SHOW DATABASES LIKE '${schemas[1]}'`)).toBe('');
    const one = await runCli(['restore', '--from', to, '--cluster', target, '--only', `${schemas[1]}.*`]);
    expect([one.code, one.stderr]).toEqual([0, '']);
  });

  test('with a damaged definition ends with 4 and names it before anything is dropped', async () => {
    const object = sets.compressed.manifest.shards[0]?.objects.find(
      ({ kind, name }) => kind === 'table' && name === 'small',
    );
    const to = await copy(async (set) => {
      const volume = await openVolume(join(set, 's0.0001.zip'));
      const entry = volume.entries.get(object?.place.entry ?? '');
      const start = entry && (await volume.start(entry));
      await volume.close();
      await flipFile(join(set, 's0.0001.zip'), (start ?? 0) + 20);
    });
    const run = await runCli(['restore', '--from', to, '--cluster', target, '--replace', '--only', `${schemas[0]}.*`]);
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(/small[\s\S]*Nothing was written/);
    expect(await count('small')).toBe('100\n');
  });
});
