import type { JobRequest } from '../../shared/contract.ts';
import { assertNever, type Failure } from '../../shared/failure.ts';

type Kind = JobRequest['kind'];

/** The engine process of a job ended without a word: what that means and what to do. */
export function crashFailure(kind: Kind, how: string): Failure {
  return {
    code: 'internal',
    message: `The process that ran this ${kind} ended unexpectedly.`,
    ...aftermath(kind),
    where: {},
    cause: how,
  };
}

/** The engine process did not end by itself after it was asked to, and was made to. */
export function killedFailure(kind: Kind): Failure {
  return { code: 'cancelled', message: `The ${kind} was cancelled.`, ...aftermath(kind), where: {} };
}

/** The app itself was ended while the job ran: found at the next start. */
export function abandonedFailure(kind: Kind): Failure {
  return {
    code: 'internal',
    message: `Shardkeep was ended while this ${kind} ran.`,
    ...aftermath(kind),
    where: {},
  };
}

function aftermath(kind: Kind): { safe: string; next: string } {
  switch (kind) {
    case 'backup':
      return {
        safe: 'Locks on the servers ended with their connections. Sets that were complete before are untouched; this one is not a backup.',
        next: 'Start the backup again.',
      };
    case 'verify':
      return { safe: 'Nothing was changed.', next: 'Start the check again.' };
    case 'restore':
      return {
        safe: 'The backup is untouched. The targets may hold a part of it.',
        next: 'Start the restore again and let it replace what is there.',
      };
    default:
      return assertNever(kind);
  }
}
