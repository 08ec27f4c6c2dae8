import { describe, expect, test } from 'vitest';
import { guessMiddles, middleNumber } from '../../../electron/engine/backup/guess-middle.ts';
import type { KeyColumn } from '../../../electron/engine/schema/choose-key.ts';

const column = (dataType: string, collation: string | null = null): KeyColumn => ({
  name: 'k',
  dataType,
  charset: collation === null ? null : (collation.split('_')[0] ?? null),
  collation,
  type: dataType,
  generated: false,
});

/** The first guess between two values of one column. */
const middle = (dataType: string, low: string, high: string, collation?: string) =>
  guessMiddles([column(dataType, collation)], [Buffer.from(low)], [Buffer.from(high)])[0]?.bound[0];

/** The text of a literal such as `_utf8mb4 x'61' COLLATE utf8mb4_bin`. */
const textOf = (literal: string | undefined) =>
  Buffer.from(/x'([0-9a-f]*)'/.exec(literal ?? '')?.[1] ?? '', 'hex').toString();

describe('a guess between two keys', () => {
  test('of numbers is half way, rounded up, with the places of the column', () => {
    expect(middleNumber('1', '2')).toBe('2');
    expect(middleNumber('-3', '-2')).toBe('-2');
    expect(middleNumber('0', '18446744073709551615')).toBe('9223372036854775808');
    expect(middleNumber('-0.02', '0.01')).toBe('0.00');
    expect(middleNumber('1.99', '2.50')).toBe('2.25');
  });

  test('of dates and times is a date or time, also between ones that are none', () => {
    expect(middle('date', '2024-01-01', '2024-12-31')).toMatch(/^'2024-0[67]-\d\d'$/);
    expect(middle('date', '0000-00-00', '2024-02-31')).toMatch(/^'1012-\d\d-\d\d'$/);
    expect(middle('datetime', '2024-01-01 00:00:00.5', '2024-01-01 01:00:00.5')).toBe("'2024-01-01 00:30:00.500000'");
    expect(middle('time', '-10:00:00', '838:59:59.25')).toBe("'414:29:59.625000'");
    expect(middle('time', '-10:00:00', '04:00:00')).toBe("'-03:00:00.000000'");
  });

  test('of bytes and UUIDs is half way, UUIDs by their last group first', () => {
    expect(middle('varbinary', 'a', 'c')).toBe("x'6200'");
    const [last, first] = guessMiddles(
      [column('uuid')],
      [Buffer.from('00000000-0000-4000-8000-000000000000')],
      [Buffer.from('20000000-0000-4000-8000-400000000000')],
    );
    expect(last?.bound[0]).toBe("'10000000-0000-4000-8000-200000000000'");
    expect(first?.bound[0]).toBe("'10000000-0000-4000-8000-200000000000'");
  });

  test('of texts is in the first character that differs, without regard to case where the collation has none', () => {
    expect(textOf(middle('varchar', 'order-00001', 'order-99999', 'utf8mb4_general_ci'))).toBe('order-5');
    expect(textOf(middle('varchar', 'ORDER-a', 'order-y', 'utf8mb4_general_ci'))).toBe('ORDER-m');
    expect(textOf(middle('varchar', 'A', 'z', 'utf8mb4_bin'))).toBe('_');
    expect(textOf(middle('varchar', '一', '龠', 'utf8mb4_unicode_ci'))).toMatch(/^[一-龠]$/);
  });

  test('of several columns is in the first that differs, then in the next, and beyond what they share', () => {
    const columns = [column('int'), column('int'), column('int')];
    const guesses = guessMiddles(
      columns,
      [1, 5, 2].map((n) => Buffer.from(String(n))),
      [1, 9, 8].map((n) => Buffer.from(String(n))),
    );
    expect(guesses).toEqual([
      { bound: ['1', '7'], beyond: false },
      { bound: ['1', '5'], beyond: true },
      { bound: ['1', '5', '5'], beyond: false },
      { bound: ['1', '5', '2'], beyond: true },
    ]);
    expect(guessMiddles([column('int')], [null], [Buffer.from('3')])).toEqual([{ bound: ['NULL'], beyond: true }]);
  });
});
