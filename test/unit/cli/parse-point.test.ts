import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePoint } from '../../../electron/cli/parse-point.ts';
import { isMarkName, parseGtid } from '../../../shared/restore-point.ts';

const number = fc.bigInt({ min: 1n, max: 999_999_999_999_999_999n }).map(String);
const tag = fc.stringMatching(/^[a-z_][a-z0-9_]{0,31}$/);
const mysqlGtid = fc.oneof(
  fc.tuple(fc.uuid(), number).map((parts) => parts.join(':')),
  fc.tuple(fc.uuid(), tag, number).map((parts) => parts.join(':')),
);
// A domain of four digits and the rest can look like a day, and is taken for one.
const mariadbGtid = fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 0x7fffffff }), number).map((parts) => parts.join('-'));
const gtid = fc.oneof(mysqlGtid, mariadbGtid);
const shard = fc.stringMatching(/^[a-z][a-z0-9/_.-]{0,20}$/);

describe('restore --at', () => {
  test.each([
    ['2026-11-21T14:30:00Z', { kind: 'instant', at: '2026-11-21T14:30:00.000Z' }],
    ['2026-11-21T14:30:00.123456Z', { kind: 'instant', at: '2026-11-21T14:30:00.123456Z' }],
    ['0-1-123', { kind: 'gtid', gtid: '0-1-123', shard: undefined }],
    ['s0/0-1-123', { kind: 'gtid', gtid: '0-1-123', shard: 's0' }],
    ['eu/s0/0-1-123', { kind: 'gtid', gtid: '0-1-123', shard: 'eu/s0' }],
    [
      '3E11FA47-71CA-11E1-9E33-C80AA9429562:23',
      { kind: 'gtid', gtid: '3e11fa47-71ca-11e1-9e33-c80aa9429562:23', shard: undefined },
    ],
    [
      '3e11fa47-71ca-11e1-9e33-c80aa9429562:Night:5',
      { kind: 'gtid', gtid: '3e11fa47-71ca-11e1-9e33-c80aa9429562:night:5', shard: undefined },
    ],
    ['before release 12', { kind: 'mark', name: 'before release 12' }],
    ['发布前', { kind: 'mark', name: '发布前' }],
  ])('%s', (text, point) => {
    expect(parsePoint(text)).toEqual(point);
  });

  test.each([
    '2026-11-21',
    '2026-13-40T00:00',
    '',
    '../x',
    's0/mark',
    '3e11fa47:1',
    'a:b',
    '3e11fa47-71ca-11e1-9e33-c80aa9429562:0',
  ])('"%s" is refused with what can be given', (text) => {
    expect(() => parsePoint(text)).toThrow(/--at/);
  });

  test('every GTID is read as itself, with a shard in front of it too, whatever its case', () => {
    fc.assert(
      fc.property(gtid, shard, fc.boolean(), (text, name, upper) => {
        const written = upper ? text.toUpperCase() : text;
        expect(parsePoint(written)).toEqual({ kind: 'gtid', gtid: text, shard: undefined });
        expect(parsePoint(`${name}/${written}`)).toEqual({ kind: 'gtid', gtid: text, shard: name });
      }),
    );
  });

  test('whatever may be a mark’s name is read as that mark, and nothing that is a point of another kind may', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), gtid, fc.stringMatching(/^[\w. -]{1,60}$/)), (text) => {
        if (isMarkName(text)) expect(parsePoint(text)).toEqual({ kind: 'mark', name: text });
        if (parseGtid(text) !== undefined) expect(isMarkName(text)).toBe(false);
      }),
    );
  });
});
