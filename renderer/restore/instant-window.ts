import type { SetDetails } from '../../shared/contract.ts';

/** The instants that a set's chain covers. ISO 8601, as manifests have them. */
export interface InstantWindow {
  /** Cut of the full set, and of the set itself. */
  readonly first: string;
  readonly last: string;
  /** Whole seconds from the first to the last. */
  readonly seconds: number;
  /** Cuts of the sets in between, in seconds from the first. */
  readonly between: readonly number[];
}

/** What a chain covers; null for a set that stands alone, and where there is less than a second to choose from. */
export function windowOf(chain: SetDetails['chain']): InstantWindow | null {
  const [first, last] = [chain[0]?.cutAt, chain.at(-1)?.cutAt];
  if (first === undefined || last === undefined) return null;
  const since = (cutAt: string) => Math.floor((Date.parse(cutAt) - Date.parse(first)) / 1000);
  const seconds = since(last);
  if (seconds < 1) return null;
  return { first, last, seconds, between: chain.slice(1, -1).map(({ cutAt }) => since(cutAt)) };
}

/** Where an instant is, in seconds from the first cut; those outside are at the nearest end. */
export function secondsIn({ first, seconds }: InstantWindow, at: string): number {
  const since = Math.floor((Date.parse(at) - Date.parse(first)) / 1000);
  return Math.min(seconds, Math.max(0, since));
}

/** The instant so many seconds after the first cut, at a whole second of the clock; the ends are the cuts themselves. */
export function instantAt({ first, last, seconds }: InstantWindow, since: number): string {
  if (since <= 0) return first;
  if (since >= seconds) return last;
  const whole = Math.ceil((Date.parse(first) + since * 1000) / 1000) * 1000;
  return whole > Date.parse(last) ? last : new Date(whole).toISOString();
}

/** What a field of type datetime-local holds for an instant: local time, to the second. */
export function toLocalField(at: string): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** The instant that was typed; null while it is none, or none that the window covers. */
export function fromLocalField({ first, last }: InstantWindow, typed: string): string | null {
  const time = Date.parse(typed);
  if (Number.isNaN(time)) return null;
  // A field shows whole seconds: the one in which the first cut was stands for the cut.
  if (time < Date.parse(first)) return Date.parse(first) - time < 1000 ? first : null;
  return time <= Date.parse(last) ? new Date(time).toISOString() : null;
}

/** Whether one instant is later than another; instants of logs have six digits behind the point, those of sets three. */
export function isAfter(one: string, other: string): boolean {
  const whole = (at: string) => at.replace(/\.(\d+)Z$/, (_, digits: string) => `.${digits.padEnd(6, '0')}Z`);
  return whole(one) > whole(other);
}
