import { describe, expect, test } from 'vitest';
import { planOf, requestOf } from '../../../renderer/restore/place.ts';
import { answersOf } from '../../../renderer/restore/restore-again.ts';
import { keyOf, type OutlineNode } from '../../../renderer/restore/scope.ts';
import type { ClusterProfile, JobSnapshot, RestoreRequest } from '../../../shared/contract.ts';
import { failureFrom } from '../../../shared/failure.ts';
import { halfRestored } from '../../../shared/half-restored.ts';

const request: RestoreRequest = {
  kind: 'restore',
  from: '/d',
  id: 'set',
  clusterId: 'c',
  map: { s0: 't0' },
  rename: {},
  replace: true,
  verify: true,
};
const job = (hour: number, change: Partial<JobSnapshot> = {}): JobSnapshot => ({
  id: `job ${hour}`,
  seq: 1,
  request,
  cluster: 'spare',
  state: 'done',
  outcome: 'ok',
  startedAt: `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`,
  endedAt: `2026-11-21T${String(hour).padStart(2, '0')}:01:00.000Z`,
  progress: null,
  ...change,
});
const cancelled = failureFrom('restore-cancelled', {}, { safety: 'partly-restored' });
const stopped = (hour: number, change: Partial<JobSnapshot> = {}) =>
  job(hour, { state: 'cancelled', failure: cancelled, ...change });
const half = (...jobs: JobSnapshot[]) => halfRestored('c', jobs)?.id;

describe('a cluster is half restored', () => {
  test('from a restore that ended while it wrote until the same is done, and on no other cluster', () => {
    expect(half(stopped(1))).toBe('job 1');
    expect(halfRestored('other', [stopped(1)])).toBeUndefined();
    expect(half(job(2), stopped(1))).toBeUndefined();
    expect(half(stopped(3), job(2))).toBe('job 3');
  });

  test('not by one that ended before it wrote', () => {
    const early = failureFrom('restore-cancelled', {}, { safety: 'nothing-written' });
    expect(half(stopped(1, { failure: early }))).toBeUndefined();
  });

  test('still, when a later restore brought less, elsewhere, or failed itself before it wrote', () => {
    const [before] = [stopped(1)];
    expect(half(job(2, { request: { ...request, scope: { s0: ['shop.a'] } } }), before)).toBe('job 1');
    expect(half(job(2, { request: { ...request, rename: { shop: 'shop_drill' } } }), before)).toBe('job 1');
    expect(half(job(2, { request: { ...request, map: { s0: 't1' } } }), before)).toBe('job 1');
    expect(half(job(2, { state: 'failed', failure: failureFrom('no-such-set', { folder: '', id: '' }) }), before)).toBe(
      'job 1',
    );
    expect(half(job(2, { outcome: 'damage' }), before)).toBe('job 2');
  });

  test('when the app or its engine was ended during it, but not while it only looked', () => {
    const failure = failureFrom('restore-abandoned', {});
    const progress = (phase: 'checking' | 'loading') => ({ phase }) as JobSnapshot['progress'];
    expect(half(job(1, { state: 'failed', failure, progress: progress('loading') }))).toBe('job 1');
    expect(half(job(1, { state: 'failed', failure, progress: progress('checking') }))).toBeUndefined();
  });

  test('until somebody says that it was undone', () => {
    expect(half(stopped(1, { settled: true }))).toBeUndefined();
  });
});

describe('whoever goes on finds the same restore ready', () => {
  const leaf = (schema: string, name: string): OutlineNode => ({
    key: keyOf(['s0', schema, name]),
    name,
    rows: 1,
    bytes: 1,
    tables: 1,
    children: [],
  });
  const schema: OutlineNode = {
    ...{ key: keyOf(['s0', 'shop']), name: 'shop', rows: 2, bytes: 2, tables: 2 },
    children: [leaf('shop', 'a'), leaf('shop', 'b')],
  };
  const shard: OutlineNode = { ...schema, key: keyOf(['s0']), name: 's0', children: [schema] };
  const outline: OutlineNode = { ...shard, key: '', name: 'shop', children: [shard] };
  const target = { id: 't0', name: 't0', host: 'h', port: 3306, user: 'u', hasPassword: true };
  const clusters: ClusterProfile[] = [{ id: 'c', name: 'spare', shards: [target] }];

  test.each<[string, Partial<RestoreRequest>]>([
    ['of everything', {}],
    ['of a table', { scope: { s0: ['shop.a'] } }],
    ['of a shard', { scope: { s0: null } }],
    ['under other names', { rename: { shop: 'shop_drill' }, replace: false }],
    ['to an instant, as whoever restores', { at: '2026-11-21T01:00:00Z', definers: { rule: 'strip', map: {} } }],
    ['not compared', { verify: false }],
  ])('%s', (_, change) => {
    const wanted = { ...request, ...change };
    const answers = answersOf(wanted, false);
    expect(answers.step).toBe('ready');
    expect(requestOf(answers, planOf(answers, outline, clusters))).toEqual(wanted);
  });

  test('and one of which only the log is missing replaces nothing again', () => {
    expect(answersOf(request, true).existing).toBe('stop');
    expect(answersOf({ ...request, scope: { s0: ['shop.a?'] } }, false).step).toBe('what');
  });
});
