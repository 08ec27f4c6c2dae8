import { setTimeout as pause } from 'node:timers/promises';
import { EngineError, fail } from '../engine-error.ts';
import { within } from '../settle.ts';
import {
  closeLocker,
  type LockableShard,
  type LockWay,
  openLocker,
  takeWriteLock,
  type WriteLock,
} from './write-lock.ts';

/** How long writers may be held up, and for how long that is tried. */
export interface LockPatience {
  /** The most for which writers wait each time, half as long again where the lock itself was waited for. */
  readonly holdMs: number;
  /** For so long the lock is asked for again where it was not granted, or what was to be done under it took too long. */
  readonly tryMs: number;
}

/** Writers are held a second at a time; what keeps a lock from being granted for three minutes needs somebody to look. */
export const PATIENCE: LockPatience = { holdMs: 1000, tryMs: 180_000 };

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

export type HeldShard = LockableShard & { readonly schemas: readonly string[] };

/** What was done while writers were held up. */
export interface Held<T> {
  readonly result: T;
  /** Milliseconds during which every shard was locked. */
  readonly lockedMs: number;
  /** Milliseconds for which each one was. */
  readonly held: readonly number[];
}

/**
 * Holds up the writers of all shards at the same time while `work` runs. If one shard does not grant its lock, or `work`
 * does not end, within the time for which writers may be held, all locks are released, and after a pause, in which writers
 * catch up, it is tried again; `undo` takes back what `work` may leave on the servers.
 */
export function holdWriters<S extends HeldShard, T>(
  shards: readonly S[],
  waysOf: (shard: S) => readonly LockWay[],
  patience: LockPatience,
  work: (locks: readonly WriteLock[]) => Promise<T>,
  undo: () => Promise<unknown> = async () => {},
): Promise<Held<T>> {
  return patiently(patience, async () => {
    const locks = await lockOnce(shards, waysOf, patience.holdMs);
    const allLocked = Math.max(...locks.map((lock) => lock.since));
    const left = patience.holdMs - (performance.now() - Math.min(...locks.map((lock) => lock.asked)));
    let done: Promise<T> | undefined;
    try {
      const result = await within(
        Math.max(left, patience.holdMs / 2),
        () => {
          done = work(locks);
          return done;
        },
        () => {
          const [first] = shards;
          const shard = first?.control.shard.name ?? '';
          return fail('held-too-long', { shard }, { where: { shard } });
        },
      );
      const firstRelease = performance.now();
      const held = await Promise.all(locks.map((lock) => lock.release()));
      return { result, lockedMs: firstRelease - allLocked, held };
    } catch (error) {
      await releaseAll(locks);
      await done?.catch(() => {}); // what is still on its way must not meet the next try
      await undo();
      throw error;
    }
  });
}

/** Locks all shards at the same time and leaves them locked. */
export function lockAll<S extends HeldShard>(
  shards: readonly S[],
  ways: readonly LockWay[],
  patience: LockPatience,
): Promise<WriteLock[]> {
  return patiently(patience, () => lockOnce(shards, () => ways, patience.holdMs));
}

async function lockOnce<S extends HeldShard>(
  shards: readonly S[],
  waysOf: (shard: S) => readonly LockWay[],
  deadlineMs: number,
): Promise<WriteLock[]> {
  const connected = await Promise.allSettled(shards.map(openLocker));
  const lockers = connected.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  for (const result of connected)
    if (result.status === 'rejected') {
      for (const locker of lockers) closeLocker(locker);
      throw result.reason;
    }
  const results = await Promise.allSettled(
    lockers.map((locker, i) => {
      const shard = shards[i] as S;
      return takeWriteLock(locker, { schemas: shard.schemas, deadlineMs, ways: waysOf(shard) });
    }),
  );
  const locks = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const failed = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
  if (failed.length === 0) return locks;
  await releaseAll(locks);
  // What waiting does not mend comes first.
  throw failed.find((error) => !isLockTimeout(error)) ?? failed[0];
}

async function patiently<T>({ tryMs }: LockPatience, attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + tryMs;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() + wait > until) throw error;
    }
    await pause(wait, undefined, { ref: false }); // a run that was stopped meanwhile does not wait for it
  }
}

/** True for a lock that was not granted before its deadline, or not long enough. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof EngineError && error.failure.code === 'lock-timeout';
}

/** Unlocks after an error; where that fails the connection has been cut, which releases the lock as well. */
export async function releaseAll(locks: readonly WriteLock[]): Promise<void> {
  await Promise.all(locks.map((lock) => lock.release().catch(() => lock.session.destroy())));
}
