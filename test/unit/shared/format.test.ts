import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../shared/format.ts';

test('sizes are in decimal units, with one decimal from MB on', () => {
  const sizes = {
    0: '0 B',
    999: '999 B',
    1000: '1 kB',
    12345: '12 kB',
    999499: '999 kB',
    999500: '1.0 MB',
    1500000: '1.5 MB',
  };
  for (const [bytes, text] of Object.entries(sizes)) expect(formatBytes(Number(bytes))).toBe(text);
  expect(formatBytes(999_960_000)).toBe('1.0 GB');
  expect(formatBytes(2.5e12)).toBe('2.5 TB');
  expect(formatBytes(-1)).toBe('0 B');
});

test('rates are sizes per second', () => {
  expect(formatRate(180_400_000)).toBe('180.4 MB/s');
});

test('durations have two units at most and never sixty of one', () => {
  const durations: [number, string][] = [
    [0, '0 s'],
    [0.0014, '1.4 ms'],
    [0.85, '850 ms'],
    [0.9996, '1.0 s'],
    [9.5, '9.5 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.6, '1 h 00 min'],
    [7620, '2 h 07 min'],
    [86_399, '1 d 00 h'],
    [273_600, '3 d 04 h'],
  ];
  for (const [seconds, text] of durations) expect(formatDuration(seconds), String(seconds)).toBe(text);
});

test('counts are grouped by narrow no-break spaces', () => {
  expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1\u202f000', '1\u202f234\u202f567']);
});
