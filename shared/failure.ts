import {
  type Fact,
  type FailureReason,
  factFrom,
  failureWords,
  type ReasonValues,
  type ReasonWords,
  type Safety,
  safetyWords,
  sayReason,
} from './failure-words.ts';
import type { StopFinding } from './restore-report.ts';
import type { ChainBreak } from './set-facts.ts';

/** Every way a run can fail, as data that crosses process borders unchanged. */
export const failureCodes = [
  'bad-input', // an option, a cluster file or a name that cannot be used
  'unreachable', // no answer from the server's address
  'access-denied', // the server refused the account
  'missing-privilege', // the account may not do what the run needs
  'lock-timeout', // a lock was not granted before its deadline
  'connection-lost', // the server went away during the run
  'server', // the server refused a statement
  'destination', // the folder cannot be used as a destination
  'destination-lost', // the destination went away while a run wrote to it
  'no-space', // the disk is full or its file size limit is reached
  'busy', // another run uses the destination
  'not-found', // no such set
  'newer-format', // written by a newer version
  'chain-broken', // the server's binary log does not go on where the last set ended
  'damaged', // bytes differ from what the set recorded
  'difference', // the target differs from the set
  'target-not-empty', // the target already has what would be restored
  'cancelled', // the user stopped the run
  'internal', // a defect of Shardkeep
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Where it happened; only what is known is set. */
export interface FailureWhere {
  readonly shard?: string;
  /** host:port */
  readonly server?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly chunk?: string;
  readonly file?: string;
  /** Path of a field in a cluster file, such as `shards[1].port`. */
  readonly field?: string;
}

/**
 * What a failure is about where the way out depends on the host: an option of the command line, or a control of a page.
 * Such failures come without `next`.
 */
export type FailureDetail =
  /** A restore did not begin. */
  | { readonly code: 'stopped'; readonly findings: readonly StopFinding[] }
  /** What would be replaced cannot be restored whole: the first tables or files, and how many there are. */
  | { readonly code: 'set-damaged'; readonly names: readonly string[]; readonly count: number }
  /** Two objects of the set would get one name on one server. */
  | { readonly code: 'same-place'; readonly one: string; readonly other: string; readonly becomes: string }
  /** No incremental set can follow; a full one can. */
  | { readonly code: 'chain-broken'; readonly shard: string; readonly why: ChainBreak }
  /** A restore ended while it wrote. */
  | { readonly code: 'partly-restored' }
  /** The same when all rows were there: the same restore goes on with the log. */
  | { readonly code: 'log-cut-off' };

/** One failure in words: what happened, what is still safe, what to do next. Its English comes from its facts. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly safe?: string;
  readonly next?: string;
  /** What happened; absent for defects and for what only a command line can ask for wrongly. */
  readonly fact?: Fact;
  /** What `safe` says. */
  readonly safety?: Safety;
  readonly where: FailureWhere;
  /** The server's or system's own words, never with a password. */
  readonly cause?: string;
  readonly detail?: FailureDetail;
}

/** A failure with the English words of its reason. */
export function failureFrom<R extends FailureReason>(
  reason: R,
  values: ReasonValues<R>,
  details: Partial<Pick<Failure, 'where' | 'cause' | 'detail' | 'safety'>> = {},
): Failure {
  const fact = factFrom(reason, values);
  const words: ReasonWords = failureWords[reason];
  const safety = details.safety ?? words.safety;
  return {
    code: words.code,
    ...sayReason(fact),
    fact,
    where: {},
    ...details,
    ...(safety === undefined ? {} : { safety, safe: safetyWords[safety] }),
  };
}

/** Ends a switch over a closed union; the compiler proves that it cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
