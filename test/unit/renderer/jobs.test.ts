import { describe, expect, test } from 'vitest';
import { cutOfRun, cutOfSet } from '../../../renderer/jobs/describe-job.ts';
import { changeJobs, NO_JOBS, sortJobs } from '../../../renderer/jobs/job-list.ts';
import {
  isEstimated,
  isShardDrawnAlike,
  leftOf,
  type TrackedJob,
  trackJob,
} from '../../../renderer/jobs/track-progress.ts';
import type { JobRequest, JobSnapshot } from '../../../shared/contract.ts';
import type { JobPhase, JobProgress, ShardPhase } from '../../../shared/job.ts';
import { setDetails } from './set-details.ts';

const backup: JobRequest = { kind: 'backup', clusterId: 'c', to: '/d', method: 'hot' };
const restore: JobRequest = {
  kind: 'restore',
  from: '/d',
  id: 'x',
  clusterId: 'c',
  map: {},
  rename: {},
  replace: false,
  verify: true,
};

function snapshot(seq: number, change: Partial<JobSnapshot> = {}): JobSnapshot {
  const startedAt = '2026-11-21T02:00:00.000Z';
  return { id: 'a', seq, request: backup, cluster: 'shop', state: 'running', startedAt, progress: null, ...change };
}

function progress(
  phase: JobPhase,
  ...shards: [bytesDone: number, bytesTotal: number, phase?: ShardPhase][]
): JobProgress {
  const list = shards.map(([bytesDone, bytesTotal, at = 'reading'], i) => ({
    name: `s${i}`,
    phase: at,
    table: null,
    bytesDone,
    bytesTotal,
    rows: 0,
  }));
  const sum = (of: 'bytesDone' | 'bytesTotal') => list.reduce((all, shard) => all + shard[of], 0);
  return {
    phase,
    bytesDone: sum('bytesDone'),
    bytesTotal: sum('bytesTotal'),
    storedBytes: 0,
    rows: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    shards: list,
  };
}

const follow = (...snapshots: JobSnapshot[]) =>
  snapshots.reduce<TrackedJob | undefined>((tracked, next, i) => trackJob(tracked, next, i * 1000), undefined);

describe('following a job', () => {
  test('the bar does not go back when an estimate grows', () => {
    const tracked = follow(
      snapshot(1, { progress: progress('reading', [50, 100]) }),
      snapshot(2, { progress: progress('reading', [60, 600]) }),
    );
    expect(tracked?.fraction).toBe(0.5);
    expect(tracked?.shards.get('s0')?.fraction).toBe(0.5);
  });

  test('a shard whose size is not known yet keeps the bar from promising', () => {
    expect(follow(snapshot(1, { progress: progress('reading', [90, 100], [0, 0]) }))?.fraction).toBe(0);
  });

  test('a shard that still works never looks finished, and a run that still runs is never at 100 %', () => {
    const tracked = follow(snapshot(1, { progress: progress('reading', [100, 100]) }));
    expect(tracked?.shards.get('s0')?.fraction).toBeLessThan(1);
    expect(follow(snapshot(1, { progress: progress('finishing', [100, 100, 'done']) }))?.fraction).toBeLessThan(1);
    expect(follow(snapshot(1, { state: 'done', progress: progress('finishing', [1, 1, 'done']) }))?.fraction).toBe(1);
  });

  test('a restore with comparison is half done when all rows are loaded', () => {
    const loaded = snapshot(1, { request: restore, progress: progress('objects', [100, 100, 'waiting']) });
    const comparing = snapshot(2, { request: restore, progress: progress('verifying', [50, 100, 'verifying']) });
    expect(follow(loaded)?.fraction).toBe(0.5);
    const both = follow(loaded, comparing);
    expect(both?.fraction).toBe(0.75);
    // A chain's logs are a third pass.
    const ofChain = { ...restore, id: '20261121T020000Z-incremental-7f3a' };
    expect(follow({ ...loaded, request: ofChain })?.fraction).toBeCloseTo(1 / 3);
    expect(both?.shards.get('s0')?.fraction).toBe(0.5);
  });

  test('rates come from the last seconds', () => {
    const tracked = follow(
      snapshot(1, { progress: progress('reading', [0, 1000]) }),
      snapshot(2, { progress: progress('reading', [300, 1000]) }),
    );
    expect(tracked?.shards.get('s0')?.bytesPerSecond).toBe(300);
  });
});

test('time left is said when a pass has run for three seconds, and not while a run is being stopped', () => {
  const at = (phase: JobPhase, left: number) => ({ ...progress(phase, [50, 100]), secondsLeft: left });
  const first = trackJob(undefined, snapshot(1, { request: restore, progress: at('loading', 72) }), 1000);
  expect(leftOf(first, 3999)).toBeNull();
  expect(leftOf(first, 4000)).toBe(72);
  const same = trackJob(first, snapshot(2, { request: restore, progress: at('loading', 2) }), 4500);
  expect(leftOf(same, 4500)).toBe(2);
  const next = trackJob(same, snapshot(3, { request: restore, progress: at('verifying', 9) }), 5000);
  expect(leftOf(next, 7999)).toBeNull();
  expect(leftOf({ ...same, snapshot: { ...same.snapshot, state: 'cancelling' } }, 9000)).toBeNull();
});

