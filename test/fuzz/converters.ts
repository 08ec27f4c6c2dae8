import fc from 'fast-check';
import type { ConvertResult } from '../../electron/engine/mysql/encode-row.ts';
import {
  createPlainConverter,
  createSimdConverter,
  type RowConverter,
  simdModule,
} from '../../electron/engine/mysql/row-converter.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';
import { applyChanges, changes } from './mutate.ts';

if (!simdModule) throw new Error('The SIMD converter was not built: npm run setup');
const converters: readonly [string, RowConverter][] = [
  ['simd', createSimdConverter(simdModule)],
  ['plain', createPlainConverter()],
];

/** A length as the protocol writes it, also with more bytes than it needs. */
function lengthOf(length: number, form: number): Buffer {
  if (form === 0 && length < 0xfb) return Buffer.from([length]);
  if (form <= 1 && length < 0x1_0000) return Buffer.from([0xfc, length & 0xff, length >> 8]);
  if (form <= 2) return Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]);
  const long = Buffer.alloc(9, 0xfe);
  long.writeBigUInt64LE(BigInt(length), 1);
  return long;
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 50 }),
  fc.array(fc.constantFrom(0, 9, 10, 92, 39, 65, 0xff), { maxLength: 70 }).map((list) => Uint8Array.from(list)),
  fc.uint8Array({ minLength: 240, maxLength: 300 }),
);
const field = fc.option(fc.tuple(content, fc.constantFrom(0, 0, 0, 1, 2, 3)), { freq: 6 });
const row = fc
  .array(field, { minLength: 1, maxLength: 6 })
  .map((fields) =>
    Buffer.concat(
      fields.flatMap((one) => (one === null ? [Buffer.from([0xfb])] : [lengthOf(one[0].length, one[1]), one[0]])),
    ),
  );
const payload = fc.oneof(
  { weight: 3, arbitrary: row },
  { weight: 3, arbitrary: fc.tuple(row, changes).map(([bytes, list]) => applyChanges(bytes, list)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);

function packet(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length & 0xff, (bytes.length >> 8) & 0xff, bytes.length >> 16, 0]), bytes]);
}

/** The fields of a row, read as plainly as possible; null where they do not fill it exactly. */
function fieldsOf(bytes: Buffer, columns: number): (Buffer | null)[] | null {
  const fields: (Buffer | null)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at++] ?? 0;
    if (first === 0xff) return null;
    if (first === 0xfb) {
      fields.push(null);
      continue;
    }
    const size = first < 0xfb ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    if (at + size > bytes.length) return null;
    const digits = [...bytes.subarray(at, at + size)].reverse();
    const length = size === 0 ? BigInt(first) : digits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    at += size;
    if (length > BigInt(bytes.length - at)) return null;
    fields.push(bytes.subarray(at, at + Number(length)));
    at += Number(length);
  }
  return fields.length === columns ? fields : null;
}

const LETTERS: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' };

function tsvOf(fields: readonly (Buffer | null)[]): string {
  const text = (one: Buffer) => one.toString('latin1').replace(/[\\\t\n\0]/g, (letter) => LETTERS[letter] ?? '');
  return `${fields.map((one) => (one === null ? '\\N' : text(one))).join('\t')}\n`;
}

/** What the packets are by the protocol: the rows in front of the first that is none, and why it is none. */
function expected(payloads: readonly Buffer[], columns: number) {
  let tsv = '';
  let at = 0;
  let rows = 0;
  for (const [i, bytes] of payloads.entries()) {
    // Of an empty packet at the very end there is nothing to tell what it is by; its successor's first byte stands there else.
    const first = bytes[0] ?? (i === payloads.length - 1 ? undefined : packet(payloads[i + 1] ?? bytes)[0]);
    if (first === undefined) break;
    if (first === 0xff || (first === 0xfe && bytes.length < 9)) return { tsv, at, rows, stop: 'special-packet' };
    const fields = fieldsOf(bytes, columns);
    if (!fields) return { tsv, at, rows, stop: 'malformed' };
    tsv += tsvOf(fields);
    at += 4 + bytes.length;
    rows++;
  }
  return { tsv, at, rows, stop: 'need-input' };
}

/** Both converters give what the protocol says, whatever lies behind the packets in their memory. */
export const converterTargets: FuzzTarget[] = [
  {
    name: 'converters',
    property: fc.property(
      fc.array(payload, { minLength: 1, maxLength: 5 }),
      fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(200, 4096)),
      fc.nat({ max: 100 }),
      fc.constantFrom(0x00, 0x41, 0x5c, 0xfb, 0xff),
      (payloads, columns, start, behind) => {
        const bytes = Buffer.concat(payloads.map(packet));
        const wanted = expected(payloads, columns);
        for (const [name, converter] of converters) {
          converter.input.fill(behind, 0, start + bytes.length + 300);
          bytes.copy(converter.input, start);
          converter.output.fill(0xa5, 0, start);
          const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
          orNamed(() => converter.convert(start, start + bytes.length, start, columns, result));
          const got = {
            tsv: converter.output.subarray(start, result.outputAt).toString('latin1'),
            at: result.inputAt - start,
            rows: result.rows,
            stop: result.stop,
          };
          demand(
            JSON.stringify(got) === JSON.stringify(wanted),
            `${name}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`,
          );
          demand(
            converter.output.subarray(0, start).every((byte) => byte === 0xa5),
            `${name} has written in front of its output`,
          );
        }
      },
    ),
  },
];
