import { randomBytes } from 'node:crypto';
import type { Dirent, Stats } from 'node:fs';
import { access, constants, link, lstat, mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, fail } from '../engine-error.ts';
import { openRegular } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { appendLocal, createLocal } from './local-writer.ts';
import { partsOf } from './names.ts';
import { OWN_FILE, OWN_FOLDER } from './own-modes.ts';
import type { Store, StoreItemKind, StoreReader } from './store.ts';
import { syncFolder } from './sync-folder.ts';
import { type HeldLock, type LockOptions, LockTaken, takeLock } from './take-lock.ts';

/** A folder of this computer: a drive, or a network disk that the system has mounted. */
export function localStore(place: string): Store {
  const pathOf = (name: string) => join(place, ...partsOf(name));
  return {
    about: { kind: 'local', place },
    list: async (folder) => {
      const path = pathOf(folder);
      const found = await readdir(path, { withFileTypes: true }).catch((error) => throwFor(error, path));
      return found.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
    stat: async (name) => {
      const path = pathOf(name);
      try {
        const found = await lstat(path);
        return { kind: kindOf(found), bytes: found.size, modified: found.mtimeMs };
      } catch (error) {
        // Asked of thousands of files that are not there; an error in words costs as much as the look itself.
        if (isNothing(error)) return undefined;
        throw diagnoseDisk(error, path);
      }
    },
    open: async (name) => openLocal(pathOf(name)),
    create: async (name) => createLocal(pathOf(name)),
    put: async (name, bytes, how = {}) => put(pathOf(name), bytes, how.ifAbsent === true),
    remove: async (name) => {
      const path = pathOf(name);
      await unlink(path).catch((error) => {
        if (!isNothing(error)) throw diagnoseDisk(error, path);
      });
    },
    makeFolder: async (name, how = {}) =>
      name === '' ? makeRoot(place) : makeFolder(pathOf(name), how.fresh === true),
    expectWritable: () => expectWritable(place),
    freeBytes: () => freeBytes(place),
    lock: async (name, options) => lock(pathOf(name), options),
    append: async (name, how) => appendLocal(pathOf(name), how),
    copy: async (from, to) => addName(pathOf(from), pathOf(to)),
    keepPrivate: async (name) => keepPrivate(pathOf(name)),
  };
}

async function lock(path: string, options: LockOptions): Promise<HeldLock> {
  return takeLock(path, options).catch((error) => {
    throw error instanceof LockTaken || options.signal?.aborted ? error : diagnoseDisk(error, path);
  });
}

function kindOf(found: Dirent | Stats): StoreItemKind {
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other';
}

/** True where there is nothing of a name, or no folder above it. */
function isNothing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function throwFor(error: unknown, path: string): never {
  throw diagnoseDisk(error, path);
}

async function openLocal(path: string): Promise<StoreReader> {
  const handle = await openRegular(path).catch((error) => throwFor(error, path));
  const { size } = await handle.stat().catch(async (error) => {
    await handle.close().catch(() => {});
    return throwFor(error, path);
  });
  return {
    bytes: size,
    read: async (into, from) => {
      let got = 0;
      while (got < into.length) {
        const { bytesRead } = await handle
          .read(into, got, into.length - got, from + got)
          .catch((error) => throwFor(error, path));
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      return got;
    },
    // It was only read from: what a drive says to the end of that changes nothing.
    close: () => handle.close().catch(() => {}),
  };
}

/**
 * Temporary file, fsync, rename, fsync of the folder. The temporary name cannot be foreseen and must be new, so that nobody's
 * link there leads to another file; it begins with a dot, so that what a crash leaves of it is no stray file.
 */
async function put(path: string, bytes: Uint8Array | string, ifAbsent: boolean): Promise<boolean> {
  const temporary = join(dirname(path), `${hiddenName(path)}.${randomBytes(8).toString('hex')}.partial`);
  let made = false;
  try {
    const handle = await open(temporary, 'wx', OWN_FILE);
    made = true;
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const first = ifAbsent ? await giveName(temporary, path) : await rename(temporary, path).then(() => true);
    if (ifAbsent) await unlink(temporary).catch(() => {}); // where it was not given away
    await syncFolder(dirname(path));
    return first;
  } catch (error) {
    if (made) await unlink(temporary).catch(() => {});
    throw diagnoseDisk(error, path);
  }
}

/**
 * False where the name is taken. exFAT and FAT32 have no links: there whoever makes the claim may give the name, so that
 * nobody finds less than the whole file under it.
 */
async function giveName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  const claim = join(dirname(path), `${hiddenName(path)}.claim.partial`);
  if (!(await makeClaim(claim, path))) return false;
  try {
    if (await isThere(path)) return false;
    await rename(temporary, path);
    return true;
  } finally {
    await unlink(claim).catch(() => {});
  }
}

/** Begins with a dot, so that what a crash leaves of it is no stray file. */
function hiddenName(path: string): string {
  const name = basename(path);
  return name.startsWith('.') ? name : `.${name}`;
}

/** A claim is held for the moment of a rename; one that is older is of a process that has died, and keeps nobody out. */
const CLAIM_MS = 60_000;

/** False once another one has given the name. */
async function makeClaim(claim: string, path: string): Promise<boolean> {
  for (;;) {
    try {
      await (await open(claim, 'wx', OWN_FILE)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isThere(path)) return false;
    const held = await lstat(claim).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs > CLAIM_MS) return true;
    await sleep(20);
  }
}

async function makeRoot(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
    throw fail('file-not-folder', { folder }, { where: { file: folder } });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diagnoseDisk(error, folder);
  }
  await mkdir(folder, { mode: OWN_FOLDER }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw diagnoseDisk(error, folder);
    // Windows says so of a name that it does not allow, too.
    if (await isThere(dirname(folder)))
      throw fail('cannot-create-folder', { folder }, { where: { file: folder }, cause: error });
    throw fail('no-parent-folder', { folder: dirname(folder) }, { where: { file: folder } });
  });
}

