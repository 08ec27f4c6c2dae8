import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that is far away. */
export interface FarLink {
  readonly port: number;
  close(): void;
}

/** A way to a port of this computer that carries everything, each way half of `roundTripMs` later. */
export async function openFarLink(target: number, roundTripMs: number): Promise<FarLink> {
  const open = new Set<Socket>();
  const later = (work: () => void) => (roundTripMs === 0 ? work() : setTimeout(work, roundTripMs / 2));
  const pass = (from: Socket, to: Socket) => {
    open.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => later(() => to.write(bytes)));
    from.on('error', () => {});
    from.on('close', () => {
      open.delete(from);
      later(() => to.end());
    });
  };
  const link = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream);
    pass(upstream, client);
  });
  link.listen(0, '127.0.0.1');
  await once(link, 'listening');
  return {
    port: (link.address() as AddressInfo).port,
    close: () => {
      link.close();
      for (const socket of open) socket.destroy();
    },
  };
}
