import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proveChain } from '../support/prove-chain.ts';
import { temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** `npm run prove:chains` takes others, and longer chains. */
const SEED = 20_261_121;

describe.each(FLAVOURS)('a chain of sets under random writes and changes of definitions on %s', (flavour) => {
  let servers: TestServer[];
  beforeAll(async () => {
    servers = await Promise.all(Array.from({ length: 4 }, () => startServer({ flavour })));
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  test('brings back what all shards had at marks and at its end', async () => {
    const proof = await proveChain({
      ...{ servers: servers.slice(0, 2), targets: servers.slice(2), seed: SEED },
      ...{ to: join(temporaryFolder(), 'destination'), sets: 3, marks: 1, restores: 1 },
    });
    expect(proof.problems, JSON.stringify({ SEED, ...proof })).toEqual([]);
    expect(proof.restored).toHaveLength(2);
    expect(proof.counts.done).toBeGreaterThan(200);
    expect(proof.counts.xa).toBeGreaterThan(0);
  }, 240_000); // about 30 s of two cores' work, beside other tests
});
