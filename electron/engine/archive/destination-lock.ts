import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { EngineError, fail } from '../engine-error.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

/** `run` tells two runs of one process apart that began in the same millisecond. */
const LockFile = z.object({
  pid: z.int(),
  host: z.string(),
  since: z.string(),
  run: z.string().default(''),
  doing: z.string(),
});
type LockFile = z.infer<typeof LockFile>;

/** Much longer than a look at a lock takes. */
const SETTLE_MS = 100;

export interface DestinationLock {
  release(): Promise<void>;
}

/**
 * Takes the destination for one writing run. A lock left by a process of this computer that no longer lives is taken
 * over; one of another computer is never guessed at, since nothing here can tell whether that run still writes.
 */
export async function lockDestination(folder: string, doing: string): Promise<DestinationLock> {
  const path = join(folder, '.shardkeep.lock');
  const mine: LockFile = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    run: randomUUID(),
    doing,
  };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeLock(path, mine);
      if (attempt > 0) await expectOurs(path, mine);
      // A fresh time shows people on other computers that the run is alive.
      const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), 15_000);
      timer.unref();
      return {
        release: async () => {
          clearInterval(timer);
          // Somebody may have deleted the file by hand, and another run may hold its own by now.
          if (isSame(await readLock(path), mine)) await unlink(path).catch(() => {});
        },
      };
    } catch (error) {
      if (error instanceof EngineError) throw error;
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diagnoseDisk(error, path);
    }
    const other = await readLock(path);
    const where = { file: path };
    if (other && other.host === hostname() && !isAlive(other.pid)) await removeStale(path, other);
    else
      throw other
        ? fail('destination-busy-since', { doing: other.doing, host: other.host, since: other.since, path }, { where })
        : fail('destination-busy', { path }, { where });
  }
  throw takenMeanwhile(path);
}

/** After a takeover: while another run looked at our lock aside (removeStale), a third one may have put its own here. */
async function expectOurs(path: string, mine: LockFile): Promise<void> {
  await setTimeout(SETTLE_MS);
  if (!isSame(await readLock(path), mine)) throw takenMeanwhile(path);
}

function takenMeanwhile(path: string): EngineError {
  return fail('destination-taken', {}, { where: { file: path } });
}

/**
 * Takes a stale lock away under a name of its own and looks at it there: another run may have done the same a moment
 * ago and put its own lock in this place, which then goes back.
 */
async function removeStale(path: string, stale: LockFile): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch {
    return; // another run was faster
  }
  if (!isSame(await readLock(aside), stale))
    await link(aside, path).catch(async (error: NodeJS.ErrnoException) => {
      // Some disks know no links; a third run's lock is not overwritten in any case.
      if (error.code !== 'EEXIST') await rename(aside, path).catch(() => {});
    });
  await unlink(aside).catch(() => {});
}

function isSame(one: LockFile | undefined, other: LockFile): boolean {
  return one?.pid === other.pid && one.host === other.host && one.run === other.run;
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