test('only a total that was counted is shown: what servers estimate of rows comes down while they are read', () => {
  expect(isEstimated(snapshot(1))).toBe(true);
  expect(isEstimated(snapshot(1, { request: { ...backup, setKind: 'incremental' } }))).toBe(false);
  expect(isEstimated(snapshot(1, { request: restore }))).toBe(false);
});

test('a snapshot draws only those shards anew of which it has news', () => {
  const before = follow(
    snapshot(1, { progress: progress('reading', [100, 100, 'done'], [0, 100, 'waiting'], [40, 100]) }),
  );
  const drawnAnew = (...shards: Parameters<typeof progress>[1][]) => {
    const after = trackJob(before, snapshot(2, { progress: progress('reading', ...shards) }), 200);
    return after.snapshot.progress?.shards.flatMap((shard, i) => {
      const was = before?.snapshot.progress?.shards[i];
      const alike =
        was !== undefined &&
        isShardDrawnAlike(
          { shard: was, track: before?.shards.get(was.name) },
          { shard, track: after.shards.get(shard.name) },
        );
      return alike ? [] : [shard.name];
    });
  };
  expect(drawnAnew([100, 100, 'done'], [0, 100, 'waiting'], [40, 100])).toEqual([]);
  expect(drawnAnew([100, 100, 'done'], [0, 100, 'waiting'], [41, 100])).toEqual(['s2']);
  expect(drawnAnew([100, 100, 'done'], [0, 100], [41, 100])).toEqual(['s1', 's2']);
});

describe('all jobs', () => {
  const changed = (one: JobSnapshot) => ({ type: 'changed' as const, snapshot: one, at: 0 });
  const listed = (...snapshots: JobSnapshot[]) => ({ type: 'listed' as const, snapshots, at: 0 });

  test('an older snapshot that comes late changes nothing', () => {
    const list = changeJobs(NO_JOBS, changed(snapshot(5, { state: 'done' })));
    expect(changeJobs(list, changed(snapshot(4)))).toBe(list);
    expect(changeJobs(list, listed(snapshot(4))).jobs.get('a')?.snapshot.state).toBe('done');
  });

  test('a result that a list left out is taken in when it comes', () => {
    const result = { kind: 'verify' as const, volumes: 1, bytes: 1, damage: [], tables: [] };
    const list = changeJobs(NO_JOBS, listed(snapshot(5, { state: 'done' })));
    const whole = changeJobs(list, changed(snapshot(5, { state: 'done', result })));
    expect(whole.jobs.get('a')?.snapshot.result).toEqual(result);
    expect(changeJobs(whole, listed(snapshot(5, { state: 'done' }))).jobs.get('a')?.snapshot.result).toEqual(result);
  });

  test('a list takes away what is gone and keeps what began since it was made', () => {
    const young = snapshot(1, { id: 'young', startedAt: '2026-11-21T03:00:00.000Z' });
    const gone = snapshot(1, { id: 'gone', startedAt: '2026-11-20T03:00:00.000Z' });
    const list = [changed(young), changed(gone), listed(snapshot(1))].reduce(changeJobs, NO_JOBS);
    expect([...list.jobs.keys()].toSorted()).toEqual(['a', 'young']);
    expect(list.loaded).toBe(true);
  });

  test('running ones come first, then the newest', () => {
    const at = (id: string, hour: number, state: JobSnapshot['state']) =>
      snapshot(1, { id, state, startedAt: `2026-11-21T0${hour}:00:00.000Z` });
    const list = changeJobs(NO_JOBS, listed(at('old', 1, 'done'), at('new', 3, 'failed'), at('run', 2, 'cancelling')));
    expect(sortJobs(list).map(({ id }) => id)).toEqual(['run', 'new', 'old']);
  });
});

describe('the sentence on locks', () => {
  const warm: JobRequest = { ...backup, method: 'warm' };

  test('is not there before the snapshots are, and tells then how long all shards were locked together', () => {
    expect(cutOfRun(snapshot(1, { request: warm, progress: progress('snapshot') }))).toBeNull();
    const reading = { ...progress('reading', [1, 2]), lockedMs: 6 };
    expect(cutOfRun(snapshot(2, { request: warm, progress: reading }))).toEqual({ key: 'cut.warm', seconds: 0.006 });
  });

  test('of a finished set is about the time together where there was one, and the longest lock where there was none', () => {
    const details = setDetails({ s0: { shop: ['a'] }, s1: { shop: ['a'] } });
    const shards = details.shards.map((shard, i) => ({ ...shard, lockMs: 10 + i }));
    const of = (method: 'hot' | 'warm') => {
      const cut = { ...details.cut, ...(method === 'warm' ? { kind: 'common' as const, lockedMs: 6 } : {}) };
      return cutOfSet({ ...details, shards, cut, summary: { ...details.summary, method } });
    };
    expect(of('warm')).toEqual({ key: 'cut.warmDone', seconds: 0.006 });
    expect(of('hot')).toEqual({ key: 'cut.hotDoneLocked', seconds: 0.011 });
  });
});
