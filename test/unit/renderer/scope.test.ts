import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chosenTables,
  coverOf,
  EVERYTHING,
  keyOf,
  NOTHING,
  outlineOf,
  pathOf,
  patternsOf,
  type Scope,
  toggle,
} from '../../../renderer/restore/scope.ts';
import { matchesObject } from '../../../shared/glob.ts';
import { setDetails } from './set-details.ts';

/** Two shards with the same schema and one shared table name. */
const outline = outlineOf(
  setDetails({ s0: { shop: ['order_0', 'user'], log: ['audit'] }, s1: { shop: ['order_1', 'user'] } }),
);
const names = (scope: Scope) => chosenTables(scope, outline).map(({ key }) => key.replaceAll('\u0001', '/'));
const ALL = ['s0/shop/order_0', 's0/shop/user', 's0/log/audit', 's1/shop/order_1', 's1/shop/user'];

describe('what of a set is chosen', () => {
  test('everything and nothing', () => {
    expect(names(EVERYTHING)).toEqual(ALL);
    expect(names(NOTHING)).toEqual([]);
  });

  test('leaving a table out of everything keeps all others', () => {
    const scope = toggle(EVERYTHING, [keyOf(['s0', 'shop', 'user'])], outline);
    expect(names(scope)).toEqual(ALL.filter((name) => name !== 's0/shop/user'));
    expect([...scope].toSorted()).toEqual([keyOf(['s0', 'log']), keyOf(['s0', 'shop', 'order_0']), 's1'].toSorted());
  });

  test('choosing the last missing table makes it everything again', () => {
    const key = keyOf(['s1', 'shop', 'user']);
    expect(toggle(toggle(EVERYTHING, [key], outline), [key], outline)).toEqual(EVERYTHING);
  });

  test('a node that is partly chosen becomes wholly chosen first', () => {
    const partly = toggle(NOTHING, [keyOf(['s0', 'shop', 'user'])], outline);
    expect(toggle(partly, ['s0'], outline)).toEqual(['s0']);
    expect(toggle(['s0'], ['s0'], outline)).toEqual([]);
  });

  test('boxes say all, some or none', () => {
    const scope = new Set([keyOf(['s0', 'shop'])]);
    expect(coverOf(scope, '')).toBe('some');
    expect(coverOf(scope, 's0')).toBe('some');
    expect(coverOf(scope, keyOf(['s0', 'shop', 'user']))).toBe('all');
    expect(coverOf(scope, 's1')).toBe('none');
  });

  test('a shard without tables is nobody’s missing part', () => {
    const withEmpty = outlineOf(setDetails({ s0: { shop: ['a', 'b'] }, s1: {} }));
    const key = keyOf(['s0', 'shop', 'a']);
    expect(toggle(toggle(EVERYTHING, [key], withEmpty), [key], withEmpty)).toEqual(EVERYTHING);
  });

  test('any sequence of ticks leaves exactly the tables that were ticked an odd number of times', () => {
    const keys = chosenTables(EVERYTHING, outline).map(({ key }) => key);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys), { maxLength: 20 }), (ticks) => {
        const scope = ticks.reduce<Scope>((now, key) => toggle(now, [key], outline), NOTHING);
        const odd = keys.filter((key) => ticks.filter((tick) => tick === key).length % 2 === 1);
        expect(chosenTables(scope, outline).map(({ key }) => key)).toEqual(odd);
      }),
    );
  });

  test('ten thousand tables take no time to tick', () => {
    const tables = Array.from({ length: 10_000 }, (_, i) => `t${i}`);
    const huge = outlineOf(setDetails({ s0: { shop: tables } }));
    const started = performance.now();
    let scope: Scope = EVERYTHING;
    for (const table of tables.slice(0, 20)) scope = toggle(scope, [keyOf(['s0', 'shop', table])], huge);
    expect(chosenTables(scope, huge)).toHaveLength(9980);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('the patterns of a request', () => {
  test('everything needs none', () => {
    expect(patternsOf(EVERYTHING, outline)).toBeUndefined();
  });

  test('a whole schema brings what is in it beside tables, a whole shard all of its schemas', () => {
    expect(patternsOf([keyOf(['s0', 'log'])], outline)).toEqual({ s0: ['log.*'] });
    expect(patternsOf(['s1', keyOf(['s0', 'shop'])], outline)).toEqual({ s0: ['shop.*'], s1: null });
  });

  test('a table is chosen on one shard, whatever the others call theirs', () => {
    expect(patternsOf([keyOf(['s0', 'shop', 'user'])], outline)).toEqual({ s0: ['shop.user'] });
    expect(patternsOf([keyOf(['s0', 'shop', 'user']), keyOf(['s1', 'shop', 'user'])], outline)).toEqual({
      s0: ['shop.user'],
      s1: ['shop.user'],
    });
  });

  test('choose exactly the tables that were ticked', () => {
    const tables = chosenTables(EVERYTHING, outline);
    fc.assert(
      fc.property(fc.subarray(tables.map(({ key }) => key)), (ticked) => {
        const patterns = patternsOf(toggle(NOTHING, ticked, outline), outline);
        const taken = tables.filter(({ key }) => {
          const [shard = '', schema = '', table = ''] = pathOf(key);
          const own = patterns === undefined ? null : patterns[shard];
          return own === null || (own !== undefined && matchesObject(own, schema, table));
        });
        expect(taken.map(({ key }) => key)).toEqual(
          tables.filter(({ key }) => ticked.includes(key)).map(({ key }) => key),
        );
      }),
    );
  });
});
