import { mkdirSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../engine/engine-error.ts';
import { isGone } from '../../engine/store/process-identity.ts';
import { type FoundLock, LockTaken, takeLock } from '../../engine/store/take-lock.ts';

export interface DataFolderLock {
  release(): Promise<void>;
  /** For the end of the process. */
  releaseNow(): void;
}

/**
 * Takes a data folder for this process: two at a time would overwrite each other's clusters, and each would take the other's
 * jobs for abandoned ones. A lock of a process that no longer lives is taken over, by one of several that try.
 */
export async function lockDataFolder(folder: string, watchMs?: number): Promise<DataFolderLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'in-use.lock');
  const where = { where: { file: path } };
  try {
    const watch = watchMs === undefined ? {} : { watchMs };
    return await takeLock(path, { doing: 'app', judgeOld, takesUnreadable: true, ...watch });
  } catch (error) {
    if (!(error instanceof LockTaken)) throw error;
    const { holder } = error;
    throw holder
      ? fail('data-folder-busy', { folder, pid: holder.pid }, where)
      : fail('data-folder-taken', { folder }, where);
  }
}

/** Earlier versions wrote the number of the process and when it began; after a restart the number may be any other's. */
function judgeOld({ text }: FoundLock): 'dead' | 'alive' {
  if (!text || text.pid === process.pid || Date.parse(text.since) < Date.now() - uptime() * 1000) return 'dead';
  return isGone(text.pid) ? 'dead' : 'alive';
}
