import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSum } from '../../../electron/engine/mysql/row-sum.ts';

const sumOf = (rows: readonly string[]) => {
  const sum = new RowSum();
  for (const row of rows) sum.add(Buffer.from(row));
  return sum.digest();
};
const rows = fc.array(
  fc.string({ maxLength: 6 }).map((text) => `${text.replaceAll('\n', '')}\n`),
  { maxLength: 12 },
);

test('the sum of rows does not depend on their order or on how they were batched', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (list, random) => {
      const shuffled = list
        .map((row) => ({ row, at: random.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      expect(sumOf(shuffled)).toBe(sumOf(list));
      expect(sumOf([list.join('')])).toBe(sumOf(list));
    }),
  );
});

test('a missing, an additional and an exchanged duplicate row all change the sum', () => {
  expect(sumOf(['a\n', 'a\n'])).not.toBe(sumOf(['a\n']));
  expect(sumOf(['a\n', 'a\n'])).not.toBe(sumOf(['b\n', 'b\n']));
  expect(sumOf(['a\n', 'a\n', 'b\n'])).not.toBe(sumOf(['a\n', 'b\n', 'b\n']));
  expect(sumOf([])).toBe('0'.repeat(64));
});

test('carries cross all words: a sum of SHA-256 values modulo 2^256', async () => {
  const { hash } = await import('node:crypto');
  const list = Array.from({ length: 5000 }, (_, i) => `${i}\n`);
  const expected = list.reduce((total, row) => (total + BigInt(`0x${hash('sha256', row)}`)) % (1n << 256n), 0n);
  expect(sumOf(list)).toBe(expected.toString(16).padStart(64, '0'));
});
