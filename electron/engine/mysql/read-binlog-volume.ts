import { EngineError } from '../engine-error.ts';
import type { Session } from './connect.ts';

/** How much binary log a server has and makes. */
export interface BinlogVolume {
  /** Bytes of all log files on the server; null where they may not be listed. */
  readonly storedBytes: number | null;
  /** Average since the server started; null where it does not tell. */
  readonly bytesPerSecond: number | null;
}

/**
 * Reads the binary log's size and growth. SHOW BINARY LOGS (MySQL: REPLICATION CLIENT, MariaDB: BINLOG MONITOR) has no
 * times, so the growth comes from the server's own counters: status Binlog_bytes_written on MariaDB, and on MySQL the bytes
 * written to binlog files in performance_schema, for accounts that may read it.
 * https://mariadb.com/kb/en/replication-and-binary-log-status-variables/ ·
 * https://dev.mysql.com/doc/refman/9.7/en/performance-schema-file-summary-tables.html
 */
export async function readBinlogVolume(session: Session): Promise<BinlogVolume> {
  const files = await unlessDenied(() => session.texts('SHOW BINARY LOGS'));
  const status = new Map<string, number>();
  const names = "('Uptime', 'Binlog_bytes_written')";
  for (const row of await session.texts(`SHOW GLOBAL STATUS WHERE Variable_name IN ${names}`)) {
    const [name, value] = Object.values(row);
    if (name) status.set(name, Number(value));
  }
  const written = status.get('Binlog_bytes_written') ?? (await bytesWrittenByMysql(session));
  const uptime = status.get('Uptime') ?? 0;
  return {
    storedBytes: files?.reduce((sum, row) => sum + Number(row.File_size ?? 0), 0) ?? null,
    bytesPerSecond: written === null || uptime <= 0 ? null : written / uptime,
  };
}

async function bytesWrittenByMysql(session: Session): Promise<number | null> {
  if (session.flavour !== 'mysql') return null;
  const rows = await unlessDenied(() =>
    session.texts(
      `SELECT sum_number_of_bytes_write AS bytes FROM performance_schema.file_summary_by_event_name
        WHERE event_name = 'wait/io/file/sql/binlog'`,
    ),
  );
  const bytes = Number(rows?.[0]?.bytes ?? 0);
  return bytes > 0 ? bytes : null; // 0: the instrument is off
}

/** Null where the account may not ask, or the server keeps no log to ask for (1381 ER_NO_BINARY_LOGGING). */
async function unlessDenied<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EngineError && (error.failure.code === 'missing-privilege' || error.errno === 1381))
      return null;
    throw error;
  }
}
