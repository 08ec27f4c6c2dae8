import type { SslOptions } from 'mysql2';
import type { Shard } from '../../../shared/cluster.ts';
import { serverName } from '../../../shared/server-name.ts';
import { fail } from '../engine-error.ts';
import { FILE_LIMITS, readRegularSync } from '../open-regular.ts';

/**
 * How the line to a shard is encrypted, for mysql2. An authority that is given is always asked: `required` then checks the
 * chain of certificates, and `verify` the server's name as well, by the system's authorities where none is given.
 */
export function tlsOptions(shard: Shard): SslOptions {
  const { tls } = shard;
  const ca = readTlsFile(shard, 'ca');
  const cert = readTlsFile(shard, 'cert');
  const key = readTlsFile(shard, 'key');
  return {
    rejectUnauthorized: tls?.mode === 'verify' || ca !== undefined,
    verifyIdentity: tls?.mode === 'verify',
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** The text of a file that the shard's `tls` names; undefined where it names none. */
export function readTlsFile(shard: Shard, field: 'ca' | 'cert' | 'key' | 'serverKey'): string | undefined {
  const path = shard.tls?.[field];
  if (path === undefined) return undefined;
  try {
    return readRegularSync(path, FILE_LIMITS.small);
  } catch (cause) {
    throw fail(
      'tls-file-unreadable',
      { shard: shard.name, path },
      { where: { shard: shard.name, server: serverName(shard), field: `tls.${field}`, file: path }, cause },
    );
  }
}
