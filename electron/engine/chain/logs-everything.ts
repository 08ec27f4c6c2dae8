import type { ChainBreak } from '../../../shared/set-facts.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { readReplication } from '../mysql/read-replication.ts';
import type { ServerInfo } from '../mysql/server-info.ts';

/** Whether every change of the server's rows is in its binary log, as far as a server can tell. */
export async function logsEverything(control: Session, info: ServerInfo): Promise<boolean> {
  return (await findLogGap(control, info)) === undefined;
}

/**
 * Why some changes of the server's rows are not in its binary log. A replica that does not log what it applies and filters
 * on schemas break it: equal positions then do not mean equal rows, and no chain can start.
 * Sessions with sql_log_bin=0 break it too and cannot be seen (docs/ARCHITECTURE.md names that limit).
 */
export async function findLogGap(control: Session, info: ServerInfo): Promise<ChainBreak | undefined> {
  if (!info.logBin) return { code: 'no-binlog' };
  const logsApplied = info.variables.log_replica_updates ?? info.variables.log_slave_updates ?? 'ON';
  if (/^(OFF|0)$/i.test(logsApplied) && (await appliesOthersChanges(control, info)))
    return { code: 'replica-unlogged' };
  return (await filtersSchemas(control, info)) ? { code: 'filtered' } : undefined;
}

/**
 * MariaDB has the switch off by default, so it matters only where the server is a replica, also one that applies nothing at
 * this moment, or a Galera node.
 */
async function appliesOthersChanges(control: Session, info: ServerInfo): Promise<boolean> {
  if (control.flavour === 'mysql') return true; // on by default there: who switched it off has a replica
  if (((await readReplication(control, info)).sources?.length ?? 0) > 0) return true;
  const rows = await control.texts("SHOW GLOBAL STATUS LIKE 'wsrep_connected'");
  return rows.some((row) => !['0', 'OFF', ''].includes(Object.values(row)[1] ?? ''));
}

/** binlog_do_db and binlog_ignore_db, which both flavours show beside the position. */
async function filtersSchemas(control: Session, info: ServerInfo): Promise<boolean> {
  const statement =
    info.flavour === 'mysql' && info.versionNumber >= 80200 ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
  try {
    const [row] = await control.texts(statement);
    return Boolean(row?.Binlog_Do_DB || row?.Binlog_Ignore_DB);
  } catch (error) {
    if (error instanceof EngineError && error.failure.code === 'missing-privilege') return false;
    throw error;
  }
}
