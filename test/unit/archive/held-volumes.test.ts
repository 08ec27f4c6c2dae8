import { expect, test } from 'vitest';
import { HeldVolumes } from '../../../electron/engine/archive/held-volumes.ts';
import type { OpenVolume } from '../../../electron/engine/archive/open-volume.ts';

/** Counts how often volumes are opened and closed. */
function counting(fails: () => boolean = () => false) {
  const counts = { opened: 0, closed: 0 };
  const held = new HeldVolumes(async (path) => {
    if (fails()) throw new Error('not there');
    counts.opened++;
    return { path, close: async () => void counts.closed++ } as unknown as OpenVolume;
  });
  return { held, counts };
}

test('a thousand chunks of two volumes, several at a time, open each volume once', async () => {
  const { held, counts } = counting();
  const one = (i: number) => held.use(`v${i % 2}`, async ({ path }) => path);
  for (let i = 0; i < 1000; i += 10) await Promise.all(Array.from({ length: 10 }, (_, at) => one(i + at)));
  expect(counts).toEqual({ opened: 2, closed: 0 });
  await held.close();
  expect(counts).toEqual({ opened: 2, closed: 2 });
});

test('no more stay open than a few, none is closed under a reader, and one that could not be opened is tried again', async () => {
  let fails = true;
  const { held, counts } = counting(() => fails);
  await expect(held.use('v0', async () => 1)).rejects.toThrow('not there');
  fails = false;
  await held.use('v0', async () => {
    for (let i = 1; i <= 20; i++) await held.use(`v${i}`, async () => {});
    await held.close();
    expect(counts).toEqual({ opened: 21, closed: 20 });
  });
  await held.close();
  expect(counts.closed).toBe(21);
});
