import { fail } from '../engine-error.ts';
import { partsOf } from './names.ts';
import type { Store, StoreStat, StoreWriter } from './store.ts';
import { LockTaken } from './take-lock.ts';

interface MemoryFile {
  bytes: Buffer;
  modified: number;
}

/** What stands under a name: a file, or a folder. */
type Held = MemoryFile | 'folder';

/** Of this thread, by what stands in front of the first `/` of a place. */
const stores = new Map<string, Map<string, Held>>();

/**
 * A store that ends with the thread: for tests of what stands on stores, and the plainest reading of what a kind has to do.
 * Nobody's destination is one.
 */
export function memoryStore(place: string): Store {
  const [root = '', ...below] = place.split('/').filter((part) => part !== '');
  const held = stores.get(root) ?? new Map<string, Held>();
  stores.set(root, held);
  const keyOf = (name: string) => [...below, ...partsOf(name)].join('/');
  const about = (name: string) => ({ where: { file: placeOf(place, name) } });
  const missing = (name: string) => fail('path-not-there', { path: placeOf(place, name) }, about(name));
  const fileOf = (name: string): MemoryFile => {
    const found = held.get(keyOf(name));
    if (found === undefined) throw missing(name);
    if (found === 'folder') throw fail('not-an-ordinary-file', { path: placeOf(place, name) }, about(name));
    return found;
  };
  const isInFolder = (key: string) => held.get(key.split('/').slice(0, -1).join('/')) === 'folder';
  /** The key of a name whose folder is there. */
  const inFolder = (name: string): string => {
    const key = keyOf(name);
    if (!isInFolder(key)) throw missing(name);
    return key;
  };
  const expectNew = (name: string, key = keyOf(name)) => {
    if (held.has(key)) throw fail('disk-error', { path: placeOf(place, name) }, { ...about(name), cause: 'EEXIST' });
  };
  const write = (key: string, bytes: Buffer) => void held.set(key, { bytes, modified: Date.now() });
  /** The key of a name that a file may have. */
  const forFile = (name: string): string => {
    const key = inFolder(name);
    if (held.get(key) === 'folder') throw fail('not-an-ordinary-file', { path: placeOf(place, name) }, about(name));
    return key;
  };
  return {
    about: { kind: 'memory', place },
    list: async (folder) => {
      const key = keyOf(folder);
      if (held.get(key) !== 'folder') throw missing(folder);
      const before = key === '' ? '' : `${key}/`;
      return [...held].flatMap(([other, one]) => {
        const name = other !== key && other.startsWith(before) ? other.slice(before.length) : '';
        return name === '' || name.includes('/') ? [] : [{ name, kind: one === 'folder' ? one : ('file' as const) }];
      });
    },
    stat: async (name): Promise<StoreStat | undefined> => {
      const found = held.get(keyOf(name));
      if (found === undefined) return undefined;
      if (found === 'folder') return { kind: 'folder', bytes: 0, modified: 0 };
      return { kind: 'file', bytes: found.bytes.length, modified: found.modified };
    },
    open: async (name) => {
      const { bytes } = fileOf(name);
      return {
        bytes: bytes.length,
        read: async (into, from) => {
          const piece = bytes.subarray(from, from + into.length);
          into.set(piece);
          return piece.length;
        },
        close: async () => {},
      };
    },
    create: async (name) => {
      const key = forFile(name);
      const partial = `${key}.partial`;
      expectNew(name, partial);
      write(partial, Buffer.alloc(0));
      const commit = (bytes: Buffer) => {
        if (!held.delete(partial)) throw missing(name);
        write(key, bytes);
      };
      return new MemoryWriter(commit, () => void held.delete(partial));
    },
    put: async (name, bytes, { ifAbsent } = {}) => {
      if (ifAbsent && held.has(keyOf(name))) return false;
      const key = forFile(name);
      write(key, Buffer.from(bytes as Uint8Array));
      return true;
    },
    remove: async (name) => {
      if (held.has(keyOf(name))) fileOf(name);
      held.delete(keyOf(name));
    },
    makeFolder: async (name, { fresh } = {}) => {
      const key = keyOf(name) === '' ? '' : inFolder(name);
      if (fresh) expectNew(name);
      if ((held.get(key) ?? 'folder') !== 'folder')
        throw fail('file-not-folder', { folder: placeOf(place, name) }, about(name));
      held.set(key, 'folder');
    },
    expectWritable: async () => {},
    freeBytes: async () => null,
    lock: async (name, { doing }) => {
      const key = inFolder(name);
      if (held.has(key)) throw new LockTaken(undefined);
      write(key, Buffer.from(doing));
      const mine = held.get(key);
      const isMine = () => held.get(key) === mine;
      const releaseNow = () => void (isMine() && held.delete(key));
      return { isOurs: async () => isMine(), release: async () => releaseNow(), releaseNow };
    },
    append: async (name, how) => {
      const key = inFolder(name);
      if ('fresh' in how) expectNew(name);
      write(key, 'fresh' in how ? Buffer.alloc(0) : fileOf(name).bytes.subarray(0, how.keep));
      return {
        append: async (text) => write(key, Buffer.concat([fileOf(name).bytes, Buffer.from(text)])),
        sync: async () => {},
        close: async () => {},
      };
    },
    copy: async (from, to) => {
      const [source, key] = [held.get(keyOf(from)), keyOf(to)];
      if (source === undefined || source === 'folder' || held.has(key) || !isInFolder(key)) return false;
      held.set(key, source);
      return true;
    },
  };
}

function placeOf(place: string, name: string): string {
  return name === '' ? place : `${place}/${name}`;
}

class MemoryWriter implements StoreWriter {
  #pieces: Buffer[] = [];
  #open = true;
  readonly #done: (bytes: Buffer) => void;
  readonly #gone: () => void;

  constructor(done: (bytes: Buffer) => void, gone: () => void) {
    this.#done = done;
    this.#gone = gone;
  }

  async write(pieces: readonly Uint8Array[]): Promise<void> {
    if (!this.#open) throw fail('run-stopped', {});
    this.#pieces.push(...pieces.map((piece) => Buffer.from(piece)));
  }

  async commit(): Promise<void> {
    if (!this.#open) throw fail('run-stopped', {});
    this.#open = false;
    this.#done(Buffer.concat(this.#pieces));
  }

  async abandon(): Promise<void> {
    if (this.#open) this.#gone();
    this.#open = false;
  }
}
