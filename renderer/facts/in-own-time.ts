import type { Fact } from '../../shared/failure-words.ts';

/** As the engine writes instants, in UTC. */
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** What a reason is about, with instants as `say` writes them: pages have the times of whoever reads them. */
export function inOwnTime(values: Fact['values'], say: (iso: string) => string): Fact['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(INSTANT, (iso) => say(iso)) : value,
    ]),
  );
}
