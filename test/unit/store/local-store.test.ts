import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { emptyFolder } from '../../support/empty-folder.ts';

/** What the file system says of hard links; exFAT and FAT32 have none. */
const links = vi.hoisted(() => ({ refused: false }));
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const link = (from: string, to: string) =>
    links.refused ? Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })) : real.link(from, to);
  return { ...real, link, default: { ...real, link } };
});
const { localStore } = await import('../../../electron/engine/store/local-store.ts');
const { readWhole } = await import('../../../electron/engine/store/whole-files.ts');

const root = process.getuid?.() === 0;
const posix = process.platform !== 'win32';
afterEach(() => {
  links.refused = false;
});

/** Runs a command of the system's, whose `$0`, `$1` … these are. */
function sh(command: string, ...values: string[]): void {
  execFileSync('sh', ['-c', command, ...values], { stdio: 'ignore' });
}

const because = (reason: string, file: string) => ({ failure: { where: { file }, fact: { reason } } });

/** A folder that nothing may be written to; root is kept out by the file system alone. */
function sealed(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'file'), 'as it was');
  if (root) sh('chattr +i "$0" "$0/file"', folder);
  else chmodSync(folder, 0o500);
  onTestFinished(() => {
    if (root) sh('chattr -i "$0" "$0/file"', folder);
    else chmodSync(folder, 0o700);
  });
  return folder;
}

/** A disk of its own. */
function mounted(options: string): string {
  const folder = emptyFolder();
  sh('mount -t tmpfs -o "$1" tmpfs "$0"', folder, options);
  onTestFinished(() => sh('umount "$0"', folder));
  return folder;
}

/** Whether this computer lets a test do so; a container may not. */
function can(make: () => void): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

const canSeal = posix && (!root || can(() => sh('f=$(mktemp) && chattr +i "$f" && chattr -i "$f" && rm "$f"')));
const canMount = root && can(() => sh('unshare -m mount -t tmpfs tmpfs /mnt'));

