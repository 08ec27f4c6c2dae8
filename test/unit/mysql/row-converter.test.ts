import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConvertResult } from '../../../electron/engine/mysql/encode-row.ts';
import {
  createPlainConverter,
  createRowConverter,
  createSimdConverter,
  FAST_ROW_BYTES,
  type RowConverter,
  simdModule,
} from '../../../electron/engine/mysql/row-converter.ts';

/** Feeds `input` in the given steps and returns the TSV, with what was left when it stopped. */
function convertAll(converter: RowConverter, input: Buffer, fields: number, steps: Iterator<number>) {
  const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
  const parts: Buffer[] = [];
  let rows = 0;
  let fed = 0;
  let at = 0;
  let end = 0;
  let out = 0;
  for (;;) {
    converter.convert(at, end, out, fields, result);
    at = result.inputAt;
    out = result.outputAt;
    rows += result.rows;
    if (result.stop === 'output-full' || (out > 0 && result.stop === 'special-packet')) {
      parts.push(Buffer.from(converter.output.subarray(0, out)));
      out = 0;
      if (result.stop === 'output-full') continue;
    }
    if (result.stop === 'malformed') return { tsv: Buffer.concat(parts), rows, left: -1 };
    if (result.stop === 'special-packet')
      return { tsv: Buffer.concat(parts), rows, left: input.length - fed + end - at };
    converter.input.copyWithin(0, at, end);
    end -= at;
    at = 0;
    const size = Math.min(steps.next().value ?? 1, input.length - fed, converter.input.length - end);
    input.copy(converter.input, end, fed, fed + size);
    fed += size;
    end += size;
  }
}

function packet(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([payload.length & 0xff, (payload.length >> 8) & 0xff, payload.length >> 16, 0]),
    payload,
  ]);
}

function lengthEncoded(bytes: Uint8Array): Buffer {
  const { length } = bytes;
  if (length < 0xfb) return Buffer.concat([Buffer.from([length]), bytes]);
  if (length < 0x1_0000) return Buffer.concat([Buffer.from([0xfc, length & 0xff, length >> 8]), bytes]);
  return Buffer.concat([Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]), bytes]);
}

const END = Buffer.from([5, 0, 0, 0, 0xfe, 0, 0, 2, 0]);
const special = fc
  .array(fc.constantFrom(0, 9, 10, 92, 39, 65, 0xff), { maxLength: 70 })
  .map((bytes) => Uint8Array.from(bytes));
const field = fc.option(
  fc.oneof(fc.uint8Array({ maxLength: 40 }), special, fc.uint8Array({ minLength: 245, maxLength: 300 })),
);
const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { maxLength: 20 }),
  }),
);

describe('the SIMD converter', () => {
  const simd = simdModule ? createSimdConverter(simdModule) : undefined;
  const plain = createPlainConverter();

  test('was built, and is what readers get', () => {
    expect(simdModule).toBeDefined();
    expect(createRowConverter().input.buffer.byteLength).toBe(simd?.input.buffer.byteLength);
  });

  test('gives the bytes of the plain one, for any rows and any split of the input', () => {
    fc.assert(
      fc.property(
        table,
        fc.infiniteStream(fc.integer({ min: 1, max: 70 })),
        fc.infiniteStream(fc.integer({ min: 1, max: 900 })),
        ({ columns, rows }, small, large) => {
          const packets = rows.map((row) =>
            packet(Buffer.concat(row.map((one) => (one === null ? Buffer.from([0xfb]) : lengthEncoded(one))))),
          );
          const input = Buffer.concat([...packets, END]);
          const expected = convertAll(plain, input, columns, large);
          expect(simd && convertAll(simd, input, columns, small)).toEqual(expected);
          expect(expected.rows).toBe(rows.length);
        },
      ),
    );
  });

  test('stops at the same row as the plain one where rows are not what they say, whatever the bytes', () => {
    const payloads = fc.array(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.uint8Array({ maxLength: 9 }).map((bytes) => Uint8Array.from([0xfc, 250, 0, ...bytes])),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 5 }), (rows, columns) => {
        const input = Buffer.concat([...rows.map((row) => packet(Buffer.from(row))), END]);
        const steps = () => [input.length][Symbol.iterator]();
        expect(simd && convertAll(simd, input, columns, steps())).toEqual(convertAll(plain, input, columns, steps()));
      }),
      { numRuns: 2000 },
    );
  });

  test('lengths that are written with more bytes than they need are read alike, and what begins an error is none', () => {
    const long = Buffer.from([0xfe, 2, 0, 0, 0, 0, 0, 0, 0, 65, 66]);
    const steps = (input: Buffer) => [input.length][Symbol.iterator]();
    for (const [bytes, tsv] of [
      [[...long, 1, 67], 'AB\tC\n'],
      [[1, 67, ...long], 'C\tAB\n'],
      [[1, 67, 0xff, ...long.subarray(1)], ''],
    ] as const) {
      const input = Buffer.concat([packet(Buffer.from(bytes)), END]);
      const seen = convertAll(plain, input, 2, steps(input));
      expect(seen.tsv.toString()).toBe(tsv);
      expect(simd && convertAll(simd, input, 2, steps(input))).toEqual(seen);
    }
  });

  test('every byte value at every place of a vector is escaped alike', () => {
    for (let place = 0; place < 33; place++) {
      const rows = Array.from({ length: 256 }, (_, value) => {
        const bytes = Buffer.alloc(34, 'x');
        bytes[place] = value;
        return packet(lengthEncoded(bytes));
      });
      const input = Buffer.concat([...rows, END]);
      const steps = () => [input.length][Symbol.iterator]();
      expect(simd && convertAll(simd, input, 1, steps())).toEqual(convertAll(plain, input, 1, steps()));
    }
  });

  test('rows up to the limit fill its regions without touching what lies behind, and longer ones are left to the caller', () => {
    for (const length of [FAST_ROW_BYTES - 8, FAST_ROW_BYTES - 4, FAST_ROW_BYTES - 3]) {
      const row = packet(lengthEncoded(Buffer.alloc(length, 0)));
      const input = Buffer.concat([row, row, END]);
      const steps = () => fc.sample(fc.constant(100_000), 100)[Symbol.iterator]();
      const seen = simd && convertAll(simd, input, 1, steps());
      expect(seen).toEqual(convertAll(plain, input, 1, steps()));
      expect(seen?.rows).toBe(length + 4 <= FAST_ROW_BYTES ? 2 : 0);
    }
  });
});
