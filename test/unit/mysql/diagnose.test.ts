import { expect, test } from 'vitest';
import { diagnoseConnect, diagnoseStatement } from '../../../electron/engine/mysql/diagnose.ts';

test('a statement that RDS refuses as it refuses a password lacks a privilege', () => {
  const shard = { name: 's0', host: 'db', port: 3306, user: 'app', password: 'p' };
  const error = Object.assign(new Error("Access denied for user 'app'@'%' (using password: YES)"), { errno: 1045 });
  expect(diagnoseStatement(shard, error).failure.code).toBe('missing-privilege');
});

test.each([
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'certificate-out-of-date'],
  ['CERT_NOT_YET_VALID', 'certificate is not yet valid', 'certificate-out-of-date'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", 'certificate-of-another'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'untrusted-certificate'],
  ['ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE', 'error: data too large for key size', 'password-too-long'],
  ['PROTOCOL_CONNECTION_LOST', 'Connection lost: The server closed the connection.', 'closed-while-connecting'],
  ['ECONNRESET', 'read ECONNRESET', 'closed-while-connecting'],
  ['', 'Unexpected packet while no commands in the queue', 'not-a-database-server'],
])('a connection that ends with %s (%s) is told from others: %s', (code, message, reason) => {
  const shard = { name: 's0', host: 'db', port: 3306, user: 'app', password: 'p' };
  const error = Object.assign(new Error(message), { code });
  expect(diagnoseConnect(shard, error).failure.fact?.reason).toBe(reason);
});
