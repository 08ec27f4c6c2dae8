import { type Shard, serverName } from '../../../shared/cluster.ts';
import { type EngineError, fail, messageOf } from '../engine-error.ts';

/** What mysql2 and Node put on an error object. */
interface DriverError {
  readonly code?: string;
  readonly errno?: number;
}

/** Says in words why a connection could not be made: cause and remedy, with the server's own text as `cause`. */
export function diagnoseConnect(shard: Shard, error: unknown): EngineError {
  const { code = '', errno } = error as DriverError;
  const server = serverName(shard);
  const where = { shard: shard.name, server };
  const cause = error;
  const text = messageOf(error);
  switch (true) {
    case code === 'ECONNREFUSED':
      return fail('unreachable', `${shard.name}: nothing answers on ${server}.`, {
        next: 'Check that the server runs and that host and port are right.',
        where,
        cause,
      });
    case code === 'ENOTFOUND' || code === 'EAI_AGAIN':
      return fail('unreachable', `${shard.name}: the name ${shard.host} is not known.`, {
        next: 'Check the spelling of the host, or the name server of this computer.',
        where,
        cause,
      });
    case code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH':
      return fail('unreachable', `${shard.name}: ${server} did not answer in time.`, {
        next: 'Check the network, a firewall between this computer and the server, and the server’s bind-address.',
        where,
        cause,
      });
    case errno === 1045 || errno === 1698:
      return fail('access-denied', `${shard.name}: ${server} refuses user "${shard.user}" with this password.`, {
        next: 'Check user and password; an account may also be limited to other client hosts.',
        where,
        cause,
      });
    case errno === 1130 || errno === 1129:
      return fail('access-denied', `${shard.name}: ${server} does not accept connections from this computer.`, {
        next:
          errno === 1129
            ? 'Run FLUSH HOSTS on the server after too many failed attempts.'
            : "Create the account for this computer’s address, for example 'user'@'%'.",
        where,
        cause,
      });
    case errno === 1040 || errno === 1203:
      return fail('unreachable', `${shard.name}: ${server} has no free connection left.`, {
        next: 'Try again later, use fewer lanes, or raise max_connections.',
        where,
        cause,
      });
    case code === 'HANDSHAKE_NO_SSL_SUPPORT':
      return fail('unreachable', `${shard.name}: ${server} does not offer TLS.`, {
        next: 'Enable TLS on the server, or set tls.mode to "off" if the network is trusted.',
        where,
        cause,
      });
    case errno === 3159 || errno === 1835 || /secure.transport/i.test(text):
      return fail('access-denied', `${shard.name}: ${server} accepts encrypted connections only.`, {
        next: 'Set tls.mode to "required" or "verify" for this shard.',
        where,
        cause,
      });
    case /certificate|altnames|self.signed|CERT_/i.test(`${text} ${code}`):
      return fail('unreachable', `${shard.name}: the certificate of ${server} cannot be trusted.`, {
        next: 'Give the authority’s file as tls.ca, or use tls.mode "required" to encrypt without checking who answers.',
        where,
        cause,
      });
    case code === 'AUTH_SWITCH_PLUGIN_ERROR' || /auth.*plugin/i.test(text):
      return fail(
        'access-denied',
        `${shard.name}: the account "${shard.user}" logs in by a method that is not supported.`,
        {
          next: 'Use an account with caching_sha2_password, sha256_password or mysql_native_password.',
          where,
          cause,
        },
      );
    case code.startsWith('ER_'):
      return fail('access-denied', `${shard.name}: ${server} refused the connection.`, { where, cause, errno });
    default:
      return fail('unreachable', `${shard.name}: ${server} answered, but not as a MySQL or MariaDB server.`, {
        next: 'Check host and port; another service may listen there.',
        where,
        cause,
      });
  }
}

/** ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED, CR_SERVER_GONE_ERROR, CR_SERVER_LOST, ER_CLIENT_INTERACTION_TIMEOUT. */
const LOST = new Set([1053, 1927, 2006, 2013, 4031]);
/** Access denied for schema, account (RDS: FLUSH TABLES WITH READ LOCK), table, column, statement or routine. */
const DENIED = new Set([1044, 1045, 1142, 1143, 1227, 1370, 1410]);

/** Turns a failed statement into an EngineError; the number stays in `errno` for code that handles single cases. */
export function diagnoseStatement(shard: Shard, error: unknown): EngineError {
  const { code = '', errno } = error as DriverError;
  const where = { shard: shard.name, server: serverName(shard) };
  if (
    code === 'PROTOCOL_CONNECTION_LOST' ||
    /^(ECONN|EPIPE|ETIMEDOUT)/.test(code) ||
    LOST.has(errno ?? 0) ||
    /closed state/.test(messageOf(error))
  )
    return fail('connection-lost', `${shard.name} closed the connection.`, {
      next: 'Check that the server is up, then run the command again.',
      where,
      cause: error,
      errno,
    });
  if (errno === 1205 || errno === 3572)
    return fail('lock-timeout', `${shard.name} did not grant a lock in time.`, { where, cause: error, errno });
  if (DENIED.has(errno ?? 0))
    return fail(
      'missing-privilege',
      `${shard.name}: the account "${shard.user}" may not do this: ${messageOf(error)}.`,
      {
        where,
        cause: error,
        errno,
      },
    );
  return fail('server', `${shard.name} refused a statement: ${messageOf(error)}`, { where, cause: error, errno });
}
