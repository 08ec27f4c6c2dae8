import { EngineError, fail, failureOf } from '../engine-error.ts';
import type { Flavour, Session } from '../mysql/connect.ts';

/** Where in the log something failed. */
export interface FailedAt {
  readonly file: string;
  /** Where the transaction begins. */
  readonly position: number;
  readonly gtid: string;
  /** The statement's beginning; empty for row events. */
  readonly text: string;
}

/** What an account needs to replay, beyond the rights that the statements of the log need by themselves. */
const PRIVILEGES: Record<Flavour, string> = {
  mariadb: 'BINLOG REPLAY, BINLOG ADMIN, SET USER',
  mysql: 'REPLICATION_APPLIER, SESSION_VARIABLES_ADMIN, SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER',
};

/** ER_KEY_NOT_FOUND (a row to change is missing), ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME, foreign keys */
const DIFFERENT_ROWS = new Set([1032, 1062, 1586, 1451, 1452]);
/** ER_RECORD_FILE_FULL, ER_DISK_FULL, ER_DISK_FULL_NOWAIT, ER_CAPACITY_EXCEEDED */
const NO_SPACE = new Set([1114, 1021, 3675]);

/** A failure with its place in the log, what is safe and what can be done. */
export function replayFailure(session: Session, error: unknown, at: FailedAt, resumable: boolean): EngineError {
  const failure = failureOf(error);
  if (failure.code === 'cancelled' || failure.code === 'internal') return error as EngineError;
  const errno = error instanceof EngineError ? error.errno : undefined;
  const transaction = at.gtid === '' ? 'a transaction' : `transaction ${at.gtid}`;
  const statement = at.text === '' ? '' : ` in ${at.text}`;
  const again = resumable ? 'Go on with the restore' : 'Begin the restore anew';
  const code = NO_SPACE.has(errno ?? 0) ? 'no-space' : failure.code;
  return fail(code, `The replay on ${session.shard.name} stopped at ${transaction}${statement}: ${failure.message}`, {
    safe: `Everything before ${at.file} position ${at.position} is applied, nothing of this transaction and what follows it.`,
    next: failure.next ?? nextStep(session, code, errno, again, at.gtid),
    where: { ...failure.where, shard: session.shard.name, file: at.file },
    cause: failure.cause === undefined ? undefined : new Error(failure.cause),
    errno,
  });
}

function nextStep(session: Session, code: string, errno: number | undefined, again: string, gtid: string): string {
  const before = gtid === '' ? 'restore to a point before it' : `stop just before ${gtid}`;
  if (code === 'missing-privilege')
    return `Grant the account what is missing (${PRIVILEGES[session.flavour]} and the rights the log’s own statements need). ${again}.`;
  if (code === 'no-space') return `Make room on the target’s disk. ${again}.`;
  if (code === 'connection-lost' || code === 'unreachable') return `Check that the server is up. ${again}.`;
  if (DIFFERENT_ROWS.has(errno ?? 0))
    return `The target’s rows are not those of the source at this point: something else changed them since they were restored. Restore the tables again, or ${before}.`;
  return `Remove the cause and ${again.charAt(0).toLowerCase()}${again.slice(1)}, or ${before}.`;
}
