import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutKeys, type KeySpace } from '../../../electron/engine/backup/plan-chunks.ts';

/** Integer keys in memory; `estimate` may lie. */
function spaceOf(
  keys: readonly bigint[],
  estimate = (rows: number) => rows,
): KeySpace<bigint> & { asked: () => number } {
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : 1));
  let asked = 0;
  const within = (from: bigint | null, to: bigint | null) => {
    asked++;
    return sorted.filter((key) => (from === null || key >= from) && (to === null || key < to));
  };
  return {
    asked: () => asked,
    estimate: async (from, to) => estimate(within(from, to).length),
    ends: async (from, to) => {
      const all = within(from, to);
      const [low, high] = [all[0], all.at(-1)];
      return low === undefined || high === undefined ? null : { low, high };
    },
    async *candidates(from, to, low, high) {
      const key = within(from, to).find((one) => one >= (low + high + 1n) / 2n);
      if (key !== undefined && key !== low) yield key;
    },
    walk: async (from, to, rows) => within(from, to)[rows] ?? null,
    same: (a, b) => a === b,
  };
}

const keys = fc.uniqueArray(fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }), { minLength: 1, maxLength: 300 });

describe('cutting a table by its keys', () => {
  test('every key is in exactly one chunk, whatever the keys and however wrong the estimates', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.infiniteStream(fc.nat({ max: 400 })), async (list, lies) => {
        const bounds = await cutKeys(
          spaceOf(list, () => lies.next().value),
          50,
        );
        expect(bounds).toEqual(bounds.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(new Set(bounds).size).toBe(bounds.length);
        for (const bound of bounds) expect(list).toContain(bound);
      }),
      { numRuns: 50 },
    );
  });

  const upTo = (count: number, at: (i: bigint) => bigint) => Array.from({ length: count }, (_, i) => at(BigInt(i)));
  test.each<[string, bigint[]]>([
    ['dense ones', upTo(10_000, (i) => i)],
    ['a cluster and one key far away', [...upTo(10_000, (i) => i + 1n), 1n << 62n]],
    ['two clusters at the ends', [...upTo(5000, (i) => i - (1n << 62n)), ...upTo(5000, (i) => (1n << 62n) - i)]],
    ['each twice as far as the one before', upTo(60, (i) => 1n << i).flatMap((at) => upTo(100, (i) => at * 1000n + i))],
  ])('chunks are balanced for keys like these: %s', async (_, list) => {
    const space = spaceOf([...new Set(list)]);
    const bounds = await cutKeys(space, 500);
    const sizes = await Promise.all([null, ...bounds].map((from, i) => space.estimate(from, bounds[i] ?? null)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(sizes.length).toBeLessThanOrEqual((4 * list.length) / 500);
    expect(space.asked()).toBeLessThan(40 * sizes.length);
  });

  test('rows that all have one key stay together', async () => {
    expect(await cutKeys(spaceOf(new Array<bigint>(5000).fill(7n)), 100)).toEqual([]);
  });
});
