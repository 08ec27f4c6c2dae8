import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { fail } from '../../../electron/engine/engine-error.ts';
import { diagnoseDisk } from '../../../electron/engine/store/diagnose-disk.ts';
import { memoryStore } from '../../../electron/engine/store/memory-store.ts';
import { patientStore } from '../../../electron/engine/store/patient-store.ts';
import type { Store } from '../../../electron/engine/store/store.ts';

const PATIENCE = { silentMs: 100, writingMs: 200, tries: 4, waitMs: 1 };
const LOCK = { doing: 'test', judgeOld: () => 'alive' as const };
const silent = (file: string) => ({
  failure: { code: 'destination', where: { file }, fact: { reason: 'drive-silent' } },
});
const busy = () => diagnoseDisk(Object.assign(new Error('EBUSY'), { code: 'EBUSY' }), '/drive/x');

let last = 0;

/** A store of which some members are others, and what it is within the wrapper. */
async function given(change: (real: Store) => Partial<Store>, under = '') {
  const place = `memory:patient-${++last}${under}`;
  const real = memoryStore(place);
  await memoryStore(place.replace(/\/.*/, '')).makeFolder('');
  await real.makeFolder('');
  await real.put('file', 'content');
  return { place, real, store: patientStore({ ...real, ...change(real) }, PATIENCE) };
}

const never = () => new Promise<never>(() => {});

describe('a store that does not answer', () => {
  const READS = ['list', 'stat', 'open', 'expectWritable', 'freeBytes'] as const;
  const WRITES = ['create', 'put', 'remove', 'makeFolder', 'append', 'copy', 'lock'] as const;
  const call = (store: Store, member: (typeof READS | typeof WRITES)[number]): Promise<unknown> =>
    ({
      list: () => store.list('file'),
      stat: () => store.stat('file'),
      open: () => store.open('file'),
      create: () => store.create('file'),
      put: () => store.put('file', 'x'),
      remove: () => store.remove('file'),
      makeFolder: () => store.makeFolder('file'),
      append: () => store.append('file', { keep: 0 }),
      copy: async () => store.copy?.('other', 'file'),
      lock: () => store.lock('file', LOCK),
      expectWritable: () => store.expectWritable(),
      freeBytes: () => store.freeBytes(),
    })[member]();

  test.each([...READS, ...WRITES])('is given up by name after its time: %s', async (member) => {
    const { place, store } = await given(() => ({ [member]: never }));
    const began = performance.now();
    const whole = member === 'expectWritable' || member === 'freeBytes' ? place : `${place}/file`;
    await expect(call(store, member)).rejects.toMatchObject(silent(whole));
    const took = performance.now() - began;
    const given_ = READS.some((one) => one === member) ? PATIENCE.silentMs : PATIENCE.writingMs;
    expect(took).toBeGreaterThan(given_ - 20);
    expect(took).toBeLessThan(given_ + 2000);
  });

  test('is given up while it is read, written, appended to and asked for its lock', async () => {
    const { place, store } = await given((real) => ({
      open: async (name) => ({ ...(await real.open(name)), read: never }),
      create: async () => ({ write: never, commit: never, abandon: never }),
      append: async () => ({ append: never, sync: never, close: never }),
      lock: async (name, options) => ({ ...(await real.lock(name, options)), isOurs: never, release: never }),
    }));
    const reader = await store.open('file');
    const [writer, file, lock] = [
      await store.create('new'),
      await store.append('log', { fresh: true }),
      await store.lock('lock', LOCK),
    ];
    await Promise.all([
      expect(reader.read(Buffer.alloc(1), 0)).rejects.toMatchObject(silent(`${place}/file`)),
      expect(writer.write([])).rejects.toMatchObject(silent(`${place}/new`)),
      expect(writer.commit()).rejects.toMatchObject(silent(`${place}/new`)),
      expect(file.append('x')).rejects.toMatchObject(silent(`${place}/log`)),
      expect(file.sync()).rejects.toMatchObject(silent(`${place}/log`)),
      expect(lock.isOurs()).rejects.toMatchObject(silent(`${place}/lock`)),
      expect(writer.abandon(), 'which never throws').resolves.toBeUndefined(),
      expect(lock.release(), 'nor does this').resolves.toBeUndefined(),
    ]);
  });

  test('has closed what it opens when nobody waits for it any more', async () => {
    const closed: string[] = [];
    const late = async <T>(value: T): Promise<T> => {
      await sleep(300);
      return value;
    };
    const { store } = await given((real) => ({
      open: () => late({ bytes: 0, read: async () => 0, close: async () => void closed.push('reader') }),
      create: () => late({ write: never, commit: never, abandon: async () => void closed.push('writer') }),
      append: () => late({ append: never, sync: never, close: async () => void closed.push('file') }),
      lock: (name, options) =>
        late({
          ...real.lock(name, options),
          isOurs: never,
          release: async () => void closed.push('lock'),
          releaseNow: () => {},
        }),
    }));
    const calls = [store.open('a'), store.create('b'), store.append('c', { fresh: true }), store.lock('d', LOCK)];
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
    await expect.poll(() => closed.toSorted()).toEqual(['file', 'lock', 'reader', 'writer']);
  });

  test('is asked for nothing more until it answers, since what hangs keeps others from being heard', async () => {
    let answer = () => {};
    let asked = 0;
    const { place, store } = await given(
      (real) => ({
        stat: async (name) => {
          asked++;
          if (asked === 1) await new Promise<void>((done) => (answer = done));
          return real.stat(name);
        },
      }),
      '/destination',
    );
    await expect(store.stat('file')).rejects.toMatchObject(silent(`${place}/file`));
    const began = performance.now();
    await expect(store.stat('file')).rejects.toMatchObject(silent(`${place}/file`));
    await expect(store.put('file', 'x')).rejects.toMatchObject(silent(`${place}/file`));
    await expect(patientStore(memoryStore(`${place}/set`)).list('')).rejects.toMatchObject(silent(`${place}/set`));
    expect(performance.now() - began).toBeLessThan(80);
    expect(asked).toBe(1);
    const beside = memoryStore(`${place}-2`);
    await beside.makeFolder('');
    expect(await patientStore(beside).list(''), 'another one').toEqual([]);
    answer();
    await sleep(1);
    expect(await store.stat('file')).toMatchObject({ bytes: 7 });
    expect(await patientStore(memoryStore(place)).list('')).toHaveLength(1);
  });

  test('holds up no other one', async () => {
    const hung = await given(() => ({ list: never }));
    const well = await given(() => ({}));
    const silence = expect(hung.store.list('')).rejects.toMatchObject(silent(hung.place));
    const began = performance.now();
    expect(await well.store.list('')).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(80);
    await silence;
  });
});

