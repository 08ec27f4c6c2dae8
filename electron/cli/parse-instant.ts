import { misuse } from '../engine/engine-error.ts';

const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?: ?(Z|[+-]\d\d(?::?[0-5]\d)?))?$/i;
const HOUR_MS = 3_600_000;

/**
 * `--at`: an instant in ISO 8601 to the microsecond; without a zone it is meant on this computer's clock. What no calendar
 * or clock shows is refused, and so is what this computer's clock shows twice: half an hour of one night decides what is lost.
 */
export function parseInstant(option: string): (text: string) => string {
  return (text) => {
    const [, ...parts] = TIME.exec(text.trim()) ?? [];
    const [year, month, day, hour, minute, second = '0'] = parts.slice(0, 6);
    const [fraction = '', zone] = parts.slice(6);
    const refuse = (next: string) => misuse(`${option}: "${text}" cannot be used.`, { next, where: { field: option } });
    const asWritten = [year, month, day, hour, minute, second].map(Number);
    if (year === undefined)
      throw refuse('Give a time such as 2026-11-21T14:30:00 (this computer’s clock) or 2026-11-21T06:30:00Z.');
    const utc = Date.UTC(
      ...([asWritten[0], Number(month) - 1, ...asWritten.slice(2)] as [number, number, number, number, number, number]),
    );
    if (shownInUtc(utc).join() !== asWritten.join()) throw refuse('No calendar has this day, or no clock this time.');
    const offset = zone === undefined ? undefined : offsetOf(zone);
    if (offset !== undefined && Math.abs(offset) > 16 * HOUR_MS) throw refuse('No place on earth has this zone.');
    const found = offset === undefined ? shownHere(utc) : [utc - offset];
    const [time, other] = found;
    if (time === undefined)
      throw refuse('This computer’s clock went forward over this time. Give it with a zone, such as Z for UTC.');
    if (other !== undefined)
      throw refuse(
        `This computer’s clock showed this time twice, since it was set back. Give ${found.map((one) => withFraction(one, fraction)).join(' or ')}.`,
      );
    return withFraction(time, fraction);
  };
}

/** The instants at which this computer's clock shows what would be `utc` in UTC: one, none, or two. */
function shownHere(utc: number): number[] {
  const offsets = [-36, -12, 0, 12, 36].map((hours) => -new Date(utc + hours * HOUR_MS).getTimezoneOffset() * 60_000);
  return [...new Set(offsets)]
    .map((offset) => utc - offset)
    .filter((time) => time - new Date(time).getTimezoneOffset() * 60_000 === utc)
    .toSorted((a, b) => a - b);
}

function shownInUtc(time: number): number[] {
  const date = new Date(time);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** ISO 8601 with the digits that were given, at least three. */
function withFraction(time: number, fraction: string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(3, '0')}Z`);
}
