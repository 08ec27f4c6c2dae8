import { describe, expect, test } from 'vitest';
import { missingIn, planOf, requestOf } from '../../../renderer/restore/place.ts';
import { keyOf, outlineOf } from '../../../renderer/restore/scope.ts';
import { FIRST_STATE, type WizardState, wizardReducer } from '../../../renderer/restore/wizard-state.ts';
import type { ClusterProfile } from '../../../shared/contract.ts';
import { setDetails } from './set-details.ts';

const cluster = (name: string, ...shards: string[]): ClusterProfile => ({
  id: `id-${name}`,
  name,
  shards: shards.map((shard) => ({ id: shard, name: shard, host: 'h', port: 3306, user: 'u', hasPassword: true })),
});
const outline = outlineOf(setDetails({ s0: { shop: ['a', 'u'] }, s1: { shop: ['b', 'u'] } }));
const clusters = [cluster('shop', 's0', 's1'), cluster('staging', 't0', 't1', 't2'), cluster('tiny', 't0')];
const answered: WizardState = {
  ...FIRST_STATE,
  reason: 'practice',
  from: '/d',
  setId: 'x',
  scope: [''],
  naming: 'beside',
};
const plan = (change: Partial<WizardState> = {}) => planOf({ ...answered, ...change }, outline, clusters);

describe('where a restore goes', () => {
  test('back to the cluster it was taken from, shard by shard, while nobody says otherwise', () => {
    expect(plan().cluster?.name).toBe('shop');
    expect(plan().routes).toEqual([
      { shard: 's0', target: 's0' },
      { shard: 's1', target: 's1' },
    ]);
  });

  test('a practice goes to servers that are there for it, where there are such with a place for every shard', () => {
    const known = (...spares: string[]) => ({ spares: new Set(spares), taken: new Set<string>() });
    const of = (state: WizardState, ...spares: string[]) =>
      planOf(state, outline, clusters, new Map(), known(...spares)).cluster?.name;
    expect(of(answered, 'id-staging')).toBe('staging');
    expect(of(answered, 'id-tiny')).toBe('shop');
    expect(of({ ...answered, reason: 'everything' }, 'id-staging')).toBe('shop');
    expect(of({ ...answered, clusterId: 'id-shop' }, 'id-staging')).toBe('shop');
  });

  test('an earlier practice that still stands there keeps no later one from a name', () => {
    const named = (...taken: string[]) =>
      planOf(answered, outline, clusters, new Map(), { spares: new Set(), taken: new Set(taken) }).schemas[0]?.to;
    expect(named('shop', 'shop_drill2')).toBe('shop_drill');
    expect(named('shop_drill')).toBe('shop_drill2');
    expect(named('SHOP_DRILL', 'shop_drill2')).toBe('shop_drill3');
  });

  test('to another cluster in the order of its shards, where no names are shared', () => {
    expect(plan({ clusterId: 'id-staging' }).routes.map(({ target }) => target)).toEqual(['t0', 't1']);
  });

  test('a shard for which there is no place stays open', () => {
    const tiny = plan({ clusterId: 'id-tiny' });
    expect(tiny.routes.map(({ target }) => target)).toEqual(['t0', null]);
    expect(missingIn('where', answered, tiny)).toBe('target');
  });

  test('a target that the cluster does not have counts as missing', () => {
    expect(missingIn('where', answered, plan({ map: { s0: 'gone' } }))).toBe('target');
  });

  test('schemas get other names beside what exists, within what servers take', () => {
    expect(plan().schemas).toEqual([{ schema: 'shop', to: 'shop_drill' }]);
    expect(plan({ naming: 'same' }).schemas).toEqual([{ schema: 'shop', to: 'shop' }]);
    const long = outlineOf(setDetails({ s0: { ['x'.repeat(64)]: ['a'] } }));
    expect(planOf(answered, long, clusters).schemas[0]?.to).toHaveLength(64);
  });

  test('an empty or too long name is said beside its field', () => {
    expect(missingIn('where', answered, plan({ rename: { shop: ' ' } }))).toBe('schema-name');
    expect(missingIn('where', answered, plan({ rename: { shop: 'x'.repeat(65) } }))).toBe('schema-name-long');
  });

  test('only shards and schemas of the choice are asked about', () => {
    const some = plan({ scope: [keyOf(['s1', 'shop', 'b'])] });
    expect(some.routes.map(({ shard }) => shard)).toEqual(['s1']);
  });
});

