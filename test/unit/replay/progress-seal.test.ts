import { describe, expect, test } from 'vitest';
import { isSeal, isSealed, sealOf } from '../../../electron/engine/replay/progress-seal.ts';

const place = { schema: 'shop', table: 'shardkeep_restore_under_way', id: 's0', key: 'a'.repeat(64) };
const doing = { kind: 'ddl', file: 'binlog.000001', position: 99, fingerprint: null, text: 'ALTER TABLE t' };
const row = {
  file: 'binlog.000001',
  position: '77',
  gtid: '0-1-5',
  micros: '1000',
  doing: JSON.stringify({ ...doing, seal: sealOf(place, 'doing', [doing]) }),
  seal: sealOf(place, 'progress', ['binlog.000001', '77', '0-1-5', '1000']),
};

describe('a row of progress', () => {
  test('is gone on from as it was written, and before anything was', () => {
    expect(isSealed(place, row)).toBe(true);
    expect(isSealed(place, { ...row, doing: null })).toBe(true);
    expect(isSealed(place, { file: '', position: '0', gtid: '', micros: '0', doing: null, seal: null })).toBe(true);
  });

  test.each([
    ['another position', { position: '78' }],
    ['another file', { file: 'binlog.000002' }],
    ['another transaction', { gtid: '0-1-6' }],
    ['no seal', { seal: null }],
    ['an empty seal', { seal: '' }],
    ['a statement under way that is elsewhere', { doing: row.doing.replace('99', '98') }],
    ['one without a seal', { doing: JSON.stringify(doing) }],
    ['one that cannot be read', { doing: '{' }],
  ])('with %s is somebody else’s', (_, change) => expect(isSealed(place, { ...row, ...change })).toBe(false));

  test('is an earlier one where the restore has come further, in whole or in what was under way', () => {
    const upTo = (file: string, position: number) => isSealed({ ...place, reached: { file, position } }, row);
    expect([upTo('binlog.000001', 77), upTo('binlog.000001', 5)]).toEqual([true, true]);
    expect([upTo('binlog.000001', 78), upTo('binlog.000002', 4)]).toEqual([false, false]);
    const begun = { ...place, reached: { file: 'binlog.000001', position: 4 } };
    expect(isSealed(begun, { file: '', position: '0', gtid: '', micros: '0', doing: null, seal: null })).toBe(false);
    const later = ['binlog.000001', '99', '0-1-6', '1001'] as const;
    const [file, position, gtid, micros] = later;
    const seal = sealOf(place, 'progress', later);
    expect(isSealed(place, { file, position, gtid, micros, seal, doing: row.doing })).toBe(false);
  });

  test('holds at its own place only, and is taken as it is where there is no key', () => {
    expect(isSealed({ ...place, id: 's1' }, row)).toBe(false);
    expect(isSealed({ ...place, schema: 'other' }, row)).toBe(false);
    expect(isSealed({ ...place, key: 'b'.repeat(64) }, row)).toBe(false);
    expect(isSealed({ ...place, key: undefined }, { ...row, position: '78' })).toBe(true);
    expect(isSeal(undefined, '')).toBe(false);
  });
});
