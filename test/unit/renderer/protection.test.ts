import { describe, expect, test } from 'vitest';
import { nextStep } from '../../../renderer/overview/next-step.ts';
import type { ClusterProfile, DestinationView, JobSnapshot, SetSummary } from '../../../shared/contract.ts';
import { judgeProtection } from '../../../shared/judge-protection.ts';
import type { SetCheck, SetProof } from '../../../shared/set-checks.ts';
import { standingsOf, withRuns } from '../../../shared/set-standing.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();
const shard = (name: string) => ({ id: name, name, host: 'db', port: 3306, user: 'u', hasPassword: true });
const cluster: ClusterProfile = { id: 'c', name: 'shop', shards: [shard('s0'), shard('s1')] };
const set = (hours: number, change: Partial<SetSummary> = {}): SetSummary => ({
  id: `${ago(hours).replace(/[-:]|\.\d+/g, '')}-full-0000`,
  cluster: 'shop',
  path: `/drive/shop/${hours}`,
  state: 'complete',
  finishedAt: ago(hours),
  shards: ['s0', 's1'],
  ...change,
});
const drive = (sets: SetSummary[], change: Partial<DestinationView> = {}): DestinationView => ({
  path: '/drive',
  state: 'ready',
  freeBytes: 1,
  sets,
  ...change,
});
const job = (hours: number, change: Partial<JobSnapshot> = {}): JobSnapshot => ({
  id: `job ${hours}`,
  seq: 1,
  request: { kind: 'backup', clusterId: 'c', to: '/drive', method: 'hot' },
  cluster: 'shop',
  state: 'done',
  outcome: 'ok',
  startedAt: ago(hours),
  endedAt: ago(hours),
  progress: null,
  ...change,
});
const verify = (hours: number, of: SetSummary, outcome: 'ok' | 'damage') =>
  job(hours, { outcome, request: { kind: 'verify', from: '/drive', id: of.id } });
const proof = (hours: number, change: Partial<SetProof> = {}): SetProof => ({
  kind: 'restored',
  at: ago(hours),
  on: 'here',
  proven: { tables: 6, rows: 6_002_000 },
  of: { tables: 6, rows: 6_002_000 },
  transactions: 0,
  whole: true,
  ...change,
});
const read = (hours: number, damage: number): SetCheck => ({
  kind: 'read',
  at: ago(hours),
  on: 'here',
  damage,
  tables: damage === 0 ? [] : ['s0: shop.a'],
  count: damage,
});
const judge = (views: DestinationView[], jobs: JobSnapshot[] = []) => {
  const standings = new Map(views.flatMap(({ path, sets }) => [...standingsOf(withRuns(sets, jobs, path))]));
  return judgeProtection(cluster, views, standings, jobs, NOW);
};
const codes = (views: DestinationView[], jobs: JobSnapshot[] = []) =>
  judge(views, jobs).reasons.map(({ code }) => code);

describe('a cluster is', () => {
  test('not protected without a backup; what was interrupted or cannot be read is none', () => {
    expect(judge([])).toMatchObject({ level: 'none', last: null });
    const bad = [set(2, { state: 'interrupted' }), set(3, { state: 'unreadable' }), set(1, { cluster: 'other' })];
    expect(judge([drive(bad)])).toMatchObject({ level: 'none', last: null });
  });

  test('at risk where a destination held backups of it and holds none, also when the app remembers no run of it', () => {
    const lost = [{ cluster: 'shop', set: '20261101T000000Z-full-0000', file: '/drive/.shardkeep-clusters/shop.json' }];
    expect(judge([drive([], { lost })])).toMatchObject({
      level: 'risk',
      reasons: [{ code: 'lost', destination: '/drive' }],
    });
    expect(judge([drive([], { lost }), drive([set(2)], { path: '/other' })]).level).toBe('attention');
    expect(judge([drive([], { lost: lost.map((one) => ({ ...one, cluster: 'blog' })) })]).level).toBe('none');
  });

  test('protected by a complete backup of this week that has all its shards, on whichever destination', () => {
    const newest = set(2);
    const found = judge([drive([set(50)]), drive([newest], { path: '/other' })]);
    expect(found).toMatchObject({ level: 'protected', reasons: [], at: ago(2), proof: null });
    expect(found.last).toEqual({ set: newest, destination: '/other' });
  });

  test('at risk when that is older than a week, found damaged, or lacks a shard that was added since', () => {
    const old = set(8 * 24);
    expect(judge([drive([old])])).toMatchObject({ level: 'risk', reasons: [{ code: 'old' }] });
    const damaged = judge([drive([set(2)])], [verify(1, set(2), 'damage')]);
    expect(damaged).toMatchObject({ level: 'risk', reasons: [{ code: 'damaged', at: ago(1) }], proof: null });
    const lacking = judge([drive([set(2, { shards: ['s0'] })])]);
    expect(lacking).toMatchObject({ level: 'risk', reasons: [{ code: 'shards', names: ['s1'] }] });
  });

  test('in need of its user when the backup has exceptions or the run after it failed', () => {
    const partial = drive([set(2, { state: 'complete-with-exceptions', exceptions: 3 })]);
    expect(judge([partial])).toMatchObject({ level: 'attention', reasons: [{ code: 'exceptions', count: 3 }] });
    const failed = judge([drive([set(2)])], [job(1, { state: 'failed' }), job(2)]);
    expect(failed).toMatchObject({ level: 'attention', reasons: [{ code: 'failed', job: 'job 1' }] });
    expect(codes([drive([set(1)])], [job(1), job(2, { state: 'failed' })])).toEqual([]);
    expect(codes([drive([set(2)])], [job(1, { state: 'cancelled' })])).toEqual([]);
  });

  test('at risk when nobody saw the drive of its only backup for a week, and asked for it before', () => {
    const gone = (seenAt: string) => drive([], { state: 'unusable', seenAt });
    expect(judge([gone(ago(2))], [job(2)])).toMatchObject({ level: 'attention', reasons: [{ code: 'unseen' }] });
    expect(judge([gone(ago(9 * 24))], [job(9 * 24)])).toMatchObject({ level: 'risk', last: null });
    const other = drive([set(3)], { path: '/other' });
    expect(judge([gone(ago(9 * 24)), other], [job(2)])).toMatchObject({ level: 'attention', at: ago(3) });
    expect(codes([gone(ago(2)), drive([set(1)], { path: '/other' })], [job(2)])).toEqual([]);
  });
});

