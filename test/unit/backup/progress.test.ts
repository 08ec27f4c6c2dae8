import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ProgressMeter, Tally } from '../../../electron/engine/progress.ts';

test('what is taken over from an earlier set counts as done, and not for how fast the rest is read', async () => {
  const meter = new ProgressMeter(['s0']);
  try {
    const [read, taken] = [new Tally(), new Tally()];
    meter.shard('s0', { phase: 'logging', tally: read, taken, expected: 3_000_000 });
    expect(meter.snapshot()).toMatchObject({ bytesDone: 0, bytesTotal: 3_000_000 });
    await pause(210);
    taken.add(2_000_000, 500, 0);
    expect(meter.snapshot()).toMatchObject({
      bytesDone: 2_000_000,
      storedBytes: 500,
      bytesPerSecond: 0,
      secondsLeft: null,
    });
    read.add(100_000, 100, 0);
    const now = meter.snapshot();
    expect(now).toMatchObject({ bytesDone: 2_100_000, bytesTotal: 3_000_000, storedBytes: 600 });
    expect(now.bytesPerSecond).toBeGreaterThan(0);
    expect(now.bytesPerSecond).toBeLessThan(500_000);
  } finally {
    meter.stop();
  }
});

test('time left is not told while a shard that goes on has all that was expected of it', async () => {
  const meter = new ProgressMeter(['s0', 's1']);
  try {
    const [one, other] = [new Tally(), new Tally()];
    meter.shard('s0', { phase: 'reading', tally: one, expected: 1_000_000 });
    meter.shard('s1', { phase: 'reading', tally: other, expected: 1_000_000 });
    meter.snapshot();
    await pause(210);
    one.add(500_000, 0, 0);
    other.add(900_000, 0, 0);
    expect(meter.snapshot().secondsLeft).toBeGreaterThan(0);
    other.add(100_000, 0, 0);
    expect(meter.snapshot().secondsLeft).toBeNull();
    meter.shard('s1', { phase: 'done' });
    expect(meter.snapshot().secondsLeft).toBeGreaterThan(0);
  } finally {
    meter.stop();
  }
});
