import { matchesObject, matchesWithin } from '../../../shared/glob.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { keptObjects } from './kept-objects.ts';
import { nameAs, namePlace } from './name-place.ts';
import type { RollPlan } from './plan-roll.ts';
import type { TargetState } from './preflight.ts';

/** As many names as a sentence bears. */
const NAMED = 5;

/**
 * What the log makes, changes or drops on the way although the target has it for itself: a schema that was made after the
 * full set, or what a restore keeps in one of its own. The replay would stop there.
 */
export function logMeets(
  { scope, info, existing, live }: Pick<TargetState, 'scope' | 'info' | 'existing' | 'live'>,
  { logged, schemas }: Pick<RollPlan, 'logged' | 'schemas'>,
): Finding[] {
  const ignoreCase = info.lowerCaseTableNames > 0;
  const kept = keptObjects({ existing, live });
  const keptPlaces = new Set(kept.map(({ schema, kind, name }) => namePlace(schema, kind, name, ignoreCase)));
  const inSchemas = new Set(kept.map(({ schema }) => nameAs(schema, ignoreCase)));
  const only = scope.only;
  const found = logged.flatMap(({ makes, tables = [] }) => [
    ...makes.flatMap(({ kind, name }) => {
      const target = schemas.get(name);
      if (kind !== 'database' || target === undefined || !matchesWithin(only, name)) return [];
      return inSchemas.has(nameAs(target, ignoreCase)) ? [target] : [];
    }),
    ...tables.flatMap(({ schema, name }) => {
      const target = schemas.get(schema);
      if (target === undefined || !matchesObject(only, schema, name)) return [];
      return keptPlaces.has(namePlace(target, 'table', name, ignoreCase)) ? [`${target}.${name}`] : [];
    }),
  ]);
  const names = [...new Set(found)];
  if (names.length === 0) return [];
  return [
    {
      severity: 'stop',
      target: scope.target.name,
      code: 'log-meets',
      names: names.slice(0, NAMED),
      count: names.length,
    },
  ];
}