describe('a chain', () => {
  const full = set(30, { kind: 'full', parent: null, cutAt: ago(30), continues: true });
  const next = set(5, { id: 'z', kind: 'incremental', parent: full.id, cutAt: ago(5), continues: true });

  test('opens every instant from its full backup to the newest on it', () => {
    expect(judge([drive([next, full])])).toMatchObject({ last: { set: next }, window: { from: ago(30), to: ago(5) } });
    expect(judge([drive([full])]).window).toBeNull();
  });

  test('that lost its full backup, or has it on another drive only, protects nothing', () => {
    expect(judge([drive([next])])).toMatchObject({ level: 'none', last: null });
    expect(judge([drive([next]), drive([full], { path: '/other' })]).last?.set).toEqual(full);
  });

  test('is as good as its full backup: damaged with it, and with its exceptions', () => {
    expect(codes([drive([next, full])], [verify(1, full, 'damage')])).toEqual(['damaged']);
    const partial = { ...full, state: 'complete-with-exceptions' as const, exceptions: 2 };
    expect(judge([drive([next, partial])]).reasons).toEqual([{ code: 'exceptions', count: 2, set: full.id }]);
  });

  test('is made longer next, where all is well', () => {
    const found = judge([drive([{ ...next, checks: [proof(1)] }, full])]);
    expect(nextStep(found, undefined, false)).toEqual({ kind: 'incremental', destination: '/drive' });
  });
});

test('a proof is the newest that was made of this very set', () => {
  const [own, older] = [set(5), set(30)];
  const proofOf = (jobs: JobSnapshot[], checks: SetCheck[] = []) =>
    judge([drive([{ ...own, checks }, older])], jobs).proof;
  expect(proofOf([verify(3, own, 'ok')])).toEqual({ how: 'verified', at: ago(3) });
  expect(proofOf([verify(3, own, 'ok')], [proof(2)])).toMatchObject({ how: 'proven', at: ago(2) });
  expect(proofOf([verify(3, older, 'ok')])).toBeNull();
});

test('a proof of a part, or of the rows in front of a log, is no proof of the set', () => {
  const part = (change: Partial<SetProof>) => judge([drive([{ ...set(5), checks: [proof(2, change)] }])]);
  const two = { proven: { tables: 2, rows: 2_000 } };
  expect(part(two).proof).toMatchObject({ how: 'partly', proof: { ...two, of: { tables: 6 } } });
  expect(part({ transactions: 424 }).proof).toMatchObject({ how: 'partly' });
  expect(part({ whole: false }).proof).toMatchObject({ how: 'partly' });
  expect(nextStep(part(two), undefined, false).kind).toBe('prove');
});

test('damage is not forgotten when a newer backup comes, and counts for all that builds on it', () => {
  const full = set(30, { kind: 'full', parent: null, cutAt: ago(30), checks: [read(20, 1)] });
  const next = set(5, { kind: 'incremental', parent: full.id, cutAt: ago(5) });
  const after = set(2);
  expect(judge([drive([next, full])])).toMatchObject({ level: 'risk', reasons: [{ code: 'damaged' }] });
  const standings = standingsOf([after, next, full]);
  expect([after, next, full].map(({ path }) => standings.get(path)?.state)).toEqual(['complete', 'damaged', 'damaged']);
});

describe('the next step is', () => {
  const step = (views: DestinationView[], jobs: JobSnapshot[] = [], running?: string, fails = false) =>
    nextStep(judge(views, jobs), running, fails).kind;

  test('to watch what runs, to see to servers that do not answer, and then to back up', () => {
    expect(step([], [], 'job', true)).toBe('watch');
    expect(step([], [], undefined, true)).toBe('look');
    expect(step([])).toBe('backup');
    expect(step([drive([set(9 * 24)])])).toBe('backup');
  });

  test('to verify a backup, to practise a restore of it, and to back up again once both are done', () => {
    const own = set(5);
    expect(step([drive([own])])).toBe('verify');
    expect(step([drive([own])], [verify(3, own, 'ok')])).toBe('prove');
    expect(step([drive([{ ...own, checks: [proof(1)] }])])).toBe('backup');
  });

  test('to find the drive, or the reason of a failure', () => {
    expect(step([drive([], { state: 'unusable' })], [job(2)])).toBe('seek');
    expect(step([drive([set(2)])], [job(1, { state: 'failed' })])).toBe('explain');
    expect(step([drive([set(2, { state: 'complete-with-exceptions' })])])).toBe('exceptions');
  });
});
