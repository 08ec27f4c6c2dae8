import type { Finding } from '../../shared/restore-report.ts';

/** What a look at the target found, by what it means for the user. */
export interface SortedFindings {
  /** The restore does not begin, whatever is chosen here. */
  readonly stops: readonly Finding[];
  /** Something of the same name is there: it does not begin unless that may be replaced. */
  readonly conflicts: readonly Finding[];
  /** What replacing would do, in the engine's words. */
  readonly replaced: readonly Finding[];
  readonly notes: readonly Finding[];
}

/**
 * Tells findings apart by looking twice: once as if nothing may be replaced, once as if everything may. What stops only
 * the first is a conflict; what only the second says is about replacing.
 */
export function sortFindings(careful: readonly Finding[], replacing: readonly Finding[]): SortedFindings {
  const has = (list: readonly Finding[], finding: Finding) =>
    list.some((one) => one.severity === finding.severity && one.target === finding.target && one.what === finding.what);
  const stopping = careful.filter(({ severity }) => severity === 'stop');
  return {
    stops: replacing.filter(({ severity }) => severity === 'stop'),
    conflicts: stopping.filter((finding) => !has(replacing, finding)),
    replaced: replacing.filter((finding) => finding.severity === 'note' && !has(careful, finding)),
    notes: careful.filter(({ severity }) => severity === 'note'),
  };
}

/** Names of the target shards that findings speak of, each once. */
export function targetsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ target }) => target).filter((target) => target !== ''))];
}
