import { matchesObject, matchesWithin } from '../../../shared/glob.ts';
import type { ReplayTask } from '../lane/lane-protocol.ts';
import type { ReplayRoute } from '../replay/replay-options.ts';
import { lowerName } from '../schema/lower-name.ts';
import { keptPlace } from './name-place.ts';
import { programKey } from './roll-forward.ts';

type RouteTask = Pick<
  ReplayTask,
  'only' | 'schemas' | 'missing' | 'missingPrograms' | 'packages' | 'kept' | 'ignoreCase' | 'variables'
>;

/** The same choice that was made of the set's objects, for what the log tells about later ones too. */
export function routeOf({
  only,
  schemas: all,
  missing,
  missingPrograms,
  packages,
  kept,
  ignoreCase,
  variables,
}: RouteTask): ReplayRoute {
  // Where the source does not tell names apart by case, its log has them in any.
  const fold = Number(variables.lower_case_table_names ?? 0) > 0 ? lowerName : (name: string) => name;
  const globsOf = (globs: readonly string[]) => globs.map(fold);
  const chosen = only.map(globsOf);
  const within = (schema: string) => chosen.every((globs) => matchesWithin(globs, fold(schema)));
  // A schema of which nothing is chosen is the target's own, with its defaults and its existence.
  const schemas = new Map([...all].filter(([schema]) => within(schema)).map(([name, target]) => [fold(name), target]));
  const left = new Set(missing.map(fold));
  const lacking = new Set(missingPrograms.map(fold));
  const placeOf = (schema: string, kind: (typeof kept)[number]['kind'], name: string) =>
    keptPlace(schema, kind, name, ignoreCase);
  const keptPlaces = new Set(kept.map(({ schema, kind, name }) => placeOf(schema, kind, name)));
  const filled = kept.filter(({ kind }) => kind !== 'database');
  const keptSchemas = new Set(filled.map(({ schema }) => placeOf(schema, 'database', schema)));
  const isChosen = (schema: string, name: string) =>
    chosen.every((globs) => matchesObject(globs, schema, name)) && !left.has(`${schema}.${name}`);
  return {
    plain: only.length === 0 && [...all].every(([source, target]) => source === target),
    packages: new Set(packages),
    targets: new Set(schemas.values()),
    keeps: filled.length > 0,
    kept: (schema, kind, name) =>
      kind === undefined || name === undefined
        ? keptSchemas.has(placeOf(schema, 'database', schema))
        : keptPlaces.has(placeOf(schema, kind, name)),
    lacks: (verb, what, schema, name) => {
      const key = fold(programKey(what, schema, name));
      if (verb === 'create') lacking.delete(key);
      return lacking.has(key);
    },
    object: (schema, name) => {
      const target = schemas.get(fold(schema));
      return target !== undefined && isChosen(fold(schema), fold(name)) ? { schema: target, table: name } : null;
    },
    schema: (schema) => {
      const target = schemas.get(fold(schema));
      const alone = [...all.values()].filter((one) => one === target).length === 1;
      return target === undefined ? null : { schema: target, whole: only.length === 0 && alone };
    },
  };
}
