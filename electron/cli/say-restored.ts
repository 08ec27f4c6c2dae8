import { assertNever } from '../../shared/failure.ts';
import type {
  LoadWarning,
  NotRestored,
  RestoredTable,
  RolledForward,
  TableProblem,
} from '../../shared/restore-report.ts';
import { faultWords } from '../../shared/set-words.ts';
import { lostWords } from './finding-words.ts';
import { UNLOCK } from './say-finding.ts';

/** What is wrong with a table after a restore; empty for one that is as it should be. */
export function sayProblem({ problem }: Pick<RestoredTable, 'problem'>): string {
  if (problem === undefined) return '';
  switch (problem.code) {
    case 'not-created':
      return 'The table could not be created.';
    case 'refused':
    case 'damaged':
      return problem.cause;
    case 'duplicates':
      return `rows that the source had are doubles in a unique key here: ${problem.cause}. What is there of the table is not whole; the set has every row. The server takes values as equal that the source did not (another collation, version or stored generated column), or the source’s index was damaged (CHECK TABLE there). Restore it to a server like the source, or create it without that key and load its rows from the set`;
    case 'unreadable':
      return `it cannot be read: ${problem.cause}`;
    case 'row-count':
      return `${chunk(problem)}${problem.found} rows where the set has ${problem.expected}`;
    case 'content':
      return `${chunk(problem)}the number of rows is right, their content is not`;
    case 'literals':
      return `members of ENUM or SET columns, or defaults, have other bytes than on the source: ${problem.columns.join(', ')}`;
    case 'generated':
      return `all that was written is right, but stored generated columns came out with other values: ${problem.columns.join(', ')}. Their rows had been written under other settings, such as another time_zone; the set has the old values`;
    default:
      return assertNever(problem);
  }
}

function chunk({ chunk: number }: Extract<TableProblem, { chunk: number | null }>): string {
  return number === null ? '' : `chunk ${number}: `;
}

const NOT_LOGGED =
  'Logs do not have all settings of the session that ran a statement, such as its default engine; or it was altered once more while the set was taken.';

/** Why the target does not have something of the set. */
export function sayNotRestored({ why }: Pick<NotRestored, 'why'>): string {
  switch (why.code) {
    case 'refused':
      return why.cause;
    case 'event-expired':
      return 'The event was not created: its time has passed and it is not to be preserved.';
    case 'leads-out':
      return `It was not created: restored under another name its text names, or may name, the schema ${why.to}, and would use the original. Nothing was written there. Create it by hand with the names that are meant.`;
    case 'index-lost':
      return `It is there without some of its indexes: this server has no ${lostWords[why.feature]}.`;
    case 'index-refused':
      return `It is there with its rows, but without an index that the server refused: ${why.cause}. Where the index is on a generated column, its values came out otherwise than in the set; add the index when they are right.`;
    case 'definition-missing':
      return 'The server took it and does not have it.';
    case 'definition-unread':
      return 'The server took it, and the account may not read its definition: it was not compared. Programs are read with SELECT on mysql.proc (MariaDB) or SHOW_ROUTINE (MySQL).';
    case 'definition-differs':
      return `It is there, but not as it was: “${why.found}” in place of “${why.expected}”.`;
    case 'counter-raised':
      return `It is there with all its rows, and counts on from ${why.found} in place of ${why.expected}: on the source AUTO_INCREMENT stood below a number that a row has, as MariaDB leaves it when an UPDATE moves a row to another partition, and servers do not set it so. New rows get higher numbers than they would have got there.`;
    case 'partition-rows':
      return `It is there with all its rows, but they stand in other partitions than on the source: ${why.partitions.join(', ')}. The server places rows anew: history that is kept by number of rows (PARTITION BY SYSTEM_TIME LIMIT), and rows that stood where they do not belong. Look before you drop, exchange or empty one of its partitions.`;
    case 'logged-differs':
      return `It is there, but the binary log did not make it as the source had it when the last set was taken: “${why.found}” in place of “${why.expected}”. ${NOT_LOGGED} Change it by hand where that matters, or take a full backup.`;
    case 'logged-missing':
      return `The source had it when the last set was taken, and the binary log did not bring it. ${NOT_LOGGED} Create it by hand, or take a full backup.`;
    case 'placed-elsewhere':
      return `It is there with its rows, but where the server puts all tables, without ${why.options.join(', ')}.`;
    case 'other-definition':
      return 'The server has another definition under this number; it stays, and coordinates mean something else there.';
    case 'late-moments':
      return 'It is there, but the binary log brought TIMESTAMPs behind 2038-01-19 03:14:07 UTC, which this server cannot hold; they are 0000-00-00 00:00:00 now.';
    case 'open-values':
      return `It is there, but the binary log has no values for what ${why.what} gave on the source: they were computed anew (${why.statement}). Compare them with the source, or take a full backup.`;
    case 'open-numbers':
      return `It is there, but a statement numbered its rows as they stood, or kept the first of those that are alike (ALTER IGNORE), and without a key they may stand in another order here: numbers may belong to other rows, or other rows be left (${why.statement}). Compare them with the source, or take a full backup.`;
    case 'open-zone':
      return `It is there, but a statement converted moments by the time zone of the source’s machine, whose rules this server does not have: some may be off by an hour or more (${why.statement}). Load the time zone tables (mysql_tzinfo_to_sql) and restore again, compare them with the source, or take a full backup.`;
    case 'open-charset':
      return `It is there, but the charset of its schema had been altered before. Servers let sessions that were in the schema go on with the old one until they say USE, and do not log which: its charset or collation may have been another (${why.statement}). Compare SHOW CREATE with the source, or take a full backup.`;
    case 'not-of-the-set':
      return 'It is not of the set and was not there before: somebody made it while the restore ran. It stays; drop it where it is not wanted.';
    case 'open-generated':
      return 'It is there, but its stored generated columns depend on the session, and the server computed them anew for rows of the binary log, which does not have the session of every statement. Compare them with the source, or take a full backup.';
    case 'account-locked':
      return `It is there with its grants, but locked: ${why.cause ?? `this server cannot use its password hash (${why.plugins.join(', ')})`}. ${UNLOCK}`;
    case 'grant-refused':
      return `${why.given}: ${why.cause ?? 'the server has nothing of the kind.'}`;
    case 'grant-pattern':
      return `The grant on the pattern ${why.pattern} was given as it is; it does not mean the schemas under their new names.`;
    case 'unfit-statement':
      return `It was not restored: its statement in the set ${faultWords[why.fault]}.`;
    case 'not-in-set':
      return `An exception of the set: ${why.text}`;
    default:
      return assertNever(why);
  }
}

