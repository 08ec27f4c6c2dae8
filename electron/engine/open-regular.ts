import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { fail } from './engine-error.ts';

/**
 * Files that anybody may have put there are opened here and nowhere else: a pipe would hold the thread up until somebody
 * writes into it, a device such as /dev/zero has no end, and a link leads out of the folder that the user has chosen.
 */

/** Most bytes that are read of a file at once, by what it is. No file of a writer comes near. */
export const FILE_LIMITS = {
  /** Markers, locks, restore marks, hashes, names, keys and certificates. */
  small: 1 << 20,
  /** The cluster file. */
  cluster: 4 << 20,
  /** A manifest of half a million tables; a larger one would not fit into a string of the JavaScript engine with room. */
  manifest: 256 << 20,
  /** The journal of a set that was resumed. */
  journal: 448 << 20,
} as const;

/** Never waits for the other end of a pipe, and has no terminal take the process over. */
const NEVER_BLOCKS = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const NO_LINK = constants.O_NOFOLLOW ?? 0;

/**
 * Opens an ordinary file of a destination, in which nothing is a link; throws `not-an-ordinary-file`, or what the system says.
 * `flags`: more than those for reading.
 */
export async function openRegular(path: string, flags = 0): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    // Windows has no such flag.
    if (NO_LINK === 0 && (await lstat(path)).isSymbolicLink()) throw notOrdinary(path);
    handle = await open(path, constants.O_RDONLY | NEVER_BLOCKS | NO_LINK | flags);
  } catch (error) {
    throw foundOnOpening(error, path);
  }
  try {
    expectRegular(await handle.stat(), path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The whole content of an ordinary file of at most `limit` bytes, for files that the user has named, whose links are followed:
 * it never waits for anything but the disk.
 */
export function readRegularSync(path: string, limit: number): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | NEVER_BLOCKS);
  } catch (error) {
    throw foundOnOpening(error, path);
  }
  try {
    const found = fstatSync(file);
    expectRegular(found, path);
    expectSize(found.size, limit, path);
    const buffer = Buffer.allocUnsafe(found.size + 1);
    let got = 0;
    while (got < buffer.length) {
      const read = readSync(file, buffer, got, buffer.length - got, got);
      if (read === 0) break;
      got += read;
    }
    return buffer.toString('utf8', 0, got);
  } finally {
    closeSync(file);
  }
}

function expectRegular(found: Stats, path: string): void {
  if (!found.isFile()) throw notOrdinary(path);
}

function expectSize(bytes: number, limit: number, path: string): void {
  if (bytes > limit) throw fail('file-beyond-limit', { bytes, limit }, { where: { file: path } });
}

/** A link is refused by the system, and so is a socket; a pipe that nobody reads, where it is opened for writing. */
function foundOnOpening(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR' ? notOrdinary(path) : error;
}

function notOrdinary(path: string) {
  return fail('not-an-ordinary-file', { path }, { where: { file: path } });
}
