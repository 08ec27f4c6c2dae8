import { assertNever } from '../../../shared/failure.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { comparePositions } from './log-position.ts';
import type { NamePlace, Statement } from './read-statement.ts';
import type { LogPosition, ReplayOptions, ReplayRoute, SkipReason, TablePlace } from './replay-options.ts';

/** A piece of a statement to be put in the place of another; offsets are bytes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a replay does with a statement that defines something. */
export type StatementPlan =
  | {
      readonly kind: 'run';
      readonly edits: readonly Edit[];
      /** The tables it defines, on the target. */
      readonly tables: readonly TablePlace[];
      /** The session's default schema on the target; null: it has none there. */
      readonly schema: string | null;
    }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  /** It cannot be run without changing what was not asked for, or not as it was meant. */
  | { readonly kind: 'refuse'; readonly why: string };

type Definition = Extract<Statement, { kind: 'table' | 'program' | 'schema' }>;

/** The servers' own schemas: what is in them belongs to one server. */
const SYSTEM_SCHEMAS = new Set(['mysql', 'sys', 'performance_schema', 'information_schema']);

/** True for the schemas that every server has for itself. */
export function isSystemSchema(schema: string): boolean {
  return SYSTEM_SCHEMAS.has(schema.toLowerCase());
}

/** Decides about one statement; `schema` is the session's default on the source, `end` where it ends in the log. */
export function planStatement(
  statement: Definition,
  schema: string,
  end: LogPosition,
  options: Pick<ReplayOptions, 'route' | 'start' | 'startOf'>,
): StatementPlan {
  switch (statement.kind) {
    case 'table':
      return planTables(statement, schema, end, options);
    case 'program':
      return planProgram(statement, schema, end, options);
    case 'schema':
      return planSchema(statement, schema, end, options);
    default:
      return assertNever(statement);
  }
}

type Options = Pick<ReplayOptions, 'route' | 'start' | 'startOf'>;

function planTables(
  statement: Extract<Statement, { kind: 'table' }>,
  schema: string,
  end: LogPosition,
  options: Options,
): StatementPlan {
  const { verb, names, inner } = statement;
  const own = names.map((name) => sourceOf(name, schema));
  if (own.every((place) => isSystemSchema(place.schema))) return { kind: 'skip', reason: 'system-schema' };
  const targets = own.map((place) => routeTo(options.route, place));
  if (targets.every((place) => place === null)) return { kind: 'skip', reason: 'not-selected' };
  const there = own.map(({ schema, table }) => isThere(options.startOf?.(schema, table) ?? options.start, end));
  // What a list of tables to drop has besides is left alone.
  const wanted = names.map((_, at) => targets[at] !== null && !there[at]);
  if (there.every((isThere, at) => isThere || targets[at] === null)) return { kind: 'skip', reason: 'already-there' };
  const edits: Edit[] = [];
  if (wanted.includes(false)) {
    if (verb !== 'drop')
      return {
        kind: 'refuse',
        why: targets.includes(null)
          ? 'it moves a table into or out of what is restored'
          : 'one of its tables was read after it and the other before',
      };
    const kept = targets.filter((_, at) => wanted[at]).map((place) => place && quoteTable(place.schema, place.table));
    const [first, last] = [names[0], names.at(-1)];
    if (first && last) edits.push({ start: first.start, end: last.end, text: kept.join(', ') });
  } else
    names.forEach((name, at) => {
      edits.push(...editName(name, own[at], targets[at]));
    });
  for (const name of inner) {
    const source = sourceOf(name, own[0]?.schema ?? schema);
    const target = routeTo(options.route, source);
    if (!target)
      return { kind: 'refuse', why: `it names ${source.schema}.${source.table}, which is not among what is restored` };
    const moved = target.schema !== source.schema || target.table !== source.table;
    if (moved) edits.push({ start: name.start, end: name.end, text: quoteTable(target.schema, target.table) });
  }
  const innerTargets = inner.map((name) => routeTo(options.route, sourceOf(name, own[0]?.schema ?? schema)));
  return {
    kind: 'run',
    edits: edits.sort((a, b) => a.start - b.start),
    tables: [...targets, ...(verb === 'alter' ? innerTargets : [])].filter((place) => place !== null),
    schema: schemaOf(options.route, schema),
  };
}

function planProgram(
  statement: Extract<Statement, { kind: 'program' }>,
  schema: string,
  end: LogPosition,
  options: Options,
): StatementPlan {
  const { what, name, on, qualifiers } = statement;
  const source = sourceOf(name, on?.schema ?? schema);
  if (isSystemSchema(source.schema)) return { kind: 'skip', reason: 'system-schema' };
  const target = routeTo(options.route, source);
  const table = on && routeTo(options.route, sourceOf(on, source.schema));
  if (!target || (on && !table)) return { kind: 'skip', reason: 'not-selected' };
  const start = on ? options.startOf?.(source.schema, on.name) : undefined;
  if (isThere(start ?? options.start, end)) return { kind: 'skip', reason: 'already-there' };
  const edits = editName(name, source, target);
  if (on && table) edits.push(...editName(on, sourceOf(on, source.schema), table));
  for (const place of qualifiers) {
    if (on && place.start >= on.start && place.end <= on.end) continue;
    const renamed = schemaOf(options.route, place.name);
    if (renamed === null || renamed === place.name) continue;
    if (what !== 'VIEW')
      return { kind: 'refuse', why: `it may name the schema ${place.name}, which is restored as ${renamed}` };
    edits.push({ start: place.start, end: place.end, text: quoteName(renamed) });
  }
  return {
    kind: 'run',
    edits: edits.sort((a, b) => a.start - b.start),
    tables: [],
    schema: schemaOf(options.route, schema),
  };
}

function planSchema(
  statement: Extract<Statement, { kind: 'schema' }>,
  schema: string,
  end: LogPosition,
  options: Options,
): StatementPlan {
  const { verb, name } = statement;
  const source = name?.name ?? schema;
  if (isSystemSchema(source)) return { kind: 'skip', reason: 'system-schema' };
  const target = options.route === 'same' ? { schema: source, whole: true } : options.route.schema(source);
  if (!target) return { kind: 'skip', reason: 'not-selected' };
  if (isThere(options.start, end)) return { kind: 'skip', reason: 'already-there' };
  if (verb === 'drop' && !target.whole)
    return { kind: 'refuse', why: `it drops the schema ${source}, of which only a part is restored` };
  const edits = name && target.schema !== source ? [{ ...name, text: quoteName(target.schema) }] : [];
  return { kind: 'run', edits, tables: [], schema: name ? null : target.schema };
}

function isThere(start: LogPosition | undefined, end: LogPosition): boolean {
  return start !== undefined && comparePositions(end, start) <= 0;
}

function sourceOf(name: NamePlace, schema: string): TablePlace {
  return { schema: name.schema ?? schema, table: name.name };
}

function routeTo(route: 'same' | ReplayRoute, place: TablePlace): TablePlace | null {
  if (isSystemSchema(place.schema)) return null;
  return route === 'same' ? place : route.object(place.schema, place.table);
}

function schemaOf(route: 'same' | ReplayRoute, schema: string): string | null {
  if (schema === '') return null;
  return route === 'same' ? schema : (route.schema(schema)?.schema ?? null);
}

/** Nothing where an object keeps its name, so that a statement stays as it was written. */
function editName(name: NamePlace, source: TablePlace | undefined, target: TablePlace | null | undefined): Edit[] {
  if (!source || !target || (source.schema === target.schema && source.table === target.table)) return [];
  return [{ start: name.start, end: name.end, text: quoteTable(target.schema, target.table) }];
}
