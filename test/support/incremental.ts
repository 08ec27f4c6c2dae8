import { type IncrementalOptions, runIncremental } from '../../electron/engine/backup/run-incremental.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Shard } from '../../shared/cluster.ts';

/** Adds a set to the newest chain of the destination that `backUp` wrote to. */
export function backUpLog(
  shards: readonly Shard[],
  to: string,
  more: Partial<IncrementalOptions> = {},
): Promise<WrittenSet> {
  return runIncremental({
    cluster: { name: 'test', shards },
    to,
    kind: 'incremental',
    method: 'hot',
    compression: 'fast',
    volumeBytes: 1 << 30,
    ...more,
  });
}
