import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutRange } from '../../../electron/engine/backup/plan-chunks.ts';

const keys = fc.uniqueArray(fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }), { minLength: 1, maxLength: 300 });

describe('cutting a range of integer keys', () => {
  test('every key is in exactly one chunk, whatever the keys and however wrong the estimates', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.nat({ max: 400 })),
        async (list, parts, lies) => {
          const sorted = list.toSorted((a, b) => (a < b ? -1 : 1));
          const low = sorted[0] ?? 0n;
          const high = (sorted.at(-1) ?? 0n) + 1n;
          const bounds = await cutRange(low, high, 50, parts, async () => lies.next().value);
          expect(bounds).toEqual(bounds.toSorted((a, b) => (a < b ? -1 : 1)));
          expect(new Set(bounds).size).toBe(bounds.length);
          for (const bound of bounds) expect(bound > low && bound < high).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a cluster of keys in a sparse range does not end up in one giant chunk', async () => {
    const sorted = Array.from({ length: 10_000 }, (_, i) => 1_000_000_000_000n + BigInt(i));
    sorted.push(1n << 60n);
    const count = async (from: bigint, to: bigint) => sorted.filter((key) => key >= from && key < to).length;
    const bounds = await cutRange(sorted[0] ?? 0n, (sorted.at(-1) ?? 0n) + 1n, 1000, 10, count);
    const edges = [sorted[0] ?? 0n, ...bounds, (sorted.at(-1) ?? 0n) + 1n];
    for (let i = 0; i + 1 < edges.length; i++)
      expect(await count(edges[i] ?? 0n, edges[i + 1] ?? 0n)).toBeLessThanOrEqual(2000);
  });
});
