import type { ObjectKind, SchemaObject } from '../../../shared/manifest.ts';
import type { Finding, NotRestored } from '../../../shared/restore-report.ts';
import type { StatementFault } from '../../../shared/set-facts.ts';
import { EngineError } from '../engine-error.ts';
import { lookAtStatement, stateFault } from '../schema/check-statement.ts';
import { definerOf } from '../schema/rewrite-definer.ts';
import { settleComments } from '../schema/settle-comments.ts';
import { nameObjects } from './name-objects.ts';
import { namePlace } from './name-place.ts';
import type { TargetState } from './preflight.ts';
import { readObjects } from './read-objects.ts';

/** A target without what must not be run there, and what that is. */
export interface FitTarget {
  readonly target: TargetState;
  readonly findings: readonly Finding[];
  readonly refused: readonly NotRestored[];
  /** Why nothing could be looked at, and so nothing may be created. */
  readonly unreadable?: EngineError;
}

/**
 * Reads the definitions of the scope, once: what is created later are these bytes. Leaves out of the scope whatever its
 * stored statement is not: a CREATE of this object and nothing else. What is left out is not touched on the target either.
 */
export async function leaveUnfit(target: TargetState, folder: string, allowOutside: boolean): Promise<FitTarget> {
  const { scope, session, existing, info } = target;
  const read = await readObjects(folder, scope.objects).catch((error: unknown) => {
    if (error instanceof EngineError) return error;
    throw error;
  });
  if (read instanceof EngineError) return { target, findings: [], refused: [], unreadable: read };
  const outsideOf = new Map<(typeof read)[number]['object'], readonly StatementFault[]>();
  const unfit = new Map<(typeof read)[number]['object'], StatementFault>();
  const definers = new Map<(typeof read)[number]['object'], string>();
  for (const { object, statement, state } of read) {
    const settled = object.kind === 'table' ? settleComments(statement, session) : statement;
    const looks = [await lookAtStatement(session, statement, object)];
    if (!settled.equals(statement)) looks.push(await lookAtStatement(session, settled, object));
    const fault = looks.find((look) => look.fault !== undefined)?.fault ?? (state && stateFault(state, object));
    const outside = looks.flatMap((look) => look.outside);
    const refused = fault ?? (allowOutside ? undefined : outside[0]);
    if (refused !== undefined) unfit.set(object, refused);
    else if (outside.length > 0) outsideOf.set(object, outside);
    const { context } = object;
    const definer =
      object.definer === undefined && context
        ? definerOf(statement, context.characterSetClient, context.sqlMode)
        : undefined;
    if (definer !== undefined) definers.set(object, definer);
  }
  if (unfit.size + definers.size + outsideOf.size === 0)
    return { target: { ...target, read }, findings: [], refused: [] };
  const on = scope.target.name;
  const schemaOf = (schema: string) => scope.schemas.get(schema) ?? schema;
  const placeOf = (kind: ObjectKind, schema: string, name: string) =>
    namePlace(schema, kind, name, info.lowerCaseTableNames > 0);
  const places = new Set([...unfit.keys()].map(({ kind, schema, name }) => placeOf(kind, schemaOf(schema), name)));
  const leftOut = (kind: ObjectKind, schema: string, name: string) => places.has(placeOf(kind, schema, name));
  const fitting = read
    .filter(({ object }) => !unfit.has(object))
    .map(({ object, ...one }) => {
      const definer = definers.get(object);
      const outside = outsideOf.get(object) ?? [];
      return { ...one, outside, object: definer === undefined ? object : { ...object, definer } };
    });
  const named = (objects: readonly SchemaObject[]) =>
    nameObjects(objects.map((object) => ({ ...object, schema: schemaOf(object.schema) })));
  return {
    target: {
      ...target,
      read: fitting,
      scope: {
        ...scope,
        objects: fitting.map(({ object }) => object),
        tables: scope.tables.filter(({ schema, name }) => !leftOut('table', schemaOf(schema), name)),
      },
      existing: existing.map((one) =>
        leftOut(one.kind, one.schema, one.name) ? { ...one, inSet: false, losesRows: false } : one,
      ),
    },
    findings: [
      ...byFault(unfit, (fault) => [fault]).map(([fault, objects]): Finding => {
        return { severity: 'note', target: on, code: 'unfit-statements', fault, objects: named(objects) };
      }),
      ...byFault(outsideOf, (faults) => faults).map(([fault, objects]): Finding => {
        return { severity: 'note', target: on, code: 'outside-allowed', fault, objects: named(objects) };
      }),
    ],
    refused: [...unfit].map(([{ kind, schema, name }, fault]) => ({
      target: on,
      schema: schemaOf(schema),
      object: name,
      kind,
      why: { code: 'unfit-statement', fault },
    })),
  };
}

/** Objects by each of their faults, in the order in which those were found. */
function byFault<Found>(
  found: ReadonlyMap<SchemaObject, Found>,
  faultsOf: (one: Found) => readonly StatementFault[],
): [StatementFault, SchemaObject[]][] {
  const pairs = [...found].flatMap(([object, one]) => [...new Set(faultsOf(one))].map((fault) => ({ fault, object })));
  return [...Map.groupBy(pairs, ({ fault }) => fault)].map(([fault, of]) => [fault, of.map(({ object }) => object)]);
}
