import type { ShardCut } from '../../../shared/binlog-range.ts';

/** Microseconds since 1970 in ISO 8601, with all six digits. */
export function instantOf(micros: bigint): string {
  const milliseconds = new Date(Number(micros / 1000n)).toISOString();
  return milliseconds.replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`);
}

/** Microseconds since 1970 of an instant in ISO 8601, UTC; what it has beyond the sixth digit is dropped. */
export function microsOf(instant: string): bigint {
  const [, digits = ''] = /\.(\d+)Z$/.exec(instant) ?? [];
  return BigInt(Date.parse(instant)) * 1000n + BigInt(digits.slice(3, 6).padEnd(3, '0'));
}

/** By how many microseconds a server's clock was ahead of this computer's when the set was taken. */
export function microsAhead(cut: Pick<ShardCut, 'clockAheadMs'> | undefined): bigint {
  return BigInt(Math.round((cut?.clockAheadMs ?? 0) * 1000));
}
