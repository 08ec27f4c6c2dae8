import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openSockets } from '../../../electron/web/web-sockets.ts';
import type { Reply } from '../../../shared/contract.ts';
import { openSocket, type WebClient } from '../../e2e/web-client.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function host(api: (method: unknown, input: unknown) => Promise<Reply>) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets = openSockets(server, api, () => address);
  closers.push(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  const connect = async (): Promise<WebClient> => {
    const client = await openSocket(`http://${address}/#token=${sockets.token}`);
    closers.push(() => client.close());
    return client;
  };
  return { ...sockets, connect };
}

const answered: Reply = { ok: true, value: 1 };

test('a page that does not keep up misses progress, and never the end', async () => {
  const { broadcast, connect } = await host(async () => answered);
  const [slow, quick] = [await connect(), await connect()];
  slow.pause();
  const filler = 'x'.repeat(1 << 18);
  for (let seq = 0; seq < 100; seq++) {
    broadcast('job.changed', { seq, filler }, false);
    await new Promise((turn) => setImmediate(turn));
  }
  broadcast('job.changed', { seq: 100, state: 'done' }, true);
  await expect.poll(() => quick.events.length).toBe(101);
  slow.resume();
  await expect.poll(() => slow.events.at(-1)?.payload).toEqual({ seq: 100, state: 'done' });
  expect(slow.events.length).toBeLessThan(101);
});

test('replies find their requests in whatever order they come', async () => {
  const waits: Record<string, number> = { slow: 60, quick: 0 };
  const { connect } = await host(async (method) => {
    await new Promise((done) => setTimeout(done, waits[String(method)]));
    return { ok: true, value: method };
  });
  const client = await connect();
  const order: unknown[] = [];
  await Promise.all(
    ['slow', 'quick'].map(async (method) => {
      const reply = await client.request(method);
      order.push([method, reply.ok && reply.value]);
    }),
  );
  expect(order).toEqual([
    ['quick', 'quick'],
    ['slow', 'slow'],
  ]);
});

test('a message larger than any request is cut off', async () => {
  const { connect } = await host(async () => answered);
  const client = await connect();
  void client.request('x', 'y'.repeat(5 << 20));
  expect(await client.closed).toBe(1009);
});
