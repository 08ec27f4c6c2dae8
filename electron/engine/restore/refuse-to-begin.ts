import type { FailureCode } from '../../../shared/failure.ts';
import type { Finding, StopFinding } from '../../../shared/restore-report.ts';
import { fail } from '../engine-error.ts';

/** What a restore with these findings ends with before it begins; undefined when nothing stops it. */
export function codeOfStops(findings: readonly Finding[]): FailureCode | undefined {
  const codes = stopsOf(findings).map(({ code }) => code);
  // Damage first, since it concerns the backup; names that are taken last, since --replace alone would not be enough.
  return codes.find((code) => code === 'damaged') ?? codes.find((code) => code !== 'target-not-empty') ?? codes[0];
}

/** Throws all stops as one failure. */
export function refuseToBegin(findings: readonly Finding[]): void {
  const code = codeOfStops(findings);
  if (code === undefined) return;
  const stops = stopsOf(findings);
  const target = stops[0]?.target ?? '';
  throw fail(code, stops.map((stop) => stop.what).join(' '), {
    safe: 'Nothing was written.',
    next: [...new Set(stops.flatMap((stop) => (stop.remedy === undefined ? [] : [stop.remedy])))].join(' '),
    where: target === '' ? {} : { shard: target },
  });
}

function stopsOf(findings: readonly Finding[]): StopFinding[] {
  return findings.filter((finding) => finding.severity === 'stop');
}
