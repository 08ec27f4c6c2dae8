import type { Failure, FailureCode, FailureDetail, FailureWhere } from '../../shared/failure.ts';

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

/** What may be said beside code and message. */
export interface FailureDetails {
  readonly safe?: string;
  readonly next?: string;
  readonly where?: FailureWhere;
  /** The error underneath; its message becomes `cause`. */
  readonly cause?: unknown;
  readonly detail?: FailureDetail;
  readonly errno?: number | undefined;
}

/** Builds an EngineError from its parts. */
export function fail(code: FailureCode, message: string, details: FailureDetails = {}): EngineError {
  const { safe, next, where = {}, cause, detail, errno } = details;
  return new EngineError(
    {
      code,
      message,
      where,
      ...(safe === undefined ? {} : { safe }),
      ...(next === undefined ? {} : { next }),
      ...(cause === undefined ? {} : { cause: messageOf(cause) }),
      ...(detail === undefined ? {} : { detail }),
    },
    errno,
  );
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

/** Adds what is known about the place to an error on its way up; a place that is already named stays. */
export function locate(error: unknown, where: FailureWhere): EngineError {
  const failure = failureOf(error);
  return new EngineError(
    { ...failure, where: { ...where, ...failure.where } },
    error instanceof EngineError ? error.errno : undefined,
  );
}

/** The text of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
