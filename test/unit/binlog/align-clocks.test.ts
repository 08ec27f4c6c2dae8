import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignClocks } from '../../../electron/engine/capture/align-clocks.ts';

test('clocks that may be one are taken for one, and others are not', () => {
  const machine = [
    { aheadMs: 0.3, errorMs: 0.5 },
    { aheadMs: -0.4, errorMs: 0.6 },
  ];
  const other = { aheadMs: 40, errorMs: 1 };
  const { clocks, skewMs } = alignClocks([machine[0] ?? other, other, machine[1] ?? other]);
  const aheadMs = clocks.map((clock) => clock.aheadMs);
  expect(aheadMs[0]).toBe(aheadMs[2]);
  expect(aheadMs[0]).toBeCloseTo(0); // both say: between -0.2 and 0.2
  expect(aheadMs[1]).toBe(40);
  expect(skewMs).toBeCloseTo(2); // of the other one alone
});

test('no clock is taken for more exact than it was measured, and the skew is what two of them may differ by', () => {
  const clock = fc.record({
    truth: fc.integer({ min: -50, max: 50 }),
    off: fc.integer({ min: -100, max: 100 }),
    errorMs: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(clock, { minLength: 1, maxLength: 8 }), (clocks) => {
      const measured = clocks.map(({ truth, off, errorMs }) => ({ aheadMs: truth + (off / 100) * errorMs, errorMs }));
      const { clocks: taken, skewMs } = alignClocks(measured);
      // What comes out as an instant on each server, by the truth.
      const instants = clocks.map(({ truth }, i) => (taken[i]?.aheadMs ?? Number.NaN) - truth);
      for (const [i, instant] of instants.entries())
        expect(Math.abs(instant)).toBeLessThanOrEqual((taken[i]?.errorMs ?? Number.NaN) + 1e-9);
      expect(Math.max(...instants) - Math.min(...instants)).toBeLessThanOrEqual(skewMs + 1e-9);
      expect(Math.max(...instants)).toBeLessThanOrEqual(skewMs + 1e-9); // what a cut waits for
    }),
  );
});
