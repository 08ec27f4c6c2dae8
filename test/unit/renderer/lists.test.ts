import { describe, expect, test } from 'vitest';
import { filterRuns, outcomeOf } from '../../../renderer/activity/filter-runs.ts';
import { isUnfinishedBy, verificationOf, whyNotRead, writerOf } from '../../../renderer/backups/set-facts.ts';
import { layTimeline } from '../../../renderer/backups/timeline-marks.ts';
import { addCounts, groupFindings } from '../../../renderer/facts/group-findings.ts';
import { placeName, timeOfSet } from '../../../renderer/jobs/describe-job.ts';
import { outlineOf } from '../../../renderer/restore/scope.ts';
import { replacementsIn, sortFindings } from '../../../renderer/restore/sort-findings.ts';
import { openAtFirst, tableKeys, treeRows } from '../../../renderer/restore/tree-rows.ts';
import type { JobSnapshot, SetSummary } from '../../../shared/contract.ts';
import { failureFrom } from '../../../shared/failure.ts';
import { findings } from './samples.ts';
import { setDetails } from './set-details.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const set = (daysAgo: number, change: Partial<SetSummary> = {}): SetSummary => ({
  id: `set-${daysAgo}`,
  cluster: 'shop',
  path: '/d',
  state: 'complete',
  kind: 'full',
  cutAt: new Date(NOW - daysAgo * DAY).toISOString(),
  ...change,
});

test('a folder that is in the way of a first backup is, to those who look for backups in it, the wrong folder', () => {
  const view = { path: '/drive/shop', state: 'unusable', freeBytes: null, sets: [] } as const;
  const others = failureFrom('holds-other-things', { folder: view.path, names: '20261121T020000Z-full-7f3a' });
  expect(whyNotRead({ ...view, sets: [], failure: others })).toMatchObject({ fact: { reason: 'not-a-destination' } });
  const gone = failureFrom('destination-gone', { path: view.path });
  expect(whyNotRead({ ...view, sets: [], failure: gone })).toBe(gone);
});

describe('the timeline', () => {
  test('shows from where to where a chain covers every instant', () => {
    const more = { kind: 'incremental', parent: 'set-10' } as const;
    expect(layTimeline([set(5, more), set(10, { parent: null })], 100, NOW)?.covered).toEqual([{ from: 0, to: 0.5 }]);
    expect(layTimeline([set(5), set(10)], 100, NOW)?.covered).toEqual([]);
  });

  test('is null without a dated set', () => {
    expect(layTimeline([], 100, NOW)).toBeNull();
    expect(layTimeline([set(0, { id: 'odd', cutAt: 'never' })], 100, NOW)).toBeNull();
  });

  test('begins with the first set and ends now', () => {
    const timeline = layTimeline([set(5), set(10)], 100, NOW);
    expect(timeline?.marks.map(({ at }) => at)).toEqual([0, 0.5]);
    expect(timeline?.last).toBe(NOW);
  });

  test('five thousand sets become no more marks than there are places', () => {
    const sets = Array.from({ length: 5000 }, (_, i) => set(i / 3, { id: `${i}` }));
    const marks = layTimeline(sets, 200, NOW)?.marks ?? [];
    expect(marks.length).toBeLessThanOrEqual(201);
    expect(marks.reduce((sum, mark) => sum + mark.sets.length, 0)).toBe(5000);
  });

  test('a week without a backup is a gap where there is one every day, and not where there never was more', () => {
    const daily = [8, 9, 10, 11, 12, 13, 1, 0].map((days) => set(days));
    expect(layTimeline(daily, 100, NOW)?.gaps.map(({ milliseconds }) => milliseconds / DAY)).toEqual([7]);
    expect(layTimeline([set(0), set(30)], 100, NOW)?.gaps).toEqual([]);
  });
});

const job = (change: Partial<JobSnapshot>): JobSnapshot => ({
  id: 'j',
  seq: 1,
  request: { kind: 'backup', clusterId: 'c', to: '/d/', method: 'hot' },
  cluster: 'shop',
  state: 'running',
  startedAt: '2026-11-21T02:00:00.500Z',
  progress: null,
  ...change,
});

