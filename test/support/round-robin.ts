import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address for several servers. */
export interface RoundRobin {
  readonly port: number;
  /** From now on nothing gets through and nobody is told; `those` that come later may still get through. */
  goDead(those?: 'all' | 'there'): void;
  close(): void;
}

/** An address that leads each new connection to the next of these ports of this computer, as load balancers do. */
export async function openRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let next = 0;
  let dead = false;
  const open = new Set<Socket>();
  const cut = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(ports[next++ % ports.length] ?? 0, '127.0.0.1');
    open.add(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('data', (bytes) => {
        if (!dead && !cut.has(client)) other.write(bytes);
      });
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    goDead: (those = 'all') => {
      if (those === 'all') dead = true;
      for (const client of open) cut.add(client);
    },
    close: () => void server.close(),
  };
}
