import type { SetSummary } from '../../shared/contract.ts';
import { chainsOf } from '../../shared/set-chains.ts';
import { momentOf } from './set-facts.ts';

/** Sets that fall on one place of the timeline. */
export interface Mark {
  /** 0 to 1 of the width. */
  readonly at: number;
  /** Newest first. */
  readonly sets: readonly SetSummary[];
}

/** A stretch of time for which there is no backup, although there usually is one. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly milliseconds: number;
}

/** A stretch between the first and the last cut of a chain: every instant in it can be restored. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Timeline {
  readonly marks: readonly Mark[];
  readonly covered: readonly Stretch[];
  readonly gaps: readonly Gap[];
  /** First and last instant, in milliseconds. */
  readonly first: number;
  readonly last: number;
}

/** A gap is called one when it is this many times as long as usual, and at least a day. */
const UNUSUAL = 3;
const DAY = 86_400_000;
/** With fewer distances there is no "usual". */
const ENOUGH = 4;

/** Lays sets out on a line of so many places; null when no set has a time. Thousands of sets become at most `places` marks. */
export function layTimeline(sets: readonly SetSummary[], places: number, now: number): Timeline | null {
  const dated = sets
    .flatMap((set) => {
      const at = Date.parse(momentOf(set) ?? '');
      return Number.isNaN(at) ? [] : [{ set, at }];
    })
    .toSorted((a, b) => a.at - b.at);
  const [first] = dated;
  if (!first) return null;
  // The line ends now: how long ago the last set was is what one looks for.
  const last = Math.max(now, dated.at(-1)?.at ?? now);
  const span = Math.max(last - first.at, 1);
  const place = (at: number) => (at - first.at) / span;
  const groups = Map.groupBy(dated, ({ at }) => Math.round(place(at) * places));
  const marks = [...groups].map(([index, list]) => ({
    at: Math.min(1, index / places),
    sets: list.map(({ set }) => set).reverse(),
  }));
  const covered = chainsOf(sets).chains.filter(({ sets: own }) => own.length > 1);
  return {
    marks,
    covered: covered.map(({ from, to }) => ({ from: place(Date.parse(from)), to: place(Date.parse(to)) })),
    gaps: findGaps(
      dated.map(({ at }) => at),
      place,
      last,
    ),
    first: first.at,
    last,
  };
}

function findGaps(times: readonly number[], place: (at: number) => number, last: number): Gap[] {
  const steps = times.slice(1).map((at, index) => ({ from: times[index] ?? at, to: at }));
  if (steps.length < ENOUGH) return [];
  const lengths = steps.map(({ from, to }) => to - from).toSorted((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const long = Math.max(usual * UNUSUAL, DAY);
  return [...steps, { from: times.at(-1) ?? last, to: last }]
    .filter(({ from, to }) => to - from > long)
    .map(({ from, to }) => ({ from: place(from), to: place(to), milliseconds: to - from }));
}
