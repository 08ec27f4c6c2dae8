import type { Finding } from '../../shared/restore-report.ts';

/** What replacing would put in the place of what is there, on one target shard. */
export type Replacement = Extract<Finding, { code: 'replaces' }>;

/** What a look at the target found, by what it means for the user. */
export interface SortedFindings {
  /** The restore does not begin, whatever is chosen here. */
  readonly stops: readonly Finding[];
  /** Something of the same name is there: it does not begin unless that may be replaced. */
  readonly conflicts: readonly Finding[];
  /** What replacing would do. */
  readonly replaced: readonly Finding[];
  /** What replacing would leave as it is. */
  readonly kept: readonly Finding[];
  readonly notes: readonly Finding[];
}

/**
 * Tells findings apart by looking twice: once as if nothing may be replaced, once as if everything may. What stops only
 * the first is a conflict; what only the second says is about replacing.
 */
export function sortFindings(careful: readonly Finding[], replacing: readonly Finding[]): SortedFindings {
  const known = { careful: new Set(careful.map(keyOf)), replacing: new Set(replacing.map(keyOf)) };
  const changes = replacing.filter((one) => one.severity === 'note' && !known.careful.has(keyOf(one)));
  return {
    stops: replacing.filter(({ severity }) => severity === 'stop'),
    conflicts: careful.filter((one) => one.severity === 'stop' && !known.replacing.has(keyOf(one))),
    replaced: changes.filter(({ code }) => code !== 'keeps'),
    kept: changes.filter(({ code }) => code === 'keeps'),
    notes: careful.filter(({ severity }) => severity === 'note'),
  };
}

function keyOf(finding: Finding): string {
  return JSON.stringify(finding);
}

/** What would be replaced, shard by shard. */
export function replacementsIn(findings: readonly Finding[]): Replacement[] {
  return findings.filter((finding) => finding.code === 'replaces');
}