describe.runIf(posix)('what stands in the place of a file', () => {
  /** A link to somebody's file, a link to nothing, a pipe, and a device where one can be made. */
  function given() {
    const folder = emptyFolder();
    const mine = join(emptyFolder(), 'bashrc');
    writeFileSync(mine, 'keep');
    symlinkSync(mine, join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    sh('mkfifo "$0"', join(folder, 'pipe'));
    return { folder, mine, store: localStore(folder) };
  }

  test('a link, a pipe and a device are told from files', async () => {
    const { store } = given();
    const byName = Object.fromEntries((await store.list('')).map(({ name, kind }) => [name, kind]));
    expect(byName).toEqual({ link: 'link', dangling: 'link', pipe: 'other' });
    expect(await store.stat('dangling')).toMatchObject({ kind: 'link' });
    expect(await localStore('/dev').stat('null')).toMatchObject({ kind: 'other' });
  });

  test.each(['link', 'dangling', 'pipe'])(
    'a %s is neither read nor gone on with, and that is said at once',
    async (name) => {
      const { folder, mine, store } = given();
      const refused = because('not-an-ordinary-file', join(folder, name));
      const began = performance.now();
      await expect(store.open(name)).rejects.toMatchObject(refused);
      await expect(store.append(name, { keep: 0 })).rejects.toMatchObject(refused);
      await expect(readWhole(store, name, 100)).rejects.toMatchObject(refused);
      await store.keepPrivate?.(name);
      expect(performance.now() - began).toBeLessThan(1000);
      expect(readFileSync(mine, 'utf8')).toBe('keep');
      expect(statSync(mine).mode & 0o777).toBe(0o644);
    },
  );

  test('a file is put in the place of a link or a pipe, and not through it', async () => {
    const { folder, mine, store } = given();
    for (const name of ['link', 'dangling', 'pipe']) {
      expect(await store.put(name, 'x', { ifAbsent: true })).toBe(false);
      await store.put(name, 'new');
      expect(lstatSync(join(folder, name)).isFile()).toBe(true);
    }
    expect(readFileSync(mine, 'utf8')).toBe('keep');
  });

  test('a link in the place of a file that is begun is not written through either', async () => {
    const { folder, mine, store } = given();
    symlinkSync(mine, join(folder, 'volume.partial'));
    await expect(store.create('volume')).rejects.toMatchObject({
      failure: { where: { file: join(folder, 'volume') } },
    });
    await expect(store.append('dangling', { fresh: true })).rejects.toMatchObject({ failure: { code: 'destination' } });
    expect(readFileSync(mine, 'utf8')).toBe('keep');
    expect(readdirSync(folder)).not.toContain('nowhere');
  });

  test('a link to a folder is not taken for one that is made', async () => {
    const { folder, store } = given();
    symlinkSync(emptyFolder(), join(folder, 'elsewhere'));
    await expect(store.makeFolder('elsewhere')).rejects.toMatchObject(
      because('link-not-folder', join(folder, 'elsewhere')),
    );
  });
});

describe('what a disk refuses', () => {
  const writes = (folder: string) => {
    const store = localStore(folder);
    return [
      () => store.put('new', 'x'),
      () => store.put('new', 'x', { ifAbsent: true }),
      () => store.create('new'),
      () => store.append('new', { fresh: true }),
      () => store.makeFolder('new'),
      () => store.lock('new', { doing: 'test', judgeOld: () => 'alive' }),
      () => store.remove('file'),
    ];
  };

  test.runIf(canSeal)('without permission nothing is written, and the file is named', async () => {
    const folder = sealed();
    for (const call of writes(folder))
      await expect(call()).rejects.toMatchObject({
        failure: { where: { file: expect.stringContaining(folder) }, fact: { reason: 'no-permission' } },
      });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test.runIf(canMount)('a disk that is read-only is said to be that', async () => {
    const folder = mounted('ro,size=1m');
    for (const call of writes(folder).slice(0, -1))
      await expect(call()).rejects.toMatchObject({ failure: { fact: { reason: 'read-only-disk' } } });
  });

  test.runIf(canMount)('a full disk is said to be full, and nothing of what did not fit is left', async () => {
    const folder = mounted('size=1m');
    const store = localStore(folder);
    const full = { failure: { code: 'no-space', fact: { reason: 'disk-full' } } };
    const large = Buffer.alloc(2 << 20);
    await expect(store.put('small', large)).rejects.toMatchObject(full);
    const writer = await store.create('volume');
    const written = writer.write([large.subarray(0, 700_000), large.subarray(0, 700_000)]);
    await expect(written).rejects.toMatchObject(full);
    await expect(writer.write([Buffer.from('x')]), 'which nothing heals').rejects.toMatchObject(full);
    await expect(writer.commit()).rejects.toMatchObject(full);
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
    await store.put('small', 'x');
    expect(await store.freeBytes()).toBeLessThan(1 << 20);
  });

  test('a name that is too long for it is said to be that', async () => {
    await expect(localStore(emptyFolder()).makeFolder('x'.repeat(300))).rejects.toMatchObject({
      failure: { fact: { reason: 'name-too-long' } },
    });
  });

  test('where the drive is not plugged in, its folder is not made on another disk', async () => {
    const place = join(emptyFolder(), 'not-mounted', 'backup');
    const missing = because('no-parent-folder', join(place, '..'));
    missing.failure.where.file = place;
    await expect(localStore(place).makeFolder('')).rejects.toMatchObject(missing);
    await expect(localStore(place).expectWritable()).rejects.toMatchObject(missing);
    expect(await localStore(place).freeBytes()).toBeNull();
  });

  test('whether it can be written is told without writing', async () => {
    const folder = emptyFolder();
    await localStore(folder).expectWritable();
    await localStore(join(folder, 'new')).expectWritable();
    writeFileSync(join(folder, 'file'), '');
    await expect(localStore(join(folder, 'file')).expectWritable()).rejects.toMatchObject({
      failure: { fact: { reason: 'file-not-folder' } },
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe.runIf(posix)('what is made', () => {
  test('is its owner’s alone, whatever the umask says', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const folder = emptyFolder();
    const store = localStore(folder);
    await store.makeFolder('folder');
    await store.put('put', 'x');
    await store.put('once', 'x', { ifAbsent: true });
    const writer = await store.create('volume');
    expect(statSync(join(folder, 'volume.partial')).mode & 0o777).toBe(0o600);
    await writer.commit();
    await (await store.append('journal', { fresh: true })).close();
    writeFileSync(join(folder, 'older'), 'x', { mode: 0o644 });
    await (await store.append('older', { keep: 1 })).close();
    writeFileSync(join(folder, 'volume-of-old'), 'x', { mode: 0o644 });
    expect(await store.copy?.('volume-of-old', 'linked')).toBe(true);
    const modes = Object.fromEntries(
      readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]),
    );
    const own = 0o600;
    const files = { put: own, once: own, volume: own, journal: own, older: own, linked: own, 'volume-of-old': own };
    expect(modes).toEqual({ ...files, folder: 0o700 });
  });

  test('costs no space where it is a copy', async () => {
    const folder = emptyFolder();
    const store = localStore(folder);
    await store.put('volume', 'bytes');
    expect(await store.copy?.('volume', 'second')).toBe(true);
    expect(statSync(join(folder, 'second')).ino).toBe(statSync(join(folder, 'volume')).ino);
  });

  test('has a name that does not last while it is put, which begins with a dot', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'taken'));
    const names = new Set<string>();
    const timer = setInterval(() => readdirSync(folder).forEach((name) => void names.add(name)), 0);
    for (let i = 0; i < 50; i++) await localStore(folder).put('file', Buffer.alloc(200_000));
    clearInterval(timer);
    for (const name of names) expect(name).toMatch(/^(file|taken|\.file\.[0-9a-f]{16}\.partial)$/);
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
  });
});

describe('on a disk without links', () => {
  test('of many that put a file only if there is none, one does', async () => {
    links.refused = true;
    const folder = emptyFolder();
    const store = localStore(folder);
    const runs = Array.from({ length: 20 }, (_, i) => store.put('once', `of ${i}`, { ifAbsent: true }));
    const first = await Promise.all(runs);
    expect(first.filter(Boolean).length).toBe(1);
    expect(readFileSync(join(folder, 'once'), 'utf8')).toBe(`of ${first.indexOf(true)}`);
    expect(readdirSync(folder)).toEqual(['once']);
  });

  test('nothing is copied, and nothing is left of the attempt', async () => {
    links.refused = true;
    const store = localStore(emptyFolder());
    await store.put('volume', 'bytes');
    expect(await store.copy?.('volume', 'second')).toBe(false);
    expect(await store.stat('second')).toBeUndefined();
  });

  test('finds no half of a file under a name that one of several gets', async () => {
    links.refused = true;
    const folder = emptyFolder();
    const store = localStore(folder);
    const text = 'x'.repeat(100_000);
    let looking = true;
    const found = new Set<number>();
    const look = async () => {
      while (looking) found.add((await store.stat('name'))?.bytes ?? -1);
    };
    const looks = look();
    const won = await Promise.all(Array.from({ length: 12 }, () => store.put('name', text, { ifAbsent: true })));
    looking = false;
    await looks;
    expect(won.filter(Boolean)).toHaveLength(1);
    expect([...found].filter((bytes) => bytes !== -1 && bytes !== text.length)).toEqual([]);
    expect((await store.list('')).map(({ name }) => name)).toEqual(['name']);
  });

  test('a claim whose process has died keeps nobody out', async () => {
    links.refused = true;
    const folder = emptyFolder();
    const claim = join(folder, '.name.claim.partial');
    writeFileSync(claim, '');
    utimesSync(claim, new Date(0), new Date(0));
    expect(await localStore(folder).put('name', 'x', { ifAbsent: true })).toBe(true);
    expect(readdirSync(folder)).toEqual(['name']);
  });
});
