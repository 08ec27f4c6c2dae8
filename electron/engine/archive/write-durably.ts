import { randomBytes } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diagnoseDisk } from './diagnose-disk.ts';
import { OWN_FILE } from './make-folder.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Writes a small file so that after a crash it is there as a whole or not at all: temp file, fsync, rename, fsync folder.
 * The temp file's name cannot be foreseen and must be new, so that nobody's link there leads to another file. It begins
 * with a dot: what a crash leaves of it is no stray file.
 */
export async function writeDurably(path: string, content: string): Promise<void> {
  const name = basename(path);
  const hidden = name.startsWith('.') ? name : `.${name}`;
  const temporary = join(dirname(path), `${hidden}.${randomBytes(8).toString('hex')}.partial`);
  let made = false;
  try {
    const handle = await open(temporary, 'wx', OWN_FILE);
    made = true;
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (made) await unlink(temporary).catch(() => {});
    throw diagnoseDisk(error, path);
  }
}
