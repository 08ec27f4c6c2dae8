import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLedger, type Ledger, startLedger, takeCuts } from '../support/ledger.ts';
import { temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

const WRITERS = 3;

/** `npm run prove:cuts` takes hundreds. */
describe.each(FLAVOURS)('a cut over shards of %s that are written to at full speed', (flavour) => {
  let servers: TestServer[];
  let ledger: Ledger | undefined;
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));

  beforeAll(async () => {
    servers = await Promise.all([0, 1].map(() => startServer({ flavour })));
    await createLedger(servers, WRITERS);
    ledger = await startLedger({ shards: shards(), writers: WRITERS });
  });
  afterAll(async () => {
    expect(await ledger?.stop()).toBeGreaterThan(0);
    await Promise.all(servers.map((server) => server.stop()));
  });

  test.each(['warm', 'hot'] as const)('has no effect without its cause, and no gap in the logs: %s', async (method) => {
    const tool = servers[0]?.programs.binlog ?? '';
    const to = join(temporaryFolder(), 'destination');
    const cuts = await takeCuts({ shards: shards(), method, to, tool, sets: 2 });
    expect(cuts.map(({ kind, cut }) => [kind, cut.kind])).toEqual([
      ['full', 'common'],
      ['incremental', 'common'],
      ['incremental', 'common'],
    ]);
    expect(cuts.flatMap(({ violations }) => violations)).toEqual([]);
    expect(cuts.flatMap(({ gaps }) => gaps)).toEqual([]);
    for (const { kind, transactions } of cuts)
      if (method === 'hot' || kind === 'incremental') expect(transactions).toBeGreaterThan(0);
  });
});
