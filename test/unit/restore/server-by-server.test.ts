import { expect, test } from 'vitest';
import { serverByServer } from '../../../electron/engine/restore/server-by-server.ts';

test('shards of one server take turns, servers do not wait for each other, and results keep their order', async () => {
  const shards = [
    { name: 's0', identity: 'one' },
    { name: 's1', identity: 'two' },
    { name: 's2', identity: 'one' },
  ];
  const log: string[] = [];
  const second = Promise.withResolvers<void>();
  const results = await serverByServer(shards, async ({ name }, index) => {
    log.push(`${name} begins`);
    // The first shard of server one goes on only when server two has begun.
    if (name === 's1') second.resolve();
    await second.promise;
    log.push(`${name} ends`);
    return [`${name} at ${index}`];
  });
  expect(results).toEqual(['s0 at 0', 's1 at 1', 's2 at 2']);
  expect(log.indexOf('s2 begins')).toBeGreaterThan(log.indexOf('s0 ends'));
});

test('a failure is thrown once the other servers are done', async () => {
  let done = false;
  const work = serverByServer([{ identity: 'one' }, { identity: 'two' }], async ({ identity }) => {
    if (identity === 'one') throw new Error('one is lost');
    await new Promise((resolve) => setTimeout(resolve, 20));
    done = true;
    return [];
  });
  await expect(work).rejects.toThrow('one is lost');
  expect(done).toBe(true);
});
