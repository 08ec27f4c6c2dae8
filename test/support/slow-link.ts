import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to a server that carries only so much. */
export interface SlowLink {
  readonly port: number;
  /** Bytes that have passed, of all connections. */
  readonly passed: { toClient: number; toServer: number };
  close(): void;
}

/** What it lets through may be altered on its way, piece by piece. */
type Alter = (bytes: Buffer, direction: keyof SlowLink['passed']) => Buffer;

/** How much of what a late timer cost is made up for; timers know whole milliseconds only. */
const SLACK_MS = 4;

/** A way to a port of this computer with so many bytes per second in each direction, which all connections share. */
export async function openSlowLink(
  target: number,
  bytesPerSecond: number,
  alter: Alter = (bytes) => bytes,
): Promise<SlowLink> {
  const passed = { toClient: 0, toServer: 0 };
  /** When each direction is free again. */
  const freeAt = { toClient: 0, toServer: 0 };
  const open = new Set<Socket>();
  const pass = (from: Socket, to: Socket, direction: keyof typeof passed) => {
    open.add(from);
    from.setNoDelay(true);
    let last: Promise<void> = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      const now = performance.now();
      const free = Math.max(now - SLACK_MS, freeAt[direction]) + (bytes.length * 1000) / bytesPerSecond;
      freeAt[direction] = free;
      passed[direction] += bytes.length;
      from.pause();
      last = (free > now ? pause(free - now) : Promise.resolve()).then(() => {
        if (to.write(alter(bytes, direction))) from.resume();
        else to.once('drain', () => from.resume());
      });
    });
    from.on('error', () => {});
    from.on('close', () => {
      open.delete(from);
      void last.then(() => to.end());
    });
  };
  const link = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream, 'toServer');
    pass(upstream, client, 'toClient');
  });
  link.listen(0, '127.0.0.1');
  await once(link, 'listening');
  return {
    port: (link.address() as AddressInfo).port,
    passed,
    close: () => {
      link.close();
      for (const socket of open) socket.destroy();
    },
  };
}
