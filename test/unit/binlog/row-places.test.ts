import { expect, test } from 'vitest';
import {
  countRows,
  holdsWholeRows,
  placesOf,
  readColumns,
  readExactColumns,
} from '../../../electron/engine/binlog/count-rows.ts';
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

test('a row event is whole where its rows end with it, and only for the columns that describe it', () => {
  const [event, columns] = [sample('mysqlWriteRows'), readExactColumns(sample('tableMap'))];
  expect(holdsWholeRows(event, columns)).toBe(true);
  for (const cut of [1, 2, 3]) {
    const body = event.subarray(0, -4 - cut);
    expect(holdsWholeRows(sealEvent(Buffer.concat([body, Buffer.alloc(4)])), columns), `${cut}`).toBe(false);
  }
  const longer = sealEvent(Buffer.concat([event.subarray(0, -4), Buffer.alloc(5)]));
  expect(holdsWholeRows(longer, columns)).toBe(false);
  expect(holdsWholeRows(event, columns.slice(1))).toBe(false);
  expect(holdsWholeRows(event, [...columns.slice(1), { type: 1, meta: 0 }])).toBe(false);
  expect(holdsWholeRows(event, [{ type: 99, meta: 0 }, ...columns.slice(1)]), 'a type that nobody knows').toBe(false);
});

test('a description of columns is as long as their types say', () => {
  const map = sample('tableMap');
  const before = readColumns(map);
  // The TEXT has one byte of description, and its length stands in front of it.
  const at = map.lastIndexOf(Buffer.from([1, 2]), -5);
  for (const length of [0, 2]) {
    const lying = Buffer.from(map);
    lying[at] = length;
    expect(() => readExactColumns(sealEvent(lying)), `${length}`).toThrow('not as long as its columns');
    expect(readColumns(sealEvent(lying))).toEqual(before);
  }
});
