import { open, readFile, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../engine-error.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

const LockFile = z.object({ pid: z.int(), host: z.string(), since: z.string(), doing: z.string() });
type LockFile = z.infer<typeof LockFile>;

export interface DestinationLock {
  release(): Promise<void>;
}

/**
 * Takes the destination for one writing run. A lock left by a process of this computer that no longer lives is taken
 * over; one of another computer is never guessed at, since nothing here can tell whether that run still writes.
 */
export async function lockDestination(folder: string, doing: string): Promise<DestinationLock> {
  const path = join(folder, '.shardkeep.lock');
  const mine: LockFile = { pid: process.pid, host: hostname(), since: new Date().toISOString(), doing };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeLock(path, mine);
      // A fresh time shows people on other computers that the run is alive.
      const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), 15_000);
      timer.unref();
      return {
        release: async () => {
          clearInterval(timer);
          await unlink(path).catch(() => {});
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diagnoseDisk(error, path);
    }
    const other = await readLock(path);
    if (other && other.host === hostname() && !isAlive(other.pid)) await unlink(path).catch(() => {});
    else
      throw fail(
        'busy',
        `Another run writes to this destination${other ? ` (${other.doing} on ${other.host} since ${other.since})` : ''}.`,
        {
          safe: 'That run is not disturbed, and nothing was written by this one.',
          next: `Wait until it has ended. If that computer is gone for good, delete ${path}.`,
          where: { file: path },
        },
      );
  }
  throw fail('busy', 'Another run took this destination at the same moment.', {
    next: 'Run the command again.',
    where: { file: path },
  });
}

/** A lock that could not be written, on a full disk for one, must not stay: nobody could tell whose it is. */
async function writeLock(path: string, lock: LockFile): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(`${JSON.stringify(lock)}\n`);
  } catch (error) {
    await unlink(path).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}

async function readLock(path: string): Promise<LockFile | undefined> {
  try {
    return LockFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined; // being written right now, or gone
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
