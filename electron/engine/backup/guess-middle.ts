import { assertNever } from '../../../shared/failure.ts';
import type { KeyColumn } from '../schema/choose-key.ts';
import { keyLiteral, literalWay } from '../schema/key-literal.ts';
import type { Bound } from '../schema/key-range.ts';
import { middleText } from './middle-text.ts';

/** Where to look for a key between two others: at or behind `bound`, or beyond all that begins with it. */
export interface Guess {
  readonly bound: Bound;
  readonly beyond: boolean;
}

/** Values of the cut columns as the server sent them. */
export type KeyValues = readonly (Buffer | null)[];

/**
 * Bounds that may lie between two keys, most promising first. A guess need not be a key that exists, nor even between
 * the two: whoever uses it looks which key follows it.
 */
export function guessMiddles(columns: readonly KeyColumn[], low: KeyValues, high: KeyValues): Guess[] {
  const at = columns.findIndex((_, i) => !sameValue(low[i] ?? null, high[i] ?? null));
  if (at < 0) return [];
  const guesses = [...guessesAt(columns, low, high, at)];
  // Values that differ by their bytes can be equal in their collation; then the next column decides.
  if (at + 1 < columns.length) guesses.push(...guessesAt(columns, low, high, at + 1));
  return guesses;
}

function guessesAt(columns: readonly KeyColumn[], low: KeyValues, high: KeyValues, at: number): Guess[] {
  const column = columns[at];
  if (!column) return [];
  const prefix = columns.slice(0, at).map((one, i) => keyLiteral(one, low[i] ?? null));
  const [from, to] = [low[at] ?? null, high[at] ?? null];
  const middles = from === null || to === null ? [] : middlesOf(column, from, to);
  return [
    ...middles.map((literal) => ({ bound: [...prefix, literal], beyond: false })),
    { bound: [...prefix, keyLiteral(column, from)], beyond: true },
  ];
}

function sameValue(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** Literals between two values of one column. */
function middlesOf(column: KeyColumn, low: Buffer, high: Buffer): string[] {
  const way = literalWay(column);
  const [from, to] = [low.toString('latin1'), high.toString('latin1')];
  switch (way) {
    case null:
      return [];
    case 'number':
    case 'bits':
    case 'enum':
      return [middleNumber(from, to)];
    case 'quoted':
      return middlesQuoted(column.dataType, from, to).map((text) => `'${text}'`);
    case 'bytes':
      return [keyLiteral(column, middleBytes(low, high))];
    case 'text':
      return middleText(low, high, column.charset ?? '', column.collation ?? '').map((text) =>
        keyLiteral(column, text),
      );
    default:
      return assertNever(way);
  }
}

/** Half way, rounded up: between 1 and 2 only the upper one splits anything. */
function halfWay(low: bigint, high: bigint): bigint {
  const sum = low + high;
  return sum / 2n + (sum > 0n && sum % 2n !== 0n ? 1n : 0n);
}

/** Decimals of one column all have as many places. */
export function middleNumber(low: string, high: string): string {
  const places = low.split('.')[1]?.length ?? 0;
  const half = halfWay(BigInt(low.replace('.', '')), BigInt(high.replace('.', '')));
  if (places === 0) return String(half);
  const digits = String(half < 0n ? -half : half).padStart(places + 1, '0');
  return `${half < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function middlesQuoted(dataType: string, low: string, high: string): string[] {
  switch (dataType) {
    case 'date':
    case 'datetime':
    case 'timestamp':
      return [middleDate(low, high)];
    case 'time':
      return [middleTime(low, high)];
    case 'uuid':
      // MariaDB orders UUIDs of versions 1 to 5 by their last group first, the newer ones as they are written.
      return [middleUuid(low, high, true), middleUuid(low, high, false)];
    default:
      return [];
  }
}

/** Radixes of year, month, day, hour, minute, second and microsecond, wide enough for zero and invalid dates. */
const PLACES = [10_000n, 13n, 32n, 24n, 60n, 60n, 1_000_000n];

function middleDate(low: string, high: string): string {
  const count = (text: string) => {
    const parts = text.split(/[-: .]/);
    return PLACES.reduce(
      (sum, radix, i) => sum * radix + BigInt(i === 6 ? (parts[i] ?? '').padEnd(6, '0') : (parts[i] ?? 0)),
      0n,
    );
  };
  let rest = halfWay(count(low), count(high));
  const parts = PLACES.toReversed().map((radix) => {
    const part = rest % radix;
    rest /= radix;
    return part;
  });
  const [year = 0n, month = 0n, day = 0n, ...time] = parts.toReversed();
  const [hour, minute, second, micro] = time.map((part, i) => String(part).padStart(i === 3 ? 6 : 2, '0'));
  const real = (part: bigint, last: bigint) => String(part < 1n ? 1n : part > last ? last : part).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${real(month, 12n)}-${real(day, 28n)}`;
  return low.length > 10 ? `${date} ${hour}:${minute}:${second}.${micro}` : date;
}

function middleTime(low: string, high: string): string {
  const count = (text: string) => {
    const [, minus, hour = '0', minute = '0', second = '0', micro = ''] =
      /^(-?)(\d+):(\d+):(\d+)\.?(\d*)$/.exec(text) ?? [];
    const size =
      ((BigInt(hour) * 60n + BigInt(minute)) * 60n + BigInt(second)) * 1_000_000n + BigInt(micro.padEnd(6, '0'));
    return minus ? -size : size;
  };
  const half = halfWay(count(low), count(high));
  const size = half < 0n ? -half : half;
  const two = (part: bigint) => String(part).padStart(2, '0');
  const seconds = size / 1_000_000n;
  const text = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${half < 0n ? '-' : ''}${text}.${String(size % 1_000_000n).padStart(6, '0')}`;
}

function middleUuid(low: string, high: string, lastGroupFirst: boolean): string {
  const order = (groups: string[]) => (lastGroupFirst ? groups.toReversed() : groups);
  const count = (text: string) => BigInt(`0x${order(text.split('-')).join('')}`);
  const hex = halfWay(count(low), count(high)).toString(16).padStart(32, '0');
  const groups: string[] = [];
  for (const length of lastGroupFirst ? [12, 4, 4, 4, 8] : [8, 4, 4, 4, 12]) {
    const at = groups.join('').length;
    groups.push(hex.slice(at, at + length));
  }
  return order(groups).join('-');
}

function middleBytes(low: Buffer, high: Buffer): Buffer {
  const length = Math.max(low.length, high.length) + 1;
  const count = (bytes: Buffer) => BigInt(`0x${Buffer.concat([bytes], length).toString('hex')}`);
  return Buffer.from(
    halfWay(count(low), count(high))
      .toString(16)
      .padStart(2 * length, '0'),
    'hex',
  );
}
