import type { BinlogPosition } from '../../../shared/binlog-range.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from './connect.ts';
import { quoteText } from './quote.ts';
import { parseVersion } from './server-info.ts';

/** SHOW BINARY LOG STATUS came with MySQL 8.2.0; 8.4.0 dropped SHOW MASTER STATUS. */
const MYSQL_BINARY_LOG_STATUS = 80200;

/**
 * The place in the binary log up to which the server has written, with its GTID set. File, position and GTID belong
 * together whether or not writers are held up. Null where the server writes no binary log or the account may not ask
 * (MySQL: REPLICATION CLIENT, MariaDB: BINLOG MONITOR).
 * https://dev.mysql.com/doc/refman/9.7/en/show-binary-log-status.html · https://mariadb.com/kb/en/show-binlog-status/
 */
export async function readPosition(session: Session): Promise<BinlogPosition | null> {
  try {
    return session.flavour === 'mysql' ? await readMysqlPosition(session) : await readMariadbPosition(session);
  } catch (error) {
    if (error instanceof EngineError && error.failure.code === 'missing-privilege') return null;
    throw error;
  }
}

/**
 * The place in the binary log that this session's consistent snapshot stands for. To be called on MariaDB between
 * START TRANSACTION WITH CONSISTENT SNAPSHOT and COMMIT; needs no privilege and no lock. Null without a binary log.
 * The GTID costs the server a read of the log file from its start, so callers that only compare positions pass `gtid: false`
 * and get an empty one.
 * https://mariadb.com/kb/en/enhancements-for-start-transaction-with-consistent-snapshot/
 */
export async function readSnapshotPosition(
  session: Session,
  options: { readonly gtid?: boolean } = {},
): Promise<BinlogPosition | null> {
  const status = new Map<string, string>();
  for (const row of await session.texts("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
    const [name, value] = Object.values(row);
    if (name) status.set(name.toLowerCase(), value ?? '');
  }
  const file = status.get('binlog_snapshot_file') ?? '';
  const position = Number(status.get('binlog_snapshot_position') ?? 0);
  if (file === '') return null;
  return { file, position, gtid: options.gtid === false ? '' : await mariadbGtidAt(session, file, position) };
}

async function readMysqlPosition(session: Session): Promise<BinlogPosition | null> {
  const statement =
    parseVersion(session.version) >= MYSQL_BINARY_LOG_STATUS ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
  const [row] = await session.texts(statement);
  if (!row?.File) return null;
  // The set comes with the position in one answer; @@gtid_executed in a second statement could be ahead of it.
  return { file: row.File, position: Number(row.Position), gtid: (row.Executed_Gtid_Set ?? '').replaceAll('\n', '') };
}

async function readMariadbPosition(session: Session): Promise<BinlogPosition | null> {
  const before = await mariadbGtid(session);
  const [row] = await session.texts('SHOW MASTER STATUS');
  if (!row?.File) return null;
  const position = { file: row.File, position: Number(row.Position) };
  // The same GTID before and after means that nothing was written between: exact, and at once. Under a lock that is
  // always so, and there the search through the log file would hold up writers.
  const gtid =
    (await mariadbGtid(session)) === before ? before : await mariadbGtidAt(session, position.file, position.position);
  return { ...position, gtid };
}

async function mariadbGtid(session: Session): Promise<string> {
  const [row] = await session.texts('SELECT @@GLOBAL.gtid_binlog_pos AS gtid');
  return row?.gtid ?? '';
}

/** https://mariadb.com/kb/en/binlog_gtid_pos/ */
async function mariadbGtidAt(session: Session, file: string, position: number): Promise<string> {
  const [row] = await session.texts(`SELECT BINLOG_GTID_POS(${quoteText(file)}, ${position}) AS gtid`);
  return row?.gtid ?? '';
}
