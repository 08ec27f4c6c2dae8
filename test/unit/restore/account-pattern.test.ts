import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standsFor } from '../../../electron/engine/restore/account-pattern.ts';

const stands = (user: string, host: string, definer: string) => standsFor({ name: user, host }, definer);

describe('an account stands for a definer', () => {
  test.each([
    ['a', '%', 'a@nowhere'],
    ['a', '%', 'a@'],
    ['a', '10.0.0.%', 'a@10.0.0.7'],
    ['a', '10.0.0.%', 'a@10.0.0.%'],
    ['a', 'db_.example', 'a@db1.EXAMPLE'],
    ['a', '%.example', 'a@x.y.example'],
    ['a', '10.1.0.0/255.255.0.0', 'a@10.1.2.3'],
    ['a', '10.1.0.0/16', 'a@10.1.2.3'],
    ['role', '', 'role'],
    ['role', '%', 'role'],
    ['a@b', '%', 'a@b@nowhere'],
  ])('%s@%s for %s', (user, host, definer) => {
    expect(stands(user, host, definer)).toBe(true);
  });

  test.each([
    ['a', '%', 'b@nowhere'],
    ['a', '%', 'A@nowhere'],
    ['a', 'localhost', 'a@nowhere'],
    ['a', 'localhost', 'a@'],
    ['a', 'db\\_.example', 'a@db1.example'],
    ['a', '10.1.0.0/255.255.0.0', 'a@10.2.2.3'],
    ['a', '10.1.0.0/16', 'a@nowhere'],
    ['a', 'localhost', 'a'],
    ['', '%', 'a@nowhere'],
  ])('not %s@%s for %s', (user, host, definer) => {
    expect(stands(user, host, definer)).toBe(false);
  });

  test('as a pattern, in no more time than both are long', () => {
    const host = fc.string({ unit: fc.constantFrom('a', 'b', '.', '%', '_'), maxLength: 12 });
    fc.assert(
      fc.property(host, host, (pattern, text) => {
        const regular = new RegExp(
          `^${[...pattern].map((one) => (one === '%' ? '[^]*' : one === '_' ? '[^]' : one.replace('.', '\\.'))).join('')}$`,
        );
        expect(stands('u', pattern, `u@${text}`)).toBe(pattern === text || regular.test(text));
      }),
    );
    expect(stands('u', `${'%a'.repeat(200)}b`, `u@${'a'.repeat(400)}`)).toBe(false);
  });
});
