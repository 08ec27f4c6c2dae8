import type { Cost } from './measure.ts';

/** One measured run of a contender. */
export interface Sample {
  readonly contender: string;
  readonly round: number;
  readonly cost: Cost;
  /** MB (10^6) that it wrote; null for what writes nothing. */
  readonly output: number | null;
}

/** The middle of a list; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Medians of each contender as a Markdown table; MB/s counts `megabytes` of plain rows for everyone. */
export function mediansTable(samples: readonly Sample[], megabytes: number): string {
  const rows = namesOf(samples).map((name) => {
    const own = samples.filter(({ contender }) => contender === name);
    const of = (pick: (sample: Sample) => number) => median(own.map(pick));
    const wall = of(({ cost }) => cost.wall);
    return [
      name,
      wall.toFixed(2),
      (megabytes / wall).toFixed(0),
      of(({ cost }) => cost.clientCpu).toFixed(2),
      of(({ cost }) => cost.serverCpu).toFixed(2),
      of(({ cost }) => cost.peak).toFixed(0),
      own[0]?.output == null ? '' : of(({ output }) => output ?? 0).toFixed(0),
    ];
  });
  return table(['', 'wall s', 'MB/s', 'client CPU s', 'server CPU s', 'peak MB', 'output MB'], rows);
}

/** How much longer each other contender took than `base`, round by round; the median and the range of those ratios. */
export function ratiosTable(samples: readonly Sample[], base: string): string {
  const others = namesOf(samples).filter((name) => name !== base);
  const rows = others.map((name) => {
    const walls = ratios(samples, name, base, (cost) => cost.wall);
    const cpu = ratios(samples, name, base, (cost) => cost.clientCpu);
    const range = `${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)}`;
    return [`${name} / ${base}`, `${median(walls).toFixed(2)}x`, range, `${median(cpu).toFixed(2)}x`];
  });
  return table(['paired', 'wall', 'range', 'client CPU'], rows);
}

function ratios(samples: readonly Sample[], name: string, base: string, pick: (cost: Cost) => number): number[] {
  return samples
    .filter(({ contender }) => contender === name)
    .flatMap(({ round, cost }) => {
      const partner = samples.find((one) => one.contender === base && one.round === round);
      return partner ? [pick(cost) / pick(partner.cost)] : [];
    });
}

function namesOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.map(({ contender }) => contender))];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
