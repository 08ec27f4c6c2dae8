import type { Cut, Snapshot } from '../../../shared/manifest.ts';
import { logsEverything } from '../chain/logs-everything.ts';
import { holdWriters, type LockPatience, lockAll, releaseAll } from './hold-writers.ts';
import { allowDefinitions, openLocked, type SnapshotShard } from './open-snapshots.ts';
import type { LockWay, WriteLock } from './write-lock.ts';

/** All shards at one instant. */
export interface OpenedTogether {
  readonly cut: Cut;
  /** In the order of the shards. */
  readonly snapshots: readonly Snapshot[];
  /** Releases the locks of a cold run and returns the milliseconds each was held; after a warm one nothing is left to do. */
  readonly unlock: () => Promise<void>;
}

/** A cold run's locks end by themselves when nobody has asked for them for this long: the workstation may have died. */
const ABANDONED_SECONDS = 60;
const KEEP_ALIVE_MS = 10_000;

const WAYS: readonly LockWay[] = ['global-lock', 'table-locks'];

/**
 * Locks all shards at the same time and opens their snapshots: the cut. `warm` unlocks at once; `cold` keeps every shard
 * read-only until `unlock`. If one shard does not grant its lock in time, or snapshots are not open in time, all are
 * released and asked again.
 *
 * Cold uses the read lock and not `SET GLOBAL read_only`: the server drops it with the connection, so that no killed
 * process and no power cut can leave a server read-only (docs/decisions/0003-cold-lock.md).
 */
export async function openTogether(
  shards: readonly SnapshotShard[],
  method: 'warm' | 'cold',
  patience: LockPatience,
): Promise<OpenedTogether> {
  const logged = await Promise.all(shards.map(({ control, info }) => logsEverything(control, info)));
  const open = async (locks: readonly WriteLock[]) => {
    const at = new Date().toISOString();
    const opened = await Promise.all(
      shards.map((shard, i) => openLocked(shard, locks[i]?.way ?? 'global-lock', logged[i] ?? false)),
    );
    return { at, opened };
  };
  if (method === 'warm') {
    const { result, held, lockedMs } = await holdWriters(
      shards,
      () => WAYS,
      patience,
      open,
      () => Promise.all(shards.map(allowDefinitions)),
    );
    return {
      cut: { kind: 'common', at: result.at, skewMs: 0, lockedMs, way: 'lock' },
      snapshots: result.opened.map((snapshot, i) => ({ ...snapshot, lockMs: held[i] ?? 0 })),
      unlock: async () => {},
    };
  }
  const locks = await lockAll(shards, WAYS, patience);
  try {
    const { at, opened } = await open(locks);
    return await keepLocked(locks, opened, at);
  } catch (error) {
    await releaseAll(locks);
    throw error;
  }
}

async function keepLocked(
  locks: readonly WriteLock[],
  opened: readonly Omit<Snapshot, 'lockMs'>[],
  at: string,
): Promise<OpenedTogether> {
  const allLocked = Math.max(...locks.map((lock) => lock.since));
  await Promise.all(locks.map(({ session }) => session.query(`SET SESSION wait_timeout=${ABANDONED_SECONDS}`)));
  const timer = setInterval(() => {
    for (const { session } of locks) session.query('DO 1').catch(() => {}); // a lost line shows at unlock
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
