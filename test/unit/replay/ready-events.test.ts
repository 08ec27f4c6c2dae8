import { expect, test } from 'vitest';
import { EventType, HEADER_BYTES, sealEvent } from '../../../electron/engine/binlog/event.ts';
import { EventReader } from '../../../electron/engine/replay/ready-events.ts';

/** A format description as MariaDB 10.11 writes it, but for these bytes behind the creation's time. */
function description(changed: Readonly<Record<number, number>> = {}): Buffer {
  const lengths = Buffer.alloc(1 + 171);
  const usual = { 0: 19, 19: 8, 23: 8, 24: 8, 25: 8, 30: 10, 31: 10, 32: 10, 39: 10 };
  for (const [at, length] of Object.entries({ ...usual, ...changed })) lengths[Number(at)] = length;
  const bytes = Buffer.concat([Buffer.alloc(HEADER_BYTES + 56), lengths, Buffer.from([1]), Buffer.alloc(4)]);
  bytes[4] = EventType.formatDescription;
  return sealEvent(bytes);
}

test('a log whose format would have the target read other tables than those that were looked at is damage', () => {
  const read = (bytes: Buffer) => new EventReader().read({ bytes, file: 'b.1', end: bytes.length });
  expect(read(description())).not.toBeNull();
  for (const changed of [{ 0: 27 }, { 19: 6 }, { 23: 6 }, { 30: 6 }])
    expect(() => read(description(changed))).toThrow('headers of another length');
  const without = new EventReader();
  without.read({ bytes: description({ 23: 0 }), file: 'b.1', end: 400 });
  const rows = Buffer.alloc(40);
  rows[4] = EventType.writeRowsV1;
  expect(() => without.read({ bytes: sealEvent(rows), file: 'b.1', end: 440 })).toThrow('headers of another length');
});
