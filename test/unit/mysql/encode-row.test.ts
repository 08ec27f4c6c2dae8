import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConvertResult,
  convertRows,
  encodeRow,
  MALFORMED,
  outputNeeded,
} from '../../../electron/engine/mysql/encode-row.ts';

type Field = Uint8Array | null;

/** A row payload as a server writes it. */
function payloadOf(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      if (field === null) return [Buffer.from([0xfb])];
      const { length } = field;
      if (length < 0xfb) return [Buffer.from([length]), field];
      if (length < 0x1_0000) return [Buffer.from([0xfc, length & 0xff, length >> 8]), field];
      return [Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]), field];
    }),
  );
}

function packetOf(fields: readonly Field[], sequence = 0): Buffer {
  const payload = payloadOf(fields);
  return Buffer.concat([
    Buffer.from([payload.length & 0xff, (payload.length >> 8) & 0xff, payload.length >> 16, sequence & 0xff]),
    payload,
  ]);
}

/** The TSV of a row, written down as plainly as possible. */
function tsvOf(fields: readonly Field[]): Buffer {
  const escaped = (field: Uint8Array) =>
    Buffer.from(field)
      .toString('latin1')
      .replaceAll('\\', '\\\\')
      .replaceAll('\t', '\\t')
      .replaceAll('\n', '\\n')
      .replaceAll('\0', '\\0');
  return Buffer.from(`${fields.map((field) => (field === null ? '\\N' : escaped(field))).join('\t')}\n`, 'latin1');
}

/** What LOAD DATA makes of TSV: fields, with NULL only for an unescaped \N. */
function parseTsv(tsv: Buffer): Field[][] {
  const lines = tsv.toString('latin1').split('\n').slice(0, -1);
  const letters: Record<string, string> = { '0': '\0', t: '\t', n: '\n', '\\': '\\' };
  return lines.map((line) =>
    line.split('\t').map((field) =>
      field === '\\N'
        ? null
        : Buffer.from(
            field.replace(/\\(.)/gs, (_, c: string) => letters[c] ?? c),
            'latin1',
          ),
    ),
  );
}

const field = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 240, maxLength: 270 }),
    fc
      .array(fc.constantFrom(0, 9, 10, 13, 92, 39, 34, 78, 26), { maxLength: 30 })
      .map((bytes) => Uint8Array.from(bytes)),
  ),
  { freq: 5 },
);
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((columns) => fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { maxLength: 12 }));

describe('turning row packets into TSV', () => {
  test('any bytes come out as the TSV that LOAD DATA reads back', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
        const payload = payloadOf(fields);
        const output = Buffer.alloc(outputNeeded(payload.length, fields.length));
        const tsv = output.subarray(0, encodeRow(payload, 0, payload.length, output, 0, fields.length));
        expect(tsv).toEqual(tsvOf(fields));
        const [row = []] = parseTsv(tsv);
        expect(row.map((one) => one && Buffer.from(one))).toEqual(fields.map((one) => one && Buffer.from(one)));
      }),
    );
  });

  test('no split of the input and no shortage of output changes a byte', () => {
    fc.assert(
      fc.property(
        table,
        fc.infiniteStream(fc.integer({ min: 1, max: 90 })),
        fc.integer({ min: 0, max: 400 }),
        (rows, steps, slack) => {
          const columns = rows[0]?.length ?? 1;
          const input = Buffer.concat([
            ...rows.map((row, i) => packetOf(row, i)),
            Buffer.from([5, 0, 0, 0, 0xfe, 0, 0, 2, 0]),
          ]);
          const largest = Math.max(...rows.map((row) => payloadOf(row).length), 0);
          const output = Buffer.alloc(outputNeeded(largest, columns) + slack);
          const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
          const parts: Buffer[] = [];
          let count = 0;
          let at = 0;
          let end = 0;
          for (;;) {
            convertRows(input, at, end, output, 0, columns, 0xfffffe, result);
            parts.push(Buffer.from(output.subarray(0, result.outputAt)));
            count += result.rows;
            at = result.inputAt;
            if (result.stop === 'special-packet') break;
            if (result.stop === 'need-input') {
              expect(end).toBeLessThan(input.length);
              end = Math.min(input.length, end + steps.next().value);
            }
          }
          expect(count).toBe(rows.length);
          expect(Buffer.concat(parts)).toEqual(Buffer.concat(rows.map(tsvOf)));
        },
      ),
    );
  });

  test('packets that are no plain row stop the conversion in front of them', () => {
    const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
    const row = packetOf([Buffer.from('a')]);
    const specials = {
      eof: Buffer.from([5, 0, 0, 1, 0xfe, 0, 0, 2, 0]),
      error: Buffer.from([9, 0, 0, 1, 0xff, 0x15, 4, 0x23, 0x32, 0x38, 0x30, 0x30, 0x30]),
      long: packetOf([Buffer.alloc(1000)]),
    };
    for (const special of Object.values(specials)) {
      const input = Buffer.concat([row, special]);
      convertRows(input, 0, input.length, Buffer.alloc(4096), 0, 1, 500, result);
      expect(result).toMatchObject({ rows: 1, stop: 'special-packet', inputAt: row.length });
    }
  });

  test('a row with other fields than were asked for, or a field that leaves its packet, is no row', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 8 }), (fields, asked) => {
        const payload = payloadOf(fields);
        const output = Buffer.alloc(outputNeeded(payload.length, asked));
        const end = encodeRow(payload, 0, payload.length, output, 0, asked);
        expect(end === MALFORMED).toBe(asked !== fields.length);
      }),
    );
    const lies = [
      [0xfc, 0xff, 0xff],
      [0xfd, 1, 0, 1],
      [0xfe, 0, 0, 0, 0, 0, 0, 0, 0x40],
      [0xfc],
      [0xff],
      [5, 65],
      [0xff, 1, 0, 0, 0, 0, 0, 0, 0, 65],
    ];
    for (const bytes of lies) {
      const payload = Buffer.from([...bytes]);
      expect(encodeRow(payload, 0, payload.length, Buffer.alloc(4096), 0, 1)).toBe(MALFORMED);
    }
  });

  test('a field of more than 16 MiB keeps its length', () => {
    const size = 0x100_0003;
    const head = Buffer.alloc(9);
    head[0] = 0xfe;
    head.writeBigUInt64LE(BigInt(size), 1);
    const payload = Buffer.concat([head, Buffer.alloc(size, 'x'), Buffer.from([0xfb])]);
    const output = Buffer.alloc(outputNeeded(payload.length, 2));
    const end = encodeRow(payload, 0, payload.length, output, 0, 2);
    expect(end).toBe(size + '\t\\N\n'.length);
    expect(output.subarray(size, end).toString()).toBe('\t\\N\n');
  });
});
