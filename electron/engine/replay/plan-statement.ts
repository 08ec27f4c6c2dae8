import { assertNever } from '../../../shared/failure.ts';
import { quoteName } from '../mysql/quote.ts';
import { isLocalEngine } from '../schema/local-engines.ts';
import type { Edit } from './edit.ts';
import { isThere } from './log-position.ts';
import { planProgram } from './plan-program.ts';
import type { Statement } from './read-statement.ts';
import type { LogPosition, ReplayOptions, SkipReason, TablePlace } from './replay-options.ts';
import { isSystemSchema, keepOnly, keptWhy, Names, type ResolvedName } from './resolve-names.ts';

/** What a replay does with a statement that defines something. */
export type StatementPlan =
  | {
      readonly kind: 'run';
      readonly edits: readonly Edit[];
      /** The tables it defines, on the target. */
      readonly tables: readonly TablePlace[];
      /** The session's default schema on the target; null: it has none there. */
      readonly schema: string | null;
      /** It has names whose schema is the session's default one. */
      readonly bare: boolean;
      /** Schemas of the target that it is meant to reach. */
      readonly reaches: readonly string[];
    }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  /** It changes rows and was logged instead of them. */
  | { readonly kind: 'rows' }
  /** It cannot be run without changing what was not asked for, or not as it was meant. */
  | { readonly kind: 'refuse'; readonly why: string };

type Definition = Extract<Statement, { kind: 'table' | 'program' | 'schema' }>;
export type PlanOptions = Pick<ReplayOptions, 'route' | 'start' | 'startOf' | 'variables'>;

/** Decides about one statement; `schema` is the session's default on the source, `end` where it ends in the log. */
export function planStatement(
  statement: Definition,
  schema: string,
  end: LogPosition,
  options: PlanOptions,
): StatementPlan {
  switch (statement.kind) {
    case 'table':
      return planTables(statement, new Names(options.route, schema), end, options);
    case 'program':
      return planProgram(statement, new Names(options.route, schema), end, options);
    case 'schema':
      return planSchema(statement, schema, end, options);
    default:
      return assertNever(statement);
  }
}

type TableStatement = Extract<Statement, { kind: 'table' }>;

function planTables(statement: TableStatement, names: Names, end: LogPosition, options: PlanOptions): StatementPlan {
  const { verb } = statement;
  const own = statement.names.map((name) => names.resolve(name));
  const inner = statement.inner.map((name) => names.resolve(name, own[0]?.source.schema));
  const moved = inner.filter(({ place }) => place.moves);
  const concerned = [...own, ...moved];
  const isSelected = (one: ResolvedName) => one.target !== null;
  if (!concerned.some(isSelected)) {
    if (statement.unclear !== null && mayReach(statement, names)) return unclear(statement.unclear);
    const isSystem = own.every(({ source }) => isSystemSchema(source.schema));
    return { kind: 'skip', reason: isSystem ? 'system-schema' : 'not-selected' };
  }
  const relevant = own.some(isSelected) ? own : moved;
  const isRead = ({ source: { schema, table } }: ResolvedName) =>
    isThere(options.startOf?.(schema, table) ?? options.start, end);
  // What a list of tables to drop has besides is left alone.
  const wanted = own.filter((one) => isSelected(one) && !isRead(one));
  if (relevant.every((one) => !isSelected(one) || isRead(one))) return { kind: 'skip', reason: 'already-there' };
  if (verb !== 'drop' && !concerned.every(isSelected))
    return { kind: 'refuse', why: 'it moves a table into or out of what is restored' };
  const isKnown = ({ source: { schema, table } }: ResolvedName) => options.startOf?.(schema, table) !== undefined;
  if (verb !== 'drop' && (wanted.length < own.length || moved.some((one) => isKnown(one) && isRead(one))))
    return { kind: 'refuse', why: 'one of its tables was read after it and the other before' };
  if (statement.selects) return { kind: 'rows' };
  const refusal =
    names.refuseKept('table', [...wanted, ...inner]) ??
    refuseInner(statement, names, inner) ??
    refuseEngine(statement, options) ??
    refuseAmbiguous(own, inner);
  if (refusal) return refusal;
  const edits = wanted.length < own.length ? [keepOnly(own, wanted)] : own.flatMap((one) => names.edit(one));
  if (statement.emptied) edits.push(statement.emptied);
  edits.push(...inner.flatMap((one) => names.edit(one)));
  edits.push(...statement.qualifiers.flatMap((place) => names.editQualifier(place)));
  const defined = [...own, ...(verb === 'alter' ? inner : [])].flatMap(({ target }) => target ?? []);
  return {
    kind: 'run',
    edits: edits.sort((a, b) => a.start - b.start),
    tables: defined,
    schema: names.schema,
    bare: [...own, ...inner].some((one) => names.isBare(one)),
    reaches: [...own, ...inner].flatMap(({ target }) => target?.schema ?? []),
  };
}

