import { randomBytes, randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { jsonText } from '../../../shared/printable.ts';
import { fail, failureOf } from '../engine-error.ts';
import { FILE_LIMITS, openRegular } from '../open-regular.ts';
import { OWN_FILE } from './own-modes.ts';
import { livenessOf, ownIdentity, ProcessIdentity } from './process-identity.ts';

/** What stands in a lock. Versions before had `pid` and perhaps `host` only, and renewed the file's time at most. */
const LockText = z.object({
  pid: z.int(),
  host: z.string().default(''),
  since: z.string(),
  /** Random: tells two locks of one process apart. */
  run: z.string().default(''),
  doing: z.string().default(''),
  who: ProcessIdentity.optional(),
  /** Moves while the holder lives. Of one width, so that it is written in place. */
  beat: z.string().default(''),
});
export type LockText = z.infer<typeof LockText>;

/** A lock as it was found: what it says, unless that cannot be read, and what of it changes while its holder lives. */
export interface FoundLock {
  readonly text: LockText | undefined;
  readonly stamp: string;
  readonly modified: number;
  /** It is no file at all: neither a holder's, nor to be taken. */
  readonly unfit?: true;
}

export interface LockOptions {
  /** For people who find it. */
  readonly doing: string;
  /** Judges a lock of an earlier version, which has no identity: `dead` at once, `alive`, or to be watched for so long. */
  readonly judgeOld: (lock: FoundLock) => 'dead' | 'alive' | { readonly watchMs: number };
  /** How long a lock is watched whose holder cannot be asked for; if it does not move, there is none. */
  readonly watchMs?: number;
  readonly beatMs?: number;
  /** Whether one that cannot be read is taken when nothing of it moved: where nobody else's file can stand. */
  readonly takesUnreadable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface HeldLock {
  /** False when the lock was deleted by hand, or another run took it over: two would write. */
  isOurs(): Promise<boolean>;
  release(): Promise<void>;
  /** The same at the end of a process. */
  releaseNow(): void;
}

/** Somebody else has the lock, and lives as far as that can be told. */
export class LockTaken extends Error {
  readonly holder: LockText | undefined;
  /** Another one was faster just now. */
  readonly meanwhile: boolean;

  constructor(holder: LockText | undefined, meanwhile = false) {
    super('The lock is taken.');
    this.holder = holder;
    this.meanwhile = meanwhile;
  }
}

const BEAT_MS = 1_000;
/** Many times longer than a beat: a busy disk or a network may hold one up for seconds. */
const WATCH_MS = 10_000;
const LOOK_MS = 250;
/** Much longer than the two calls take in which another run looks at a dead lock and moves it, on a busy computer too. */
const SETTLE_MS = 500;

/**
 * Takes a lock file, or throws LockTaken. A lock whose holder is proven dead is taken over at once, and one that belongs to
 * another computer, container or boot after it was watched and did not move: no clock is asked, since they differ.
 */
export async function takeLock(path: string, options: LockOptions): Promise<HeldLock> {
  const who = await ownIdentity();
  const { pid, host } = who;
  const since = new Date().toISOString();
  const mine: LockText = { pid, host, since, run: randomUUID(), doing: options.doing, who, beat: beatText(0) };
  for (let attempt = 0; attempt < 2; attempt++) {
    const handle = await create(path, mine);
    if (handle) {
      const held = hold(path, handle, mine, options.beatMs ?? BEAT_MS);
      if (attempt === 0) return held;
      // While another run looked at our lock aside (moveAside), a third one may have put its own here.
      await setTimeout(SETTLE_MS);
      if (await held.isOurs()) return held;
      await held.release();
      throw new LockTaken(undefined, true);
    }
    const other = await look(path);
    if (other === 'gone') continue;
    if (other.unfit) throw fail('lock-not-a-file', { path }, { where: { file: path } });
    if (await holdsOn(path, other, who, options)) throw new LockTaken(other.text);
    await moveAside(path, other);
  }
  throw new LockTaken(undefined, true);
}

/** True while the holder of a lock lives, or may. */
async function holdsOn(path: string, lock: FoundLock, own: ProcessIdentity, options: LockOptions): Promise<boolean> {
  const { watchMs = WATCH_MS, signal } = options;
  if (lock.text?.who) {
    const known = await livenessOf(lock.text.who, own);
    return known === 'unknown' ? moves(path, lock, watchMs, signal) : known === 'alive';
  }
  if (!lock.text) return !options.takesUnreadable || moves(path, lock, watchMs, signal);
  const judged = options.judgeOld(lock);
  return typeof judged === 'object' ? moves(path, lock, judged.watchMs, signal) : judged === 'alive';
}

/** Watches a lock, and says at once when anything of it changed. */
async function moves(path: string, lock: FoundLock, watchMs: number, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + watchMs;
  while (performance.now() < until) {
    await setTimeout(Math.min(LOOK_MS, watchMs), undefined, signal ? { signal } : {});
    const now = await look(path);
    if (now === 'gone') return false;
    if (now.stamp !== lock.stamp) return true;
  }
  return false;
}

/** Creates the lock; undefined where one is there. One that could not be written, on a full disk for one, must not stay. */
async function create(path: string, lock: LockText): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx', OWN_FILE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
  try {
    await handle.writeFile(textOf(lock));
    return handle;
  } catch (error) {
    await unlink(path).catch(() => {});
    await handle.close();
    throw error;
  }
}

function textOf(lock: LockText): string {
  return `${jsonText(lock)}\n`;
}

function beatText(beat: number): string {
  return String(beat).padStart(12, '0');
}

/** Moves the counter through the handle: if the file was taken away by hand, nobody else's is written to. */
function hold(path: string, handle: FileHandle, mine: LockText, beatMs: number): HeldLock {
  let beat = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    beat += 1;
    const text = textOf({ ...mine, beat: beatText(beat) });
    writing = writing.then(() => handle.write(text, 0, 'utf8')).catch(() => {}); // a full or slow disk: the next one may pass
  }, beatMs);
  timer.unref();
  const isOurs = async () => {
    const found = await look(path);
    return found !== 'gone' && isSame(found.text, mine);
  };
  let released = false;
  return {
    isOurs,
    release: async () => {
      if (released) return;
      released = true;
      clearInterval(timer);
      await writing;
      await handle.close().catch(() => {});
      // Somebody may have deleted the file by hand, and another run may hold its own by now.
      if (await isOurs()) await unlink(path).catch(() => {});
    },
    releaseNow: () => {
      if (released) return;
      released = true;
      clearInterval(timer);
      try {
        unlinkSync(path);
      } catch {
        // It is gone, or the next one finds whose it was.
      }
    },
  };
}

