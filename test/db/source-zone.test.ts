import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { measureZone } from '../../electron/engine/mysql/system-zone.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { runChain, stops } from '../support/chain-case.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

describe.each(FLAVOURS)('the time zone of the machine under %s', (flavour) => {
  let source: TestServer;
  let target: TestServer;
  beforeAll(async () => {
    [source, target] = await Promise.all([
      startServer({ flavour, zone: 'Asia/Shanghai' }),
      startServer({ flavour, zone: 'UTC' }),
    ]);
  });
  afterAll(() => Promise.all([source.stop(), target.stop()]));

  const named = ({ exceptions }: RestoreReport) => exceptions.map(({ object, why }) => `${object} ${why.code}`);
  // MySQL's log has no generated values: they are computed with an offset that is known to hold since 1991 only.
  const computed = flavour === 'mysql' ? ['b open-generated'] : [];
  const made = (s: string, first = '2024-03-01 07:30:00') => `CREATE DATABASE ${s}; USE ${s};
    CREATE TABLE a (id INT PRIMARY KEY, ts TIMESTAMP NULL, dt DATETIME NULL);
    INSERT INTO a VALUES (1,'${first}','${first}'),(2,NULL,NULL); CREATE TABLE b (id INT PRIMARY KEY); INSERT INTO b VALUES (1)`;
  const logged = (s: string) => `USE ${s}; ALTER TABLE a MODIFY ts DATETIME NULL, MODIFY dt TIMESTAMP NULL;
    ALTER TABLE b ADD c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, ADD t TIMESTAMP NOT NULL DEFAULT '2024-03-01 07:30:00';
    CREATE TABLE d (id INT PRIMARY KEY, t TIMESTAMP NOT NULL DEFAULT '2023-07-01 00:00:00'); INSERT INTO d (id) VALUES (1);
    ALTER TABLE b ADD day DATE AS (DATE(t)) STORED; INSERT INTO b (id) VALUES (2)`;

  test('is measured with the seconds at which its clocks changed', async () => {
    const session = await connect(source.shard('s0'));
    const changes = await measureZone(session);
    expect(await session.texts('SELECT @@time_zone AS zone')).toEqual([{ zone: '+00:00' }]);
    await session.close();
    // https://data.iana.org/time-zones/ asia: summer time from 1986 to 1991
    expect([changes[0], changes.length, changes.at(-1)]).toEqual([
      { from: 0, offset: 28_800 },
      13,
      { from: Date.UTC(1991, 8, 14, 17) / 1000, offset: 28_800 },
    ]);
  });

  test('counts for statements of the log that convert moments', async () => {
    const { set, look, report, ...both } = await runChain(source, target, {
      schemas: ['z1'],
      before: made('z1'),
      after: logged('z1'),
    });
    expect([stops(report), named(report)]).toEqual([[], computed]);
    expect(both.target).toBe(both.source);
    // Beforehand nobody knows which moments they are about.
    expect(look.findings).toContainEqual({ severity: 'note', target: 's0', code: 'log-zone' });
    expect(set.manifest.shards[0]?.systemZone?.slice(0, 2)).toEqual(['+08:00', expect.stringMatching(/^\d+ \+09:00$/)]);
  });

  test('is named where it had another offset for one of the moments', async () => {
    const { report } = await runChain(source, target, {
      schemas: ['z2'],
      before: made('z2', '1988-07-01 12:00:00'),
      after: `${logged('z2')}; ALTER TABLE b ADD old TIMESTAMP NOT NULL DEFAULT '1989-07-01 00:00:00'`,
    });
    expect(stops(report)).toEqual([]);
    expect(named(report)).toEqual(['a open-zone', ...computed, 'b open-zone']);
  });

  test('is exact for all moments where the target has the same one', async () => {
    const rules = '1988-07-01 12:00:00';
    const alike = await startServer({ flavour, zone: 'PRC' });
    try {
      const same = await runChain(source, alike, { schemas: ['z3'], before: made('z3', rules), after: logged('z3') });
      expect([stops(same.report), same.report.exceptions, same.target]).toEqual([[], [], same.source]);
      expect(same.look.findings.map(({ code }) => code)).not.toContain('log-zone');
    } finally {
      await alike.stop();
    }
  });
});
