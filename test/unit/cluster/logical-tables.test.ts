import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareCounting,
  groupLogicalTables,
  type TableMember,
} from '../../../electron/engine/cluster/logical-tables.ts';

/** `s0 shop.order_0` → a member with one row of ten bytes. */
function at(place: string): TableMember {
  const [, shard = '', schema = '', table = ''] = /^(\S+) ([^.]+)\.(.+)$/.exec(place) ?? [];
  return { shard, schema, table, rows: 1, bytes: 10 };
}

const familiesOf = (...places: string[]) =>
  groupLogicalTables(places.map(at)).map(({ family, schema, members }) => `${family} in ${schema}: ${members.length}`);

describe('tables are siblings', () => {
  test('when they differ by a number at the end, however it is written', () => {
    const cases = [
      ['order_0', 'order_15'],
      ['order0', 'order1'],
      ['order_000', 'order_001'],
      ['order_202401', 'order_202402'],
      ['order_2024_01', 'order_2024_02'],
    ];
    for (const [one, other] of cases)
      expect(familiesOf(`s0 shop.${one}`, `s0 shop.${other}`)).toEqual(['order in shop: 2']);
  });

  test('over shards and numbered schemas', () => {
    expect(familiesOf('s0 shop_0.order_0', 's1 shop_1.order_1')).toEqual(['order in shop_*: 2']);
    expect(familiesOf('s0 east.order_0', 's1 west.order_1')).toEqual(['order in : 2']);
  });

  test('when one name occurs on several shards, even one that ends in a digit', () => {
    expect(familiesOf('s0 shop.user', 's1 shop.user')).toEqual(['user in shop: 2']);
    expect(familiesOf('s0 shop.address2', 's1 shop.address2')).toEqual(['address2 in shop: 2']);
  });

  test('with names in any script', () => {
    expect(familiesOf('s0 商城.订单_0', 's1 商城.订单_1')).toEqual(['订单 in 商城: 2']);
  });
});

describe('tables are not siblings', () => {
  test('when there is only one', () => {
    expect(familiesOf('s0 shop.order_0', 's0 shop.user', 's1 shop.item')).toEqual([]);
  });

  test('when one shard has the name in schemas that have nothing to do with each other', () => {
    expect(familiesOf('s0 crm.user', 's0 shop.user', 's1 shop.user')).toEqual(['user in shop: 2']);
    expect(familiesOf('s0 crm.user', 's0 shop.user')).toEqual([]);
  });

  test('when the number is written in another way', () => {
    expect(familiesOf('s0 shop.order_1', 's0 shop.order1')).toEqual([]);
  });

  test('when the name is a number', () => {
    expect(familiesOf('s0 shop.1', 's0 shop.2')).toEqual([]);
  });
});

test('a logical table names its first and last member, shards and sums', () => {
  const [table] = groupLogicalTables(
    ['s1 shop.order_10', 's1 shop.order_9', 's0 shop.order_2', 's0 shop.order_2b'].map(at),
  );
  expect(table).toMatchObject({
    family: 'order',
    label: 'order_2 … order_10',
    shards: ['s1', 's0'],
    rows: 3,
    bytes: 30,
  });
  expect(table?.members.map((member) => member.table)).toEqual(['order_9', 'order_10', 'order_2']);
});

test('every table is in one logical table at most, whatever the names', () => {
  const name = fc.oneof(fc.stringMatching(/^[ab]{1,2}_?[0-9]{0,2}$/), fc.string({ unit: 'binary', minLength: 1 }));
  const member = fc.record({ shard: fc.constantFrom('s0', 's1'), schema: name, table: name });
  const unique = fc.uniqueArray(member, { selector: (m) => JSON.stringify(m), maxLength: 30 });
  fc.assert(
    fc.property(unique, (members) => {
      const tables = members.map((m) => ({ ...m, rows: 1, bytes: 1 }));
      const used = groupLogicalTables(tables).flatMap((logical) => logical.members);
      expect(new Set(used).size).toBe(used.length);
      for (const logical of groupLogicalTables(tables)) expect(logical.members.length).toBeGreaterThan(1);
    }),
  );
});

test('names are sorted as one counts', () => {
  expect(['t10', 't9', 't', 'a1b2', 't09x'].sort(compareCounting)).toEqual(['a1b2', 't', 't9', 't09x', 't10']);
});

test('a name with many digits takes no longer than another one', () => {
  expect(familiesOf(`s0 shop.a${'1'.repeat(62)}x`, `s1 shop.a${'1'.repeat(62)}x`)).toHaveLength(1);
});
