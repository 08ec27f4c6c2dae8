import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDestination, prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { lockDestination } from '../../../electron/engine/archive/destination-lock.ts';
import { Journal } from '../../../electron/engine/archive/journal.ts';
import { findMarks, writeMark } from '../../../electron/engine/archive/marks.ts';
import { openVolume } from '../../../electron/engine/archive/open-volume.ts';
import { readFrames } from '../../../electron/engine/archive/read-frames.ts';
import {
  createSetFolder,
  findSets,
  listSets,
  readSet,
  writeManifest,
} from '../../../electron/engine/archive/set-folder.ts';
import { VolumeWriter } from '../../../electron/engine/archive/volume-writer.ts';
import { readClusterFile } from '../../../electron/engine/cluster/read-cluster-file.ts';
import { expectMemory } from '../../../electron/engine/expect-memory.ts';
import { connect } from '../../../electron/engine/mysql/connect.ts';
import { readRegularSync } from '../../../electron/engine/open-regular.ts';
import { checkSizes } from '../../../electron/engine/restore/check-sizes.ts';
import { storeAt } from '../../../electron/engine/store/store-at.ts';
import { readFileAt } from '../../../electron/engine/store/whole-files.ts';
import { verifySet } from '../../../electron/engine/verify/verify-set.ts';
import { factFrom } from '../../../shared/failure-words.ts';
import { Manifest } from '../../../shared/manifest.ts';
import { emptyFolder } from '../../support/empty-folder.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';

const ID = '20260101T000000Z-full-0001';
const HASH = '0'.repeat(64);

/** A destination with one set of one volume, whole. */
async function oneSet(change: (manifest: Manifest) => Manifest = (manifest) => manifest) {
  const { folder: destination } = await prepareDestination(join(emptyFolder(), 'destination'));
  const folder = await createSetFolder(destination, 'shop', ID);
  const writer = await VolumeWriter.create(folder, 's0.0001.zip');
  await writer.addEntry('schema/shop/database.shop.sql', Buffer.from('CREATE DATABASE shop'), new Date());
  const volume = await writer.close();
  const manifest = change(
    sampleManifest(
      [
        sampleShard('s0', {
          objects: [
            {
              kind: 'database',
              schema: 'shop',
              name: 'shop',
              statement: { offset: 0, length: 20 },
              place: { volume: 's0.0001.zip', entry: 'schema/shop/database.shop.sql' },
              bytes: 20,
              sha256: createHash('sha256').update('CREATE DATABASE shop').digest('hex'),
            },
          ],
        }),
      ],
      { id: ID, volumes: [volume] },
    ),
  );
  await writeManifest(folder, manifest);
  return { destination, folder, manifest, place: { id: ID, folder, cluster: 'shop' } };
}

/** Puts something in a file's place that would hold a reader up, or never end. */
function replaceBy(kind: 'fifo' | 'device' | 'link' | 'folder', path: string): void {
  rmSync(path, { recursive: true, force: true });
  if (kind === 'fifo') execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  else if (kind === 'device') symlinkSync('/dev/zero', path);
  else if (kind === 'link') symlinkSync('/etc/passwd', path);
  else mkdirSync(path);
}

const KINDS = ['fifo', 'device', 'link', 'folder'] as const;

