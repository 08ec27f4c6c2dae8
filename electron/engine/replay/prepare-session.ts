import type { FailureCode } from '../../../shared/failure.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { Flavour, Session } from '../mysql/connect.ts';
import { applyLogPrivileges, skipLogPrivilege } from '../mysql/privilege-names.ts';
import { parseVersion } from '../mysql/server-info.ts';

/** ER_UNKNOWN_SYSTEM_VARIABLE */
const UNKNOWN_VARIABLE = 1193;

/**
 * Statements of the log run as on a replica, whatever the target's own defaults are: what was granted on the source is
 * granted here. Each lets more pass and changes nothing of what passes.
 */
const AS_ON_REPLICA: Record<Flavour, readonly string[]> = {
  mariadb: [
    // A replica may change a versioned table whatever this says; a session has to say it.
    'system_versioning_alter_history=KEEP',
    'innodb_strict_mode=OFF',
    'enforce_storage_engine=NULL',
    "alter_algorithm='DEFAULT'",
  ],
  mysql: [
    'sql_generate_invisible_primary_key=OFF', // the log has the column where it was generated
    'sql_require_primary_key=OFF',
    'restrict_fk_on_non_standard_key=OFF',
    'innodb_strict_mode=OFF',
    'show_create_table_skip_secondary_engine=OFF',
  ],
};

/**
 * Sets a session up for `BINLOG` statements and DDL of a log. Returns whether small transactions may be put together: not
 * where the target would log the text of the BINLOG statement with every one of its events (MariaDB's annotations: 48 GB of
 * log in three minutes were seen).
 */
export async function prepareSession(
  session: Session,
  skipBinlog: boolean,
  variables: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { flavour } = session;
  const server = { flavour, versionNumber: parseVersion(session.version) };
  if (skipBinlog) await leaveBinlog(session);
  await session.execute('SET SESSION pseudo_slave_mode=1').catch((error) => {
    throw needsPrivilege(session, error, applyLogPrivileges(server)[0]);
  });
  // Older servers lack some, and some need a privilege that matters only where the variable does.
  for (const setting of AS_ON_REPLICA[flavour]) await setIfPossible(session, setting, ['missing-privilege']);
  if (!skipBinlog) await setIfPossible(session, 'binlog_format=ROW', ['missing-privilege']);
  for (const [name, value] of variables) await setIfPossible(session, `${name}=${value}`, []);
  return skipBinlog || (await logsNoText(session));
}

/** Leaves a variable as it is where the server does not have it, and where one of these failures says why. */
async function setIfPossible(session: Session, setting: string, also: readonly FailureCode[]): Promise<void> {
  await session.execute(`SET SESSION ${setting}`).catch((error) => {
    if (!(error instanceof EngineError)) throw error;
    if (error.errno !== UNKNOWN_VARIABLE && !also.includes(error.failure.code)) throw error;
  });
}

async function leaveBinlog(session: Session): Promise<void> {
  await session.execute('SET SESSION sql_log_bin=0').catch((error) => {
    const server = { flavour: session.flavour, versionNumber: parseVersion(session.version) };
    throw needsPrivilege(session, error, skipLogPrivilege(server));
  });
}

/** Turns off what would log the text of BINLOG statements; true when nothing does. */
async function logsNoText(session: Session): Promise<boolean> {
  const name = session.flavour === 'mariadb' ? 'binlog_annotate_row_events' : 'binlog_rows_query_log_events';
  await session.execute(`SET SESSION ${name}=OFF`).catch((error) => {
    if (!(error instanceof EngineError)) throw error;
  });
  const [row] = await session.texts(`SELECT @@session.${name} AS annotates, @@log_bin AS logs`);
  return row?.annotates === '0' || row?.logs === '0';
}

function needsPrivilege(session: Session, error: unknown, privilege: string): unknown {
  if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege') return error;
  const { shard } = session;
  return fail(
    'replay-not-allowed',
    { shard: shard.name, user: shard.user, privilege },
    { where: error.failure.where, cause: error },
  );
}
