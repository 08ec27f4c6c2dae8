import type { Shard } from '../../../shared/cluster.ts';
import { serverName } from '../../../shared/server-name.ts';
import { type EngineError, fail, messageOf } from '../engine-error.ts';

/** What mysql2 and Node put on an error object. */
interface DriverError {
  readonly code?: string;
  readonly errno?: number;
}

/**
 * Says in words why a connection could not be made: cause and remedy, with the server's own text as `cause`. `said`: the
 * first bytes that came.
 */
export function diagnoseConnect(shard: Shard, error: unknown, said?: Buffer): EngineError {
  const { code = '', errno } = error as DriverError;
  const { name, user } = shard;
  const server = serverName(shard);
  const where = { shard: name, server };
  const cause = error;
  const text = messageOf(error);
  switch (true) {
    case code === 'ECONNREFUSED':
      return fail('nothing-answers', { shard: name, server }, { where, cause });
    case code === 'ENOTFOUND' || code === 'EAI_AGAIN':
      return fail('unknown-host', { shard: name, host: shard.host }, { where, cause });
    case code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH':
      return fail('no-answer-in-time', { shard: name, server }, { where, cause });
    case errno === 1045 || errno === 1698:
      return fail('wrong-password', { shard: name, server, user }, { where, cause });
    case errno === 1130 || errno === 1129:
      return fail(errno === 1129 ? 'host-blocked' : 'host-not-allowed', { shard: name, server }, { where, cause });
    case errno === 1040 || errno === 1203:
      return fail('too-many-connections', { shard: name, server }, { where, cause });
    case code === 'HANDSHAKE_NO_SSL_SUPPORT':
      return fail('no-tls', { shard: name, server }, { where, cause });
    case errno === 3159 || errno === 1835 || /secure.transport/i.test(text):
      return fail('tls-only', { shard: name, server }, { where, cause });
    case code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID':
      return fail('certificate-out-of-date', { shard: name, server }, { where, cause });
    case code === 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail('certificate-of-another', { shard: name, server, host: shard.host }, { where, cause });
    case /certificate|altnames|self.signed|CERT_/i.test(`${text} ${code}`):
      return fail('untrusted-certificate', { shard: name, server }, { where, cause });
    case code === 'HANDSHAKE_SSL_ERROR':
      return fail('tls-too-old', { shard: name, server }, { where, cause });
    case code === 'AUTH_SWITCH_PLUGIN_ERROR' || /auth.*plugin/i.test(text):
      return fail('login-method', { shard: name, user }, { where, cause });
    case /data too large for key size|too large for RSA/i.test(text):
      return fail('password-too-long', { shard: name, server }, { where, cause });
    case code === 'PROTOCOL_CONNECTION_LOST' || /^(ECONNRESET|EPIPE)$/.test(code):
      return fail(
        isGreeting(said) ? 'closed-while-connecting' : 'not-a-database-server',
        { shard: name, server },
        { where, cause },
      );
    case code.startsWith('ER_'):
      return fail('connection-refused', { shard: name, server }, { where, cause, errno });
    default:
      return fail('not-a-database-server', { shard: name, server }, { where, cause });
  }
}

/** Behind the four bytes of a packet's head: protocol version 10, or an error; nothing at all may be a server that stops. */
function isGreeting(said: Buffer | undefined): boolean {
  return said === undefined || said[4] === 0x0a || said[4] === 0xff;
}

/** ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED, CR_SERVER_GONE_ERROR, CR_SERVER_LOST, ER_CLIENT_INTERACTION_TIMEOUT. */
const LOST = new Set([1053, 1927, 2006, 2013, 4031]);
/** Access denied for schema, account (RDS: FLUSH TABLES WITH READ LOCK), table, column, statement or routine. */
const DENIED = new Set([1044, 1045, 1142, 1143, 1227, 1370, 1410]);

/** Turns a failed statement into an EngineError; the number stays in `errno` for code that handles single cases. */
export function diagnoseStatement(shard: Shard, error: unknown): EngineError {
  const { code = '', errno } = error as DriverError;
  const { name, user } = shard;
  const where = { shard: name, server: serverName(shard) };
  if (
    code === 'PROTOCOL_CONNECTION_LOST' ||
    /^(ECONN|ECANCELED|EPIPE|ETIMEDOUT|ERR_STREAM)/.test(code) ||
    LOST.has(errno ?? 0) ||
    /closed state/.test(messageOf(error))
  )
    return fail('connection-lost', { shard: name }, { where, cause: error, errno });
  if (/^Z_|^ERR_|^PROTOCOL_/.test(code) || isOfDriver(error)) return damagedAnswer(shard, error);
  if (errno === 1205 || errno === 3572)
    return fail('lock-not-granted', { shard: name }, { where, cause: error, errno });
  if (DENIED.has(errno ?? 0))
    return fail('statement-denied', { shard: name, user, cause: messageOf(error) }, { where, cause: error, errno });
  return fail('statement-refused', { shard: name, cause: messageOf(error) }, { where, cause: error, errno });
}

/**
 * What servers refuse has their number. An error without one is the driver's, which could not read what it was sent: a
 * file that was asked for and not offered, a packet out of place, a length that leaves its packet.
 */
function isOfDriver(error: unknown): boolean {
  const { errno, code } = error as DriverError;
  return error instanceof Error && errno === undefined && code === undefined;
}

/** A server goes on beyond all that can be meant. */
export function endlessAnswer(shard: Shard, bytes: number): EngineError {
  const where = { shard: shard.name, server: serverName(shard) };
  return fail('answer-without-end', { shard: shard.name, bytes }, { where });
}

/** What a server sent could not be unpacked; the connection cannot be used any more. */
export function damagedAnswer(shard: Shard, cause: unknown): EngineError {
  const where = { shard: shard.name, server: serverName(shard) };
  return fail('answer-damaged', { shard: shard.name, cause: messageOf(cause) }, { where, cause });
}
