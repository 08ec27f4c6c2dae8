import type { JobProgress } from '../../shared/job.ts';
import { restoreOutcome } from '../../shared/judge-outcome.ts';
import { runRestore } from '../engine/restore/run-restore.ts';
import { recordRestore } from '../engine/verify/set-checks.ts';
import type { Done, EngineJobOf } from './engine-protocol.ts';
import { LANES_PER_SHARD } from './lanes-per-shard.ts';
import { restoreOptions } from './restore-options.ts';

/** Restores a set, and keeps beside it what that proved. */
export async function runRestoreJob(
  job: EngineJobOf<'restore'>,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<Done<'restore'>> {
  const report = await runRestore({
    ...restoreOptions(job),
    run: job.run,
    dryRun: false,
    lanesPerShard: LANES_PER_SHARD,
    signal,
    onProgress,
  });
  await recordRestore(job.from, report);
  return { state: 'done', outcome: restoreOutcome(report), result: { kind: 'restore', report } };
}
