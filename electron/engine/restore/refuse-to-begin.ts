import { assertNever, type FailureCode } from '../../../shared/failure.ts';
import type { Finding, StopFinding } from '../../../shared/restore-report.ts';
import { EngineError, safely } from '../engine-error.ts';

/** What a restore with these findings ends with before it begins; undefined when nothing stops it. */
export function codeOfStops(findings: readonly Finding[]): FailureCode | undefined {
  const codes = stopsOf(findings).map(endOf);
  // Damage first, since it concerns the backup; names that are taken last, since to replace alone would not be enough.
  return codes.find((code) => code === 'damaged') ?? codes.find((code) => code !== 'target-not-empty') ?? codes[0];
}

/** Throws all stops as one failure. */
export function refuseToBegin(findings: readonly Finding[]): void {
  const code = codeOfStops(findings);
  if (code === undefined) return;
  const stops = stopsOf(findings);
  const target = stops[0]?.target ?? '';
  throw new EngineError({
    code,
    message: 'The restore did not begin, since something is in its way.',
    ...safely('nothing-written'),
    where: target === '' ? {} : { shard: target },
    detail: { code: 'stopped', findings: stops },
  });
}

function endOf({ code }: StopFinding): FailureCode {
  switch (code) {
    case 'volume-missing':
    case 'volume-size':
    case 'known-damaged':
      return 'damaged';
    case 'read-only':
    case 'same-name':
    case 'schema-unmade':
    case 'log-other-flavour':
    case 'log-setting':
    case 'cascades-outside':
      return 'bad-input';
    case 'names-taken':
    case 'log-meets':
    case 'rows-lost':
    case 'restore-interrupted':
      return 'target-not-empty';
    case 'lacks-privilege':
      return 'missing-privilege';
    default:
      return assertNever(code);
  }
}

function stopsOf(findings: readonly Finding[]): StopFinding[] {
  return findings.filter((finding) => finding.severity === 'stop');
}
