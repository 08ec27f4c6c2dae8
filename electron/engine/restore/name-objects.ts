import type { ObjectKind } from '../../../shared/manifest.ts';
import type { NamedObjects } from '../../../shared/restore-report.ts';

/** As many names as a sentence bears. */
const NAMED = 5;
/** `order_2` before `order_10`. */
const NATURAL = new Intl.Collator('en', { numeric: true });

/** Counts objects by kind and names the first few: tables first, in the order in which people count. */
export function nameObjects(
  objects: readonly { readonly schema: string; readonly name: string; readonly kind: ObjectKind }[],
): NamedObjects {
  const sorted = (list: typeof objects) =>
    list.map(({ schema, name }) => `${schema}.${name}`).toSorted(NATURAL.compare);
  const { table: tables = [], other = [] } = Object.groupBy(objects, ({ kind }) =>
    kind === 'table' ? 'table' : 'other',
  );
  const names = [...sorted(tables), ...sorted(other)];
  const counts: Partial<Record<ObjectKind, number>> = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  return { names: names.slice(0, NAMED), counts };
}
