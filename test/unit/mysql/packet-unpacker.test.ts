import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PacketUnpacker } from '../../../electron/engine/mysql/packet-unpacker.ts';

/** A compressed packet as a server sends it; what does not get shorter is sent as it is. */
function packed(payload: Buffer, sequence: number, compress: boolean): Buffer {
  const stored = compress ? deflateSync(payload) : payload;
  const head = Buffer.alloc(7);
  head.writeUIntLE(stored.length, 0, 3);
  head.writeUInt8(sequence & 0xff, 3);
  head.writeUIntLE(compress ? payload.length : 0, 4, 3);
  return Buffer.concat([head, stored]);
}

/** What comes out when bytes arrive in these pieces and everything is taken as soon as it is there. */
function unpack(pieces: readonly Buffer[]): Buffer {
  const unpacker = new PacketUnpacker();
  const out: Buffer[] = [];
  for (const piece of pieces) {
    unpacker.add(piece);
    for (let payload = unpacker.next(); payload; payload = unpacker.next()) out.push(payload);
  }
  expect(unpacker.waiting).toBe(0);
  return Buffer.concat(out);
}

/** Payloads and whether each is compressed. */
const packets = fc.array(
  fc.tuple(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 9000 }))
        .map(([pattern, times]) => Buffer.concat(Array.from({ length: times }, () => pattern))),
    ),
    fc.boolean(),
  ),
  { minLength: 1, maxLength: 12 },
);

function streamOf(list: readonly (readonly [Uint8Array, boolean])[], first = 0): { plain: Buffer; wire: Buffer } {
  const plain = list.map(([payload]) => Buffer.from(payload));
  // A length of 0 says "as it is", so that nothing can only be sent like that.
  const wire = plain.map((payload, i) => packed(payload, first + i, list[i]?.[1] === true && payload.length > 0));
  return { plain: Buffer.concat(plain), wire: Buffer.concat(wire) };
}

describe('unpacking compressed packets', () => {
  test('gives what was packed, wherever two pieces meet', () => {
    const { plain, wire } = streamOf([
      [Buffer.from('a short one, as it is'), false],
      [Buffer.from('compressed '.repeat(40)), true],
      [Buffer.alloc(0), false],
      [Buffer.from('and '.repeat(2000)), true],
    ]);
    for (let at = 0; at <= wire.length; at++)
      expect(unpack([wire.subarray(0, at), wire.subarray(at)]).equals(plain), `split at ${at}`).toBe(true);
    expect(unpack(Array.from(wire, (byte) => Buffer.from([byte]))).equals(plain)).toBe(true);
  });

  test('gives what was packed for any packets in any pieces, whatever number the first one has', () => {
    fc.assert(
      fc.property(
        packets,
        fc.integer({ min: 0, max: 255 }),
        fc.array(fc.nat({ max: 100_000 }), { maxLength: 20 }),
        (list, first, cuts) => {
          const { plain, wire } = streamOf(list, first);
          const places = [0, ...cuts.map((cut) => cut % (wire.length + 1)).toSorted((a, b) => a - b), wire.length];
          const pieces = places.slice(1).map((end, i) => wire.subarray(places[i], end));
          expect(unpack(pieces).equals(plain)).toBe(true);
        },
      ),
    );
  });

  test('never gives something else where one bit of a compressed packet is wrong', () => {
    const payload = Buffer.from('rows of a table, '.repeat(30));
    const wire = Buffer.concat([packed(payload, 7, true), packed(payload, 8, true)]);
    fc.assert(
      fc.property(fc.nat({ max: wire.length * 8 - 1 }), (bit) => {
        const wrong = Buffer.from(wire);
        wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const unpacker = new PacketUnpacker();
        unpacker.add(wrong);
        const out: Buffer[] = [];
        try {
          for (let next = unpacker.next(); next; next = unpacker.next()) out.push(next);
        } catch {
          // damage that was found
        }
        for (const each of out) expect(each.equals(payload)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('says what is wrong: a number left out, another length, bytes that are no zlib', () => {
    const payload = Buffer.from('x'.repeat(500));
    const all =
      (...pieces: Buffer[]) =>
      () =>
        unpack(pieces);
    expect(all(packed(payload, 1, true), packed(payload, 3, true))).toThrow('compressed packet 3 came in place of 2');
    const longer = packed(payload, 0, true);
    longer.writeUIntLE(501, 4, 3);
    expect(all(longer)).toThrow('a compressed packet has 500 bytes in place of 501');
    const shorter = packed(payload, 0, true);
    shorter.writeUIntLE(499, 4, 3);
    expect(all(shorter)).toThrow();
    const garbage = packed(payload, 0, true);
    garbage.fill(0x55, 7);
    expect(all(garbage)).toThrow(/header/);
  });
});
