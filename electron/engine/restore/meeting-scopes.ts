import { matchesObject } from '../../../shared/glob.ts';
import { ObjectKind } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import type { KeptObject } from '../replay/kept-object.ts';
import { namePlace } from './name-place.ts';
import type { RollPlan } from './plan-roll.ts';
import type { TargetState } from './preflight.ts';

type Target = Pick<TargetState, 'scope' | 'identity' | 'info'>;
type Logged = Pick<RollPlan, 'logged' | 'schemas'> | undefined;

/** What one schema of a set brings to a schema of a target: the full set holds it, or its log makes, changes or drops it. */
interface Brought extends KeptObject {
  /** Schema and name in the set. */
  readonly from: string;
  readonly source: string;
  readonly logged: boolean;
}

/**
 * Two schemas may come to one, of one shard or of two, as long as no two things get the same name there: what the full set
 * holds was compared before; here is what the logs bring. Throws which two they are: the log of one would change or drop
 * what is the other's, whose rows were compared by then.
 */
export function refuseMeetings(targets: readonly Target[], plans: readonly Logged[]): void {
  const seen = new Map<string, Brought & { readonly shard: string }>();
  for (const [i, { scope, identity, info }] of targets.entries())
    for (const one of broughtBy(scope, plans[i])) {
      const { schema, kind, name } = one;
      const place = JSON.stringify([identity, namePlace(schema, kind, name, info.lowerCaseTableNames > 0)]);
      const own = { ...one, shard: scope.source.name };
      const other = seen.get(place);
      seen.set(place, other && !own.logged ? other : own);
      if (!other || (other.shard === own.shard && other.source === own.source) || !(other.logged || own.logged))
        continue;
      const [first, second] = [`${other.shard}: ${other.from}`, `${own.shard}: ${own.from}`];
      const becomes = `${schema}.${name}`;
      throw fail(
        'same-place',
        { one: first, other: second, becomes, target: scope.target.name },
        {
          where: { shard: own.shard, schema, table: name },
          detail: { code: 'same-place', one: first, other: second, becomes: `${scope.target.name}: ${becomes}` },
        },
      );
    }
}

/** What the other shards bring to the schemas of each: its log leaves that alone, whatever its set says of it. */
export function broughtByOthers(targets: readonly Target[], plans: readonly Logged[]): KeptObject[][] {
  const brought = targets.map(({ scope }, i) => broughtBy(scope, plans[i]));
  return targets.map((target, i) => {
    const schemas = new Set((plans[i]?.schemas ?? target.scope.schemas).values());
    return brought.flatMap((list, j) =>
      i === j || targets[j]?.identity !== target.identity
        ? []
        : list.filter(({ schema }) => schemas.has(schema)).map(({ schema, kind, name }) => ({ schema, kind, name })),
    );
  });
}

function broughtBy({ objects, schemas, only }: Target['scope'], plan: Logged): Brought[] {
  const held = objects.flatMap(({ schema, kind, name }): Brought[] =>
    kind === 'database'
      ? []
      : [
          {
            ...{ kind, name, source: schema },
            schema: schemas.get(schema) ?? schema,
            from: `${schema}.${name}`,
            logged: false,
          },
        ],
  );
  const named = (plan?.logged ?? []).flatMap(({ makes, tables = [] }) => [
    ...makes.map(({ kind, schema, name }) => ({ kind, schema, name })),
    ...tables.map(({ schema, name }) => ({ kind: 'table', schema, name })),
  ]);
  const logged = named.flatMap(({ kind, schema, name }): Brought[] => {
    const to = plan?.schemas.get(schema);
    const known = kind === 'database' ? undefined : ObjectKind.safeParse(kind).data;
    if (to === undefined || known === undefined || !matchesObject(only, schema, name)) return [];
    return [{ kind: known, name, source: schema, schema: to, from: `${schema}.${name}`, logged: true }];
  });
  return [...held, ...logged];
}
