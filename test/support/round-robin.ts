import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** One address for several servers. */
export interface RoundRobin {
  readonly port: number;
  close(): void;
}

/** An address that leads each new connection to the next of these ports of this computer, as load balancers do. */
export async function openRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let next = 0;
  const server = createServer((client) => {
    const upstream = connect(ports[next++ % ports.length] ?? 0, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
