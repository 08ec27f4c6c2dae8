import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealedSegments, volumesOf } from '../../../electron/engine/chain/sealed-segments.ts';
import type { Segment } from '../../../shared/binlog-range.ts';

/** One segment per list of volume numbers, in the order in which a lane fills volumes. */
function segmentsIn(
  volumes: readonly (readonly number[])[],
  older: ReadonlySet<number> = new Set(),
  silent: ReadonlySet<number> = new Set(),
): Segment[] {
  return volumes.map((own, i) => ({
    file: `binlog.${String(i + 1).padStart(6, '0')}`,
    from: 4,
    to: 200,
    firstGtid: '',
    lastGtid: '',
    firstAt: null,
    lastAt: null,
    transactions: 0,
    events: 1,
    statements: [],
    ...(older.has(i) ? {} : { deletes: { count: 0, largest: [] } }),
    ...(silent.has(i) ? {} : { accounts: { hashes: 0, plain: 0, leftOut: 0 } }),
    bytes: 200,
    sha256: '0'.repeat(64),
    parts: own.map((number) => ({
      place: { volume: `s0.000${number}.zip`, entry: `binlog/s0/${i}.binlog` },
      events: 1,
      bytes: 200,
      storedBytes: 100,
      frames: 1,
    })),
  }));
}

const any = () => true;
const files = (segments: readonly Segment[]) => segments.map(({ file }) => Number(file.slice(-1)));

describe('the segments that another set can take over', () => {
  test('are those of finished files; the last one may go on', () => {
    expect(files(sealedSegments(segmentsIn([[1], [2], [3]]), any))).toEqual([1, 2]);
    expect(sealedSegments(segmentsIn([[1]]), any)).toEqual([]);
    expect(sealedSegments([], any)).toEqual([]);
  });

  test('share no volume with others', () => {
    expect(sealedSegments(segmentsIn([[1], [1]]), any)).toEqual([]);
    expect(files(sealedSegments(segmentsIn([[1], [1, 2], [3], [3]]), any))).toEqual([1, 2]);
  });

  test('end in front of a volume that cannot be had, and of what format 1.1 has', () => {
    expect(files(sealedSegments(segmentsIn([[1], [2], [3], [4]]), (file) => file !== 's0.0002.zip'))).toEqual([1]);
    expect(sealedSegments(segmentsIn([[1, 2], [3], [4]]), (file) => file !== 's0.0002.zip')).toEqual([]);
    expect(files(sealedSegments(segmentsIn([[1], [2], [3]], new Set([1])), any))).toEqual([1]);
    const silent = segmentsIn([[1], [2], [3]], new Set(), new Set([1]));
    expect(files(sealedSegments(silent, any)), 'nothing is said of its accounts').toEqual([1]);
  });

  test('are as many as there can be, whatever volumes they are in', () => {
    /** Each segment begins in the volume in which the one before ended, or in a new one, and may go on in more. */
    const layout = fc.array(fc.record({ fresh: fc.boolean(), more: fc.integer({ min: 0, max: 2 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(layout, fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (steps, missing) => {
        let number = 1;
        const segments = segmentsIn(
          steps.map(({ fresh, more }, i) => {
            if (fresh && i > 0) number++;
            const first = number;
            number += more;
            return Array.from({ length: more + 1 }, (_, j) => first + j);
          }),
        );
        const gone = new Set(missing.map((n) => `s0.000${n}.zip`));
        const fits = (length: number) => {
          const own = volumesOf(segments.slice(0, length));
          const others = new Set(volumesOf(segments.slice(length)));
          return own.every((volume) => !gone.has(volume) && !others.has(volume));
        };
        const most = Math.max(0, ...segments.map((_, i) => i).filter(fits));
        expect(sealedSegments(segments, (volume) => !gone.has(volume))).toEqual(segments.slice(0, most));
      }),
    );
  });
});
