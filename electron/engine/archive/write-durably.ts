import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diagnoseDisk } from './diagnose-disk.ts';
import { syncFolder } from './sync-folder.ts';

/** Writes a small file so that after a crash it is there as a whole or not at all: temp file, fsync, rename, fsync folder. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const temporary = `${path}.partial`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw diagnoseDisk(error, path);
  }
}
