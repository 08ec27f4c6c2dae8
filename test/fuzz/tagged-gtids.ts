import fc from 'fast-check';
import { EventType, HEADER_BYTES, sealEvent } from '../../electron/engine/binlog/event.ts';
import { parseGtidEvent } from '../../electron/engine/binlog/gtid-event.ts';
import { instantOf } from '../../electron/engine/binlog/instant-of.ts';
import { parseGtid } from '../../shared/restore-point.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';
import { applyChanges, changes } from './mutate.ts';

/** An integer as MySQL's serialization library writes it: as many ones as bytes follow, a zero, then the value. */
function written(value: bigint): Buffer {
  for (let more = 0; more < 8; more++)
    if (value < 1n << BigInt(7 * (more + 1))) {
      const out = Buffer.alloc(9);
      const ones = (1n << BigInt(more)) - 1n;
      const whole = more < 7 ? (value << BigInt(more + 1)) | ones : (value << 8n) | ones;
      out.writeBigUInt64LE(BigInt.asUintN(64, whole), 0);
      out.writeUInt8(Number(whole >> 64n), 8);
      return out.subarray(0, more + 1);
    }
  const out = Buffer.alloc(9, 0xff);
  out.writeBigUInt64LE(value, 1);
  return out;
}

function signed(value: bigint): Buffer {
  return written(value < 0n ? ((-value - 1n) << 1n) | 1n : value << 1n);
}

const gtid = fc.record({
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  number: fc.bigInt({ min: 1n, max: (1n << 63n) - 2n }),
  tag: fc.option(fc.stringMatching(/^[a-z_][a-z0-9_]{0,31}$/)),
  clock: fc.option(fc.tuple(fc.bigInt({ min: 0n, max: 1n << 62n }), fc.bigInt({ min: 0n, max: 1n << 62n }))),
  micros: fc.option(fc.bigInt({ min: 1n, max: 1n << 52n })),
});
type Gtid = typeof gtid extends fc.Arbitrary<infer T> ? T : never;

function eventOf(body: Buffer): Buffer {
  const event = Buffer.concat([Buffer.alloc(HEADER_BYTES), body, Buffer.alloc(4)]);
  event.writeUInt8(EventType.taggedGtid, 4);
  return sealEvent(event);
}

function bodyOf({ uuid, number, tag, clock, micros }: Gtid): Buffer {
  const id = (field: number) => written(BigInt(field));
  return Buffer.concat([
    ...[1n, 120n, 0n].map(written),
    ...[id(0), written(1n)],
    ...[id(1), ...[...uuid].map((byte) => written(BigInt(byte)))],
    ...[id(2), signed(number)],
    ...(tag === null ? [] : [id(3), written(BigInt(tag.length)), Buffer.from(tag)]),
    ...(clock === null ? [] : [id(4), signed(clock[0]), id(5), signed(clock[1])]),
    ...(micros === null ? [] : [id(6), written(micros)]),
  ]);
}

/** What a server writes is read as it is; anything else is one transaction's identity and time, or refused by name. */
export const taggedGtids: FuzzTarget[] = [
  {
    name: 'tagged-gtids',
    property: fc.property(gtid, (given) => {
      const read = parseGtidEvent(eventOf(bodyOf(given)));
      const hex = Buffer.from(given.uuid).toString('hex');
      const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      const expected = [uuid, ...(given.tag === null ? [] : [given.tag]), given.number].join(':');
      demand(read.gtid === expected, `${read.gtid} instead of ${expected}`);
      demand(read.commitMicros === given.micros, `${read.commitMicros} instead of ${given.micros}`);
    }),
  },
  {
    name: 'tagged-gtids-damaged',
    property: fc.property(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(gtid, changes).map(([given, list]) => applyChanges(bodyOf(given), list)) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
      ),
      (body) => {
        const read = orNamed(() => parseGtidEvent(eventOf(body)));
        if (!read) return;
        demand(parseGtid(read.gtid) === read.gtid, `${JSON.stringify(read.gtid)} is no transaction's identity`);
        if (read.commitMicros !== null) instantOf(read.commitMicros);
      },
    ),
  },
];
