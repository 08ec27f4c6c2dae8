import { describe, expect, test } from 'vitest';
import { above, atLeast, below, type CutColumn } from '../../../electron/engine/schema/key-range.ts';
import { Chunk } from '../../../shared/manifest.ts';

const column = (name: string, more: Partial<CutColumn> = {}): CutColumn => ({
  name,
  nullable: false,
  members: null,
  ...more,
});

describe('a condition on keys', () => {
  test('spells the comparison of several columns out', () => {
    const columns = [column('a'), column('b`')];
    expect(atLeast(columns, ['1', '2'])).toBe('(`a` > 1 OR (`a` = 1 AND `b``` >= 2))');
    expect(below(columns, ['1', '2'])).toBe('(`a` < 1 OR (`a` = 1 AND `b``` < 2))');
    expect(above(columns, ['1'])).toBe('`a` > 1');
  });

  test('has NULL in front of all values', () => {
    const columns = [column('a', { nullable: true })];
    expect(below(columns, ['5'])).toBe('(`a` < 5 OR `a` IS NULL)');
    expect(atLeast(columns, ['NULL'])).toBe('TRUE');
    expect(below(columns, ['NULL'])).toBe('FALSE');
    expect(above(columns, ['NULL'])).toBe('`a` IS NOT NULL');
  });

  test('compares an ENUM by its index numbers, 0 for the invalid value included', () => {
    const columns = [column('e', { members: 3 })];
    expect(atLeast(columns, ['2'])).toBe('`e` IN (2,3)');
    expect(below(columns, ['2'])).toBe('`e` IN (0,1)');
    expect(below(columns, ['0'])).toBe('FALSE');
    expect(above(columns, ['3'])).toBe('FALSE');
  });
});

describe('the bounds of a chunk in a manifest', () => {
  const read = (from: string) => Chunk.shape.from.safeParse(from).success;

  test('are literals and nothing else', () => {
    for (const text of ['-5', '1.50, NULL', "_utf8mb4 x'61ff' COLLATE utf8mb4_bin, '2024-01-01 00:00:00.5'", "x''"])
      expect(read(text)).toBe(true);
    for (const text of ['', '1 OR 1=1', "'it''s'", "x'61' OR SLEEP(1)", '1,2', "'a' COLLATE b; DROP"])
      expect(read(text)).toBe(false);
  });
});
