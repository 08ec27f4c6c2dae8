import { connect, type Socket } from 'node:net';

/** Takes bytes that are valid during the call only. */
export type TakeBytes = (bytes: Buffer) => void;

/** The most that arrives at once. */
export const READ_BYTES = 256 << 10;
const KEEP_ALIVE_MS = 30_000;

const takers = new WeakMap<Socket, TakeBytes | undefined>();

/**
 * Opens a TCP socket that reads into the same buffer again and again. Whoever listens for 'data' gets copies, as from any
 * socket; a reader of rows takes the bytes themselves, without an object and a piece of memory for each read.
 */
export function openSocket(host: string, port: number): Socket {
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (count, buffer) => {
        const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, count);
        const take = takers.get(socket);
        if (take) take(bytes);
        else socket.emit('data', Buffer.from(bytes));
        return true;
      },
    },
  });
  takers.set(socket, undefined);
  return socket;
}

/** Hands what `socket` reads to `take` until the returned function is called; any stream of mysql2's will do. */
export function takeBytes(socket: Socket, take: TakeBytes): () => void {
  if (takers.has(socket)) {
    takers.set(socket, take);
    return () => takers.set(socket, undefined);
  }
  const listeners = socket.listeners('data') as TakeBytes[];
  for (const listener of listeners) socket.off('data', listener);
  socket.on('data', take);
  return () => {
    socket.off('data', take);
    for (const listener of listeners) socket.on('data', listener);
  };
}