/** Why an XA transaction is prepared on a target, and what to do about it there. */
export function sayPrepared({ xid, why }: RolledForward['prepared'][number]): string {
  const name = `the XA transaction ${xid} is prepared and holds its locks`;
  const either = `XA COMMIT ${xid} or XA ROLLBACK ${xid}`;
  switch (why.code) {
    case 'undecided':
      return `${name}: no shard had committed or rolled it back at this instant. Ask the application’s transaction manager what it decided, then run ${either}.${why.unread.length === 0 ? '' : ` The log of ${why.unread.join(', ')} could not be searched.`}`;
    case 'rolled-back':
      return `${name}: ${why.shard} had rolled it back. XA ROLLBACK ${xid} does the same here.`;
    case 'both':
      return `${name}: ${why.committed} had committed it and ${why.rolledBack} had rolled it back. Compare the rows on both, then run ${either}.`;
    case 'there-before':
      return `${name}: it was prepared here before this restore, which therefore leaves it alone. If it is no longer needed, XA ROLLBACK ${xid} releases it; the restored rows do not have what it wrote.`;
    case 'refused':
      return `${name}: ${why.shard} had committed it, but the server did not accept that here: ${why.cause} Run XA COMMIT ${xid}.`;
    default:
      return assertNever(why);
  }
}

/** What a replay to an instant left behind its end although its time is before the instant. */
export function sayDatedBefore({ transactions, end, first, last }: NonNullable<RolledForward['datedBefore']>): string {
  const which =
    transactions === 1
      ? `the transaction ${first.gtid} of ${first.at} was`
      : `${transactions} transactions from ${first.at} (${first.gtid}) to ${last.at} (${last.gtid}) were`;
  return `${which} not applied, although the time is before the chosen instant: in the log they stand behind ${end.gtid} of ${end.at}, in front of which the restore ended. A session had set another time (SET timestamp), a clock was set back, or a statement took that long. Where they belong to it, restore with --at ${last.gtid}.`;
}

/** A warning the server gave while it loaded rows. */
export function sayLoadWarning({ target, schema, table, cause }: LoadWarning): string {
  return `${target}: the server warned while loading ${schema}.${table}: ${cause}`;
}
