import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../engine/engine-error.ts';

const LockFile = z.object({ pid: z.int(), since: z.iso.datetime() });

/**
 * Takes a data folder for this process and returns what gives it back: two at a time would overwrite each other's clusters,
 * and each would take the other's jobs for abandoned ones. A lock of a process that no longer lives is taken over.
 */
export function lockDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'in-use.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
      closeSync(file);
      let mine = true;
      return () => {
        if (mine) rmSync(path, { force: true });
        mine = false; // by the second call it may be another's
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(path);
    if (attempt > 0 || (owner && isAlive(owner)))
      throw owner
        ? fail('data-folder-busy', { folder, pid: owner.pid }, { where: { file: path } })
        : fail('data-folder-taken', { folder }, { where: { file: path } });
    rmSync(path, { force: true });
  }
}

function readOwner(path: string): z.infer<typeof LockFile> | undefined {
  try {
    return LockFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // cut off while it was written
  }
}

/** After a restart of the computer the same number may belong to any process; a lock from before is nobody's. */
function isAlive({ pid, since }: z.infer<typeof LockFile>): boolean {
  if (pid === process.pid || Date.parse(since) < Date.now() - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
