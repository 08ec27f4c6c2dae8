const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, in words: `just now` below a minute, then minutes, hours, days, months, years. */
export function relativeTime(at: number, now: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const passed = now - at;
  if (Number.isNaN(passed)) return '';
  if (passed < MINUTE) return locale.startsWith('zh') ? '刚刚' : 'just now';
  if (passed < HOUR) return words.format(-Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return words.format(-Math.floor(passed / HOUR), 'hour');
  if (passed < 60 * DAY) return words.format(-Math.floor(passed / DAY), 'day');
  if (passed < 730 * DAY) return words.format(-Math.floor(passed / (30.44 * DAY)), 'month');
  return words.format(-Math.floor(passed / (365.25 * DAY)), 'year');
}
