import { fail } from '../engine-error.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { type FoundLock, type HeldLock, type LockOptions, LockTaken } from '../store/take-lock.ts';

const LOCK_FILE = '.shardkeep.lock';

export interface DestinationLock {
  /** Throws where another run has the destination by now: what is written then is not made a backup. */
  expectOurs(): Promise<void>;
  release(): Promise<void>;
}

/** Earlier versions renewed the time of their lock every 15 seconds, by their own clock. */
const OLD_BEAT_MS = 15_000;

/**
 * Takes the destination for one writing run. A lock that a dead process has left is taken over (take-lock.ts), also one of
 * another computer, if nothing of it moves while it is watched.
 */
export async function lockDestination(
  folder: string,
  doing: string,
  options: Pick<LockOptions, 'watchMs' | 'beatMs' | 'signal'> = {},
): Promise<DestinationLock> {
  const path = placeIn(folder, LOCK_FILE);
  const where = { where: { file: path } };
  let lock: HeldLock;
  try {
    lock = await storeAt(folder).lock(LOCK_FILE, { ...options, doing, judgeOld });
  } catch (error) {
    if (options.signal?.aborted) throw fail('backup-cancelled', {});
    if (!(error instanceof LockTaken)) throw error;
    const { holder, meanwhile } = error;
    if (meanwhile) throw fail('destination-taken', {}, where);
    if (!holder) throw fail('destination-busy', { path }, where);
    throw fail('destination-busy-since', { doing: holder.doing, host: holder.host, since: holder.since, path }, where);
  }
  return {
    expectOurs: async () => {
      if (!(await lock.isOurs())) throw fail('destination-taken', {}, where);
    },
    release: () => lock.release(),
  };
}

/**
 * A lock of an earlier version says neither which boot nor which container its process was of, and its host's name may be
 * another's too: one with a fresh time is nobody's to take, and any other one is watched for longer than its beat.
 */
function judgeOld({ modified }: FoundLock): 'alive' | { readonly watchMs: number } {
  return Math.abs(Date.now() - modified) < 4 * OLD_BEAT_MS ? 'alive' : { watchMs: 2.5 * OLD_BEAT_MS };
}
