import type { LogPlace } from './log-failures.ts';
import type { OpenGroup } from './open-group.ts';
import type { ReplayReport, SkippedStatement, SkipReason } from './replay-options.ts';
import { isChange } from './replay-steps.ts';
import { statementHead } from './statement-head.ts';

/** How many left-out statements of accounts and of the server are named. */
const NAMED = 100;

/** Counts what a replay does. */
export class ReplayTally {
  transactions = 0;
  changed = 0;
  ddl = 0;
  rowEvents = 0;
  skippedRowEvents = 0;
  bytes = 0;
  readonly #skipped: SkippedStatement[] = [];
  readonly #reasons: Record<SkipReason, number> = {
    account: 0,
    server: 0,
    maintenance: 0,
    'system-schema': 0,
    'not-selected': 0,
    'already-there': 0,
  };

  /** A transaction ends; one that is still held and has nothing to do changes nothing here. */
  end({ mode, steps }: Pick<OpenGroup, 'mode' | 'steps'>): void {
    this.transactions++;
    if (mode !== 'held' || steps.some(isChange)) this.changed++;
  }

  /** A statement is left out. */
  skip(reason: SkipReason, { gtid, file, position }: LogPlace, sql: Buffer): void {
    this.#reasons[reason]++;
    const concernsUser = reason === 'account' || reason === 'server';
    if (concernsUser && this.#skipped.length < NAMED)
      this.#skipped.push({ reason, gtid, file, position, text: statementHead(sql) });
  }

  get report(): Omit<ReplayReport, 'last' | 'stoppedBy' | 'preparedXa' | 'datedBefore' | 'resumedFrom'> {
    return {
      transactions: this.transactions,
      changed: this.changed,
      ddl: this.ddl,
      rowEvents: this.rowEvents,
      skippedRowEvents: this.skippedRowEvents,
      bytes: this.bytes,
      skippedStatements: { ...this.#reasons },
      skipped: [...this.#skipped],
    };
  }
}
