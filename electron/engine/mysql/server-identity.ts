import type { Shard } from '../../../shared/cluster.ts';
import { serverName } from '../../../shared/server-name.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { Flavour, Session, TextRow } from './connect.ts';

/** Which server a connection has reached, whatever stands between: plain data, so that it goes to worker threads. */
export interface ServerIdentity {
  /** MySQL `server_uuid`, MariaDB `server_uid` (since 10.5.26, 10.6.19, 10.11.9 and 11.4.3); empty where there is none. */
  readonly uuid: string;
  /** What it calls itself; copied data folders share their uuid, and cloned machines their host name. */
  readonly host: string;
  readonly port: string;
  readonly folder: string;
  readonly serverId: string;
  /** The second in which its process was started, by its own clock; empty where it does not tell. */
  readonly startedAt: string;
}

/**
 * Asks a server who it is; needs no privilege. Time and uptime come in one statement, which has one time for both: their
 * difference does not change while the server runs, not even when its clock is set.
 */
export async function readIdentity(
  session: { texts(sql: string): Promise<TextRow[]> },
  flavour: Flavour,
): Promise<ServerIdentity> {
  const uuid = flavour === 'mysql' ? ', @@server_uuid AS uuid' : '';
  const [row] = await session.texts(
    `SELECT @@hostname AS host, @@port AS port, @@datadir AS folder, @@server_id AS id${uuid}`,
  );
  const uid = flavour === 'mysql' ? [] : await session.texts("SHOW GLOBAL VARIABLES LIKE 'server_uid'");
  const status = flavour === 'mysql' ? 'performance_schema.global_status' : 'information_schema.global_status';
  const started = await session
    .texts(`SELECT UNIX_TIMESTAMP() - variable_value AS at FROM ${status} WHERE variable_name = 'Uptime'`)
    .catch((error: unknown) => {
      if (error instanceof EngineError && error.failure.code !== 'connection-lost') return []; // MySQL 5.6 has no such table
      throw error;
    });
  return {
    uuid: row?.uuid ?? uid[0]?.Value ?? '',
    host: row?.host ?? '',
    port: row?.port ?? '',
    folder: row?.folder ?? '',
    serverId: row?.id ?? '',
    startedAt: started[0]?.at ?? '',
  };
}

/** Uptime and time are whole seconds, cut off one after the other. */
const START_SECONDS = 2;

/**
 * Throws where a connection of a run has reached another server than the run's first one of the same shard: an address that
 * a load balancer, a name server or a cluster's endpoint shares out would mix rows of several servers, and a lock would be
 * on one while another is read.
 */
export function refuseOtherServer(shard: Shard, first: ServerIdentity, now: ServerIdentity): void {
  const where = { shard: shard.name, server: serverName(shard) };
  const { startedAt: firstStart, ...firstSelf } = first;
  const { startedAt: start, ...self } = now;
  if (JSON.stringify(firstSelf) !== JSON.stringify(self))
    throw fail(
      'several-servers',
      { shard: shard.name, server: serverName(shard), one: sayIdentity(first), other: sayIdentity(now) },
      { where },
    );
  if (firstStart !== '' && start !== '' && Math.abs(Number(firstStart) - Number(start)) > START_SECONDS)
    throw fail('server-restarted', { shard: shard.name, server: serverName(shard) }, { where });
}

function sayIdentity({ host, port, serverId, uuid }: ServerIdentity): string {
  return `${host}:${port} (server_id ${serverId}${uuid === '' ? '' : `, ${uuid}`})`;
}

/** Tells one running server from another, under whatever address it was reached. */
export function machineOf({ identity }: Pick<Session, 'identity'>): string {
  const { host, port, folder } = identity;
  return [host, port, folder].join(' ');
}
