import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIndex, packFrame, parseIndex, unpackFrame } from '../../../electron/engine/archive/frames.ts';

describe('frames', () => {
  test('any bytes come back, and every frame is exactly one frame', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70_000 }),
        fc.constantFrom('fast' as const, 'default' as const),
        (raw, level) => {
          const stored = packFrame(raw, level);
          const frame = { raw: raw.length, stored: stored.length, rows: 1 };
          expect(Buffer.from(unpackFrame(stored, frame, true))).toEqual(Buffer.from(raw));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('sizes at which the compressor fills its buffer exactly add no second frame', () => {
    for (const size of [16_370, 16_384, 32_758, 32_768, 65_536, 1 << 20]) {
      const raw = Buffer.from(Array.from({ length: size }, (_, i) => (i * 2654435761) >>> 24));
      const stored = Buffer.from(packFrame(raw, 'default'));
      const magics = [...stored.toString('latin1').matchAll(/\x28\xb5\x2f\xfd/g)].length;
      expect(magics, `${size} bytes`).toBe(1);
    }
  });

  test('a flipped bit, a cut tail and a wrong length are found', () => {
    const raw = Buffer.from('1\thello\n'.repeat(500));
    const stored = Buffer.from(packFrame(raw, 'default'));
    const frame = { raw: raw.length, stored: stored.length, rows: 500 };
    for (let at = 0; at < stored.length; at++) {
      const bad = Buffer.from(stored);
      bad[at] = (bad[at] ?? 0) ^ 1;
      let out: Uint8Array | undefined;
      try {
        out = unpackFrame(bad, frame, true);
      } catch (error) {
        expect(error).toMatchObject({ failure: { code: 'damaged' } });
      }
      // A few header bits (window size and the like) carry nothing: decoding may succeed, but never with other bytes.
      if (out) expect(Buffer.from(out)).toEqual(raw);
    }
    expect(() => unpackFrame(stored.subarray(0, -3), frame, true)).toThrow();
    expect(() => unpackFrame(stored, { ...frame, raw: raw.length + 1 }, true)).toThrow();
    expect(() => unpackFrame(stored, { ...frame, raw: raw.length - 1 }, true)).toThrow();
  });

  test('an index comes back as it was written, and anything else is refused', () => {
    const frame = fc.record({ raw: fc.nat(), stored: fc.nat(), rows: fc.nat() });
    fc.assert(
      fc.property(fc.array(frame), (frames) => {
        expect(parseIndex(formatIndex(frames))).toEqual(frames);
      }),
    );
    for (const text of ['1\t2\n', '1\t2\t3', '1\t2\t-3\n', '1\t2\t3\n\n', '1 2 3\n', '1\t2\t3\t4\n'])
      expect(() => parseIndex(Buffer.from(text)), JSON.stringify(text)).toThrow(/index/);
  });

  test('an index of a million frames is read like a short one', () => {
    const line = Buffer.from('1048576\t100\t4000\n');
    const frames = parseIndex(Buffer.concat(Array.from({ length: 1_000_000 }, () => line)));
    expect(frames.length).toBe(1_000_000);
    expect(frames.at(-1)).toEqual({ raw: 1_048_576, stored: 100, rows: 4000 });
  });
});