/**
 * Takes a dead lock away under a name of its own and looks at it there: another run may have done the same a moment ago and
 * put its own lock in this place, which then goes back. It is looked at right before as well: who asked whether a holder
 * lives may have asked for seconds, and by now the lock of a run stands there that waited its SETTLE_MS and is at work.
 */
async function moveAside(path: string, dead: FoundLock): Promise<void> {
  if (!isThe(dead, await look(path))) return;
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch {
    return; // another run was faster
  }
  if (!isThe(dead, await look(aside)))
    await link(aside, path).catch(async (error: NodeJS.ErrnoException) => {
      // Some disks know no links; a third run's lock is not overwritten in any case.
      if (error.code !== 'EEXIST') await rename(aside, path).catch(() => {});
    });
  await unlink(aside).catch(() => {});
}

function isThe(dead: FoundLock, found: FoundLock | 'gone'): boolean {
  if (found === 'gone') return false;
  return dead.text ? isSame(found.text, dead.text) : found.stamp === dead.stamp;
}

function isSame(one: LockText | undefined, other: LockText): boolean {
  return one?.pid === other.pid && one.host === other.host && one.run === other.run;
}

/** Opened anew for each look: network disks have what others wrote only then. */
async function look(path: string): Promise<FoundLock | 'gone'> {
  let handle: FileHandle;
  try {
    handle = await openRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    const unreadable = { text: undefined, stamp: '', modified: 0 };
    return failureOf(error).fact?.reason === 'not-an-ordinary-file' ? { ...unreadable, unfit: true } : unreadable;
  }
  try {
    const { mtimeMs, ino, size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, FILE_LIMITS.small));
    await handle.read(bytes, 0, bytes.length, 0);
    const written = bytes.toString('utf8');
    return { text: parse(written), stamp: `${ino} ${mtimeMs} ${written}`, modified: mtimeMs };
  } catch {
    return { text: undefined, stamp: '', modified: 0 };
  } finally {
    await handle.close();
  }
}

function parse(text: string): LockText | undefined {
  try {
    return LockText.parse(JSON.parse(text));
  } catch {
    return undefined; // being written right now, or nobody's
  }
}
