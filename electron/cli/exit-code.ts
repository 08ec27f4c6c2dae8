import { assertNever, type FailureCode } from '../../shared/failure.ts';
import { type Outcome, restoreOutcome } from '../../shared/judge-outcome.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';

/** 0 done · 1 failed · 2 bad input · 3 done with named exceptions · 4 damage or difference found. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Bad input is what running the same command again cannot mend: something has to be corrected first. */
export function exitCodeOf(code: FailureCode): ExitCode {
  switch (code) {
    case 'bad-input':
    case 'access-denied':
    case 'missing-privilege':
    case 'destination':
    case 'not-found':
    case 'newer-format':
    case 'target-not-empty':
    case 'chain-broken':
      return 2;
    case 'damaged':
    case 'difference':
      return 4;
    case 'unreachable':
    case 'lock-timeout':
    case 'connection-lost':
    case 'server':
    case 'destination-lost':
    case 'no-space':
    case 'busy':
    case 'cancelled':
    case 'internal':
      return 1;
    default:
      return assertNever(code);
  }
}

/** A run that came to its end. */
export function exitCodeFor(outcome: Outcome): ExitCode {
  switch (outcome) {
    case 'ok':
      return 0;
    case 'failed':
      return 1;
    case 'exceptions':
      return 3;
    case 'damage':
      return 4;
    default:
      return assertNever(outcome);
  }
}

export function restoreExitCode(report: RestoreReport): ExitCode {
  return exitCodeFor(restoreOutcome(report));
}
