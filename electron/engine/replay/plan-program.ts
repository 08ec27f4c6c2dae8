import { ObjectKind } from '../../../shared/manifest.ts';
import { isThere } from './log-position.ts';
import type { PlanOptions, StatementPlan } from './plan-statement.ts';
import { programKind, type Statement } from './read-statement.ts';
import type { LogPosition } from './replay-options.ts';
import { isSystemSchema, keepOnly, type Names, type ResolvedName } from './resolve-names.ts';

type ProgramStatement = Extract<Statement, { kind: 'program' }>;

/** Decides about a statement that defines a view or something with a body. */
export function planProgram(
  statement: ProgramStatement,
  names: Names,
  end: LogPosition,
  options: PlanOptions,
): StatementPlan {
  const own = statement.names.map((name) => names.resolve(name));
  const on = statement.on && names.resolve(statement.on, own[0]?.source.schema);
  const moved = statement.moved && names.resolve(statement.moved);
  const { route } = names;
  const isThereNow = ({ source }: ResolvedName) =>
    route === 'same' || route.lacks?.(statement.verb, statement.what, source.schema, source.table) !== true;
  const concerned = moved ? [...own, moved] : own;
  const wanted = own.filter((one) => one.target !== null && isThereNow(one));
  if (concerned.every(({ target }) => target === null) || (wanted.length === 0 && !moved) || (on && !on.target))
    return {
      kind: 'skip',
      reason: own.every(({ source }) => isSystemSchema(source.schema)) ? 'system-schema' : 'not-selected',
    };
  const start = on ? options.startOf?.(on.source.schema, on.source.table) : undefined;
  if (isThere(start ?? options.start, end)) return { kind: 'skip', reason: 'already-there' };
  if (moved && concerned.some(({ target }) => target === null))
    return { kind: 'refuse', why: 'it moves an event into or out of what is restored' };
  const kind = ObjectKind.safeParse(programKind(statement.what));
  const kept =
    (kind.success ? names.refuseKept(kind.data, moved ? [...wanted, moved] : wanted) : null) ??
    names.refuseKept('table', on ? [on] : []);
  if (kept) return kept;
  const bare = statement.bareTable && names.isElsewhere;
  if (bare)
    return { kind: 'refuse', why: 'it reads from a table of the session’s default schema, which is not restored' };
  const packages = route === 'same' ? undefined : route.packages;
  const alike = own.find(({ source: { table } }) => ![null, table].includes(names.schemaOf(table)));
  if (alike && statement.what === 'PACKAGE' && statement.verb === 'create')
    return { kind: 'refuse', why: `routines may name it or the schema ${alike.source.table}, which has another name` };
  const doubtful = statement.qualifiers.find(
    ({ name, certain }) =>
      !(certain && !packages?.has(name.toLowerCase())) && ![null, name].includes(names.schemaOf(name)),
  );
  if (doubtful)
    return {
      kind: 'refuse',
      why: `it may name the schema ${doubtful.name}, which is restored as ${names.schemaOf(doubtful.name)}`,
    };
  const others = [on, moved].filter((one) => one !== null);
  const edits = [
    ...(wanted.length < own.length ? [keepOnly(own, wanted)] : own.flatMap((one) => names.edit(one))),
    ...others.flatMap((one) => names.edit(one)),
    ...statement.qualifiers
      .filter(({ start: at }) => at !== on?.place.start)
      .flatMap((place) => names.editQualifier(place)),
    ...(statement.disable ? [statement.disable] : []),
  ];
  return {
    kind: 'run',
    edits: edits.sort((a, b) => a.start - b.start),
    tables: [],
    schema: names.schema,
    bare: statement.bareTable || [...own, ...others].some((one) => names.isBare(one)),
    reaches: [...own, ...others].flatMap(({ target }) => target?.schema ?? []),
  };
}
