import { describe, expect, test } from 'vitest';
import {
  fromLocalField,
  instantAt,
  isAfter,
  secondsIn,
  toLocalField,
  windowOf,
} from '../../../renderer/restore/instant-window.ts';

const cut = (time: string) => ({ id: time, cutAt: `2026-11-21T${time}Z` });
const chain = [cut('02:00:00.250'), cut('03:00:00.500'), cut('04:00:00.100')];
const hours = windowOf(chain);

describe('the instants of a chain', () => {
  test('reach from the cut of the full set to the set’s own, with the cuts between', () => {
    expect(hours).toEqual({ first: chain[0]?.cutAt, last: chain[2]?.cutAt, seconds: 7199, between: [3600] });
  });

  test('are none where a set stands alone or the cuts are less than a second apart', () => {
    expect(windowOf(chain.slice(0, 1))).toBeNull();
    expect(windowOf([cut('02:00:00.000'), cut('02:00:00.999')])).toBeNull();
  });

  test('the slider’s ends are the cuts themselves, and in between it stands on whole seconds within the window', () => {
    if (!hours) throw new Error('there is one');
    expect(instantAt(hours, 0)).toBe(hours.first);
    expect(instantAt(hours, hours.seconds)).toBe(hours.last);
    expect(instantAt(hours, 1)).toBe('2026-11-21T02:00:02.000Z');
    for (const since of [1, 2, 3599, 7197, 7198]) {
      const at = instantAt(hours, since);
      expect(at > hours.first && at < hours.last, at).toBe(true);
      expect(secondsIn(hours, at)).toBe(since);
    }
  });

  test('an instant outside of the window is at its nearest end', () => {
    if (!hours) throw new Error('there is one');
    expect(secondsIn(hours, '2026-11-20T00:00:00.000Z')).toBe(0);
    expect(secondsIn(hours, '2026-11-22T00:00:00.000Z')).toBe(hours.seconds);
  });

  test('a field takes what it shows, in local time, and nothing that the window does not cover', () => {
    if (!hours) throw new Error('there is one');
    const at = '2026-11-21T02:30:07.000Z';
    expect(fromLocalField(hours, toLocalField(at))).toBe(at);
    expect(fromLocalField(hours, toLocalField(hours.first))).toBe(hours.first);
    expect(fromLocalField(hours, toLocalField('2026-11-21T01:59:59.000Z'))).toBeNull();
    expect(fromLocalField(hours, toLocalField('2026-11-21T04:00:01.000Z'))).toBeNull();
    expect(fromLocalField(hours, '')).toBeNull();
  });

  test('the order of instants does not depend on how many digits they have', () => {
    expect(isAfter('2026-11-21T02:00:00.123456Z', '2026-11-21T02:00:00.123Z')).toBe(true);
    expect(isAfter('2026-11-21T02:00:00.123Z', '2026-11-21T02:00:00.122999Z')).toBe(true);
    expect(isAfter('2026-11-21T02:00:00.123Z', '2026-11-21T02:00:00.123000Z')).toBe(false);
  });
});
