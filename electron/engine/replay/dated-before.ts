import type { LastTransaction } from './replay-options.ts';
import type { BegunTransaction } from './stop-rule.ts';

/** Transactions of what is restored that a replay to an instant left behind its end although their time is before it. */
export interface DatedBefore {
  readonly transactions: number;
  /** The one in front of which the replay ended. */
  readonly end: Pick<LastTransaction, 'gtid' | 'micros'>;
  readonly first: Pick<LastTransaction, 'gtid' | 'micros'>;
  readonly last: Pick<LastTransaction, 'gtid' | 'micros'>;
}

/**
 * Logs have transactions in the order of their commits. MySQL dates them by the commit: time goes back only where a clock
 * does, and servers commit within some milliseconds. MariaDB dates them by the beginning of the statement, so that one which
 * took long stands behind later ones; no usual statement takes a minute.
 */
const USUAL = { commit: 1_000_000n, begin: 60_000_000n };

/**
 * Looks at what stands behind the end. A session that had set its own time (SET timestamp, MariaDB), or a clock that was set
 * back, puts a transaction of the future in front of others that belong to the instant: the replay ends there too early.
 */
export class BehindTheEnd {
  readonly #instant: bigint;
  readonly #end: BegunTransaction;
  #waiting: BegunTransaction | null = null;
  #found: DatedBefore | null = null;

  /** `instant`: microseconds since 1970; `end`: what the replay ended in front of. */
  constructor(instant: bigint, end: BegunTransaction) {
    this.#instant = instant;
    this.#end = end;
  }

  /** A transaction begins. */
  begin(begun: BegunTransaction): void {
    const isEarlier = begun.micros <= this.#instant && this.#end.micros - begun.micros > USUAL[begun.dated];
    this.#waiting = isEarlier ? begun : null;
  }

  /** It is one of before the instant, and nothing of what is restored was seen in it so far. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** The transaction would have been applied. */
  take(): void {
    if (!this.#waiting) return;
    const { gtid, micros } = this.#waiting;
    this.#waiting = null;
    const last = { gtid, micros };
    const { transactions, first } = this.#found ?? { transactions: 0, first: last };
    const end = { gtid: this.#end.gtid, micros: this.#end.micros };
    this.#found = { transactions: transactions + 1, end, first, last };
  }

  get found(): DatedBefore | null {
    return this.#found;
  }
}
