import { describe, expect, test } from 'vitest';
import type { ChainProofReport } from '../../../shared/chain-proof.ts';
import type { JobSnapshot, SetSummary } from '../../../shared/contract.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import { checkOfChain, checkOfReading, checksOfRestore, SetCheck } from '../../../shared/set-checks.ts';
import {
  isSound,
  newestSound,
  olderSound,
  standingsOf,
  statusOfStanding,
  withRuns,
} from '../../../shared/set-standing.ts';

const set = (hour: number, change: Partial<SetSummary> = {}): SetSummary => ({
  id: `20261121T${String(hour).padStart(2, '0')}0000Z-full-0000`,
  cluster: 'shop',
  path: `/d/shop/${hour}`,
  state: 'complete',
  kind: 'full',
  parent: null,
  cutAt: `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`,
  ...change,
});
const at = (hour: number) => ({ at: `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`, on: 'here' });
const reading = (hour: number, ...tables: string[]) => checkOfReading(at(hour), { damage: tables, tables });
const table = (name: string, change = {}) => ({
  ...{ shard: 's0', target: 't0', schema: 'shop', table: name, rows: 1_000, bytes: 1, state: 'equal' as const },
  ...change,
});
const report = (change: Partial<RestoreReport>): RestoreReport => ({
  id: 'x',
  rolled: [],
  quality: {
    value: 1,
    rows: { proven: 1, total: 1 },
    tables: { proven: 1, total: 1 },
    shards: { proven: 1, total: 1 },
  },
  tables: [table('a'), table('b')],
  findings: [],
  exceptions: [],
  warnings: [],
  durations: {},
  ...change,
});
const whole = { tables: 2, rows: 2_000 };
const standing = (checks: SetCheck[], change: Partial<SetSummary> = {}) => {
  const own = set(1, { checks, ...change });
  return standingsOf([own]).get(own.path);
};

