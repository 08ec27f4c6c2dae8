import { expect, test } from 'vitest';
import { countRows, placesOf, readColumns } from '../../../electron/engine/binlog/count-rows.ts';
import { sealEvent } from '../../../electron/engine/binlog/event.ts';
import { sample } from './events.ts';

/** `tableMap` describes an INT and a TEXT; the row event has the row (3, 'x'). */
test('the places of a column in a row event are where its values stand, also behind others', () => {
  const [event, columns] = [sample('mysqlWriteRows'), readColumns(sample('tableMap'))];
  const [first = 0] = placesOf(event, columns, 0);
  expect(event.readInt32LE(first)).toBe(3);
  const [second = 0] = placesOf(event, columns, 1);
  expect(event.subarray(second, second + 3).toString('latin1')).toBe('\x01\0x');
  expect(placesOf(event, columns, 2)).toEqual([]);
});

test('rows that leave their event have no places', () => {
  const [event, columns] = [sample('mysqlWriteRows'), readColumns(sample('tableMap'))];
  const cut = sealEvent(Buffer.concat([event.subarray(0, -6), Buffer.alloc(4)]));
  expect(countRows(cut, columns)).toBeNull();
  expect(() => placesOf(cut, columns, 0)).toThrow('in the middle of a row');
});
