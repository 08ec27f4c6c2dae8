import type { ClockOffset } from './measure-clock.ts';

export interface AlignedClocks {
  /** What they are taken for, in the same order. */
  readonly clocks: readonly ClockOffset[];
  /** The most by which one instant, told by these clocks, may differ between two servers. */
  readonly skewMs: number;
}

/**
 * Takes the clocks of servers for as few different ones as was measured. Servers of one machine have one clock, and those
 * that are kept in step differ by less than the way to them takes: to correct each by its own measurement would set them
 * apart by the measurement's error, and that is longer than the time in which an application goes on to the next shard
 * (seen: 2 of 120 cuts on a busy machine had an effect without its cause).
 */
export function alignClocks(clocks: readonly ClockOffset[]): AlignedClocks {
  const earliest = ({ aheadMs, errorMs }: ClockOffset) => aheadMs - errorMs;
  const latest = ({ aheadMs, errorMs }: ClockOffset) => aheadMs + errorMs;
  const aligned = new Map<ClockOffset, number>();
  let left = clocks.toSorted((a, b) => latest(a) - latest(b));
  for (let [first] = left; first; [first] = left) {
    const end = latest(first);
    const alike = left.filter((clock) => earliest(clock) <= end);
    const ahead = (Math.max(...alike.map(earliest)) + end) / 2;
    for (const clock of alike) aligned.set(clock, ahead);
    left = left.filter((clock) => !aligned.has(clock));
  }
  const deviations = clocks.map((clock) => {
    const aheadMs = aligned.get(clock) ?? clock.aheadMs;
    return { aheadMs, late: aheadMs - earliest(clock), early: aheadMs - latest(clock) };
  });
  return {
    clocks: deviations.map(({ aheadMs, late, early }) => ({ aheadMs, errorMs: Math.max(late, -early) })),
    skewMs: Math.max(...deviations.map(({ late }) => late)) - Math.min(...deviations.map(({ early }) => early)),
  };
}
