import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUpLog } from '../support/incremental.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { startServer } from '../support/server.ts';

const MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'];

test('a MySQL server whose gtid_mode was switched since the last set is told from one whose log was begun anew', async () => {
  const server = await startServer({ flavour: 'mysql', args: ['--gtid-mode=OFF', '--enforce-gtid-consistency=ON'] });
  const insert = () => server.client('INSERT INTO a.t VALUES ()');
  const pass = async (...modes: readonly string[]) => {
    for (const mode of modes) await server.client(`SET GLOBAL gtid_mode=${mode}`);
  };
  try {
    await server.client('CREATE DATABASE a; CREATE TABLE a.t (id INT AUTO_INCREMENT PRIMARY KEY)');
    const to = join(temporaryFolder(), 'destination');
    const shards = [server.shard('s0', { schemas: ['a'] })];
    const refused = (mode: string) =>
      expect(backUpLog(shards, to)).rejects.toMatchObject({
        failure: { code: 'chain-broken', detail: { shard: 's0', why: { code: 'gtid-mode', mode } } },
      });
    await backUp(shards, { to });
    await insert();
    await pass(...MODES.slice(1));
    await insert();
    await refused('ON');
    await backUp(shards, { to });
    await insert();
    await pass(...MODES.toReversed().slice(1));
    await insert();
    await refused('OFF');
    // In the middle of the log, behind transactions that are sent.
    await pass(...MODES.slice(1));
    await backUp(shards, { to });
    await insert();
    await pass('ON_PERMISSIVE', 'OFF_PERMISSIVE');
    await insert();
    await pass('ON_PERMISSIVE', 'ON');
    await refused('ON');
  } finally {
    await server.stop();
  }
});
