import type { FailureCode } from './failure.ts';

/** Something a restore would change or run into, found before the first byte is written. */
export type Finding = StopFinding | NoteFinding;

/** The restore does not begin. */
export interface StopFinding extends FindingWords {
  readonly severity: 'stop';
  /** What the restore ends with for it. */
  readonly code: FailureCode;
}

/** The restore begins, and this is good to know. */
export interface NoteFinding extends FindingWords {
  readonly severity: 'note';
}

interface FindingWords {
  /** Name of the target shard; empty when it concerns the set. */
  readonly target: string;
  readonly what: string;
  readonly remedy?: string;
}

/** What became of one table. */
export interface RestoredTable {
  /** Shard of the set. */
  readonly shard: string;
  readonly target: string;
  /** Names on the target. */
  readonly schema: string;
  readonly table: string;
  /** Rows in the set. */
  readonly rows: number;
  readonly bytes: number;
  /** equal: read again and proven; loaded: not read again (--no-verify); different; failed: not restored. */
  readonly state: 'equal' | 'loaded' | 'different' | 'failed';
  readonly reason?: string;
  /** Failed because what the set holds of it is damaged. */
  readonly damaged?: boolean;
}

/** A measured share: `proven` of `total`. */
export interface Share {
  readonly proven: number;
  readonly total: number;
}

/** Recovery quality: the product of three measured shares, 0 to 1. */
export interface Quality {
  readonly value: number;
  /** Rows proven equal over rows in the set. */
  readonly rows: Share;
  /** Tables proven complete over tables. */
  readonly tables: Share;
  /** Shards serving over shards. */
  readonly shards: Share;
}

/** Something of the set that the target does not have now. */
export interface NotRestored {
  readonly target: string;
  readonly schema: string;
  readonly object: string;
  readonly kind: string;
  readonly reason: string;
}

export interface RestoreReport {
  readonly id: string;
  /** Null when nothing was compared: a dry run or --no-verify. */
  readonly quality: Quality | null;
  readonly tables: readonly RestoredTable[];
  readonly findings: readonly Finding[];
  readonly exceptions: readonly NotRestored[];
  readonly warnings: readonly string[];
  /** Milliseconds per phase. */
  readonly durations: Readonly<Record<string, number>>;
}
