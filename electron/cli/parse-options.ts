import { MAX_VOLUME_BYTES } from '../engine/archive/volume-size.ts';
import { misuse } from '../engine/engine-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1000,
  kb: 1000,
  kib: 1024,
  m: 1000 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
};

const SMALLEST_VOLUME = 1024 ** 2;

/** `--volume-size`: bytes, or a number with kB, MB, GB, KiB, MiB, GiB; 1 MiB to just below 4 GiB. */
export function parseVolumeSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Math.floor(Number(number) * (factor ?? Number.NaN));
  if (number === '' || !Number.isFinite(bytes))
    throw badOption('--volume-size', text, 'Give a size such as 1GiB, 500MB or 1073741824.');
  if (bytes < SMALLEST_VOLUME) throw badOption('--volume-size', text, 'The smallest volume is 1 MiB.');
  // 4 GiB is what people type for "as large as FAT32 takes"; that it means a little less is said in the documentation.
  if (bytes > 4 * 1024 ** 3)
    throw badOption('--volume-size', text, 'A volume is smaller than 4 GiB, so that any drive can hold it.');
  return Math.min(bytes, MAX_VOLUME_BYTES);
}

/** A whole number within bounds. */
export function parseCount(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw badOption(option, text, `Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** One of a list of words. */
export function parseChoice<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw badOption(option, text, `Give one of: ${choices.join(', ')}.`);
    return found;
  };
}

/** Collects `--only GLOB`. A glob has a schema and an object part. */
export function collectGlobs(option: string): (text: string, before: string[] | undefined) => string[] {
  return (text, before = []) => {
    if (!/^.+\..+$/s.test(text)) throw badOption(option, text, 'A pattern is schema.table, such as shop_*.order_?');
    return [...before, text];
  };
}

/** Collects `--map s0=t0` and `--rename old=new`. */
export function collectPairs(
  option: string,
): (text: string, before: Map<string, string> | undefined) => Map<string, string> {
  return (text, before = new Map()) => {
    const at = text.indexOf('=');
    const [from, to] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || to === '') throw badOption(option, text, 'Give it as old=new.');
    if (before.has(from)) throw misuse(`${option}: "${from}" is given twice.`, { where: { field: option } });
    return new Map([...before, [from, to]]);
  };
}

function badOption(option: string, value: string, next: string) {
  return misuse(`${option}: "${value}" cannot be used.`, { next, where: { field: option } });
}
