import type { NotRestored } from '../../../shared/restore-report.ts';
import { quoteTable } from '../mysql/quote.ts';
import { countPartitions } from '../schema/count-partitions.ts';
import { printsAlike } from './compare-definitions.ts';
import type { ComparedTable } from './compare-tables.ts';
import type { TargetState } from './preflight.ts';

/**
 * Compares how rows are spread over partitions. Most partitions follow from the rows; those of a history that is kept by
 * number of rows follow from when each was written, and a source may have rows where they do not belong.
 */
export async function comparePartitions(
  target: TargetState,
  tables: readonly ComparedTable[],
  named: readonly Pick<NotRestored, 'schema' | 'object'>[],
): Promise<NotRestored[]> {
  if (!printsAlike(target)) return [];
  const known = new Set(named.map(({ schema, object }) => quoteTable(schema, object)));
  const differing: NotRestored[] = [];
  for (const { table, schema, found: compared } of tables) {
    const { name, partitions } = table;
    if (!partitions || compared.state !== 'equal' || known.has(quoteTable(schema, name))) continue;
    const found = await countPartitions(target.session, { ...table, schema });
    const rows = new Map(found.map((one) => [one.name, one.rows]));
    const others = partitions.filter((one) => rows.get(one.name) !== one.rows).map((one) => one.name);
    if (others.length === 0) continue;
    const why = { code: 'partition-rows', partitions: others } as const;
    differing.push({ target: target.scope.target.name, schema, object: name, kind: 'table', why });
  }
  return differing;
}
