import { hash } from 'node:crypto';

const NEWLINE = 0x0a;
/** Words are summed in doubles, which are exact up to 2^53; carries are due long before 2^21 additions of 32-bit words. */
const CARRY_AFTER = 1 << 20;

/**
 * A hash of a set of rows that does not depend on their order: the sum of the rows' SHA-256 values modulo 2^256.
 * A sum, not XOR, because duplicate rows must count.
 */
export class RowSum {
  #words = new Float64Array(8);
  #since = 0;

  /** Adds all rows of a TSV batch; each row ends in the only newline it contains. */
  add(tsv: Uint8Array): void {
    for (let start = 0; start < tsv.length; ) {
      const end = tsv.indexOf(NEWLINE, start) + 1;
      if (end === 0) break;
      const digest = hash('sha256', tsv.subarray(start, end), 'buffer');
      for (let i = 0; i < 8; i++) this.#words[i] = (this.#words[i] ?? 0) + digest.readUInt32BE(4 * i);
      if (++this.#since === CARRY_AFTER) this.#carry();
      start = end;
    }
  }

  /** 64 hexadecimal digits. */
  digest(): string {
    this.#carry();
    return Array.from(this.#words, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #carry(): void {
    let carry = 0;
    for (let i = 7; i >= 0; i--) {
      const value = (this.#words[i] ?? 0) + carry;
      carry = Math.floor(value / 2 ** 32);
      this.#words[i] = value % 2 ** 32;
    }
    this.#since = 0;
  }
}

/** The sum of sets of rows together, from their own sums. */
export function addRowSums(sums: readonly string[]): string {
  const total = sums.reduce((sum, one) => sum + BigInt(`0x${one}`), 0n);
  return BigInt.asUintN(256, total).toString(16).padStart(64, '0');
}
