import type { Replication, ReplicationSource } from '../../../shared/replication.ts';
import { EngineError } from '../engine-error.ts';
import type { Session, TextRow } from './connect.ts';
import type { ServerInfo } from './server-info.ts';

/** SHOW REPLICA STATUS came with MySQL 8.0.22; 8.4 dropped SHOW SLAVE STATUS. */
const MYSQL_REPLICA_STATUS = 80022;

/**
 * What a server has taken over from others, and from whom. Asking from whom needs REPLICATION CLIENT (MySQL) or SLAVE
 * MONITOR (MariaDB); without it MariaDB still tells whether anything is applied at this moment.
 * https://dev.mysql.com/doc/refman/9.7/en/show-replica-status.html · https://mariadb.com/kb/en/show-replica-status/
 */
export async function readReplication(session: Session, info: ServerInfo): Promise<Replication> {
  const [row] = await session.texts(
    session.flavour === 'mysql'
      ? 'SELECT @@GLOBAL.gtid_executed AS applied'
      : 'SELECT @@GLOBAL.gtid_slave_pos AS applied',
  );
  return { applied: (row?.applied ?? '').replaceAll('\n', ''), sources: await readSources(session, info) };
}

async function readSources(session: Session, info: ServerInfo): Promise<ReplicationSource[] | null> {
  const statement =
    session.flavour === 'mariadb'
      ? 'SHOW ALL SLAVES STATUS'
      : info.versionNumber >= MYSQL_REPLICA_STATUS
        ? 'SHOW REPLICA STATUS'
        : 'SHOW SLAVE STATUS';
  try {
    return (await session.texts(statement)).map(toSource);
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege') throw error;
    if (session.flavour === 'mysql') return null;
    const running = await session.texts("SHOW GLOBAL STATUS LIKE 'Slaves_running'");
    return running[0]?.Value === '0' ? null : [{ from: '', applies: true, behindSeconds: null }];
  }
}

function toSource(row: TextRow): ReplicationSource {
  const host = row.Source_Host ?? row.Master_Host ?? '';
  const behind = row.Seconds_Behind_Source ?? row.Seconds_Behind_Master ?? null;
  return {
    from: host === '' ? '' : `${host}:${row.Source_Port ?? row.Master_Port ?? ''}`,
    applies: (row.Replica_SQL_Running ?? row.Slave_SQL_Running) === 'Yes',
    behindSeconds: behind === null ? null : Number(behind),
  };
}
