const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** Narrow no-break space: groups digits without breaking the line and reads the same in every language. */
const THIN_SPACE = '\u202f';

/** A size in decimal units, as disks are sold: `999 B`, `12 kB`, `1.5 MB`, `2.0 GB`; one decimal from MB on. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // What would be printed as 1000 of a unit is 1 of the next.
  while (unit < BYTE_UNITS.length - 1 && Number(value.toFixed(unit < 2 ? 0 : 1)) >= 1000) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(unit < 2 ? 0 : 1)} ${BYTE_UNITS[unit]}`;
}

/** A rate, from bytes per second: `1.5 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A duration, from seconds, in at most two units: `1.4 ms`, `850 ms`, `9.5 s`, `42 s`, `3 min 05 s`, `2 h 07 min`, `3 d 04 h`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, seconds);
  if (s === 0) return '0 s';
  if (s < 0.00995) return `${(s * 1000).toFixed(1)} ms`;
  if (s < 0.9995) return `${(s * 1000).toFixed(0)} ms`;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  if (s < 59.5) return `${s.toFixed(0)} s`;
  const [whole, big, small, size] =
    s < 3599.5
      ? [Math.round(s), 'min', 's', 60]
      : s < 86_370
        ? [Math.round(s / 60), 'h', 'min', 60]
        : [Math.round(s / 3600), 'd', 'h', 24];
  return `${Math.floor(whole / size)} ${big} ${String(whole % size).padStart(2, '0')} ${small}`;
}

/** A whole number with its digits in groups of three: `1 234 567`, with thin spaces. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}
