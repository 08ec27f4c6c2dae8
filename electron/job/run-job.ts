import { assertNever } from '../../shared/failure.ts';
import type { JobProgress } from '../../shared/job.ts';
import { backupOutcome, restoreOutcome, verifyOutcome } from '../../shared/judge-outcome.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findSet, findSetById } from '../engine/archive/set-folder.ts';
import { resumeBackup, runBackup } from '../engine/backup/run-backup.ts';
import { runIncremental } from '../engine/backup/run-incremental.ts';
import { fail, failureOf } from '../engine/engine-error.ts';
import { runRestore } from '../engine/restore/run-restore.ts';
import { recordReading, recordRestore } from '../engine/verify/set-checks.ts';
import { manifestDamage, verifySet } from '../engine/verify/verify-set.ts';
import { describeSet } from './describe-set.ts';
import type { EngineEnd, EngineJob } from './engine-protocol.ts';
import { pointOf } from './point-of.ts';
import { selectionOf } from './selection-of.ts';

/** Connections per shard, as the command line has it. */
const LANES = 2;
const VOLUME_BYTES = 1024 ** 3;

type OnProgress = (progress: JobProgress) => void;
type Job<K extends EngineJob['kind']> = EngineJob & { kind: K };

/** Runs one job to its end; a failure is an end too, so this does not reject. */
export async function runJob(job: EngineJob, signal: AbortSignal, onProgress: OnProgress): Promise<EngineEnd> {
  try {
    switch (job.kind) {
      case 'backup':
        return await backup(job, signal, onProgress);
      case 'verify':
        return await verify(job, signal, onProgress);
      case 'restore':
        return await restore(job, signal, onProgress);
      default:
        return assertNever(job);
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'cancelled' || !signal.aborted)
      return { state: failure.code === 'cancelled' ? 'cancelled' : 'failed', failure };
    // Aborted before the engine had begun, which throws the bare signal then; later it says 'cancelled' itself.
    return { state: 'cancelled', failure: fail('cancelled-at-once', {}).failure };
  }
}

async function backup(job: Job<'backup'>, signal: AbortSignal, onProgress: OnProgress) {
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
  const { folder, manifest } =
    resume !== undefined
      ? await resumeBackup({ ...common, id: resume, only, accounts, withoutAccountStatements, lanesPerShard: LANES })
      : setKind === 'full'
        ? await runBackup({ ...common, accounts, lanesPerShard: LANES })
        : await runIncremental({ ...common, kind: setKind });
  return {
    state: 'done',
    outcome: backupOutcome(manifest),
    result: { kind: 'backup', set: describeSet(folder, manifest) },
  } satisfies EngineEnd;
}

/** A set whose manifest is damaged is a finding here, not a failure: finding it is what the check is for. */
async function verify({ from, id }: Job<'verify'>, signal: AbortSignal, onProgress: OnProgress) {
  const { folder } = await openDestination(from);
  const found = await findSetById(folder, id);
  if (found.state === 'unreadable' && found.failure.code === 'damaged') {
    const damage = [manifestDamage(found.failure)];
    return {
      state: 'done',
      outcome: 'damage',
      result: { kind: 'verify', volumes: 0, bytes: 0, damage, tables: [] },
    } satisfies EngineEnd;
  }
  const set = await findSet(folder, id);
  const { damage, tables, bytes, volumes } = await verifySet({ ...set, signal, onProgress });
  await recordReading(set.folder, { damage, tables });
  return {
    state: 'done',
    outcome: verifyOutcome(damage),
    result: {
      kind: 'verify',
      volumes,
      bytes,
      damage: damage.map(({ file, entry, fact }) => ({ file, entry, fact })),
      tables: [...tables],
    },
  } satisfies EngineEnd;
}

async function restore(job: Job<'restore'>, signal: AbortSignal, onProgress: OnProgress) {
  const report = await runRestore({
    ...job,
    point: pointOf(job),
    only: selectionOf(job),
    map: new Map(Object.entries(job.map)),
    rename: new Map(Object.entries(job.rename)),
    definers: { rule: job.definers?.rule ?? 'keep', map: new Map(Object.entries(job.definers?.map ?? {})) },
    accounts: job.accounts ?? false,
    allowOutside: job.allowOutside ?? false,
    dryRun: false,
    lanesPerShard: LANES,
    signal,
    onProgress,
  });
  await recordRestore(job.from, report);
  return { state: 'done', outcome: restoreOutcome(report), result: { kind: 'restore', report } } satisfies EngineEnd;
}
