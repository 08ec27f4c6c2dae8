import { assertNever, type FailureCode } from '../../shared/failure.ts';
import { foundDamage, type RestoreReport } from '../../shared/restore-report.ts';

/** 0 done · 1 failed · 2 bad input · 3 done with named exceptions · 4 damage or difference found (DESIGN §6). */
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

/** A restore is done only when everything that was asked for is there and, unless told otherwise, proven. */
export function restoreExitCode(report: RestoreReport): ExitCode {
  const { tables, exceptions, rolled } = report;
  if (foundDamage(report)) return 4;
  if (tables.length > 0 && tables.every((table) => table.state === 'failed')) return 1;
  // What is prepared needs somebody who decides.
  const short = rolled.some(({ stopped, prepared }) => stopped !== null || prepared.length > 0);
  return short || exceptions.length > 0 || tables.some((table) => table.state === 'failed') ? 3 : 0;
}