describe.each(KINDS)('a %s in the place of', (kind) => {
  test('the marker is no marker, and nothing is made anew beside it', async () => {
    const { destination } = await oneSet();
    replaceBy(kind, join(destination, '.shardkeep.json'));
    const failed = { failure: { code: 'destination', fact: { reason: 'marker-unreadable' } } };
    await expect(openDestination(destination)).rejects.toMatchObject(failed);
    await expect(prepareDestination(destination)).rejects.toMatchObject(failed);
  });

  test.each(['manifest.json', 'manifest.sha256', 'manifest.json.copy'])('%s is damage that is named', async (file) => {
    const { folder, place } = await oneSet();
    replaceBy(kind, join(folder, file));
    const set = await readSet(place);
    expect(set).toMatchObject({ state: 'readable' });
    if (set.state === 'readable') expect((await verifySet(set)).damage).toMatchObject([{ entry: null }]);
    for (const other of ['manifest.json', 'manifest.json.copy', 'manifest.sha256'])
      replaceBy(kind, join(folder, other));
    expect(await readSet(place)).toMatchObject({ state: 'unreadable', failure: { code: 'damaged' } });
  });

  test('a volume is damage that is named, and a restore does not begin', async () => {
    const { folder, manifest } = await oneSet();
    replaceBy(kind, join(folder, 's0.0001.zip'));
    const { damage } = await verifySet({ folder, manifest });
    expect(damage).toMatchObject([{ file: 's0.0001.zip', fact: { reason: 'not-an-ordinary-file' } }]);
    expect(await checkSizes(folder, manifest.volumes)).toMatchObject([{ code: 'volume-missing' }]);
    await expect(openVolume(join(folder, 's0.0001.zip'))).rejects.toMatchObject({ failure: { code: 'damaged' } });
  });

  test('a lock is nobody’s, which is said, and it stays', async () => {
    const { destination } = await oneSet();
    const path = join(destination, '.shardkeep.lock');
    replaceBy(kind, path);
    await expect(lockDestination(destination, 'backup')).rejects.toMatchObject({
      failure: { code: 'destination', fact: { reason: 'lock-not-a-file' }, where: { file: path } },
    });
    expect(lstatSync(path).isFile()).toBe(false);
  });

  test('a journal is not written to', async () => {
    const { folder } = await oneSet();
    replaceBy(kind, join(folder, 'journal.ndjson'));
    await expect(Journal.reopen(folder, 0)).rejects.toMatchObject({ failure: { code: 'damaged' } });
  });

  test('a certificate or a cluster file ends with words at once', async () => {
    const path = join(emptyFolder(), 'ca.pem');
    replaceBy(kind === 'link' ? 'fifo' : kind, path); // the user's own files may be links
    const shard = { name: 's0', host: '127.0.0.1', port: 1, user: 'u', password: '' };
    await expect(connect({ ...shard, tls: { mode: 'verify', ca: path } })).rejects.toMatchObject({
      failure: { fact: { reason: 'tls-file-unreadable' }, cause: expect.stringContaining('ordinary file') },
    });
    expect(() => readClusterFile(path)).toThrow('cannot be read');
    const cluster = join(path, '..', 'cluster.yaml');
    writeFileSync(cluster, `name: shop\nshards:\n  - {name: s0, host: h, user: u, passwordFile: ${path}}\n`);
    expect(() => readClusterFile(cluster)).toThrow(/passwordFile: .*(ordinary file|outside of)/);
  });
});

describe('what is written', () => {
  test('is its owner’s alone, whatever the umask says', async () => {
    const before = process.umask(0);
    try {
      const { destination, folder } = await oneSet();
      await (await Journal.create(folder)).close();
      const names = await readdir(destination, { recursive: true, withFileTypes: true });
      const modes = names.map((entry) => [
        entry.name,
        (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8),
      ]);
      for (const [name, mode] of modes)
        expect([name, mode]).toEqual([name, /^(shop|2026.*)$/.test(name ?? '') ? '700' : '600']);
      expect(modes.length).toBeGreaterThan(7);
      expect((statSync(destination).mode & 0o777).toString(8)).toBe('700');
    } finally {
      process.umask(before);
    }
  });

  test('goes through no link, however its temporary name may be guessed', async () => {
    const folder = emptyFolder();
    const mine = join(emptyFolder(), 'bashrc');
    writeFileSync(mine, 'keep');
    for (const name of ['.shardkeep.json.partial', '.shardkeep.json']) symlinkSync(mine, join(folder, name));
    await expect(prepareDestination(folder)).rejects.toMatchObject({ failure: { code: 'destination' } });
    rmSync(join(folder, '.shardkeep.json'));
    await prepareDestination(folder);
    symlinkSync(mine, join(folder, 'note.partial'));
    symlinkSync(mine, join(folder, 'note'));
    await storeAt(folder).put('note', 'mine');
    expect(readFileSync(mine, 'utf8')).toBe('keep');
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('mine');
  });
});

