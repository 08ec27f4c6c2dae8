import { TLSSocket } from 'node:tls';
import { type AuthPlugin, authPlugins, type Connection as CallbackConnection } from 'mysql2';
import { isLoopback } from './loopback.ts';
import { wireOf } from './wire.ts';

/** The ways to log in that may need the password itself, and whether a server asked for it where it must not be said. */
export interface LoginMethods {
  readonly plugins: Readonly<Record<string, AuthPlugin>>;
  /** A server wanted the password under a key that it had just sent, over a line that others can read. */
  readonly refused: () => boolean;
}

/**
 * MySQL's SHA-2 methods as stock clients have them: without TLS the password is never given to a key that the server sends
 * over the same line, since whoever answers could send a key of its own. On this computer there is nobody in between, and
 * `serverKey` is a key that is known from elsewhere. Naming the methods here also keeps mysql2 from sending a password in
 * its first packet.
 */
export function loginMethods(serverKey: string | undefined): LoginMethods {
  let refused = false;
  const known = serverKey === undefined ? {} : { serverPublicKey: serverKey };
  const guard =
    (methodOf: (encrypted: boolean) => AuthPlugin, keyRequest: number): AuthPlugin =>
    (context) => {
      const { stream } = wireOf(context.connection as unknown as CallbackConnection);
      const answer = methodOf(stream instanceof TLSSocket)(context);
      return (data) => {
        const reply = answer(data);
        const wantsKey = Buffer.isBuffer(reply) && reply.length === 1 && reply[0] === keyRequest;
        if (!wantsKey || isLoopback(stream.remoteAddress ?? '')) return reply;
        refused = true;
        throw new Error('the server asks for the password over a line that is not encrypted');
      };
    };
  return {
    plugins: {
      caching_sha2_password: guard(
        (encrypted) => authPlugins.caching_sha2_password({ ...known, overrideIsSecure: encrypted }),
        CACHING_SHA2_KEY_REQUEST,
      ),
      sha256_password: guard(() => authPlugins.sha256_password(known), SHA256_KEY_REQUEST),
    },
    refused: () => refused,
  };
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html */
const CACHING_SHA2_KEY_REQUEST = 2;
const SHA256_KEY_REQUEST = 1;
