import type { NotRestored, NotRestoredWhy, RolledForward, TableProblem } from './restore-report.ts';

/**
 * What came of restoring a chain to the instant of the full set behind it, and comparing every table with that set. A log
 * cannot be checked by reading it: only what it makes of the rows says whether it was whole, and meant here what it meant
 * there.
 */
export interface ChainProofReport {
  /** The full set whose rows the chain has to give. */
  readonly full: string;
  /** The sets that were restored, the older full one first. */
  readonly chain: readonly string[];
  /** When the full set's rows are from, by the workstation's clock; of the first shard where each has its own instant. */
  readonly until: string;
  readonly tables: readonly ProvenTable[];
  /** All tables of the full set, and their rows, whatever was chosen of them. */
  readonly of: { readonly tables: number; readonly rows: number };
  readonly rolled: readonly RolledForward[];
  /** Transactions of the last set's log that are later than what was compared: they were not applied. */
  readonly behind: number;
  /** What the restore could not bring back as it was, tables aside. */
  readonly exceptions: readonly NotRestored[];
  /** What could not be taken away from the targets afterwards. */
  readonly left: readonly LeftBehind[];
  readonly durationMs: number;
}

export interface ProvenTable {
  readonly shard: string;
  readonly target: string;
  /** As the sets name it. */
  readonly schema: string;
  readonly table: string;
  /** Of the full set. */
  readonly rows: number;
  readonly state: 'equal' | 'different' | 'left-out';
  /** Of tables that are different. */
  readonly problem?: ChainDifference;
  /** Of tables that say nothing of the chain. */
  readonly why?: NotCompared;
}

export type ChainDifference =
  | TableProblem
  /** The chain does not have the table. */
  | { readonly code: 'missing' }
  /** The chain has it, and the full set does not. */
  | { readonly code: 'extra' };

/** Why a table was not compared, or why a difference says nothing of the chain. */
export type NotCompared =
  /** The shard's log was not followed to the instant. */
  | { readonly code: 'stopped' }
  /** The full set has its rows from another instant than the shard's others: its run was interrupted. */
  | { readonly code: 'other-instant' }
  /** Its engine has no snapshots, and the full set did not hold writers meanwhile. */
  | { readonly code: 'no-snapshot'; readonly engine: string }
  /** The target does not know a collation by which its rows are ordered. */
  | { readonly code: 'other-order' }
  /** The chain was taken, or restored, without it. */
  | { readonly code: 'not-chosen' }
  /** The full set names it as something that it does not hold. */
  | { readonly code: 'not-in-full'; readonly text: string }
  /** The restore has named what became of it. */
  | { readonly code: 'named'; readonly why: NotRestoredWhy };

export interface LeftBehind {
  readonly target: string;
  readonly name: string;
  readonly cause: string;
}

/** The share of the full set's rows, and of its tables, whichever is less, that the chain was proven to give. */
export function provenShare({ tables, of }: Pick<ChainProofReport, 'tables' | 'of'>): number {
  const equal = tables.filter(({ state }) => state === 'equal');
  const rows = equal.reduce((sum, table) => sum + table.rows, 0);
  const share = (part: number, all: number) => (all === 0 ? 1 : part / all);
  return Math.min(share(equal.length, of.tables), share(rows, of.rows));
}

/** Tables that differ, as lists of checks name them. */
export function differingTables({ tables }: Pick<ChainProofReport, 'tables'>): string[] {
  return tables
    .filter(({ state }) => state === 'different')
    .map(({ shard, schema, table }) => `${shard}: ${schema}.${table}`);
}
