import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMissing } from '../../../electron/engine/store/diagnose-disk.ts';
import { localStore } from '../../../electron/engine/store/local-store.ts';
import { memoryStore } from '../../../electron/engine/store/memory-store.ts';
import { patientStore } from '../../../electron/engine/store/patient-store.ts';
import type { Store } from '../../../electron/engine/store/store.ts';
import { inOneStore, placeIn, storeAt } from '../../../electron/engine/store/store-at.ts';
import { LockTaken } from '../../../electron/engine/store/take-lock.ts';
import { readWhole } from '../../../electron/engine/store/whole-files.ts';
import { emptyFolder } from '../../support/empty-folder.ts';

/** A store of the kind, empty and ready. */
type Kind = readonly [name: string, open: () => Promise<Store>];

async function inMemory(): Promise<Store> {
  const store = memoryStore(`memory:${randomBytes(8).toString('hex')}`);
  await store.makeFolder('');
  return store;
}

/** Every kind there is, as it is and within the one that ends its calls. */
const KINDS: readonly Kind[] = [
  ['a folder', async () => localStore(emptyFolder())],
  ['memory', inMemory],
  ['a folder, patiently', async () => patientStore(localStore(emptyFolder()))],
  ['memory, patiently', async () => patientStore(await inMemory())],
];

const ENTRY = { list: (name: string) => ({ name, kind: 'file' as const }) };
const LOCK = { doing: 'test', judgeOld: () => 'alive' as const };
const MOST = 1 << 20;

const textOf = async (store: Store, name: string) => String(await readWhole(store, name, MOST));
const namesIn = async (store: Store, folder = '') => (await store.list(folder)).map(({ name }) => name).sort();

/** What a call ends with, which has to be an error of ours. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'EngineError' });
  return error;
}

/** Names that nobody would choose, and that somebody's schema or cluster may have. */
const ODD = [
  ...['a b', ' leading', 'trailing ', '.hidden', '..dots', '...', 'a.', '%2e%2e', '100%', '#?&=+', "it's", '"quoted"'],
  ...[
    '订单_0',
    'naïve',
    'e\u0301',
    '🗄️',
    '\u202egnp',
    'new\nline',
    'tab\t',
    '-rf',
    '~',
    '$HOME',
    '`id`',
    '*',
    '|',
    'CON',
  ],
  'x'.repeat(200),
  '库'.repeat(66),
];

/** Names that lead out of the store, or are none. */
const LEADING_OUT = [
  ...['..', '../x', 'a/..', 'a/../b', '.', './x', 'a/./b', '/etc/passwd', '/', 'a//b', 'a/', '//', 'nul\0', 'a/\0'],
  ...(process.platform === 'win32' ? ['..\\x', 'a\\b', 'C:', 'C:\\x', 'x:stream'] : []),
];

