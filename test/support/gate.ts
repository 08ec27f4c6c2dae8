import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be closed in the middle. */
export interface Gate {
  readonly port: number;
  /** Resolves when the gate holds bytes back. */
  readonly holding: Promise<void>;
  /** Lets everything through again. */
  open(): void;
  /** Takes no more connections. */
  close(): void;
}

/**
 * A way to a port of this computer that lets so many bytes through in one direction and then holds the rest back. What
 * measures the wire (measure-wire.ts) passes without being counted: how much that is depends on how busy the machine is.
 */
export async function openGate(target: number, held: 'to-client' | 'to-server', limit: number): Promise<Gate> {
  let passed = 0;
  let open = false;
  const kept: { to: Socket; bytes: Buffer }[] = [];
  /** Clients whose server has gone while bytes for them were held. */
  const closed = new Set<Socket>();
  const { promise: holding, resolve } = Promise.withResolvers<void>();
  const pass = (from: Socket, to: Socket, holds: boolean) => {
    from.on('data', (bytes: Buffer) => {
      const counts = holds && !isFiller(bytes);
      passed += counts ? bytes.length : 0;
      if (!counts || open || passed <= limit) to.write(bytes);
      else {
        kept.push({ to, bytes });
        resolve();
      }
    });
    from.on('error', () => {});
  };
  const gate = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream, held === 'to-server');
    pass(upstream, client, held === 'to-client');
    client.on('close', () => upstream.destroy()); // a server sees at once that its client has gone
    upstream.on('close', () => (kept.some(({ to }) => to === client) ? closed.add(client) : client.end()));
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  return {
    port: (gate.address() as AddressInfo).port,
    holding,
    open: () => {
      open = true;
      for (const { to, bytes } of kept.splice(0)) to.write(bytes);
      for (const to of closed) to.end();
    },
    close: () => void gate.close(),
  };
}

/** True for a piece of one letter again and again. */
function isFiller(bytes: Buffer): boolean {
  const step = 16;
  let found = 0;
  for (let at = 0; at < bytes.length; at += step) if (bytes[at] === 0x78) found++;
  return found * step > bytes.length * 0.9;
}