describe('a set is', () => {
  test('complete, then verified, then proven: each only by what was looked at', () => {
    expect(standing([])).toMatchObject({ state: 'complete', readAt: null, proof: null });
    expect(standing([reading(1)])).toMatchObject({ state: 'verified', readAt: at(1).at });
    expect(standing(checksOfRestore(at(2), report({}), whole))).toMatchObject({ state: 'proven' });
  });

  test('proven for the share that was compared: of two tables of six, of rows whose log came behind', () => {
    const some = checksOfRestore(at(2), report({}), { tables: 6, rows: 6_002_000 });
    expect(standing(some)).toMatchObject({
      state: 'partly-proven',
      proof: { proven: { tables: 2 }, of: { tables: 6 } },
    });
    const transactions = { shard: 's0', target: 't0', transactions: 424, prepared: [], stopped: null };
    const rolled = checksOfRestore(at(2), report({ rolled: [transactions] as never }), whole);
    expect(standing(rolled)).toMatchObject({ state: 'partly-proven', proof: { transactions: 424 } });
    const elsewhere = checksOfRestore(at(2), report({ rolled: [{ ...transactions, changed: 0 }] as never }), whole);
    expect(standing(elsewhere)).toMatchObject({ state: 'proven', proof: { transactions: 0 } });
    expect(standing([reading(1), ...some])).toMatchObject({ state: 'verified', proof: { proven: { tables: 2 } } });
  });

  test('not proven where something of it was refused or differed, and not at all where nothing was compared', () => {
    const short = report({ tables: [table('a'), table('b', { state: 'different' })] });
    expect(standing(checksOfRestore(at(1), short, whole))?.state).toBe('partly-proven');
    expect(checksOfRestore(at(1), report({ quality: null }), whole)).toEqual([]);
  });

  test('what was found out last, whatever time a look of before says: clocks are ahead, and files are written', () => {
    const ahead = { ...reading(1), at: '2099-01-01T00:00:00.000Z' };
    expect(standing([ahead, reading(2, 's0: shop.a')])).toMatchObject({ state: 'damaged', tables: ['s0: shop.a'] });
    const harm = checksOfRestore(
      at(3),
      report({ quality: null, tables: [table('a', { state: 'failed', problem: { code: 'damaged', cause: '' } })] }),
      whole,
    );
    expect(standing([ahead, ...harm])).toMatchObject({ state: 'damaged', tables: ['s0: shop.a'] });
    expect(standing([...harm, ahead])?.state).toBe('verified');
    expect(SetCheck.safeParse({ ...ahead, at: 'soon' }).success).toBe(false);
  });

  test('proven by the full set behind its chain, up to where that compared, and damaged where it came out otherwise', () => {
    const proof = (tables: ReturnType<typeof table>[], behind = 0): ChainProofReport => ({
      ...{
        full: 'f',
        chain: ['a', 'b'],
        until: at(1).at,
        of: whole,
        rolled: [],
        exceptions: [],
        left: [],
        durationMs: 1,
      },
      ...{ behind, tables: tables as never },
    });
    const equal = (hour: number, behind = 0) => checkOfChain(at(hour), proof([table('a'), table('b')], behind), true);
    const differs = checkOfChain(at(2), proof([table('a'), table('b', { state: 'different' })]), false);
    const some = (hour: number) => checkOfChain(at(hour), proof([table('a')]), false);
    expect(standing(equal(1))).toMatchObject({ state: 'proven' });
    expect(standing(equal(1, 3))).toMatchObject({ state: 'partly-proven', proof: { transactions: 3 } });
    expect(standing(some(1))).toMatchObject({ state: 'partly-proven', proof: { proven: { tables: 1 } } });
    const damaged = { state: 'damaged', at: at(2).at, tables: ['s0: shop.b'], count: 1 };
    expect(standing([...equal(1), ...differs])).toMatchObject(damaged);
    // Neither reading every byte nor a proof of other tables says anything against it.
    expect(standing([...differs, reading(3), ...some(4)])).toMatchObject(damaged);
    expect(standing([...differs, ...equal(3)])).toMatchObject({ state: 'proven' });
    expect(checkOfChain(at(1), proof([table('a', { state: 'left-out' })]), true)).toEqual([]);
  });

  test('no worse proven by a later proof of less', () => {
    const all = checksOfRestore(at(1), report({}), whole);
    const less = checksOfRestore(at(2), report({ tables: [table('a')] }), whole);
    expect(standing([...all, ...less])).toMatchObject({ state: 'proven', proof: { at: at(1).at } });
  });

  test('damaged from the moment it was found until every byte was read again and is well', () => {
    const found = standing([reading(1), reading(2, 's0: shop.a')]);
    expect(found).toMatchObject({ state: 'damaged', at: at(2).at, tables: ['s0: shop.a'], count: 1 });
    const problem = { code: 'damaged', cause: 'SHA-256 differs' } as const;
    const harm = checksOfRestore(at(3), report({ tables: [table('a', { state: 'failed', problem })] }), whole);
    expect(standing([reading(1), ...harm])).toMatchObject({ state: 'damaged', tables: ['s0: shop.a'] });
    expect(standing([...harm, ...checksOfRestore(at(4), report({}), whole)])?.state).toBe('damaged');
    expect(standing([...harm, reading(4)])?.state).toBe('verified');
  });

  test('damaged where its manifest is, and unreadable where only this disk or version cannot tell', () => {
    const failure = (code: 'damaged' | 'newer-format') => ({ code, message: '', where: {} });
    expect(standing([], { state: 'unreadable', failure: failure('damaged') })?.state).toBe('damaged');
    expect(standing([], { state: 'unreadable', failure: failure('newer-format') })?.state).toBe('unreadable');
  });

  test('as good as all that it builds on', () => {
    const full = set(1);
    const next = set(2, { kind: 'incremental', parent: full.id, checks: [reading(5)] });
    const state = (of: SetSummary[]) => standingsOf(of).get(next.path);
    expect(state([next, full])).toMatchObject({ state: 'complete', readAt: null });
    expect(state([next, { ...full, checks: [reading(3)] }])).toMatchObject({ state: 'verified', readAt: at(3).at });
    const damaged = { ...full, checks: [reading(6, 's0: shop.a')] };
    expect(state([next, damaged])).toMatchObject({ state: 'damaged', set: full.id });
    expect(state([next])).toEqual({ state: 'orphan', missing: full.id });
  });

  test('red when it is damaged, and no default then; the one in front of it that is sound is', () => {
    const [newest, older] = [set(3, { checks: [reading(1, 's0: shop.a')] }), set(2)];
    const standings = standingsOf([newest, older]);
    const found = standings.get(newest.path);
    expect(found && statusOfStanding(found)).toBe('danger');
    expect([newest, older].filter(({ path }) => isSound(standings.get(path)))).toEqual([older]);
    expect(olderSound(newest, [newest, older], standings)).toEqual(older);
  });
});

test('what a verification found on a drive that nothing may be written to is known by its run', () => {
  const own = set(1);
  const verify = (hour: number, outcome: 'ok' | 'damage'): JobSnapshot => ({
    id: `${hour}`,
    seq: 1,
    request: { kind: 'verify', from: '/d/', id: own.id },
    cluster: 'shop',
    state: 'done',
    outcome,
    startedAt: at(hour).at,
    endedAt: at(hour).at,
    progress: null,
  });
  const state = (jobs: JobSnapshot[], checks: SetCheck[] = []) =>
    standingsOf(withRuns([{ ...own, checks }], jobs, '/d')).get(own.path)?.state;
  expect(state([verify(2, 'damage')])).toBe('damaged');
  expect(state([verify(3, 'ok'), verify(2, 'damage')])).toBe('verified');
  expect(state([verify(2, 'ok')], [reading(4, 's0: shop.a')])).toBe('damaged');
});

test('the choice nobody made is the newest set that nothing is known against, of the cluster asked for where it has one', () => {
  const damaged = set(5, { checks: [reading(9, 's0: shop.a')] });
  const other = set(6, { cluster: 'other' });
  const choose = (sets: readonly SetSummary[], cluster?: string) =>
    newestSound(sets, standingsOf(sets), cluster)?.id.slice(9, 11);
  expect(choose([damaged, set(4), set(3)])).toBe('04');
  // It is chosen anew whenever a newer one is there.
  expect(choose([set(7), damaged, set(4), set(3)])).toBe('07');
  expect(choose([other, damaged, set(4)], 'shop')).toBe('04');
  expect(choose([other, damaged], 'shop')).toBe('06');
  expect(choose([damaged, set(2, { state: 'interrupted' })])).toBeUndefined();
});
