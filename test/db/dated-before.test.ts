import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { restoreOutcome } from '../../shared/judge-outcome.ts';
import { backUpLog } from '../support/incremental.ts';
import { backUp, restore, temporaryFolder } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('a session of %s that sets its own time to tomorrow', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('never shortens a restore to an instant in silence', async () => {
    const schema = await freshSchema(source, 'tomorrow');
    const shards = [source.shard('s0', { schemas: [schema] })];
    const to = join(temporaryFolder(), 'destination');
    await source.client(`CREATE TABLE ${schema}.t (id INT PRIMARY KEY); CREATE TABLE ${schema}.o (id INT PRIMARY KEY);
      CREATE TABLE ${schema}.log (id INT PRIMARY KEY)`);
    await backUp(shards, { to });
    await source.client(`USE ${schema}; INSERT INTO t VALUES (1); SET timestamp = UNIX_TIMESTAMP() + 86400;
      INSERT INTO t VALUES (2); SET timestamp = DEFAULT; INSERT INTO t VALUES (3); INSERT INTO t VALUES (4);
      INSERT INTO o VALUES (1); CREATE TABLE o2 (id INT); DROP TABLE o2`);
    await sleep(1100); // MariaDB's log knows seconds
    const between = new Date().toISOString();
    await sleep(1100);
    await source.client(`INSERT INTO ${schema}.t VALUES (5)`);
    const set = await backUpLog(shards, to);
    const report = await restore(set, [target.shard('s0')], { point: { kind: 'instant', at: between } });
    const rows = (await target.client(`SELECT GROUP_CONCAT(id ORDER BY id) FROM ${schema}.t`)).trim();
    const [rolled] = report.rolled;
    expect(rolled?.stopped).toBeNull();
    if (flavour === 'mysql') {
      // Its log has the moment of the commit, which no session sets.
      expect([rows, rolled?.datedBefore, restoreOutcome(report)]).toEqual(['1,2,3,4', undefined, 'ok']);
      return;
    }
    expect([rows, rolled?.datedBefore?.transactions, restoreOutcome(report)]).toEqual(['1', 5, 'exceptions']);
    const { first, last, end } = rolled?.datedBefore ?? {};
    expect(Date.parse(end?.at ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThan(86_000_000);
    // Where something is chosen, only what concerns it counts.
    const point = { kind: 'instant', at: between } as const;
    for (const [name, transactions] of Object.entries({ t: 2, o: 1, log: undefined })) {
      await target.client(`DROP DATABASE ${schema}`);
      const some = await restore(set, [target.shard('s0')], { point, only: [`${schema}.${name}`] });
      expect(some.rolled[0]?.datedBefore?.transactions, name).toBe(transactions);
    }
    // What the report advises brings them.
    await target.client(`DROP DATABASE ${schema}`);
    const again = await restore(set, [target.shard('s0')], {
      point: { kind: 'gtid', gtid: last?.gtid ?? '', shard: undefined },
    });
    expect(again.rolled[0]?.datedBefore).toBeUndefined();
    expect((await target.client(`SELECT GROUP_CONCAT(id ORDER BY id) FROM ${schema}.t`)).trim()).toBe('1,2,3,4');
  });
});