describe('the request', () => {
  test('says what was answered, and nothing that is as it was', () => {
    expect(requestOf(answered, plan())).toEqual({
      kind: 'restore',
      from: '/d',
      id: 'x',
      clusterId: 'id-shop',
      map: { s0: 's0', s1: 's1' },
      rename: { shop: 'shop_drill' },
      replace: false,
      verify: true,
    });
    const same = { ...answered, naming: 'same' as const };
    expect(requestOf(same, planOf(same, outline, clusters))?.rename).toEqual({});
  });

  test.each<[string, Partial<WizardState>]>([
    ['a reason', { reason: null }],
    ['a set', { setId: null }],
    ['a table', { scope: [] }],
    ['a target for every shard', { clusterId: 'id-tiny' }],
  ])('is not made without %s', (_, change) => {
    const state = { ...answered, ...change };
    expect(requestOf(state, planOf(state, outline, clusters))).toBeNull();
  });

  test('says the mark beside its instant, and takes it back with any other instant', () => {
    const at = '2026-11-21T02:00:00.000Z';
    const marked = wizardReducer(answered, { type: 'instant', at, mark: 'before release' });
    expect(requestOf(marked, plan())).toMatchObject({ at, mark: 'before release' });
    const typed = wizardReducer(marked, { type: 'instant', at, mark: null });
    expect(requestOf(typed, plan())).not.toHaveProperty('mark');
    expect(wizardReducer(marked, { type: 'set', id: 'other' })).toMatchObject({ at: null, mark: null });
  });

  test('waits while an instant is typed that the chain does not cover, instead of going to the one before', () => {
    const typed = wizardReducer({ ...answered, at: '2026-11-21T02:00:00.000Z' }, { type: 'typed-instant', text: '' });
    expect(missingIn('moment', typed, plan())).toBe('instant');
    expect(requestOf(typed, plan())).toBeNull();
    const chosen = wizardReducer(typed, { type: 'instant', at: '2026-11-21T02:00:05.000Z', mark: null });
    expect(missingIn('moment', chosen, plan())).toBeNull();
    expect(requestOf(chosen, plan())?.at).toBe('2026-11-21T02:00:05.000Z');
  });

  test('leaves definers out only for those who said so', () => {
    expect(requestOf(answered, plan())).not.toHaveProperty('definers');
    const state = { ...answered, keepDefiners: false };
    expect(requestOf(state, plan({ keepDefiners: false }))?.definers).toEqual({ rule: 'strip', map: {} });
  });

  test('asks for tables that reach outside only where that was ticked, and every other reason takes it back', () => {
    const state = { ...answered, allowOutside: true };
    expect(requestOf(state, plan({ allowOutside: true }))).toMatchObject({ allowOutside: true });
    expect(requestOf(answered, plan())).not.toHaveProperty('allowOutside');
    expect(wizardReducer(state, { type: 'outside', allow: false }).allowOutside).toBe(false);
    expect(wizardReducer(state, { type: 'reason', reason: 'everything' }).allowOutside).toBe(false);
  });

  test('asks for accounts only where the chosen shards have some', () => {
    const withAccounts = (change: Partial<WizardState>, stored: ReadonlyMap<string, number>) => {
      const state = { ...answered, accounts: true, ...change };
      return requestOf(state, planOf(state, outline, clusters, stored));
    };
    expect(withAccounts({}, new Map([['s0', 3]]))).toMatchObject({ accounts: true });
    expect(withAccounts({ accounts: false }, new Map([['s0', 3]]))).not.toHaveProperty('accounts');
    expect(withAccounts({}, new Map())).not.toHaveProperty('accounts');
    expect(withAccounts({ scope: [keyOf(['s1', 'shop', 'b'])] }, new Map([['s0', 3]]))).not.toHaveProperty('accounts');
  });

  test('chooses tables of one shard although others have the same names', () => {
    const state = { ...answered, scope: [keyOf(['s0', 'shop', 'u'])] };
    const request = requestOf(state, planOf(state, outline, clusters));
    expect(request).toMatchObject({ scope: { s0: ['shop.u'] }, map: { s0: 's0' } });
  });
});
