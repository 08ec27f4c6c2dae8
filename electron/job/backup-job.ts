import type { JobProgress } from '../../shared/job.ts';
import { backupOutcome } from '../../shared/judge-outcome.ts';
import { resumeBackup, runBackup } from '../engine/backup/run-backup.ts';
import { runIncremental } from '../engine/backup/run-incremental.ts';
import { describeSet } from './describe-set.ts';
import type { Done, EngineJobOf } from './engine-protocol.ts';
import { LANES_PER_SHARD } from './lanes-per-shard.ts';

const VOLUME_BYTES = 1024 ** 3;

/** Writes one set, or finishes one. */
export async function runBackupJob(
  job: EngineJobOf<'backup'>,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<Done<'backup'>> {
  const { cluster, to, method, setKind = 'full', resume, accounts = false, only, withoutAccountStatements } = job;
  const common = {
    cluster,
    to,
    method,
    compression: 'default',
    volumeBytes: VOLUME_BYTES,
    signal,
    onProgress,
  } as const;
  const full = { ...common, accounts, lanesPerShard: LANES_PER_SHARD };
  const { folder, manifest } =
    resume !== undefined
      ? await resumeBackup({ ...full, id: resume, only, withoutAccountStatements })
      : setKind === 'full'
        ? await runBackup(full)
        : await runIncremental({ ...common, kind: setKind });
  const set = describeSet(folder, manifest);
  return { state: 'done', outcome: backupOutcome(manifest), result: { kind: 'backup', set } };
}
