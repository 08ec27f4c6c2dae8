import type { JobSnapshot, SetDetails } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import { isRunning } from './job-list.ts';
import { isAfterLoading } from './track-progress.ts';

/** Last part of a path, as people name a drive or folder. */
export function placeName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}

/** `Backup-A (/media/eve/Backup-A)`: the name first, so that a narrow field cuts the path and not what tells two apart. */
export function placeLabel(path: string): string {
  const name = placeName(path);
  return name === path ? path : `${name} (${path})`;
}

/** The instant in a set's id (`20261121T020000Z-full-7f3a`) as an ISO string; null in an id of another form. */
export function timeOfSet(id: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-/.exec(id);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** Key of the title of a run. */
export function titleKey(job: JobSnapshot) {
  const { kind } = job.request;
  return isRunning(job) ? (`title.${kind}Running` as const) : (`title.${kind}` as const);
}

/** Folder of the destination that a run reads or writes. */
export function destinationOf(request: JobSnapshot['request']): string {
  return request.kind === 'backup' ? request.to : request.from;
}

/** Key of the sentence that says what a run does now. */
export function phaseKey({ state, request, progress }: JobSnapshot) {
  if (state === 'cancelling') return 'phase.stopping';
  if (progress === null) return 'phase.starting';
  switch (progress.phase) {
    case 'connecting':
    case 'planning':
    case 'reading':
    case 'logging':
    case 'loading':
    case 'replaying':
    case 'finishing':
      return `phase.${progress.phase}` as const;
    case 'checking':
      if (isOfLogs(request)) return 'phase.checkingChain';
      return request.kind === 'restore' ? 'phase.checkingRestore' : 'phase.checkingBackup';
    case 'snapshot':
      if (isOfLogs(request)) return 'phase.cutting';
      return request.kind === 'backup' ? SNAPSHOT_KEYS[request.method] : 'phase.checkingBackup';
    case 'objects':
      return isAfterLoading(progress) ? 'phase.programs' : 'phase.creating';
    case 'verifying':
      return request.kind === 'verify' ? 'phase.verifySet' : 'phase.verifyRestore';
    default:
      return assertNever(progress.phase);
  }
}

/** True for a run that stores binary logs only: an incremental or differential backup. */
export function isOfLogs(request: JobSnapshot['request']): boolean {
  return request.kind === 'backup' && request.setKind !== undefined && request.setKind !== 'full';
}

const SNAPSHOT_KEYS = {
  hot: 'phase.snapshotHot',
  warm: 'phase.snapshotWarm',
  cold: 'phase.snapshotCold',
} as const;

/** Key and lock time of the sentence on locks while a backup runs; null before its snapshots are open, and for other runs. */
export function cutOfRun({ request, progress }: JobSnapshot) {
  if (request.kind !== 'backup' || isOfLogs(request) || progress === null) return null;
  if (progress.phase !== 'planning' && progress.phase !== 'reading' && progress.phase !== 'finishing') return null;
  return { key: `cut.${request.method}` as const, seconds: (progress.lockedMs ?? 0) / 1000 };
}

/** Key and lock time of the sentence on locks of a finished set; null for sets that do not say how they were taken. */
export function cutOfSet({ summary, shards, cut }: SetDetails) {
  const longest = Math.max(0, ...shards.map((shard) => shard.lockMs)) / 1000;
  const together = (cut.lockedMs ?? 0) / 1000;
  if (summary.kind !== undefined && summary.kind !== 'full')
    return { key: together === 0 ? ('cut.logDone' as const) : ('cut.logDoneHeld' as const), seconds: together };
  switch (summary.method) {
    case undefined:
      return null;
    case 'hot':
      if (cut.kind === 'common') return { key: 'cut.hotCommon' as const, seconds: Math.max(longest, together) };
      return { key: longest === 0 ? ('cut.hotDone' as const) : ('cut.hotDoneLocked' as const), seconds: longest };
    case 'warm':
      return { key: 'cut.warmDone' as const, seconds: together };
    case 'cold':
      return { key: 'cut.coldDone' as const, seconds: together };
    default:
      return assertNever(summary.method);
  }
}
