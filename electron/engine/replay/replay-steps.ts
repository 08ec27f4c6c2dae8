import { quoteName } from '../mysql/quote.ts';
import type { LastTransaction, TablePlace } from './replay-options.ts';
import type { RowStatement } from './send-rows.ts';

/** Settings under which rows are computed, as SQL. */
export interface RowSession {
  readonly settings: ReadonlyMap<string, string>;
  /** What to try where rows are not found by their columns: another time zone may have computed these. */
  readonly inOtherZone: () => RowSession | undefined;
  /** To be called where the server does not know the time zone. */
  readonly doubt: () => void;
}

/** Changes of rows, or a statement among them such as SAVEPOINT. */
export type GroupStep = ({ readonly kind: 'rows' } & RowStatement) | SqlStep;

export interface SqlStep {
  readonly kind: 'sql';
  readonly verb: 'savepoint' | 'rollback-to' | 'sequence';
  readonly sql: Buffer;
}

/** A logged savepoint under its name, whichever quotes it was logged in: those that its session knew may be none here. */
export function savepointStep({
  verb,
  name,
}: {
  readonly verb: 'savepoint' | 'rollback-to';
  readonly name: string;
}): SqlStep {
  const head = verb === 'savepoint' ? 'SAVEPOINT' : 'ROLLBACK TO SAVEPOINT';
  return { kind: 'sql', verb, sql: Buffer.from(`${head} ${quoteName(name)}`) };
}

/** True for all but savepoints, which change nothing by themselves. */
export function isChange(step: GroupStep): boolean {
  return step.kind === 'rows' || step.verb === 'sequence';
}

/** What came between the begin and the end of a transaction. */
export interface RowGroup {
  steps: GroupStep[];
  bytes: number;
  /** Rows of tables that do not roll back are among them. */
  careful: boolean;
  /** Settings under which the server computes generated columns of these rows; undefined where that does not matter. */
  session?: RowSession;
  end: 'commit' | 'rollback';
  /** Where it ends. */
  last: LastTransaction;
  /** Where it begins. */
  readonly begin: number;
}

/** A statement that defines something, ready to run. */
export interface Definition {
  readonly sql: Buffer;
  readonly settings: ReadonlyMap<string, string>;
  /** Default schema on the target. */
  readonly schema: string | null;
  /** It has names that are in the default schema. */
  readonly bare: boolean;
  /** Tables whose definition tells whether it has run; null: it may run a second time. */
  readonly tells: readonly TablePlace[] | null;
  /** Errors with which it may have ended on the source. */
  readonly expected: readonly number[];
  /** Its rows follow in the same transaction (MySQL's CREATE TABLE … SELECT). */
  readonly opensTransaction: boolean;
  readonly text: string;
  readonly last: LastTransaction;
  readonly begin: number;
}
