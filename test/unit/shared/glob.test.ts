import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesObject, matchesSchema, matchesWithin } from '../../../shared/glob.ts';

test('no globs match everything, and a star stands for any run of characters', () => {
  expect(matchesObject(undefined, 'a', 'b')).toBe(true);
  expect(matchesObject(['shop_*.order_?'], 'shop_3', 'order_7')).toBe(true);
  expect(matchesObject(['shop_*.order_?'], 'shop_3', 'order_17')).toBe(false);
  expect(matchesObject(['*.订单_*'], 'x', '订单_1')).toBe(true);
});

test('a question mark stands for one character, an emoji too', () => {
  expect(matchesObject(['s.?'], 's', '𝄞')).toBe(true);
  expect(matchesSchema(['a?'], 'a')).toBe(false);
});

test('everything else stands for itself', () => {
  expect(matchesObject(['s.a+b[1]'], 's', 'a+b[1]')).toBe(true);
  expect(matchesObject(['s.a.c'], 's', 'abc')).toBe(false);
  expect(matchesSchema(['shop'], 'SHOP')).toBe(false);
});

test('a schema is concerned where some object of it may match', () => {
  const concerned = (glob: string) => ['shop', 'shop_late', '𝄞'].filter((schema) => matchesWithin([glob], schema));
  expect(concerned('shop.*')).toEqual(['shop']);
  expect(concerned('shop*.t')).toEqual(['shop', 'shop_late']);
  expect(concerned('*.t')).toEqual(['shop', 'shop_late', '𝄞']);
  expect(concerned('𝄞.t?')).toEqual(['𝄞']);
  expect(concerned('shop')).toEqual([]);
  expect(matchesWithin(undefined, 'any')).toBe(true);
});

test('a schema is concerned by exactly those globs of which a beginning matches it', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '𝄞'), maxLength: 5 });
  const globs = fc.string({ unit: fc.constantFrom('a', 'b', '.', '𝄞', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(globs, letters, (glob, schema) => {
      const pieces = [...glob];
      const beginnings = pieces.map((_, i) => pieces.slice(0, i + 1).join(''));
      expect(matchesWithin([glob], schema)).toBe(beginnings.some((one) => matchesSchema([one], `${schema}.`)));
    }),
  );
});

test('whether a schema is concerned is known at once, however long a glob is', () => {
  const long = `${'?'.repeat(64)}*${'a'.repeat(200_000)}`;
  expect(matchesWithin([long, `${'?*'.repeat(100_000)}`], 'x'.repeat(64))).toBe(true);
  expect(matchesWithin([`${'?'.repeat(200_000)}`], 'x'.repeat(65_535))).toBe(true);
});
