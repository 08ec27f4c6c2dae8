import type { ClusterProfile, RestoreRequest } from '../../shared/contract.ts';
import { chosenTables, type OutlineNode, type Patterns, pathOf, patternsOf } from './scope.ts';
import type { Reason, WizardState } from './wizard-state.ts';

/** Where one shard of the set goes. */
export interface ShardRoute {
  readonly shard: string;
  /** Name of the target shard; null while nobody chose one. */
  readonly target: string | null;
}

/** What one schema of the set is called on the target. */
export interface SchemaName {
  readonly schema: string;
  readonly to: string;
}

/** What the answers come to, with everything that follows from them. */
export interface Plan {
  readonly tables: readonly OutlineNode[];
  readonly patterns: Patterns;
  readonly cluster: ClusterProfile | undefined;
  readonly routes: readonly ShardRoute[];
  readonly schemas: readonly SchemaName[];
  /** Accounts and roles of the chosen shards; null where the set has none stored. */
  readonly accounts: number | null;
}

/**
 * Works out what follows from the answers, given what the set holds and which clusters there are; `stored`: how many
 * accounts the set has of a shard, none where they were not asked for.
 */
export function planOf(
  state: WizardState,
  outline: OutlineNode,
  clusters: readonly ClusterProfile[],
  stored: ReadonlyMap<string, number> = new Map(),
  { spares, taken }: Surroundings = NOTHING_KNOWN,
): Plan {
  const tables = chosenTables(state.scope, outline);
  const cluster = targetOf(state, outline, clusters, spares);
  const whole = state.scope.includes('');
  const used = (index: number) => new Set(tables.map((table) => pathOf(table.key)[index] ?? ''));
  const shards = whole ? outline.children.map((shard) => shard.name) : [...used(0)];
  const schemas = whole
    ? [...new Set(outline.children.flatMap((shard) => shard.children.map((schema) => schema.name)))]
    : [...used(1)];
  const number = freeNumber(schemas, state, taken);
  return {
    tables,
    patterns: patternsOf(state.scope, outline),
    cluster,
    routes: shards.map((shard) => ({ shard, target: state.map[shard] ?? targetFor(shard, outline, cluster) })),
    schemas: schemas.map((schema) => ({ schema, to: state.rename[schema] ?? nameFor(schema, state, number) })),
    accounts: shards.some((shard) => stored.has(shard))
      ? shards.reduce((sum, shard) => sum + (stored.get(shard) ?? 0), 0)
      : null,
  };
}

/** What is known of the servers beside the answers. */
export interface Surroundings {
  /** Ids of clusters that are places to restore to: restored to before, and never backed up. */
  readonly spares: ReadonlySet<string>;
  /** Names of schemas that are on the target already. */
  readonly taken: ReadonlySet<string>;
}

const NOTHING_KNOWN: Surroundings = { spares: new Set(), taken: new Set() };

/**
 * The chosen cluster; else for a practice one that is there to restore to, and the one the set was taken from. A cluster
 * that is gone counts as not chosen.
 */
export function targetOf(
  { clusterId, reason }: WizardState,
  outline: OutlineNode,
  clusters: readonly ClusterProfile[],
  spares: Surroundings['spares'],
): ClusterProfile | undefined {
  const spare = clusters.find(
    ({ id, name, shards }) => spares.has(id) && name !== outline.name && shards.length >= outline.children.length,
  );
  return (
    clusters.find(({ id }) => id === clusterId) ??
    (reason === 'practice' ? spare : undefined) ??
    clusters.find(({ name }) => name === outline.name)
  );
}

/** The shard of the same name; where no name is shared and there are as many, the one in the same place. */
function targetFor(shard: string, outline: OutlineNode, cluster: ClusterProfile | undefined): string | null {
  if (!cluster) return null;
  const names = cluster.shards.map(({ name }) => name);
  if (names.includes(shard)) return shard;
  const sources = outline.children.map(({ name }) => name);
  if (sources.some((name) => names.includes(name))) return null;
  return names[sources.indexOf(shard)] ?? null;
}

