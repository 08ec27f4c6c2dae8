import { describe, expect, test } from 'vitest';
import type { SetSummary } from '../../../shared/contract.ts';
import { chainsOf, offeredKinds, whyNoIncremental } from '../../../shared/set-chains.ts';

/** A set taken at an hour of one day. */
const set = (id: string, hour: number, parent: string | null, change: Partial<SetSummary> = {}): SetSummary => ({
  id,
  cluster: 'shop',
  path: `/d/${id}`,
  state: 'complete',
  kind: parent === null ? 'full' : 'incremental',
  parent,
  cutAt: `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`,
  continues: true,
  ...change,
});
const ids = (sets: readonly SetSummary[] | undefined) => sets?.map(({ id }) => id);

describe('the sets of a destination', () => {
  const sets = [set('4', 4, '1'), set('3', 3, '2'), set('2', 2, '1'), set('1', 1, null), set('0', 0, null)];

  test('are chains from full to full, whatever order they are listed in', () => {
    for (const order of [sets, sets.toReversed()])
      expect(chainsOf(order).chains.map((chain) => ids(chain.sets))).toEqual([['0'], ['1', '2', '3', '4']]);
  });

  test('cover everything from the first to the last cut of a chain', () => {
    const [alone, chain] = chainsOf(sets).chains;
    expect([chain?.from, chain?.to]).toEqual(['2026-11-21T01:00:00.000Z', '2026-11-21T04:00:00.000Z']);
    expect(alone?.from).toBe(alone?.to);
  });

  test('are orphans with everything that builds on them where a parent is missing or cannot be read', () => {
    const gone = sets.filter(({ id }) => id !== '2');
    expect([...chainsOf(gone).orphans]).toEqual([['3', '2']]);
    const broken = sets.map((one) => (one.id === '1' ? { ...one, state: 'unreadable' as const } : one));
    expect([...chainsOf(broken).orphans]).toEqual([
      ['4', '1'],
      ['3', '1'],
      ['2', '1'],
    ]);
    expect(ids(chainsOf(broken).chains[0]?.sets)).toEqual(['0']);
  });

  test('that build on each other in a circle are orphans, and nothing hangs', () => {
    expect([...chainsOf([set('a', 1, 'b'), set('b', 2, 'a')]).orphans.keys()]).toEqual(['a', 'b']);
  });
});

describe('an incremental set is offered', () => {
  const id = (n: number) => `20261121T0${n}0000Z-full-0000`;

  test('where the newest set of the cluster can be read and says where its logs go on', () => {
    expect(whyNoIncremental([set(id(1), 1, null)], 'shop')).toBeNull();
    expect(whyNoIncremental([], 'shop')).toBe('none');
    expect(whyNoIncremental([set(id(1), 1, null)], 'other')).toBe('none');
    expect(whyNoIncremental([set(id(1), 1, null, { state: 'interrupted' })], 'shop')).toBe('none');
    expect(whyNoIncremental([set(id(1), 1, null, { continues: false })], 'shop')).toBe('no-log');
  });

  test('on the newest full set where newer ones build on one that is gone, as a run does; not where there is none', () => {
    const orphan = set(id(2), 2, 'gone');
    expect(whyNoIncremental([set(id(1), 1, null), orphan], 'shop')).toBeNull();
    expect(whyNoIncremental([set(id(1), 1, null, { continues: false }), orphan], 'shop')).toBe('no-log');
    expect(whyNoIncremental([orphan], 'shop')).toBe('orphan');
  });

  test('by the chain of the newest full set, whatever was added to an older chain since', () => {
    const [old, full] = [set(id(1), 1, null), set(id(2), 2, null)];
    const added = set(id(3), 3, id(1), { continues: false });
    expect(whyNoIncremental([old, full, added], 'shop')).toBeNull();
    expect(whyNoIncremental([old, { ...full, continues: false }, { ...added, continues: true }], 'shop')).toBe(
      'no-log',
    );
  });

  test('first of all kinds where it can be; a differential one needs only a full set', () => {
    const [first, orphan] = [set(id(1), 1, null), set(id(2), 2, 'gone')];
    expect(offeredKinds([first], 'shop')).toEqual(['incremental', 'full', 'differential']);
    expect(offeredKinds([first, orphan], 'shop')).toEqual(['incremental', 'full', 'differential']);
    expect(offeredKinds([orphan], 'shop')).toEqual(['full']);
    expect(offeredKinds([], 'shop')).toEqual(['full']);
    expect(offeredKinds([set(id(1), 1, null, { continues: false })], 'shop')).toEqual(['full']);
  });
});
