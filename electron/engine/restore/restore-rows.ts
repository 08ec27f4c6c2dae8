import type { Manifest } from '../../../shared/manifest.ts';
import type { NotRestored, Share } from '../../../shared/restore-report.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import type { LaneHandle, LanePool } from '../lane/lane-pool.ts';
import type { WireChoice } from '../mysql/measure-wire.ts';
import { addRowSums } from '../mysql/row-sum.ts';
import type { ProgressMeter } from '../progress.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { checkContent } from './check-content.ts';
import { compareAll } from './compare-all.ts';
import { type ComparedTable, UNREAD } from './compare-tables.ts';
import { createAll, type RestoringShard } from './create-all.ts';
import { createRest } from './create-rest.ts';
import { loadTables, type TableOutcome } from './load-tables.ts';
import type { TargetState } from './preflight.ts';
import type { NoteKey } from './restore-note.ts';

/** What of a restore's options concerns definitions and rows. */
export interface RowsOptions {
  /** Replace objects of the same name on the targets. */
  readonly replace: boolean;
  /** As whom views, routines, triggers and events run on the target. */
  readonly definers: Definers;
  /** Read every restored table again and compare it with the set. */
  readonly verify: boolean;
  readonly lanesPerShard: number;
  /** Write nothing to the targets' binary logs. */
  readonly skipBinlog?: boolean;
  /** Whether lanes and targets compress what they send; default: where the wire is measured to be slow. */
  readonly wire?: WireChoice;
  /** Also create tables whose files or rows the set's definitions put elsewhere: into other directories, onto other servers. */
  readonly allowOutside?: boolean;
  /** Told of each schema that is about to be created on a target, and of each that was refused. */
  readonly onSchema?: (target: string, schema: string, state: 'making' | 'refused') => void;
  /** Every schema that the restore or its log makes gets a table of this name, by which it is known as the run's own. */
  readonly claim?: string;
  /** Create the accounts of the set that the targets do not have, with their grants. */
  readonly accounts?: boolean;
}

export interface RowsContext {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly pool: LanePool;
  readonly meter: ProgressMeter;
  /** For each target what its note says; undefined where no log follows, and so no note is left. */
  readonly keys: readonly NoteKey[] | undefined;
  /** Called before the first byte is written. */
  readonly onWrite: () => Promise<void>;
}

/** One target with the rows of its snapshot. */
export interface RestoredRows {
  readonly target: TargetState;
  readonly lanes: readonly LaneHandle[];
  readonly outcomes: readonly TableOutcome[];
  readonly tables: readonly ComparedTable[];
  /** The target has a note of this restore. */
  readonly noted: boolean;
}

/** All targets before their logs. */
export interface AllRows {
  readonly rows: readonly RestoredRows[];
  /** What a target does not have now. */
  readonly refused: readonly NotRestored[];
  /** Rows were read again. */
  readonly verified: boolean;
  /** Definitions that were compared, and how many are as they were; null where none can be. */
  readonly objects: Share | null;
}

/**
 * Creates what the full set holds, loads the rows, builds indexes, creates programs and accounts, and compares the rows with
 * the set where that is wanted.
 */
export async function restoreRows(
  targets: readonly TargetState[],
  options: RowsOptions,
  context: RowsContext,
): Promise<AllRows> {
  const { folder, manifest, pool, meter, onWrite } = context;
  const scopes = targets.map(({ scope }) => scope);
  const accounts = await Promise.all(
    scopes.map(({ source }) => (options.accounts ? openAccounts(folder, source) : [])),
  );
  if (options.replace && targets.some(({ existing }) => existing.some(({ inSet }) => inSet)))
    await checkContent(scopes, { folder, manifest, pool, meter, accounts: options.accounts === true });

  await onWrite();
  meter.phase('objects');
  const { shards, refused } = await createAll(targets, accounts, options, context);
  meter.beginPass('loading');
  const outcomes = await loadTables(shards, { folder, threads: pool.threads, meter });
  refused.push(...shards.flatMap(({ scope }, i) => (outcomes[i] ?? []).flatMap((one) => lostIndexes(scope, one))));
  meter.phase('objects');
  refused.push(...(await createRest(shards, outcomes, options.definers)));
  const rows = shards.map((shard, i) => restoredRows(shard, outcomes[i] ?? []));
  if (!options.verify) return { rows, refused, verified: false, objects: null };
  const { definers } = options;
  const compared = await compareAll(shards, rows, { folder, threads: pool.threads, meter, definers, refused });
  return { rows, refused: [...refused, ...compared.differing], verified: true, objects: compared.objects };
}

function restoredRows(shard: RestoringShard, outcomes: readonly TableOutcome[]): RestoredRows {
  const tables = outcomes
    .filter((one) => one.failed === undefined)
    .map(({ table, schema, sums }) => ({ table, schema, anyOrder: sums && addRowSums(sums), found: UNREAD }));
  return { target: shard, lanes: shard.lanes, outcomes, tables, noted: shard.noted };
}

function lostIndexes({ target }: TargetState['scope'], { table, schema, indexesRefused }: TableOutcome): NotRestored[] {
  const what = { target: target.name, schema, object: table.name, kind: 'table' as const };
  return indexesRefused.map((why) => ({ ...what, why: { code: 'index-refused', ...why } }));
}
