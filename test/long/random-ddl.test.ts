import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proveDdl } from '../support/prove-ddl.ts';
import { temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

/** `npm run prove:ddl` takes others, and longer walks. */
const SEED = 1;

describe.each(FLAVOURS)('random definitions in a log of %s', (flavour) => {
  let servers: [TestServer, TestServer];
  beforeAll(async () => {
    servers = await Promise.all([
      startServer({ flavour, args: ['--event-scheduler=OFF'] }),
      startServer({ flavour, args: ['--event-scheduler=ON'] }),
    ]);
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  test('come back beside their schemas and elsewhere, or are named, and touch nothing else', async () => {
    const [server, elsewhere] = servers;
    const proof = await proveDdl({ server, elsewhere, to: temporaryFolder(), seed: SEED, statements: 60 });
    expect(proof.problems, JSON.stringify({ SEED, ...proof })).toEqual([]);
    expect(proof.taken.length).toBe(60);
  });
});
