import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayHold } from '../../../electron/engine/chain/find-gtid.ts';

describe('which segments are searched for a transaction', () => {
  test('one between the first and the last of a segment never misses it, also a little out of order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('0-1-', '3e11fa47-71ca-11e1-9e33-c80aa9429562:', '3e11fa47-71ca-11e1-9e33-c80aa9429562:tag:'),
        fc.bigInt({ min: 20_000n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        fc.bigInt({ min: -9_000n, max: 9_000n }),
        (source, first, more, off) => {
          const segment = { firstGtid: `${source}${first}`, lastGtid: `${source}${first + more}` };
          expect(mayHold(segment, `${source}${first + (more * 2n) / 3n}`)).toBe(true);
          expect(mayHold(segment, `${source}${first + off}`)).toBe(true);
          expect(mayHold(segment, `${source}${first + more + 20_000n}`)).toBe(false);
          expect(mayHold({ ...segment, lastGtid: '9-9-1' }, `${source}${first + more + 20_000n}`)).toBe(true);
        },
      ),
    );
  });

  test('one without transactions is not', () => {
    expect(mayHold({ firstGtid: '', lastGtid: '' }, '0-1-5')).toBe(false);
  });
});