test('a volume that has become a link has the mode of nobody else’s file changed', async () => {
  const folder = emptyFolder();
  const [mine, volume, other] = ['mine', 's0.0001.zip', 's0.0002.zip'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const file of [mine, volume]) writeFileSync(file, '', { mode: 0o644 });
  symlinkSync(mine, other);
  for (const name of ['s0.0001.zip', 's0.0002.zip']) await storeAt(folder).keepPrivate?.(name);
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  expect([mine, volume].map(modeOf)).toEqual([0o644, 0o600]);
});

describe('a cluster’s folder that is a link', () => {
  test('is refused by who writes and by who reads', async () => {
    const { destination } = await oneSet();
    const elsewhere = join(emptyFolder(), 'elsewhere');
    renameSync(join(destination, 'shop'), elsewhere);
    symlinkSync(elsewhere, join(destination, 'shop'));
    const refused = { failure: { code: 'destination', fact: { reason: 'link-not-folder' } } };
    await expect(createSetFolder(destination, 'shop', ID.replace('0001', '0002'))).rejects.toMatchObject(refused);
    await expect(listSets(destination)).rejects.toMatchObject(refused);
    expect(await readdir(elsewhere)).toEqual([ID]);
  });

  test('or a set’s or that of marks likewise; any other link in a destination is nobody’s business', async () => {
    const { destination, folder } = await oneSet();
    const elsewhere = join(emptyFolder(), 'set');
    renameSync(folder, elsewhere);
    symlinkSync(elsewhere, folder);
    symlinkSync('/etc', join(destination, 'etc'));
    symlinkSync('/nowhere', join(destination, 'gone'));
    expect(await findSets(destination)).toMatchObject([
      { state: 'unreadable', failure: { fact: { reason: 'link-not-folder' } } },
    ]);
    const marks = emptyFolder();
    writeFileSync(join(marks, 'x.json'), '{}');
    symlinkSync(marks, join(destination, 'shop', 'marks'));
    expect(await findMarks(destination)).toMatchObject([
      { state: 'unreadable', failure: { fact: { reason: 'link-not-folder' } } },
    ]);
    const mark = { cluster: 'shop', name: 'x', cut: { at: '2026-01-01T00:00:00Z' } } as never;
    await expect(writeMark(destination, mark)).rejects.toMatchObject({
      failure: { fact: { reason: 'link-not-folder' } },
    });
  });
});

describe('a manifest', () => {
  const volumes = (file: string) => ({ volumes: [{ file, bytes: 1, sha256: HASH }] });

  test.each(['../s0.0001.zip', '/etc/x.0001.zip', 'a/b.0001.zip', '..\\s0.0001.zip', 's0.zip', 'C:s0.0001.zip', ''])(
    'does not name the volume %j',
    (file) => {
      expect(Manifest.safeParse(sampleManifest([sampleShard('s0')], volumes(file))).success).toBe(false);
      expect(Manifest.safeParse(sampleManifest([sampleShard('s0')], volumes('s%2E0.0001.zip'))).success).toBe(true);
    },
  );

  test('that got past its schema leads no reader out of the folder either', async () => {
    const { folder, manifest } = await oneSet();
    writeFileSync(join(folder, '..', 'secret.txt'), 'abc');
    const sha256 = createHash('sha256').update('abc').digest('hex');
    const forged = { ...manifest, volumes: [...manifest.volumes, { file: '../secret.txt', bytes: 3, sha256 }] };
    expect((await verifySet({ folder, manifest: forged })).damage).toEqual([
      { file: 'manifest.json', entry: '../secret.txt', fact: factFrom('volume-outside', { volume: '../secret.txt' }) },
    ]);
    await expect(checkSizes(folder, forged.volumes)).rejects.toMatchObject({ failure: { code: 'damaged' } });
  });

  test('has no statement outside of its entry', async () => {
    for (const statement of [
      { offset: 2 ** 52, length: 2 ** 52 },
      { offset: 0, length: 21 },
      { offset: 21, length: 0 },
    ]) {
      const { folder, manifest, place } = await oneSet();
      const [shard] = manifest.shards;
      const text = `${JSON.stringify({ ...manifest, shards: [{ ...shard, objects: [{ ...shard?.objects[0], statement }] }] })}\n`;
      writeFileSync(join(folder, 'manifest.json'), text);
      writeFileSync(
        join(folder, 'manifest.sha256'),
        `${createHash('sha256').update(text).digest('hex')}  manifest.json\n`,
      );
      expect(await readSet(place)).toMatchObject({
        state: 'unreadable',
        failure: { code: 'damaged', message: expect.stringContaining('not inside of its entry') },
      });
    }
  });

  test('is of the set and the cluster whose folder it is in', async () => {
    const { destination, folder } = await oneSet();
    renameSync(folder, folder.replace('0001', '0009'));
    expect(await findSets(destination)).toMatchObject([
      { state: 'unreadable', failure: { code: 'damaged', fact: { reason: 'manifest-elsewhere' } } },
    ]);
    renameSync(folder.replace('0001', '0009'), folder);
    renameSync(join(destination, 'shop'), join(destination, 'blog'));
    expect(await findSets(destination)).toMatchObject([{ failure: { fact: { reason: 'manifest-elsewhere' } } }]);
  });
});

