import { expect, test } from 'vitest';
import type { JobSnapshot } from '../../../shared/contract.ts';
import { earlierRuns } from '../../../shared/earlier-runs.ts';

const backup = (seconds: number, change: Partial<JobSnapshot> = {}): JobSnapshot => ({
  id: `${seconds}`,
  seq: 1,
  request: { kind: 'backup', clusterId: 'c', to: '/d', method: 'hot', setKind: 'full' },
  cluster: 'shop',
  state: 'done',
  startedAt: '2026-11-29T10:00:00.000Z',
  endedAt: new Date(Date.parse('2026-11-29T10:00:00.000Z') + seconds * 1000).toISOString(),
  progress: null,
  ...change,
});

test('what a backup takes is what the last full ones of this cluster took, and nothing before there was one', () => {
  expect(earlierRuns('c', [])).toBeNull();
  expect(earlierRuns('c', [backup(5), backup(24)])).toEqual({ count: 2, least: 5, most: 24 });
  expect(
    earlierRuns(
      'c',
      [1, 2, 3, 4, 5, 60].map((seconds) => backup(seconds)),
    ),
  ).toMatchObject({ count: 5, most: 5 });
});

test('runs that failed, finished another one, read logs alone or were of other clusters say nothing of it', () => {
  const of = (change: Partial<JobSnapshot['request']>) =>
    backup(9, { request: { ...backup(9).request, ...change } as JobSnapshot['request'] });
  const others = [
    backup(9, { state: 'failed' }),
    of({ clusterId: 'other' }),
    of({ setKind: 'incremental' }),
    of({ resume: 'set' }),
  ];
  expect(earlierRuns('c', others)).toBeNull();
});
