import { describe, expect, test } from 'vitest';
import type { JobSnapshot } from '../../../shared/contract.ts';
import { failureFrom } from '../../../shared/failure.ts';
import type { JobProgress } from '../../../shared/job.ts';
import { isOut, type ShardLook, standingOfShard, statusOfShard } from '../../../shared/shard-standing.ts';

const at = (minute: number) => `2026-11-29T10:${String(minute).padStart(2, '0')}:00.000Z`;
const values = { shard: 's1', server: 'db:1' };
const gone = failureFrom('line-dead', { ...values, seconds: 90 }, { where: values });
const run = (minute: number, change: Partial<JobSnapshot> = {}): JobSnapshot => ({
  id: `run ${minute}`,
  seq: 1,
  request: { kind: 'backup', clusterId: 'c', to: '/d', method: 'hot' },
  cluster: 'shop',
  state: 'failed',
  startedAt: at(minute),
  endedAt: at(minute),
  progress: null,
  failure: gone,
  ...change,
});
const state = (looks: ShardLook[], runs: JobSnapshot[] = []) => standingOfShard('s1', looks, runs).state;

describe('a shard is', () => {
  test('unknown until somebody asks it', () => {
    expect(state([])).toBe('unknown');
  });

  test('what the newest look says, whichever page had it', () => {
    const down = { at: at(2), failure: { code: 'unreachable' as const } };
    expect(state([{ at: at(1) }, down])).toBe('offline');
    expect(state([down, { at: at(3) }])).toBe('online');
    expect(state([{ at: at(2), failure: { code: 'access-denied' } }])).toBe('refused');
    // A certificate that is missing on this computer says nothing of the server.
    expect(state([{ at: at(2), failure: { code: 'bad-input' } }])).toBe('unusable');
  });

  test('lost, not online, once a run failed because of it, until it was asked again', () => {
    expect(standingOfShard('s1', [{ at: at(1) }], [run(2)])).toEqual({ state: 'lost', at: at(2), job: 'run 2' });
    expect(state([], [run(2)])).toBe('lost');
    expect(state([{ at: at(3) }], [run(2)])).toBe('online');
    expect(isOut(standingOfShard('s1', [{ at: at(1) }], [run(2)]))).toBe(true);
  });

  test('not lost by a run that failed for another shard or another reason', () => {
    expect(standingOfShard('s0', [{ at: at(1) }], [run(2)]).state).toBe('online');
    const full = failureFrom('no-such-set', { folder: '', id: '' }, { where: { shard: 's1' } });
    expect(state([{ at: at(1) }], [run(2, { failure: full })])).toBe('online');
  });

  test('not in order where a filter finds nothing or everybody can read, also after a mere login', () => {
    expect(state([{ at: at(1), line: 'checked', unmatched: ['ap-0'] }, { at: at(2) }])).toBe('unmatched');
    expect(state([{ at: at(1), line: 'open', unmatched: [] }, { at: at(2) }])).toBe('open');
    expect(statusOfShard({ state: 'unmatched', at: at(1), globs: ['ap-0'] })).toBe('attention');
  });

  test('at work by its own name, also where a restore calls it by that of its source', () => {
    const progress = { shards: [{ name: 's0', phase: 'loading' }] } as unknown as JobProgress;
    const restoring = run(5, {
      state: 'running',
      progress,
      request: {
        kind: 'restore',
        ...{ from: '/d', id: 'set', clusterId: 'c', map: { s0: 's1' }, rename: {}, replace: false, verify: true },
      },
    });
    expect(state([{ at: at(1) }], [restoring])).toBe('busy');
    expect(standingOfShard('s0', [{ at: at(1) }], [restoring]).state).toBe('online');
  });
});
