import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { parseInstant } from '../../../electron/cli/parse-instant.ts';

const parse = parseInstant('--at');
const home = process.env.TZ;

describe('--at', () => {
  afterEach(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  test('takes every instant that is written as it takes it, in any zone', () => {
    const instant = fc.integer({ min: -1e12, max: 4e12 });
    fc.assert(
      fc.property(instant, fc.integer({ min: -14 * 60, max: 14 * 60 }), (time, minutes) => {
        const iso = new Date(time).toISOString();
        expect(parse(iso)).toBe(iso);
        const sign = minutes < 0 ? '-' : '+';
        const two = (n: number) => String(Math.abs(n)).padStart(2, '0');
        const zone = `${sign}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
        const there = new Date(time + minutes * 60_000).toISOString().replace('Z', '');
        expect(parse(`${there}${zone}`)).toBe(iso);
      }),
    );
  });

  test('keeps six digits behind the point', () => {
    expect(parse('2026-11-21 14:30:00.000001Z')).toBe('2026-11-21T14:30:00.000001Z');
    expect(parse('2026-11-21T14:30Z')).toBe('2026-11-21T14:30:00.000Z');
  });

  test('refuses what no calendar and no clock has', () => {
    for (const text of [
      ...['2026-02-29T10:00Z', '2026-02-31T10:00:00Z', '2026-04-31 10:00', '2026-13-01T00:00Z', '2026-00-10T00:00Z'],
      ...[
        '2026-01-01T24:00Z',
        '2026-01-01T23:60Z',
        '2026-01-01T23:59:60Z',
        '2026-01-01T10:00+25:00',
        '2026-01-01T10:00+05:99',
        '2026-01-01T10:00x',
      ],
    ])
      expect(() => parse(text), text).toThrow('cannot be used');
  });

  test('refuses what this computer’s clock shows twice, with both, and what it does not show', () => {
    process.env.TZ = 'Europe/Berlin';
    expect(() => parse('2026-10-25T02:30:00')).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          next: expect.stringContaining('2026-10-25T00:30:00.000Z or 2026-10-25T01:30:00.000Z'),
        }),
      }),
    );
    expect(() => parse('2026-03-29T02:30:00')).toThrow('cannot be used');
    expect(parse('2026-10-25T03:00:00')).toBe('2026-10-25T02:00:00.000Z');
    expect(parse('2026-03-29T03:00')).toBe('2026-03-29T01:00:00.000Z');
    process.env.TZ = 'Australia/Lord_Howe'; // half an hour
    expect(() => parse('2026-04-05T01:45')).toThrow('cannot be used');
  });
});