/** What is not understood in it, or leads out of the restore. */
function refuseInner(
  { unclear: word, away, qualifiers }: TableStatement,
  names: Names,
  inner: readonly ResolvedName[],
): StatementPlan | null {
  if (away !== null) return { kind: 'refuse', why: `${away} in it leads out of what is restored` };
  // Where all is restored under its own name, what it may name is restored too, or stopped by the guard.
  const isPlain = names.route === 'same' || names.route.plain === true;
  // But for what the target keeps, which nothing else would stop.
  const keeps = names.route !== 'same' && names.route.keeps === true;
  if (word !== null && (!isPlain || names.isElsewhere || keeps)) return unclear(word);
  const outside = inner.find(({ target }) => target === null)?.source;
  if (outside)
    return { kind: 'refuse', why: `it names ${outside.schema}.${outside.table}, which is not among what is restored` };
  const far = qualifiers.find(({ name }) => names.schemaOf(name) === null);
  return far ? { kind: 'refuse', why: `it names the schema ${far.name}, which is not among what is restored` } : null;
}

/** A table without an engine gets the one that the set says to be the source's own, which may lead anywhere. */
function refuseEngine({ takesEngine }: TableStatement, { variables }: PlanOptions): StatementPlan | null {
  const engine = variables?.get('default_storage_engine');
  if (!takesEngine || engine === undefined || isLocalEngine(engine)) return null;
  return { kind: 'refuse', why: `the engine that it gets by default, ${engine}, leads out of what is restored` };
}

function unclear(word: string): StatementPlan {
  return { kind: 'refuse', why: `Shardkeep does not know what "${word}" means in it` };
}

/** A table that goes to another schema, and a foreign key to a table without schema: nobody says which of the two it is. */
function refuseAmbiguous([own]: readonly ResolvedName[], inner: readonly ResolvedName[]): StatementPlan | null {
  const leaves = inner.some(({ place, source }) => place.moves && source.schema !== own?.source.schema);
  const bare = inner.find(({ place }) => place.within === 'table' && place.schema === null);
  if (!leaves || !bare) return null;
  return { kind: 'refuse', why: `it moves a table and does not say in which schema ${bare.place.name} is` };
}

/** Whether a statement about other tables that is not understood may be about restored ones too. */
function mayReach({ qualifiers, inner }: TableStatement, names: Names): boolean {
  const named = [...qualifiers.map(({ name }) => name), ...inner.map(({ schema }) => schema ?? '')];
  return names.schema !== null || names.route === 'same' || named.some((schema) => names.schemaOf(schema) !== null);
}

function planSchema(
  statement: Extract<Statement, { kind: 'schema' }>,
  schema: string,
  end: LogPosition,
  options: PlanOptions,
): StatementPlan {
  const { verb, name } = statement;
  const source = name?.name ?? schema;
  if (isSystemSchema(source)) return { kind: 'skip', reason: 'system-schema' };
  const target = options.route === 'same' ? { schema: source, whole: true } : options.route.schema(source);
  if (!target) return { kind: 'skip', reason: 'not-selected' };
  if (isThere(options.start, end)) return { kind: 'skip', reason: 'already-there' };
  if (verb === 'drop' && !target.whole)
    return { kind: 'refuse', why: `it drops the schema ${source}, of which only a part is restored` };
  const kept = options.route === 'same' ? undefined : options.route.kept;
  if (kept?.(target.schema)) return { kind: 'refuse', why: keptWhy(`objects of ${target.schema}`) };
  // An empty one is left alone as well: one that is to be made anew is not made by itself.
  if (verb !== 'create' && kept?.(target.schema, 'database', target.schema))
    return { kind: 'refuse', why: keptWhy(`the schema ${target.schema}`) };
  const edits = name && target.schema !== source ? [{ ...name, text: quoteName(target.schema) }] : [];
  return { kind: 'run', edits, tables: [], schema: name ? null : target.schema, bare: !name, reaches: [target.schema] };
}
