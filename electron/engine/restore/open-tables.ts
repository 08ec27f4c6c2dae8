import { matchesObject } from '../../../shared/glob.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ShardScope } from './select-scope.ts';

/** As many tables as a sentence bears. */
const NAMED = 5;

/** Tables that the log changes in a way that it does not determine; the replay finds out whether it does here. */
export function openTables(
  { source, target, only }: Pick<ShardScope, 'source' | 'target' | 'only'>,
  { ranges, schemas }: Pick<RollPlan, 'ranges' | 'schemas'>,
): Finding[] {
  const keyed = new Set(
    source.tables.filter(({ keyIndex }) => keyIndex !== null).map(({ schema, name }) => `${schema}.${name}`),
  );
  const statements = ranges.flatMap(({ range }) => range.segments.flatMap((segment) => segment.statements));
  const tables = new Set(
    statements.flatMap(({ open }) => {
      if (!open || !schemas.has(open.schema) || !matchesObject(only, open.schema, open.table)) return [];
      const name = `${open.schema}.${open.table}`;
      return open.values !== null || !keyed.has(name) ? [name] : [];
    }),
  );
  if (tables.size === 0) return [];
  const [count, first] = [tables.size, [...tables].slice(0, NAMED)];
  return [{ severity: 'note', target: target.name, code: 'log-open', tables: first, count }];
}