describe('an error that passes by itself', () => {
  /** A member that fails so often before it does what it should. */
  const failing = <A extends unknown[], R>(times: number, call: (...args: A) => Promise<R>, error = busy) => {
    const calls = { count: 0 };
    const member = async (...args: A): Promise<R> => {
      if (calls.count++ < times) throw error();
      return call(...args);
    };
    return { calls, member };
  };

  test('is not seen by who reads, or writes what can be written twice', async () => {
    const { store } = await given((real) => ({
      list: failing(3, real.list).member,
      stat: failing(3, real.stat).member,
      open: failing(3, real.open).member,
      put: failing(3, real.put).member,
      remove: failing(3, real.remove).member,
      makeFolder: failing(3, real.makeFolder).member,
    }));
    expect(await store.list('')).toHaveLength(1);
    expect(await store.stat('file')).toMatchObject({ bytes: 7 });
    await (await store.open('file')).close();
    await store.put('file', 'new');
    await store.makeFolder('folder');
    await store.remove('file');
    expect(await store.list('')).toHaveLength(1);
  });

  test('is seen in the end', async () => {
    const tried = failing(9, async () => []);
    const { store } = await given(() => ({ list: tried.member }));
    await expect(store.list('')).rejects.toMatchObject({ failure: { fact: { reason: 'disk-error' } } });
    expect(tried.calls.count).toBe(PATIENCE.tries);
  });

  test('is seen at once by who changes what cannot be changed twice', async () => {
    const calls: number[] = [];
    const once = () => {
      calls.push(1);
      return Promise.reject(busy());
    };
    const { store } = await given(() => ({
      create: once,
      append: once,
      put: once,
      makeFolder: once,
      lock: once,
      copy: once,
    }));
    for (const call of [
      () => store.create('x'),
      () => store.append('x', { fresh: true }),
      () => store.put('x', '', { ifAbsent: true }),
      () => store.makeFolder('x', { fresh: true }),
      () => store.lock('x', LOCK),
      async () => store.copy?.('file', 'x'),
    ])
      await expect(call()).rejects.toThrow();
    expect(calls).toHaveLength(6);
  });

  test('is another one than those that stay', async () => {
    const tried = failing(
      9,
      async () => [],
      () => fail('path-not-there', { path: 'x' }),
    );
    const { store } = await given(() => ({ list: tried.member }));
    await expect(store.list('')).rejects.toMatchObject({ failure: { fact: { reason: 'path-not-there' } } });
    expect(tried.calls.count).toBe(1);
  });
});
