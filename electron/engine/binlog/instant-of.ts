/** Microseconds since 1970 in ISO 8601, with all six digits. */
export function instantOf(micros: bigint): string {
  const milliseconds = new Date(Number(micros / 1000n)).toISOString();
  return milliseconds.replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`);
}