/** A link is refused: readers do not follow them, so that what was written behind one would never be found again. */
async function makeFolder(path: string, fresh: boolean): Promise<void> {
  try {
    await mkdir(path, { mode: OWN_FOLDER });
    return;
  } catch (error) {
    if (fresh || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw diagnoseDisk(error, path);
  }
  const found = await lstat(path).catch((error) => throwFor(error, path));
  if (found.isSymbolicLink()) throw fail('link-not-folder', { path }, { where: { file: path } });
  if (!found.isDirectory()) throw fail('file-not-folder', { folder: path }, { where: { file: path } });
}

async function expectWritable(folder: string): Promise<void> {
  const where = { file: folder };
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw diagnoseDisk(error, folder);
  });
  if (found) {
    if (!found.isDirectory()) throw fail('file-not-folder', { folder }, { where });
    if (!(await isWritable(folder))) throw fail('no-permission', { path: folder }, { where });
    return;
  }
  const parent = dirname(folder);
  if (!(await isThere(parent))) throw fail('no-parent-folder', { folder: parent }, { where });
  if (!(await isWritable(parent))) throw fail('cannot-create-folder', { folder }, { where });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** One level up only: further up it would be another disk's figure, where a drive is not mounted. */
async function freeBytes(place: string): Promise<number | null> {
  for (const folder of new Set([place, dirname(place)])) {
    const found = await statfs(folder).catch(() => null);
    if (found) return found.bavail * found.bsize;
  }
  return null;
}

/** By a hard link. Every file system has its own error for what it does not do, and a file can have only so many names. */
async function addName(from: string, to: string): Promise<boolean> {
  const linked = await link(from, to).then(
    () => true,
    () => false,
  );
  if (!linked) return false;
  await keepPrivate(to); // a link has the mode of the older file
  await syncFolder(dirname(to)).catch((error) => throwFor(error, to));
  return true;
}

/** Some disks know no modes, which is no reason to stop. What has become a link or a device meanwhile is left alone. */
async function keepPrivate(path: string): Promise<void> {
  const handle = await openRegular(path).catch(() => undefined);
  await handle?.chmod(OWN_FILE).catch(() => {});
  await handle?.close().catch(() => {});
}
