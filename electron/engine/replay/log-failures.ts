import { EngineError, fail, failureOf, messageOf } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { applyLogPrivileges, definerPrivileges, skipLogPrivilege } from '../mysql/privilege-names.ts';
import { parseVersion } from '../mysql/server-info.ts';
import type { LogPosition } from './replay-options.ts';

/** The transaction of the log that a message is about; `position` is where it begins. */
export interface LogPlace extends LogPosition {
  readonly shard: string;
  /** Empty without one. */
  readonly gtid: string;
}

/** A transaction's identity, with where it begins in the source's log. */
function nameOf({ gtid, file, position }: Omit<LogPlace, 'shard'>): string {
  return gtid === '' ? `${file}:${position}` : `${gtid} (${file}:${position})`;
}

function factsOf(place: LogPlace) {
  const { shard, file } = place;
  return [{ shard, transaction: nameOf(place) }, { where: { shard, file } }] as const;
}

/** Events that cannot follow each other, or that are none. */
export function damagedLog(place: LogPlace, what: string): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-damaged', { ...values, what }, details);
}

/** A definition that cannot be run as it is meant; `statement` is its beginning. */
export function refusedStatement(place: LogPlace, statement: string, why: string): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-refused', { ...values, why, statement }, details);
}

/** A statement of which nobody can tell what it is about. */
export function statementUnknown(place: LogPlace, statement: string): EngineError {
  return refusedStatement(place, statement, 'Shardkeep does not know this kind of statement');
}

/** Versions of the server that wrote the log, and of an older one that it is replayed on. */
export interface OlderTarget {
  readonly source: string;
  readonly target: string;
}

/** A definition that a newer server has run and this one cannot. */
export function olderTarget(place: LogPlace, statement: string, cause: string, versions: OlderTarget): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-older-target', { ...values, ...versions, cause, statement }, details);
}

/** Changes of rows that were not logged as rows. */
export function statementInsteadOfRows(place: LogPlace, statement: string): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-statement', { ...values, statement }, details);
}

/** An XA COMMIT whose rows come before the log's begin. */
export function unknownXa(place: LogPlace, xid: string): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-xa-unknown', { ...values, xid }, details);
}

/** The target is further than it should get. */
export function beyondStop(shard: string, { file, position }: LogPosition): EngineError {
  return fail('replay-beyond', { shard, file, position }, { where: { shard, file } });
}

/** Rows that do not roll back may be there once, partly or not at all. */
export function uncertainRows(place: LogPlace): EngineError {
  const [values, details] = factsOf(place);
  return fail('replay-uncertain', values, details);
}

/** What an account needs to replay, beyond the rights that the statements of the log need by themselves. */
function privilegesOf({ flavour, version }: Session): string {
  const server = { flavour, versionNumber: parseVersion(version) };
  const names = [...applyLogPrivileges(server), skipLogPrivilege(server), ...definerPrivileges(server)];
  return [...new Set(names)].join(', ');
}

/** ER_KEY_NOT_FOUND (a row to change is missing), ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME, foreign keys */
const DIFFERENT_ROWS = new Set([1032, 1062, 1586, 1451, 1452]);
/** ER_RECORD_FILE_FULL, ER_DISK_FULL, ER_DISK_FULL_NOWAIT */
const NO_SPACE = new Set([1114, 1021, 3675]);

/**
 * How a server answers what only newer ones know: ER_PARSE_ERROR, ER_UNKNOWN_CHARACTER_SET, ER_UNKNOWN_SYSTEM_VARIABLE,
 * ER_UNKNOWN_COLLATION, ER_SP_DOES_NOT_EXIST (a function), ER_UNKNOWN_STORAGE_ENGINE, ER_INVALID_DEFAULT and
 * ER_TRUNCATED_WRONG_VALUE (later moments), ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED, ER_UNKNOWN_OPTION,
 * ER_UNKNOWN_DATA_TYPE
 */
const NOT_KNOWN_HERE = new Set([1064, 1115, 1193, 1273, 1305, 1286, 1067, 1292, 1901, 1911, 4161]);

/** What a server said to a transaction of the log, with its place there; other failures are left as they are. */
export function refusedByServer(
  session: Session,
  error: unknown,
  place: LogPlace,
  statement: string,
  older?: OlderTarget,
): unknown {
  if (!(error instanceof EngineError)) return error;
  const [values, details] = factsOf(place);
  const { code, cause: words } = failureOf(error);
  const { errno } = error;
  const cause = words ?? messageOf(error);
  const more = { ...details, cause, errno };
  if (code === 'missing-privilege')
    return fail('replay-denied', { ...values, cause, privileges: privilegesOf(session) }, more);
  if (code === 'connection-lost' || code === 'unreachable') return fail('replay-cut-off', values, more);
  if (NO_SPACE.has(errno ?? 0)) return fail('replay-no-space', { ...values, cause }, more);
  if (DIFFERENT_ROWS.has(errno ?? 0)) return fail('replay-differs', { ...values, cause }, more);
  if (older && NOT_KNOWN_HERE.has(errno ?? 0))
    return fail('replay-older-target', { ...values, ...older, cause, statement }, more);
  return errno === undefined ? error : fail('replay-failed', { ...values, cause, statement }, more);
}
