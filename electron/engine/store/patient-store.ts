import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../engine-error.ts';
import { isPassing } from './diagnose-disk.ts';
import { isAnySilent, listenFor } from './silent-places.ts';
import type { Store } from './store.ts';

export interface Patience {
  /** How long a call that only reads may go without an answer, in milliseconds. */
  readonly silentMs: number;
  /** The same of a call that may have to wait until gigabytes are durable, its own or what others have written. */
  readonly writingMs: number;
  /** How often a call that changes nothing, or can be repeated, is tried where the error passes by itself. */
  readonly tries: number;
  /** Between two tries; doubles each time. */
  readonly waitMs: number;
}

/**
 * A drive that sleeps needs half a minute to turn, a network disk that fails over about one. A shingled drive may take
 * minutes for what it was given, and a pen drive a quarter of an hour for what the system's memory holds.
 */
const PATIENCE: Patience = { silentMs: 120_000, writingMs: 1_800_000, tries: 4, waitMs: 250 };

/**
 * Ends every call of a store that does not answer, with `drive-silent`, and repeats those that may be repeated where an error
 * passes by itself. What a call that was given up does later is nobody's any more: what it opens is closed. Until it answers
 * after all nothing new is asked of its place: each call that hangs costs the process one of the few threads that wait for
 * disks, and soon no other drive would be heard either.
 */
export function patientStore(store: Store, patience: Patience = PATIENCE): Store {
  const { place } = store.about;
  const { silentMs, writingMs, tries, waitMs } = patience;
  const silent = (name: string) => {
    const path = name === '' ? place : `${place}/${name}`;
    return fail('drive-silent', { path }, { where: { file: path } });
  };
  /** What the call gives, or `drive-silent`; `late` gets what comes when nobody waits any more. */
  const end = <T>(name: string, call: () => Promise<T>, ms: number, late?: (value: T) => unknown): Promise<T> =>
    listenFor(call(), { place, ms, silent: () => silent(name), late });
  const once = async <T>(name: string, call: () => Promise<T>, ms: number, late?: (value: T) => unknown) => {
    if (isAnySilent(place)) throw silent(name);
    return end(name, call, ms, late);
  };
  const often = async <T>(name: string, call: () => Promise<T>, ms = silentMs, late?: (value: T) => unknown) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(name, call, ms, late);
      } catch (error) {
        if (attempt >= tries || !isPassing(error)) throw error;
        await sleep(waitMs * 2 ** (attempt - 1));
      }
    }
  };
  const { copy, keepPrivate } = store;
  return {
    about: store.about,
    list: (folder) => often(folder, () => store.list(folder)),
    stat: (name) => often(name, () => store.stat(name)),
    open: async (name) => {
      const reader = await often(
        name,
        () => store.open(name),
        silentMs,
        (one) => one.close(),
      );
      return {
        bytes: reader.bytes,
        read: (into, from) => often(name, () => reader.read(into, from)),
        // It was only read from: what a drive says to the end of that changes nothing.
        close: () => end(name, () => reader.close(), silentMs).catch(() => {}),
      };
    },
    create: async (name) => {
      const writer = await once(
        name,
        () => store.create(name),
        writingMs,
        (one) => one.abandon(),
      );
      return {
        write: (pieces) => end(name, () => writer.write(pieces), writingMs),
        commit: () => end(name, () => writer.commit(), writingMs),
        abandon: () => end(name, () => writer.abandon(), silentMs).catch(() => {}),
      };
    },
    // Written as a whole each time, so that a second time is the same; not where the first to come wins.
    put: (name, bytes, how) => (how?.ifAbsent ? once : often)(name, () => store.put(name, bytes, how), writingMs),
    remove: (name) => often(name, () => store.remove(name), writingMs),
    makeFolder: (name, how) => (how?.fresh ? once : often)(name, () => store.makeFolder(name, how), writingMs),
    expectWritable: () => often('', () => store.expectWritable()),
    freeBytes: () => often('', () => store.freeBytes()),
    lock: async (name, options) => {
      const lock = await once(
        name,
        () => store.lock(name, options),
        writingMs,
        (one) => one.release(),
      );
      return {
        isOurs: () => once(name, () => lock.isOurs(), silentMs),
        release: () => end(name, () => lock.release(), silentMs).catch(() => {}),
        releaseNow: () => lock.releaseNow(),
      };
    },
    append: async (name, how) => {
      const file = await once(
        name,
        () => store.append(name, how),
        writingMs,
        (one) => one.close(),
      );
      return {
        append: (bytes) => end(name, () => file.append(bytes), writingMs),
        sync: () => end(name, () => file.sync(), writingMs),
        close: () => end(name, () => file.close(), writingMs),
      };
    },
    ...(copy && { copy: (from, to) => once(to, () => copy(from, to), writingMs) }),
    ...(keepPrivate && { keepPrivate: (name) => once(name, () => keepPrivate(name), writingMs).catch(() => {}) }),
  };
}