const SUFFIX: Readonly<Record<Reason, string>> = {
  everything: '_restored',
  shard: '_restored',
  tables: '_restored',
  practice: '_drill',
};

/** Servers take names of up to 64 characters. */
export const NAME_LENGTH = 64;

/** `number`: which of several restores beside each other this is. */
function nameFor(schema: string, { naming, reason }: WizardState, number: number): string {
  if (naming === 'same') return schema;
  const suffix = `${SUFFIX[reason ?? 'everything']}${number === 1 ? '' : number}`;
  return schema.slice(0, NAME_LENGTH - suffix.length) + suffix;
}

/** The first number under which no schema has a name that is taken: an earlier practice may not have been dropped. */
function freeNumber(schemas: readonly string[], state: WizardState, taken: ReadonlySet<string>): number {
  if (state.naming === 'same') return 1;
  const there = new Set([...taken].map((name) => name.toLowerCase()));
  let number = 1;
  while (schemas.some((schema) => there.has(nameFor(schema, state, number).toLowerCase()))) number++;
  return number;
}

/** What keeps a step from being answered; null when it is. */
export type Missing =
  | 'reason'
  | 'set'
  | 'instant'
  | 'tables'
  | 'cluster'
  | 'target'
  | 'schema-name'
  | 'schema-name-long'
  | null;

/** The first thing that is missing in a step. */
export function missingIn(step: WizardState['step'], state: WizardState, plan: Plan | null): Missing {
  switch (step) {
    case 'why':
      return state.reason === null ? 'reason' : null;
    case 'moment':
      if (state.from === null || state.setId === null) return 'set';
      return state.typedAt === null ? null : 'instant';
    case 'what':
      if (plan === null) return 'set';
      return plan.tables.length === 0 && !state.scope.includes('') ? 'tables' : null;
    case 'where':
      if (!plan?.cluster) return 'cluster';
      if (plan.routes.some(({ target }) => !plan.cluster?.shards.some(({ name }) => name === target))) return 'target';
      if (plan.schemas.some(({ to }) => to.trim() === '')) return 'schema-name';
      return plan.schemas.some(({ to }) => [...to].length > NAME_LENGTH) ? 'schema-name-long' : null;
    case 'ready':
      return null;
  }
}

/** True where accounts are asked for and the set has some. */
export function createsAccounts(state: WizardState, plan: Plan | null): boolean {
  return state.accounts && plan !== null && plan.accounts !== null;
}

/** The request these answers make; null while one is missing. */
export function requestOf(state: WizardState, plan: Plan | null): RestoreRequest | null {
  if (!plan?.cluster || state.from === null || state.setId === null) return null;
  const open = (['why', 'moment', 'what', 'where'] as const).some((step) => missingIn(step, state, plan) !== null);
  if (open) return null;
  const { patterns: scope } = plan;
  return {
    kind: 'restore',
    from: state.from,
    id: state.setId,
    ...(state.at === null ? {} : { at: state.at }),
    ...(state.mark === null ? {} : { mark: state.mark }),
    clusterId: plan.cluster.id,
    map: Object.fromEntries(plan.routes.flatMap(({ shard, target }) => (target === null ? [] : [[shard, target]]))),
    ...(scope === undefined ? {} : { scope }),
    rename: Object.fromEntries(
      plan.schemas.filter(({ schema, to }) => schema !== to).map(({ schema, to }) => [schema, to]),
    ),
    replace: state.existing === 'replace',
    verify: state.verify,
    ...(state.keepDefiners ? {} : { definers: { rule: 'strip' as const, map: {} } }),
    ...(createsAccounts(state, plan) ? { accounts: true } : {}),
    ...(state.allowOutside ? { allowOutside: true } : {}),
  };
}
