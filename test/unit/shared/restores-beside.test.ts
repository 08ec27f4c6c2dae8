import { describe, expect, test } from 'vitest';
import type { ClusterProfile, SetSummary } from '../../../shared/contract.ts';
import { halfRestored, tablesThere } from '../../../shared/half-restored.ts';
import { withRestoresBeside } from '../../../shared/restores-beside.ts';
import type { RestoreRun } from '../../../shared/set-checks.ts';

const shard = (name: string, host: string) => ({ id: name, name, host, port: 3306, user: 'u', hasPassword: true });
const shop: ClusterProfile = { id: 'c', name: 'shop', shards: [shard('t0', 'db0'), shard('t1', '::1')] };
const run = (change: Partial<RestoreRun> = {}): RestoreRun => ({
  kind: 'run',
  ...{ id: 'one', state: 'half', began: '2026-11-29T10:00:00.000Z', at: '2026-11-29T10:01:00.000Z', on: 'here' },
  ...{ targets: { s0: 'db0:3306', s1: '[::1]:3306' }, rename: {}, replace: true, verify: true },
  restored: { done: 31, total: 52 },
  ...change,
});
const half = (...checks: RestoreRun[]) => {
  const set: SetSummary = { id: 'set', cluster: 'shop', path: '/d/shop/set', state: 'complete', checks };
  return halfRestored('c', withRestoresBeside([], [{ path: '/d', sets: [set] }], [shop]));
};

describe('a restore that was begun on the command line', () => {
  test('leaves the cluster half restored whose servers it went to, with how many tables are there', () => {
    const found = half(run());
    expect(found?.request).toMatchObject({ from: '/d', id: 'set', clusterId: 'c', map: { s0: 't0', s1: 't1' } });
    expect(found && tablesThere(found)).toEqual({ done: 31, total: 52 });
    expect(half(run({ state: 'begun' }))).toBeDefined(); // cut off: nobody wrote that it was over
  });

  test('not other clusters', () => {
    expect(half(run({ targets: { s0: 'db0:3306', s1: 'elsewhere:3306' } }))).toBeUndefined();
  });

  test('until it is done, the same is done, or somebody says that it was undone', () => {
    expect(half(run({ state: 'whole' }))).toBeUndefined();
    expect(half(run({ state: 'settled' }))).toBeUndefined();
    expect(half(run(), run({ id: 'two', state: 'whole', began: '2026-11-29T11:00:00.000Z' }))).toBeUndefined();
    expect(half(run({ began: '2026-11-29T12:00:00.000Z' }), run({ id: 'two', state: 'whole' }))).toBeDefined();
  });

  test('is known once where it is a run of this app, which knows best', () => {
    const own = { id: 'one', settled: true, request: { kind: 'verify' } };
    const set = { id: 'set', cluster: 'shop', path: '/d/shop/set', state: 'complete' as const, checks: [run()] };
    const jobs = [own] as unknown as Parameters<typeof withRestoresBeside>[0];
    expect(withRestoresBeside(jobs, [{ path: '/d', sets: [set] }], [shop])).toHaveLength(1);
  });
});
