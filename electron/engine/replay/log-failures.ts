import { type EngineError, fail } from '../engine-error.ts';
import type { LogPosition } from './replay-options.ts';

/** The transaction of the log that a message is about. */
export interface LogPlace extends LogPosition {
  readonly shard: string;
  /** Empty without one. */
  readonly gtid: string;
}

const SAFE = 'Everything before this transaction is applied, nothing of it and what follows it.';

function nameOf({ gtid, file, position }: LogPlace): string {
  return gtid === ''
    ? `the transaction at ${file} position ${position}`
    : `transaction ${gtid} (${file} position ${position})`;
}

/** Where to stop instead. */
function stopBefore({ gtid, file, position }: LogPlace): string {
  return gtid === '' ? `restore to ${file} position ${position}` : `stop just before ${gtid}`;
}

/** Events that cannot follow each other, or that are none. */
export function damagedLog(place: LogPlace, why: string): EngineError {
  return fail('damaged', `The binary log is damaged at ${nameOf(place)}: ${why}.`, {
    safe: SAFE,
    next: `Check the backup with \`verify\`, or ${stopBefore(place)}.`,
    where: { shard: place.shard, file: place.file },
  });
}

/** A definition that cannot be run as it is meant; `text` is its beginning. */
export function refusedStatement(place: LogPlace, text: string, why: string): EngineError {
  return fail('server', `The replay stops at ${nameOf(place)}, since ${why}: ${text}`, {
    safe: SAFE,
    next: `Restore everything under its own name, or choose what to restore so that the statement is inside or outside of it, or ${stopBefore(place)}.`,
    where: { shard: place.shard, file: place.file },
  });
}

/** Changes of rows that were not logged as rows. */
export function statementInsteadOfRows(place: LogPlace, text: string): EngineError {
  return fail('server', `${nameOf(place)} was logged as a statement instead of as rows: ${text}`.replace(/^t/, 'T'), {
    safe: SAFE,
    next: `A statement can give other rows when it runs again. Set binlog_format=ROW on the source and make a full backup; for this restore, ${stopBefore(place)}.`,
    where: { shard: place.shard, file: place.file },
  });
}

/** An XA COMMIT whose rows come before the log's begin. */
export function unknownXa(place: LogPlace, xid: string): EngineError {
  return fail(
    'server',
    `${nameOf(place)} commits the XA transaction ${xid}, which was prepared before this log begins.`.replace(/^t/, 'T'),
    {
      safe: SAFE,
      next: `The rows of it are in neither the restored tables nor the log: ${stopBefore(place)}, and make a full backup when no XA transaction is prepared.`,
      where: { shard: place.shard, file: place.file },
    },
  );
}

/** The target is further than it should get. */
export function beyondStop(shard: string, saved: LogPosition): EngineError {
  return fail(
    'bad-input',
    `${shard} is at ${saved.file} position ${saved.position} already, which is behind the chosen point.`,
    {
      safe: 'Nothing was changed.',
      next: 'Restore the full backup again to get to an earlier point.',
      where: { shard },
    },
  );
}

/** Rows that do not roll back may be there once, partly or not at all. */
export function uncertainRows(shard: string, at: LogPosition, gtid: string): EngineError {
  return fail(
    'difference',
    `An earlier replay on ${shard} ended while it changed tables that do not roll back (MyISAM, Aria, MEMORY) in transaction ${gtid} before ${at.file} position ${at.position}.`,
    {
      safe: 'All other tables are exactly as they were before this transaction.',
      next: 'Nobody can tell how much of it is in those tables: restore the full backup again.',
      where: { shard, file: at.file },
    },
  );
}
