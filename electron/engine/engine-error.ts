import { type Failure, type FailureDetail, type FailureWhere, failureFrom } from '../../shared/failure.ts';
import {
  type Fact,
  type FailureReason,
  factFrom,
  type ReasonValues,
  type Safety,
  safetyWords,
} from '../../shared/failure-words.ts';

/** The one error type the engine throws; hosts show `failure` and never the stack. */
export class EngineError extends Error {
  readonly failure: Failure;
  /** The server's error number where a statement failed, for code that handles single cases. */
  readonly errno: number | undefined;

  constructor(failure: Failure, errno?: number) {
    super(failure.message);
    this.name = 'EngineError';
    this.failure = failure;
    this.errno = errno;
  }
}

/** What may be known beside the reason. */
export interface FailureDetails {
  /** Where it is not the one that goes with the reason. */
  readonly safety?: Safety;
  readonly where?: FailureWhere;
  /** The error underneath; its message becomes `cause`. */
  readonly cause?: unknown;
  readonly detail?: FailureDetail;
  readonly errno?: number | undefined;
}

/** Builds an EngineError from the reason and what it is about; every host has words for it. */
export function fail<R extends FailureReason>(
  reason: R,
  values: ReasonValues<R>,
  { cause, errno, ...details }: FailureDetails = {},
): EngineError {
  const failure = failureFrom(reason, values, {
    ...details,
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
  });
  return new EngineError(failure, errno);
}

/** What only a command line or a file of the user can ask for wrongly, in English: no page ever shows it. */
export function misuse(message: string, details: PlainDetails = {}): EngineError {
  return plain('bad-input', message, details);
}

/** A defect of Shardkeep, in English: pages say so in general words and show this as what it is. */
export function defect(message: string, details: PlainDetails = {}): EngineError {
  return plain('internal', message, { next: 'Please report this with the steps that led to it.', ...details });
}

interface PlainDetails extends Pick<FailureDetails, 'safety' | 'where' | 'cause'> {
  readonly next?: string;
}

function plain(code: 'bad-input' | 'internal', message: string, details: PlainDetails): EngineError {
  const { safety, next, where = {}, cause } = details;
  return new EngineError({
    code,
    message,
    where,
    ...(safety === undefined ? {} : safely(safety)),
    ...(next === undefined ? {} : { next }),
    ...(cause === undefined ? {} : { cause: messageOf(cause) }),
  });
}

/** What is safe, as a fact and in English. */
export function safely(safety: Safety): Pick<Failure, 'safe' | 'safety'> {
  return { safe: safetyWords[safety], safety };
}

/** The failure inside any thrown value; what is not an EngineError is a defect and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return error.failure;
  return {
    code: 'internal',
    message: `Shardkeep met a condition it does not handle: ${messageOf(error)}`,
    next: 'Please report this with the steps that led to it.',
    where: {},
  };
}

/** What happened as a fact; of something unforeseen its own words. */
export function factOf({ fact, message }: Failure): Fact {
  return fact ?? factFrom('volume-unreadable', { cause: message });
}

/** Why one thing could not be done: in the server's words where it said so, else in ours and as a fact. */
export function becauseOf({ cause, message, fact }: Failure): { cause: string; fact?: Fact } {
  const theirs = fact === undefined || fact.reason === 'statement-refused' || fact.reason === 'statement-denied';
  return theirs ? { cause: cause ?? message } : { cause: cause ?? message, fact };
}

/** Adds what is known about the place to an error on its way up; a place that is already named stays. */
export function locate(error: unknown, where: FailureWhere): EngineError {
  const failure = failureOf(error);
  return new EngineError(
    { ...failure, where: { ...where, ...failure.where } },
    error instanceof EngineError ? error.errno : undefined,
  );
}

/** Of a message; a server may answer with megabytes, which would stand in reports, manifests and on the terminal. */
const MESSAGE_CHARS = 4096;

/** The text of anything that can be thrown. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > MESSAGE_CHARS ? `${text.slice(0, MESSAGE_CHARS)}…` : text;
}
