import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { backUpLog } from '../support/incremental.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

describe.each(FLAVOURS)('a server of %s that runs for a while without its binary log', (flavour) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ flavour });
    return () => server.stop();
  });

  test('leaves no trace of what it wrote there, so that the set says when it was started anew', async () => {
    await server.client(
      'CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1)',
    );
    const shards = [server.shard('s0', { schemas: ['shop'] })];
    const to = join(temporaryFolder(), 'destination');
    await backUp(shards, { to });
    await server.client('INSERT INTO shop.t VALUES (2)');
    const quiet = await backUpLog(shards, to);
    expect(remarks(quiet)).toEqual([]);
    await server.restart(['--skip-log-bin']);
    await server.client('INSERT INTO shop.t VALUES (3)');
    await server.restart();
    await server.client('INSERT INTO shop.t VALUES (4)');
    const set = await backUpLog(shards, to);
    expect(remarks(set)).toEqual([expect.objectContaining({ code: 'restarted', shard: 's0', count: 1 })]);
  });
});

const remarks = ({ manifest }: Awaited<ReturnType<typeof backUpLog>>) =>
  manifest.warnings.flatMap(({ remark }) => (remark?.code === 'restarted' ? [remark] : []));
