import { describe, expect, test } from 'vitest';
import { keptPlace } from '../../../electron/engine/restore/name-place.ts';
import { routeOf } from '../../../electron/engine/restore/route-of.ts';

const TASK = {
  only: [],
  schemas: new Map([['shop', 'copy']]),
  missing: ['shop.lost'],
  missingPrograms: ['VIEW shop.v'],
  packages: [],
  kept: [],
  ignoreCase: false,
  variables: {},
};
const ANY_CASE = { lower_case_table_names: '1' };

describe('a name in a log is chosen', () => {
  test('as it is written, where the source tells names apart by case', () => {
    const route = routeOf(TASK);
    expect(route.object('shop', 'T')).toEqual({ schema: 'copy', table: 'T' });
    expect([route.object('SHOP', 't'), route.schema('Shop'), route.object('shop', 'lost')]).toEqual([null, null, null]);
  });

  test('in any case, where it does not', () => {
    const route = routeOf({ ...TASK, only: [['shop.t*', 'shop.lost']], variables: ANY_CASE });
    expect(route.object('SHOP', 'Tab')).toEqual({ schema: 'copy', table: 'Tab' });
    expect([route.object('Shop', 'other'), route.object('Shop', 'LOST')]).toEqual([null, null]);
    expect(route.schema('SHOP')).toEqual({ schema: 'copy', whole: false });
    expect(route.lacks?.('alter', 'VIEW', 'Shop', 'V')).toBe(true);
    expect(routeOf({ ...TASK, variables: ANY_CASE }).object('ſhop', 't'), 'no small s to a server').toBeNull();
  });
});

test('what the target keeps has every name that a server may take for the same', () => {
  const same = (kind: 'table' | 'event', one: string, other: string, ignoreCase: boolean) =>
    keptPlace('s', kind, one, ignoreCase) === keptPlace('s', kind, other, ignoreCase);
  for (const [one, other] of [
    ['É', 'e'],
    ['İx', 'ix'],
    ['straße', 'STRASE'],
    ['ΟΔΟΣ', 'οδος'],
    ['\u212a', 'k'],
  ] as const) {
    expect([same('event', one, other, false), same('table', one, other, true)]).toEqual([true, true]);
    expect(same('table', one, other, false)).toBe(false);
  }
  expect(same('event', 'a', 'b', true)).toBe(false);
});
