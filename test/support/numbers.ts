/** A derived table with a column `n` that counts from 0 to below `count`, which may be up to a million. */
export function numbers(count: number): string {
  const digit =
    '(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
  const digits = String(Math.max(count - 1, 0)).length;
  const places = Array.from({ length: digits }, (_, i) => `p${i}`);
  const sum = places.map((place, i) => `${place}.d * ${10 ** i}`).join(' + ');
  return `(SELECT ${sum} AS n FROM ${places.map((place) => `${digit} AS ${place}`).join(', ')} HAVING n < ${count}) AS numbers`;
}
