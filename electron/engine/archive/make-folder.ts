import { lstat, mkdir } from 'node:fs/promises';
import { fail } from '../engine-error.ts';
import { openRegular } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

/** What holds rows, definitions or hashes of passwords is nobody's but its owner's, whatever the umask says. */
export const OWN_FOLDER = 0o700;
export const OWN_FILE = 0o600;

/**
 * Makes a folder of a destination, or takes the one that is there. A link is refused: readers do not follow them, so that
 * what was written behind one would never be found again.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: OWN_FOLDER });
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diagnoseDisk(error, path);
  }
  await expectFolder(path);
}

/** Throws where something in a destination is a link or a file and not a folder. */
export async function expectFolder(path: string): Promise<void> {
  const found = await lstat(path).catch((error) => Promise.reject(diagnoseDisk(error, path)));
  if (found.isSymbolicLink()) throw fail('link-not-folder', { path }, { where: { file: path } });
  if (!found.isDirectory()) throw fail('file-not-folder', { folder: path }, { where: { file: path } });
}

/**
 * Takes a file back that an earlier version left open to others; some disks know no modes, which is no reason to stop. What
 * has become a link or a device meanwhile is left alone.
 */
export async function keepPrivate(path: string): Promise<void> {
  const handle = await openRegular(path).catch(() => undefined);
  await handle?.chmod(OWN_FILE).catch(() => {});
  await handle?.close();
}
