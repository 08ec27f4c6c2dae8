import { describe, expect, test } from 'vitest';
import {
  collectGlobs,
  collectPairs,
  parseChoice,
  parseCount,
  parseVolumeSize,
} from '../../../electron/cli/parse-options.ts';

describe('options of the command line', () => {
  test('a volume size is read with its unit', () => {
    expect(parseVolumeSize('1GiB')).toBe(1024 ** 3);
    expect(parseVolumeSize('500 MB')).toBe(500e6);
    expect(parseVolumeSize('1.5g')).toBe(1.5e9);
    expect(parseVolumeSize('2097152')).toBe(2097152);
  });

  test('a volume always stays below 4 GiB', () => {
    expect(parseVolumeSize('4GiB')).toBeLessThan(4 * 1024 ** 3);
    expect(() => parseVolumeSize('5GiB')).toThrow(/--volume-size/);
  });

  test.each(['', 'big', '-1', '10', '1TB', '1e9', 'NaN'])('"%s" is no volume size', (text) => {
    expect(() => parseVolumeSize(text)).toThrow(/--volume-size/);
  });

  test('a count has bounds and no fractions', () => {
    const parse = parseCount('--lanes', 1, 64);
    expect(parse('8')).toBe(8);
    for (const text of ['0', '65', '1.5', 'x', '']) expect(() => parse(text)).toThrow(/--lanes/);
  });

  test('a choice is one of its words', () => {
    expect(parseChoice('--method', ['hot', 'cold'])('cold')).toBe('cold');
    expect(() => parseChoice('--method', ['hot', 'cold'])('Hot')).toThrow(/--method/);
  });

  test('pairs keep everything behind the first equals sign and are not given twice', () => {
    const collect = collectPairs('--rename');
    expect(collect('a=b=c', undefined)).toEqual(new Map([['a', 'b=c']]));
    expect(() => collect('a=c', new Map([['a', 'b']]))).toThrow(/twice/);
    for (const text of ['a', '=b', 'a=']) expect(() => collect(text, undefined)).toThrow(/--rename/);
  });

  test('a pattern has a schema and an object', () => {
    expect(collectGlobs('--only')('s.*', ['a.b'])).toEqual(['a.b', 's.*']);
    expect(() => collectGlobs('--only')('orders', undefined)).toThrow(/--only/);
  });
});