describe('sizes', () => {
  test('of small files are looked at before they are read', async () => {
    const path = join(emptyFolder(), 'large');
    writeFileSync(path, 'x'.repeat(1001));
    await expect(readFileAt(path, 1000)).rejects.toMatchObject({ failure: { fact: { reason: 'file-beyond-limit' } } });
    expect(() => readRegularSync(path, 1000)).toThrow('1001 bytes');
    expect((await readFileAt(path, 1001)).length).toBe(1001);
  });

  /** A volume of one entry that claims to be one block of these bytes. */
  async function block(raw: number, stored: number, rows: number) {
    const folder = emptyFolder();
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    const entry = 'data/shop/t/000001.tsv.zst';
    await writer.addEntry(entry, Buffer.alloc(stored), new Date());
    await writer.addEntry(`${entry}.idx`, Buffer.from(`${raw}\t${stored}\t${rows}\n`), new Date());
    const { file: volume } = await writer.close();
    const part = { place: { volume, entry }, rows, bytes: raw, storedBytes: stored, frames: 1 };
    const opened = await openVolume(join(folder, volume));
    return readFrames(opened, part)
      .next()
      .finally(() => opened.close());
  }

  test('of blocks are looked at before they are unpacked: several rows are never more than 64 MiB', async () => {
    const beyond = { failure: { code: 'damaged', fact: { reason: 'block-beyond-limit' } } };
    await expect(block(2_000_000_000, 70_000, 3)).rejects.toMatchObject(beyond);
    await expect(block(999_999_999_999_999, 10, 1)).rejects.toMatchObject(beyond);
    await expect(block(10, 70_000, 3)).rejects.toMatchObject({ failure: { fact: { reason: 'index-differs' } } });
  });

  test('of what is held as a whole are compared with the memory that is left', () => {
    const where = { file: 'v.zip' };
    expect(() => expectMemory(2 ** 31, 2, where, 2 ** 32)).not.toThrow();
    expect(() => expectMemory(2 ** 31 + 1, 2, where, 2 ** 32)).toThrow('2147483649 bytes');
    expect(() => expectMemory(1 << 20, 2, where, 0)).not.toThrow();
  });

  test('of an index and of a definition are bounded by what the manifest says of them', async () => {
    const folder = emptyFolder();
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    await writer.addEntry('schema/shop/table.t.sql', Buffer.alloc(50), new Date());
    await writer.close();
    const volume = await openVolume(join(folder, 's0.0001.zip'));
    await expect(volume.readAll('schema/shop/table.t.sql', 49)).rejects.toMatchObject({
      failure: { fact: { reason: 'entry-beyond-limit' } },
    });
    expect((await volume.readAll('schema/shop/table.t.sql', 50)).length).toBe(50);
    await volume.close();
  });
});
