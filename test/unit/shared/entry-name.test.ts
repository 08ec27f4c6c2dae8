import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeName, encodeName } from '../../../shared/entry-name.ts';

test('any name becomes one harmless path element and comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      fc.pre(name.isWellFormed());
      const encoded = encodeName(name);
      expect(encoded).toMatch(/^[A-Za-z0-9_%-]*$/);
      expect(decodeName(encoded)).toBe(name);
    }),
  );
});

test('names that mean something to a file system are no longer themselves', () => {
  expect(encodeName('..')).toBe('%2E%2E');
  expect(encodeName('a/b')).toBe('a%2Fb');
  expect(encodeName('订单')).toBe('%E8%AE%A2%E5%8D%95');
  expect(encodeName('order_0')).toBe('order_0');
});

test('names of devices are no longer themselves either', () => {
  for (const name of ['CON', 'nul', 'Aux', 'prn', 'COM1', 'lpt9']) {
    expect(encodeName(name)).toMatch(/^%[0-9A-F]{2}/);
    expect(decodeName(encodeName(name))).toBe(name);
  }
  expect(encodeName('console')).toBe('console');
  expect(encodeName('com10')).toBe('com10');
});
