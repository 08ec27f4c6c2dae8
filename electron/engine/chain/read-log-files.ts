import type { Session } from '../mysql/connect.ts';

/**
 * The files of a server's binary log with their sizes, oldest first. Needs REPLICATION CLIENT (MariaDB: BINLOG MONITOR).
 * https://dev.mysql.com/doc/refman/9.7/en/show-binary-logs.html · https://mariadb.com/kb/en/show-binary-logs/
 */
export async function readLogFiles(session: Session): Promise<ReadonlyMap<string, number>> {
  const rows = await session.texts('SHOW BINARY LOGS');
  return new Map(rows.map((row) => [row.Log_name ?? '', Number(row.File_size)]));
}
