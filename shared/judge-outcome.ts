import type { ChainProofReport } from './chain-proof.ts';
import { foundDamage, type RestoreReport, type RolledForward } from './restore-report.ts';

/**
 * What a run that came to its end is worth: everything is as asked for · with named exceptions · damage or a difference was
 * found · nothing of what was asked for is there. The command line makes its exit code of it, the app what it shows.
 */
export const outcomes = ['ok', 'exceptions', 'damage', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** What is prepared needs somebody who decides, and so does what may belong to the instant. */
export function isRolledWhole({ stopped, prepared, datedBefore }: RolledForward): boolean {
  return stopped === null && prepared.length === 0 && datedBefore === undefined;
}

/** A restore is done only when everything that was asked for is there and, unless told otherwise, proven. */
export function restoreOutcome(report: RestoreReport): Outcome {
  const { tables, exceptions, rolled, quality } = report;
  if (foundDamage(report)) return 'damage';
  if (tables.length > 0 && tables.every((table) => table.state === 'failed')) return 'failed';
  const short = !rolled.every(isRolledWhole);
  const unsure = tables.some(({ state }) => state === 'failed' || (state === 'loaded' && quality !== null));
  return short || exceptions.length > 0 || unsure ? 'exceptions' : 'ok';
}

/** A chain is proven only when every table of the full set behind it came out equal. */
export function chainProofOutcome({ tables, rolled, exceptions, left }: ChainProofReport): Outcome {
  if (tables.some(({ state }) => state === 'different') || foundDamage({ tables: [], rolled })) return 'damage';
  const short = rolled.some(({ stopped }) => stopped !== null);
  const named = tables.some(({ state }) => state === 'left-out') || exceptions.length + left.length > 0;
  return short || named ? 'exceptions' : 'ok';
}

export function backupOutcome({ state }: { readonly state: 'complete' | 'complete-with-exceptions' }): Outcome {
  return state === 'complete' ? 'ok' : 'exceptions';
}

/** What was found when a set was read again. */
export function verifyOutcome(damage: readonly unknown[]): Outcome {
  return damage.length === 0 ? 'ok' : 'damage';
}
