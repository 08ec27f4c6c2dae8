import { matchesObject } from '../../../shared/glob.ts';
import type { NotRestored, NotRestoredWhy, RolledForward } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { settleAll } from '../settle.ts';
import { compareDefinitions } from './compare-definitions.ts';
import type { RollPlan } from './plan-roll.ts';
import type { TargetState } from './preflight.ts';
import { readObjects } from './read-objects.ts';

interface LoggedComparison {
  readonly chain: readonly ReadableSet[];
  readonly definers: Definers;
  /** What the report has already. */
  readonly named: readonly NotRestored[];
}

/** `compareLogged` for every shard. */
export async function compareAllLogged({
  rows,
  plans,
  rolled,
  ...comparison
}: LoggedComparison & {
  readonly rows: readonly { readonly target: TargetState }[];
  readonly plans: readonly (RollPlan | undefined)[];
  readonly rolled: readonly RolledForward[];
}): Promise<NotRestored[]> {
  const differing = rows.map(async ({ target }, i) => {
    const own = rolled.find(({ shard }) => shard === target.scope.source.name);
    return plans[i] ? compareLogged(target, plans[i], own, comparison) : [];
  });
  return (await settleAll(differing)).flat();
}

/**
 * Compares what a log was to bring of definitions with what the source had when the last set of the chain was taken: session
 * settings that no log has, such as the default engine, give another definition without any error. Only where the log was
 * applied to that set's end. Where counters and sequences stand moves on while a set is taken, and is left out.
 */
async function compareLogged(
  target: TargetState,
  plan: RollPlan,
  rolled: RolledForward | undefined,
  { chain, definers, named }: LoggedComparison,
): Promise<NotRestored[]> {
  const [full, tip] = [chain[0], chain.at(-1)];
  const { scope } = target;
  const source = tip?.manifest.shards.find(({ name }) => name === scope.source.name);
  if (!full || !tip || !source || tip === full || plan.stop.kind !== 'end' || !rolled || rolled.stopped) return [];
  const isChosen = (schema: string, name: string) =>
    [full.manifest.only, scope.only].every((globs) => matchesObject(globs, schema, name));
  const objects = source.objects.filter(
    ({ kind, schema, name, table }) =>
      plan.schemas.has(schema) && (kind === 'database' ? scope.schemas.has(schema) : isChosen(schema, table ?? name)),
  );
  if (objects.length === 0) return [];
  const read = (await readObjects(tip.folder, objects)).map((one) => ({ ...one, state: undefined }));
  const schemas = new Map([...plan.schemas].filter(([schema]) => objects.some((one) => one.schema === schema)));
  const there = { ...target, scope: { ...scope, source, schemas } };
  const { differing } = await compareDefinitions(there, read, definers, named, plan.schemas);
  return differing.map((one) => ({ ...one, why: asLogged(one.why) }));
}

function asLogged(why: NotRestoredWhy): NotRestoredWhy {
  if (why.code === 'definition-missing') return { code: 'logged-missing' };
  return why.code === 'definition-differs' ? { ...why, code: 'logged-differs' } : why;
}
