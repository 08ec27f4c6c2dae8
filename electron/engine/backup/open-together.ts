import { setTimeout as pause } from 'node:timers/promises';
import type { Cut, Snapshot } from '../../../shared/manifest.ts';
import { isLockTimeout, openLocked, type SnapshotShard } from './open-snapshots.ts';
import { type LockWay, takeWriteLock, type WriteLock } from './write-lock.ts';

/** All shards at one instant. */
export interface OpenedTogether {
  readonly cut: Cut;
  /** In the order of the shards. */
  readonly snapshots: readonly Snapshot[];
  /** Releases the locks of a cold run and returns the milliseconds each was held; after a warm one nothing is left to do. */
  readonly unlock: () => Promise<void>;
}

/**
 * The server gives up waiting after this. While one shard waits the others are already locked, so it is short; the server
 * counts whole seconds.
 */
const DEADLINE_MS = 2000;
const ROUNDS = 3;
/** A cold run's locks end by themselves when nobody has asked for them for this long: the workstation may have died. */
const ABANDONED_SECONDS = 60;
const KEEP_ALIVE_MS = 10_000;

/**
 * Locks all shards at the same time and opens their snapshots: the cut. `warm` unlocks at once; `cold` keeps every shard
 * read-only until `unlock`. If one shard does not grant its lock before the deadline, all are released and, up to three
 * times, asked again.
 *
 * Cold uses the read lock and not `SET GLOBAL read_only`: the server drops it with the connection, so that no killed
 * process and no power cut can leave a server read-only (docs/decisions/0003-cold-lock.md).
 */
export async function openTogether(shards: readonly SnapshotShard[], method: 'warm' | 'cold'): Promise<OpenedTogether> {
  const locks = await lockAll(shards, () => ['global-lock', 'table-locks']);
  const allLocked = Math.max(...locks.map((lock) => lock.since));
  const at = new Date().toISOString();
  try {
    const opened = await Promise.all(shards.map((shard, i) => openLocked(shard, locks[i] as WriteLock)));
    if (method === 'warm') {
      const firstRelease = performance.now();
      const held = await Promise.all(locks.map((lock) => lock.release()));
      return {
        cut: { kind: 'common', at, skewMs: 0, lockedMs: firstRelease - allLocked, way: 'lock' },
        snapshots: opened.map((snapshot, i) => ({ ...snapshot, lockMs: held[i] ?? 0 })),
        unlock: async () => {},
      };
    }
    return await keepLocked(shards, locks, opened, at, allLocked);
  } catch (error) {
    await releaseAll(shards, locks);
    throw error;
  }
}

/** Locks all shards at the same time; if one does not grant its lock in time, all are released and asked again. */
export async function lockAll<S extends Omit<SnapshotShard, 'lanes'>>(
  shards: readonly S[],
  waysOf: (shard: S) => readonly LockWay[],
): Promise<WriteLock[]> {
  for (let round = 1; ; round++) {
    const results = await Promise.allSettled(
      shards.map((shard) =>
        takeWriteLock(shard.control, {
          schemas: shard.schemas,
          deadlineMs: DEADLINE_MS,
          ways: waysOf(shard),
        }),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    const locks = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
    if (!failed) return locks;
    await Promise.all(locks.map((lock) => lock.release().catch(() => 0)));
    if (round === ROUNDS || !isLockTimeout(failed.reason)) throw failed.reason;
    await pause(1000);
  }
}

async function keepLocked(
  shards: readonly SnapshotShard[],
  locks: readonly WriteLock[],
  opened: readonly Omit<Snapshot, 'lockMs'>[],
  at: string,
  allLocked: number,
): Promise<OpenedTogether> {
  await Promise.all(shards.map(({ control }) => control.query(`SET SESSION wait_timeout=${ABANDONED_SECONDS}`)));
  const timer = setInterval(() => {
    for (const { control } of shards) control.query('DO 1').catch(() => {}); // a lost line shows at unlock
  }, KEEP_ALIVE_MS);
  timer.unref();
  const cut = { kind: 'common' as const, at, skewMs: 0, lockedMs: 0, way: 'lock' as const };
  const snapshots = opened.map((snapshot) => ({ ...snapshot, lockMs: 0 }));
  return {
    cut,
    snapshots,
    unlock: async () => {
      clearInterval(timer);
      const firstRelease = performance.now();
      const held = await Promise.all(locks.map((lock) => lock.release()));
      cut.lockedMs = firstRelease - allLocked;
      held.forEach((milliseconds, i) => {
        const snapshot = snapshots[i];
        if (snapshot) snapshot.lockMs = milliseconds;
      });
    },
  };
}

/** Unlocks after an error; where even that fails the connection is cut, which releases the lock as well. */
export async function releaseAll(
  shards: readonly Pick<SnapshotShard, 'control'>[],
  locks: readonly WriteLock[],
): Promise<void> {
  await Promise.all(locks.map((lock, i) => lock.release().catch(() => shards[i]?.control.destroy())));
}
