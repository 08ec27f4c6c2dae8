import type { NotRestored, Share } from '../../../shared/restore-report.ts';
import type { ProgressMeter } from '../progress.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { compareDefinitions } from './compare-definitions.ts';
import { compareLiterals } from './compare-literals.ts';
import { comparePartitions } from './compare-partitions.ts';
import { compareTables } from './compare-tables.ts';
import type { RestoringShard } from './create-all.ts';
import { extraObjects } from './extra-objects.ts';
import type { TableOutcome } from './load-tables.ts';
import type { RestoredRows } from './restore-rows.ts';

interface CompareContext {
  readonly folder: string;
  readonly threads: number;
  readonly meter: ProgressMeter;
  readonly definers: Definers;
  /** What is known not to be there, and so is no difference. */
  readonly refused: readonly NotRestored[];
}

/**
 * Reads the rows again and compares them and all definitions with the set. `rows` learn what became of their tables;
 * `differing` is all else that is not as it was, `objects` the share of definitions that are.
 */
export async function compareAll(
  shards: readonly RestoringShard[],
  rows: readonly RestoredRows[],
  { folder, threads, meter, definers, refused }: CompareContext,
): Promise<{ differing: NotRestored[]; objects: Share | null }> {
  meter.beginPass('verifying');
  await compareTables(
    rows.map(({ target, ...one }) => ({ ...one, name: target.scope.source.name })),
    { folder, threads, meter },
  );
  for (const { target, tables } of rows) await compareLiterals(target.session, tables);
  const differing: NotRestored[] = [];
  const shares: Share[] = [];
  for (const [i, shard] of shards.entries()) {
    const named = [...refused, ...differing, ...failedAsNamed(rows[i]?.outcomes ?? [])];
    differing.push(...(await comparePartitions(shard, rows[i]?.tables ?? [], named)));
    const { share, differing: otherwise } = await compareDefinitions(shard, shard.objects, definers, named);
    differing.push(...otherwise);
    differing.push(...(await extraObjects(shard, shards)));
    if (share) shares.push(share);
  }
  return { differing, objects: shares.length === 0 ? null : addShares(shares) };
}

/** Tables that the report has with what became of them: their definitions are not looked at. */
function failedAsNamed(outcomes: readonly TableOutcome[]): { schema: string; object: string }[] {
  return outcomes
    .filter(({ failed }) => failed !== undefined)
    .map(({ schema, table }) => ({ schema, object: table.name }));
}

function addShares(shares: readonly Share[]): Share {
  const sum = (of: (share: Share) => number) => shares.reduce((total, share) => total + of(share), 0);
  return { proven: sum(({ proven }) => proven), total: sum(({ total }) => total) };
}
