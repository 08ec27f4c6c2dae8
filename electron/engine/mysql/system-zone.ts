import type { Session } from './connect.ts';

/** From a second since 1970 on, local time is so many seconds ahead of UTC; the first one holds from the beginning. */
export interface ZoneChange {
  readonly from: number;
  readonly offset: number;
}

/** TIMESTAMPs of all versions end there; zones by name are not exact behind it. */
const LAST_SECOND = 2 ** 31 - 1;
/** No zone has changed twice in a week since 1970. */
const WEEK = 604_800;
/** A stretch in which the offset changes is looked at in so many places at once: seven questions find the second. */
const PLACES = 8;

const DIGITS =
  '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';

/**
 * Asks the server what a zone means, by default the one of its machine: the name that it tells (`CST`) says neither which one
 * it is nor when its clocks change. Leaves the session in UTC.
 */
export async function measureZone(session: Session, zone = 'SYSTEM'): Promise<ZoneChange[]> {
  await session.execute(`SET time_zone='${zone}'`);
  try {
    const weeks = await session.texts(
      `SELECT n AS at, ${offsetAt('n')} AS ahead FROM (SELECT ${WEEK} * (a.d + 10 * b.d + 100 * c.d + 1000 * e.d) AS n
        FROM ${DIGITS} a, ${DIGITS} b, ${DIGITS} c, ${DIGITS} e) w WHERE n <= ${LAST_SECOND} ORDER BY n`,
    );
    const samples = weeks.map(({ at, ahead }) => ({ from: Number(at), offset: Number(ahead) }));
    const [first] = samples;
    if (!first) return [];
    let open = samples.flatMap((right, i) => {
      const left = samples[i - 1];
      return left && left.offset !== right.offset ? [{ left, right }] : [];
    });
    while (open.some(({ left, right }) => right.from - left.from > 1)) open = await narrow(session, open);
    return [first, ...open.map(({ right }) => right)];
  } finally {
    await session.execute("SET time_zone='+00:00'");
  }
}

interface Stretch {
  readonly left: ZoneChange;
  readonly right: ZoneChange;
}

async function narrow(session: Session, open: readonly Stretch[]): Promise<Stretch[]> {
  const places = open.map(({ left, right }) => {
    const step = Math.max(1, Math.ceil((right.from - left.from) / PLACES));
    const count = Math.ceil((right.from - left.from) / step) - 1;
    return Array.from({ length: count }, (_, i) => left.from + step * (i + 1));
  });
  const all = places.flat();
  const [row = {}] = await session.texts(`SELECT ${all.map((n, i) => `${offsetAt(String(n))} AS c${i}`).join(', ')}`);
  const offsets = new Map(all.map((n, i) => [n, Number(row[`c${i}`])]));
  return open.map(({ left, right }, i) => {
    const inner = (places[i] ?? []).map((from) => ({ from, offset: offsets.get(from) ?? left.offset }));
    const line = [left, ...inner, right];
    const at = line.findIndex((one, k) => k > 0 && one.offset !== left.offset);
    return { left: line[at - 1] ?? left, right: line[at] ?? right };
  });
}

function offsetAt(n: string): string {
  return `TIMESTAMPDIFF(SECOND, TIMESTAMP'1970-01-01 00:00:00' + INTERVAL ${n} SECOND, FROM_UNIXTIME(${n}))`;
}

/** As manifests have it: `+08:00`, then `515520000 +09:00` and so on. */
export function writeZone(changes: readonly ZoneChange[]): string[] {
  return changes.map(({ from, offset }, i) => (i === 0 ? '' : `${from} `) + writeOffset(offset));
}

/** What `writeZone` has written. */
export function readZone(lines: readonly string[]): ZoneChange[] {
  return lines.flatMap((line) => {
    const [, from = '0', sign, hours, minutes, seconds = '0'] =
      /^(?:(\d+) )?([-+])(\d\d):(\d\d)(?::(\d\d))?$/.exec(line) ?? [];
    if (sign === undefined) return [];
    const ahead = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return [{ from: Number(from), offset: sign === '-' ? -ahead : ahead }];
  });
}

/** `+08:00`; Liberia had seconds until 1972, which no session can be told. */
export function writeOffset(offset: number): string {
  const ahead = Math.abs(offset);
  const parts = [Math.floor(ahead / 3600), Math.floor(ahead / 60) % 60, ...(ahead % 60 ? [ahead % 60] : [])];
  return (offset < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}