describe.each(KINDS)('a store: %s', (_, open) => {
  test('a file that is written is seen when it is whole, and not before', async () => {
    const store = await open();
    const writer = await store.create('volume');
    await writer.write([Buffer.from('half'), Buffer.from(' and')]);
    expect(await store.stat('volume')).toBeUndefined();
    expect(isMissing(await errorOf(store.open('volume')))).toBe(true);
    expect(await namesIn(store)).not.toContain('volume');
    await writer.write([Buffer.from(' half')]);
    await writer.commit();
    expect(await textOf(store, 'volume')).toBe('half and half');
    expect(await namesIn(store)).toEqual(['volume']);
  });

  test('memory that was written can be used again', async () => {
    const store = await open();
    const writer = await store.create('volume');
    const memory = Buffer.from('first');
    await writer.write([memory]);
    memory.fill('x');
    await writer.commit();
    expect(await textOf(store, 'volume')).toBe('first');
  });

  test('one name is written by one writer at a time', async () => {
    const store = await open();
    const writer = await store.create('volume');
    await errorOf(store.create('volume'));
    await writer.write([Buffer.from('mine')]);
    await writer.commit();
    expect(await textOf(store, 'volume')).toBe('mine');
  });

  test('a writer that gives up leaves nothing, and takes nothing more', async () => {
    const store = await open();
    const writer = await store.create('volume');
    await writer.write([Buffer.from('half')]);
    await writer.abandon();
    await writer.abandon();
    await errorOf(writer.write([Buffer.from('more')]));
    await errorOf(writer.commit());
    expect(await namesIn(store)).toEqual([]);
    await (await store.create('volume')).commit();
    expect(await store.stat('volume')).toMatchObject({ kind: 'file', bytes: 0 });
  });

  test('giving up what is committed changes nothing, also of who writes that name now', async () => {
    const store = await open();
    const writer = await store.create('volume');
    await writer.write([Buffer.from('whole')]);
    await writer.commit();
    const next = await store.create('volume');
    await writer.abandon();
    expect(await textOf(store, 'volume')).toBe('whole');
    await next.write([Buffer.from('newer')]);
    await next.commit();
    expect(await textOf(store, 'volume')).toBe('newer');
  });

  test('any range can be read, and at the end there is less', async () => {
    const store = await open();
    const bytes = randomBytes(100_000);
    await store.put('file', bytes);
    const reader = await store.open('file');
    expect(reader.bytes).toBe(bytes.length);
    for (const [from, length] of [
      ...([
        [0, 1],
        [0, 100_000],
        [99_999, 1],
        [5, 0],
        [50_000, 40_000],
      ] as const),
      ...([
        [99_990, 20],
        [100_000, 10],
        [200_000, 10],
        [0, 200_000],
      ] as const),
    ]) {
      const into = Buffer.alloc(length);
      const got = await reader.read(into, from);
      expect(into.subarray(0, got).equals(bytes.subarray(from, from + length)), `${length} from ${from}`).toBe(true);
    }
    await reader.close();
  });

  test('who reads a file reads the one that was opened, whatever takes its place', async () => {
    const store = await open();
    await store.put('file', 'as it was');
    const reader = await store.open('file');
    await store.put('file', 'as it is now, and longer');
    await store.remove('file');
    const into = Buffer.alloc(100);
    expect(into.toString('utf8', 0, await reader.read(into, 0))).toBe('as it was');
    await reader.close();
  });

  test('put takes the place of what is there, and no reader sees half of either', async () => {
    const store = await open();
    const versions = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
    await store.put('file', versions[0] ?? '');
    let done = false;
    const writing = (async () => {
      for (let i = 0; i < 12; i++) await store.put('file', versions[i % 3] ?? '');
      done = true;
    })();
    while (!done) expect(versions).toContain(await textOf(store, 'file'));
    await writing;
    expect(await namesIn(store)).toEqual(['file']);
  });

  test('of many that put a file only if there is none, one does', async () => {
    const store = await open();
    for (let round = 0; round < 5; round++) {
      const name = `round ${round}`;
      const runs = Array.from({ length: 20 }, (_, i) => store.put(name, `of ${i}`, { ifAbsent: true }));
      const first = await Promise.all(runs);
      expect(first.filter(Boolean).length).toBe(1);
      expect(await textOf(store, name)).toBe(`of ${first.indexOf(true)}`);
    }
    expect((await namesIn(store)).length).toBe(5);
    await store.makeFolder('folder');
    expect(await store.put('folder', 'x', { ifAbsent: true })).toBe(false);
  });

  test('removing is done once, and a second time as well', async () => {
    const store = await open();
    await store.put('file', 'x');
    await store.remove('file');
    await store.remove('file');
    await store.remove('folder/file');
    expect(await namesIn(store)).toEqual([]);
  });

  test('what it holds is told by its kind', async () => {
    const store = await open();
    await store.makeFolder('folder');
    await store.makeFolder('folder/below');
    await store.put('folder/file', 'four');
    await store.put('file', '');
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    expect((await store.list('')).sort(byName)).toEqual([ENTRY.list('file'), { name: 'folder', kind: 'folder' }]);
    expect((await store.list('folder')).sort(byName)).toEqual([{ name: 'below', kind: 'folder' }, ENTRY.list('file')]);
    expect(await store.stat('folder/file')).toMatchObject({ kind: 'file', bytes: 4 });
    expect(await store.stat('folder')).toMatchObject({ kind: 'folder' });
    expect(await store.stat('')).toMatchObject({ kind: 'folder' });
    expect(await store.stat('other')).toBeUndefined();
    expect(await store.stat('file/below')).toBeUndefined();
  });

  test('folders are made by name only: nothing is written where one is missing', async () => {
    const store = await open();
    for (const call of [
      () => store.put('gone/file', 'x'),
      () => store.put('gone/file', 'x', { ifAbsent: true }),
      () => store.create('gone/file'),
      () => store.append('gone/file', { fresh: true }),
      () => store.makeFolder('gone/below'),
      () => store.list('gone'),
      () => store.open('gone/file'),
    ])
      expect(isMissing(await errorOf(call()))).toBe(true);
    expect(await namesIn(store)).toEqual([]);
  });

  test('a folder that is there is taken, unless it has to be new; a file in its place is refused by name', async () => {
    const store = await open();
    await store.makeFolder('folder', { fresh: true });
    await store.makeFolder('folder');
    await errorOf(store.makeFolder('folder', { fresh: true }));
    await store.put('file', 'x');
    expect(await errorOf(store.makeFolder('file'))).toMatchObject({ failure: { fact: { reason: 'file-not-folder' } } });
  });

  test('a folder is no file, whatever is done with it', async () => {
    const store = await open();
    await store.makeFolder('folder');
    expect(await errorOf(store.open('folder'))).toMatchObject({ failure: { code: 'damaged' } });
    await errorOf(store.put('folder', 'x'));
    await errorOf(store.remove('folder'));
    await errorOf(store.append('folder', { keep: 0 }));
    await errorOf(store.create('folder').then((writer) => writer.commit().finally(() => writer.abandon())));
    expect(await store.list('')).toEqual([{ name: 'folder', kind: 'folder' }]);
  });

  test('an error names the file', async () => {
    const store = await open();
    const file = placeIn(store.about.place, 'gone');
    expect(await errorOf(store.open('gone'))).toMatchObject({
      failure: { code: 'destination', where: { file }, fact: { reason: 'path-not-there' } },
    });
    expect(await errorOf(store.append('gone', { keep: 3 }))).toMatchObject({ failure: { where: { file } } });
  });

  test.each(ODD)('a file and a folder may be called %j', async (name) => {
    const store = await open();
    await store.makeFolder(name);
    await store.put(`${name}/${name}`, name);
    const writer = await store.create(`${name}/2${name.slice(2)}`);
    await writer.write([Buffer.from('2')]);
    await writer.commit();
    expect(await store.list('')).toEqual([{ name, kind: 'folder' }]);
    expect(await textOf(store, `${name}/${name}`)).toBe(name);
    expect((await namesIn(store, name)).length).toBe(2);
  });

  test.each(LEADING_OUT)('a name that leads elsewhere is refused: %j', async (name) => {
    const store = await open();
    for (const call of [
      () => store.list(name),
      () => store.stat(name),
      () => store.open(name),
      () => store.create(name),
      () => store.put(name, 'x'),
      () => store.put(name, 'x', { ifAbsent: true }),
      () => store.remove(name),
      () => store.makeFolder(name),
      () => store.append(name, { fresh: true }),
      () => store.lock(name, LOCK),
      () => store.copy?.(name, 'x') ?? Promise.reject(),
      () => store.copy?.('x', name) ?? Promise.reject(),
    ])
      expect(await errorOf(call())).toMatchObject({ failure: { code: 'internal' } });
    expect(await namesIn(store)).toEqual([]);
  });

  test('whatever a file is called, it is found again by that name alone, or refused', async () => {
    const store = await open();
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', ' ', 'a'), maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(part, async (name) => {
        fc.pre(name.isWellFormed() && process.platform !== 'win32');
        const refused = name.split('/').some((one) => one === '' || one === '.' || one === '..' || one.includes('\0'));
        if (refused) {
          await errorOf(store.put(name, 'x'));
        } else if (name.includes('/')) {
          expect(isMissing(await errorOf(store.put(name, 'x')))).toBe(true);
        } else {
          await store.put(name, name);
          expect(await store.list('')).toEqual([{ name, kind: 'file' }]);
          expect(await textOf(store, name)).toBe(name);
          await store.remove(name);
        }
        expect(await namesIn(store)).toEqual([]);
      }),
    );
  });

  test('a large file is what was written', async () => {
    const store = await open();
    const sha = createHash('sha256');
    const writer = await store.create('large');
    for (let i = 0; i < 80; i++) {
      const pieces = [Buffer.alloc(1 << 19, i), Buffer.alloc((1 << 19) + (i % 3), 255 - i)];
      for (const piece of pieces) sha.update(piece);
      await writer.write(pieces);
    }
    await writer.commit();
    const read = createHash('sha256');
    const reader = await store.open('large');
    const piece = Buffer.alloc(3_000_001);
    for (let at = 0; at < reader.bytes; ) {
      const got = await reader.read(piece, at);
      read.update(piece.subarray(0, got));
      at += got;
    }
    await reader.close();
    expect(read.digest('hex')).toBe(sha.digest('hex'));
    expect(await store.stat('large')).toMatchObject({ bytes: reader.bytes });
  });

  test('a lock has one holder, until it is given back', async () => {
    const store = await open();
    const runs = await Promise.allSettled(Array.from({ length: 6 }, () => store.lock('lock', LOCK)));
    const held = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
    expect(held.length).toBe(1);
    for (const run of runs) if (run.status === 'rejected') expect(run.reason).toBeInstanceOf(LockTaken);
    expect(await held[0]?.isOurs()).toBe(true);
    await held[0]?.release();
    await held[0]?.release();
    const next = await store.lock('lock', LOCK);
    expect(await next.isOurs()).toBe(true);
    await next.release();
    expect(await namesIn(store)).toEqual([]);
  });

  test('who had a lock that somebody deleted learns of it, and does not take the next one’s away', async () => {
    const store = await open();
    const lock = await store.lock('lock', LOCK);
    await store.remove('lock');
    expect(await lock.isOurs()).toBe(false);
    const next = await store.lock('lock', LOCK);
    await lock.release();
    expect(await next.isOurs()).toBe(true);
    await next.release();
  });

  test('a file that grows is read while it does, and goes on behind what is kept of it', async () => {
    const store = await open();
    const file = await store.append('journal', { fresh: true });
    await file.append('one\n');
    await file.sync();
    expect(await textOf(store, 'journal')).toBe('one\n');
    await file.append('two\nha');
    await file.close();
    await errorOf(store.append('journal', { fresh: true }));
    const again = await store.append('journal', { keep: 8 });
    expect(await textOf(store, 'journal')).toBe('one\ntwo\n');
    await again.append('three\n');
    await again.close();
    expect(await textOf(store, 'journal')).toBe('one\ntwo\nthree\n');
  });

  test('a copy is the same bytes under a second name, which outlives the first', async () => {
    const store = await open();
    await store.makeFolder('later');
    await store.put('volume', 'bytes');
    if (!store.copy) return;
    const copied = await store.copy('volume', 'later/volume');
    expect(await store.stat('later/volume')).toEqual(copied ? expect.objectContaining({ bytes: 5 }) : undefined);
    expect(await store.copy('gone', 'later/other')).toBe(false);
    expect(await store.copy('volume', 'gone/volume')).toBe(false);
    await store.put('later/taken', 'not this one');
    expect(await store.copy('volume', 'later/taken')).toBe(false);
    expect(await textOf(store, 'later/taken')).toBe('not this one');
    await store.remove('volume');
    if (copied) expect(await textOf(store, 'later/volume')).toBe('bytes');
  });

  test('any folder of it is a store of its own, by its place', async () => {
    const store = await open();
    await store.makeFolder('set');
    const below = storeAt(placeIn(store.about.place, 'set'));
    await below.put('manifest', 'x');
    expect(await textOf(store, 'set/manifest')).toBe('x');
    const files = inOneStore(placeIn(store.about.place, 'set', 'manifest'), placeIn(store.about.place, 'other'));
    expect(files.names).toEqual(['set/manifest', 'other']);
    expect(await textOf(files.store, files.names[0])).toBe('x');
    await storeAt(placeIn(store.about.place, 'new')).makeFolder('');
    expect(await store.stat('new')).toMatchObject({ kind: 'folder' });
  });
});
