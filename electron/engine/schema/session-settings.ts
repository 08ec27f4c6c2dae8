import type { ObjectContext } from '../../../shared/manifest.ts';
import { serverName } from '../../../shared/server-name.ts';
import { fail } from '../engine-error.ts';
import { isConnectionLost, type Session } from '../mysql/connect.ts';
import { skipLogPrivilege } from '../mysql/privilege-names.ts';
import { quoteText } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';

const prepared = new WeakSet<Session>();

/** A day: longer than any chunk loads. */
const WAIT_FOR_LANE_SECONDS = 86_400;
/** An hour: nobody else has business with a table that was just created; MySQL would wait for a year. */
const WAIT_FOR_OTHERS_SECONDS = 3600;

/**
 * Gives the session a default schema before it opens tables to read them, one that every account may use. MariaDB opens a
 * table for all sessions together, and where the first one has no default schema it takes DATABASE() in the table's
 * expressions for NULL, prints them so and computes with that until the table is opened anew. Sessions that write stand in
 * the schema they write to instead: logs and replicas may be told to leave what is done under this one out.
 */
export async function openTablesUnchanged(session: Session): Promise<void> {
  await session.execute('USE information_schema');
}

/**
 * What every CREATE of a restore needs, set once per session and, where a server does not know a setting or keeps it for
 * others, left out: foreign keys to tables that come later or lack a unique key, row sizes that older versions allowed,
 * and neither defaults of TIMESTAMP columns nor primary keys that the source did not have.
 */
export async function prepareForCreate(session: Session): Promise<void> {
  if (prepared.has(session)) return;
  const settings = ['foreign_key_checks=0', 'innodb_strict_mode=OFF', 'explicit_defaults_for_timestamp=ON'];
  if (session.flavour === 'mysql')
    settings.push(
      'restrict_fk_on_non_standard_key=OFF',
      'sql_generate_invisible_primary_key=OFF',
      'sql_require_primary_key=OFF',
    );
  // what is left for after the rows also concerns tables with history, and changes none of it
  else settings.push('system_versioning_alter_history=KEEP', 'enforce_storage_engine=NULL');
  // A server that logs statements would refuse or log what loads rows; who may not set it is told beforehand.
  settings.push('binlog_format=ROW');
  await setWherePossible(session, settings);
  prepared.add(session);
}

/**
 * Charsets that a definition names without a collation mean the one that they had on the source; MariaDB 11.2.1 and newer
 * have others by default than servers before (character_set_collations).
 */
export function meanCollationsOf(session: Session, variables: Readonly<Record<string, string>>): Promise<void> {
  const chosen = variables.character_set_collations ?? '';
  return setWherePossible(session, [`character_set_collations=${quoteText(chosen)}`]);
}

/**
 * What loading rows needs besides: the rows satisfied all constraints on the source, or were kept there in spite of them.
 * unique_checks stays on: without it MariaDB loads an empty table by its bulk insert, which costs the server half as much
 * again (docs/PERFORMANCE.md) and locks the whole table.
 */
export async function prepareForLoad(session: Session): Promise<void> {
  await prepareForCreate(session);
  await setWherePossible(session, [
    // LOAD DATA may keep a table's AUTO_INCREMENT to itself (innodb_autoinc_lock_mode 0 and 1); other lanes of ours then
    // wait until that chunk is in.
    `innodb_lock_wait_timeout=${WAIT_FOR_LANE_SECONDS}`,
    `lock_wait_timeout=${WAIT_FOR_OTHERS_SECONDS}`,
    ...(session.flavour === 'mariadb' ? ['check_constraint_checks=0'] : []),
  ]);
}

/**
 * Has MySQL compute subqueries about a row for each row, whatever the server's optimizer_switch is: as a join of two tables
 * such a subquery was answered from the first row only (json-types.ts). Versions that do not know one of them have not got it.
 */
export async function lookAtEveryRow(session: Session): Promise<void> {
  if (session.flavour !== 'mysql') return;
  const switches = ['semijoin', 'materialization', 'subquery_to_derived'];
  await setWherePossible(
    session,
    switches.map((one) => `optimizer_switch='${one}=off'`),
  );
}

/**
 * Keeps what the session writes out of the server's binary log: less to write, and replicas of the server do not get it.
 * Throws 'missing-privilege' where the account may not.
 */
export async function skipBinlog(session: Session): Promise<void> {
  const { shard, flavour, version } = session;
  await session.execute('SET SESSION sql_log_bin=0').catch((cause: unknown) => {
    if (isConnectionLost(cause)) throw cause;
    const privilege = skipLogPrivilege({ flavour, versionNumber: parseVersion(version) });
    throw fail(
      'may-not-skip-binlog',
      { shard: shard.name, user: shard.user, privilege },
      { where: { shard: shard.name, server: serverName(shard) }, cause },
    );
  });
}

async function setWherePossible(session: Session, settings: readonly string[]): Promise<void> {
  for (const setting of settings)
    await session.execute(`SET SESSION ${setting}`).catch((error: unknown) => {
      if (isConnectionLost(error)) throw error;
    });
}

/** Runs `work` under an object's settings and puts the session's own back, whatever happens. */
export async function withContext<T>(session: Session, context: ObjectContext, work: () => Promise<T>): Promise<T> {
  const [before] = await session.texts('SELECT @@sql_mode AS mode, @@time_zone AS zone');
  try {
    await session.execute(
      `SET character_set_client=${quoteText(context.characterSetClient)},
        collation_connection=${quoteText(context.collationConnection)},
        sql_mode=${quoteText(knownModes(session, context.sqlMode))}, time_zone=${quoteText(context.timeZone ?? before?.zone ?? 'SYSTEM')}`,
    );
    return await work();
  } finally {
    await putBack(session, before?.mode ?? '', before?.zone ?? '+00:00');
  }
}

/** MySQL 8 no longer knows NO_AUTO_CREATE_USER, which 5.7 put on every program and which says nothing about them. */
function knownModes(session: Session, sqlMode: string): string {
  if (session.flavour !== 'mysql' || Number.parseInt(session.version, 10) < 8) return sqlMode;
  const modes = sqlMode.split(',');
  return modes.filter((mode) => mode !== 'NO_AUTO_CREATE_USER').join(',');
}

/** As connect.ts sets them. A line that broke meanwhile has nothing to put back, and its own error is on its way up. */
async function putBack(session: Session, mode: string, zone: string): Promise<void> {
  const settings = [
    'SET NAMES utf8mb4',
    'SET character_set_results=binary',
    `SET sql_mode=${quoteText(mode)}, time_zone=${quoteText(zone)}`,
  ];
  for (const sql of settings)
    await session.execute(sql).catch((error: unknown) => {
      if (!isConnectionLost(error)) throw error;
    });
}