describe('sets and runs', () => {
  const unfinished = set(0, { id: '20261121T020000Z-full-7f3a', state: 'interrupted' });

  test('an unfinished set that a run writes now is not interrupted', () => {
    expect(writerOf(unfinished, [job({})], '/d')?.id).toBe('j');
    expect(writerOf(unfinished, [job({ state: 'failed' })], '/d')).toBeUndefined();
    expect(writerOf(unfinished, [job({ startedAt: '2026-11-21T05:00:00.000Z' })], '/d')).toBeUndefined();
    expect(writerOf(unfinished, [job({})], '/other')).toBeUndefined();
    const finishing = { ...job({}).request, resume: unfinished.id } as JobSnapshot['request'];
    const later = { startedAt: '2026-11-21T05:00:00.000Z' };
    expect(writerOf(unfinished, [job({ ...later, request: finishing })], '/d')?.id).toBe('j');
    expect(
      writerOf(unfinished, [job({ request: { ...finishing, resume: 'another' } as JobSnapshot['request'] })], '/d'),
    ).toBeUndefined();
  });

  test('a run that ended has left the set that was begun while it ran', () => {
    const ended = { state: 'failed', endedAt: '2026-11-21T02:10:00.000Z' } as const;
    expect(isUnfinishedBy(unfinished, job(ended), '/d')).toBe(true);
    expect(isUnfinishedBy(unfinished, job({ ...ended, startedAt: '2026-11-21T02:05:00.000Z' }), '/d')).toBe(false);
    expect(isUnfinishedBy({ ...unfinished, id: '20261121T021500Z-full-7f3a' }, job(ended), '/d')).toBe(false);
    expect(isUnfinishedBy({ ...unfinished, state: 'complete' }, job(ended), '/d')).toBe(false);
  });

  test('the newest verification that came to a result counts', () => {
    const request = { kind: 'verify' as const, from: '/d', id: unfinished.id };
    const jobs = [
      job({ id: '3', request, state: 'cancelled' }),
      job({ id: '2', request, state: 'done' }),
      job({ id: '1', request, state: 'done' }),
    ];
    expect(verificationOf(unfinished, jobs)?.id).toBe('2');
  });

  test('names of places and times of sets', () => {
    expect(placeName('/media/Backup-A/')).toBe('Backup-A');
    expect(placeName('D:\\Backups\\shop')).toBe('shop');
    expect(placeName('/')).toBe('/');
    expect(timeOfSet('20261121T020000Z-full-7f3a')).toBe('2026-11-21T02:00:00Z');
    expect(timeOfSet('something')).toBeNull();
  });

  test('runs are filtered by cluster, kind and outcome', () => {
    const runs = [
      job({ id: '1' }),
      job({ id: '2', state: 'done', outcome: 'damage' }),
      job({ id: '3', cluster: 'crm' }),
    ];
    const ids = (filter: Parameters<typeof filterRuns>[1]) => filterRuns(runs, filter).map(({ id }) => id);
    expect(ids({})).toEqual(['1', '2', '3']);
    expect(ids({ outcome: 'damage' })).toEqual(['2']);
    expect(ids({ cluster: 'shop', outcome: 'running' })).toEqual(['1']);
    expect(ids({ kind: 'verify' })).toEqual([]);
    expect(outcomeOf(job({ state: 'cancelling' }))).toBe('running');
  });
});

describe('findings', () => {
  const { 'names-taken': taken, 'read-only': readOnly, replaces, keeps, 'no-local-infile': slow } = findings;

  test('what stops only the careful is a conflict; what only the other says is about replacing', () => {
    const sorted = sortFindings([taken, readOnly, slow], [readOnly, replaces, keeps, slow]);
    expect(sorted).toEqual({
      stops: [readOnly],
      conflicts: [taken],
      replaced: [replaces],
      kept: [keeps],
      notes: [slow],
    });
    expect(replacementsIn(sorted.replaced)).toEqual([replaces]);
  });

  test('what holds for several shards is said once', () => {
    expect(groupFindings([slow, { ...slow, target: 't2' }, taken])).toEqual([
      { targets: ['t0', 't2'], finding: slow, members: [slow, { ...slow, target: 't2' }] },
      { targets: ['t0'], finding: taken, members: [taken] },
    ]);
  });

  test('events of many shards are one line, with each of them to be enabled', () => {
    const event = findings['events-disabled'];
    const other = { ...event, target: 't1', events: [{ schema: 'shop_1', name: 'nightly' }] };
    expect(groupFindings([event, slow, other])).toEqual([
      {
        targets: ['t0', 't1'],
        finding: { ...event, count: 2, events: [...event.events, ...other.events] },
        members: [event, other],
      },
      { targets: ['t0'], finding: slow, members: [slow] },
    ]);
  });

  test('what runs on many shards as the same accounts is one line, with all of it counted', () => {
    const one = findings['definers-admin'];
    const more = { names: ['shop_1.open_order'], counts: { view: 1 } };
    const other = { ...one, target: 't1', objects: more };
    const elsewhere = { ...one, target: 't2', accounts: ['ops@%'] };
    const groups = groupFindings([one, other, elsewhere]);
    expect(groups.map(({ targets, members }) => [targets, members])).toEqual([
      [
        ['t0', 't1'],
        [one, other],
      ],
      [['t2'], [elsewhere]],
    ]);
    expect(groups[0]?.finding).toMatchObject({
      accounts: one.accounts,
      objects: {
        names: one.objects.names,
        counts: addCounts([one.objects.counts, { view: 1 }]),
      },
    });
  });
});

describe('the tree', () => {
  const outline = outlineOf(setDetails({ s0: { shop: ['order_0', 'user_0'] }, s1: { shop: ['order_1'] } }));
  const lines = (open: ReadonlySet<string>, filter = '') =>
    treeRows(outline, open, filter).map(({ node, level }) => `${' '.repeat(level)}${node.name}`);

  test('a small set is opened wholly, a huge one only to its shards', () => {
    expect(lines(openAtFirst(outline))).toHaveLength(7);
    const huge = outlineOf(setDetails({ s0: { shop: Array.from({ length: 500 }, (_, i) => `t${i}`) } }));
    expect(treeRows(huge, openAtFirst(huge), '')).toHaveLength(1);
  });

  test('a filter shows tables with that in their names, and what they are in', () => {
    expect(lines(new Set(), 'ORDER')).toEqual([' s0', '  shop', '   order_0', ' s1', '  shop', '   order_1']);
    expect(tableKeys(treeRows(outline, new Set(), 'user'))).toHaveLength(1);
    expect(lines(new Set(), 'nothing')).toEqual([]);
  });
});
