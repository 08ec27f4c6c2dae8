import { ObjectKind } from '../../../shared/manifest.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteNames, quoteTable, quoteText } from '../mysql/quote.ts';
import { rowsLiveElsewhere } from '../schema/describe-tables.ts';
import { hasLibraries } from '../schema/has-libraries.ts';
import { COLLATION_NOTE } from '../schema/schema-collation.ts';
import { nameAs, namePlace } from './name-place.ts';
import type { RollPlan } from './plan-roll.ts';
import { RESTORE_NOTE } from './restore-note.ts';
import { hasRows, type ShardScope } from './select-scope.ts';
import { RESTORE_TRIAL } from './try-progress.ts';

/** What a restore itself leaves for a moment. */
const OWN_TABLES = [COLLATION_NOTE, RESTORE_NOTE, RESTORE_TRIAL].map(quoteText).join(',');

/** Something that is on the target already. */
export interface ExistingObject {
  readonly schema: string;
  readonly name: string;
  readonly kind: Exclude<ObjectKind, 'database'>;
  /** True when the restore would create an object of this name. */
  readonly inSet: boolean;
  /** A trigger that the set does not hold, on a table that it does: replacing the table drops it. */
  readonly goesWithTable: boolean;
  /** A table whose own rows the restore would drop without putting any back: the set holds its definition only. */
  readonly losesRows: boolean;
}

/**
 * Finds what the target has in the schemas of a scope, and in those that the log makes besides (`log.schemas`, all that it
 * may write to); `log.coming`: what the log creates, under the source's names. Tables, views and sequences share their names.
 */
export async function findExisting(
  session: Session,
  scope: ShardScope,
  ignoreCase: boolean,
  log?: Pick<RollPlan, 'schemas' | 'coming'>,
): Promise<ExistingObject[]> {
  const names = log?.schemas ?? scope.schemas;
  const schemas = [...new Set(names.values())];
  const list = quoteNames(schemas);
  const rows = await session.texts(
    `SELECT table_schema AS s, table_name AS n, table_type AS t, NULL AS owner, engine AS engine FROM information_schema.tables WHERE table_schema IN (${list}) AND table_name NOT IN (${OWN_TABLES})
     UNION ALL SELECT routine_schema, routine_name, routine_type, NULL, NULL FROM information_schema.routines WHERE routine_schema IN (${list})
     UNION ALL SELECT event_schema, event_name, 'EVENT', NULL, NULL FROM information_schema.events WHERE event_schema IN (${list})
     UNION ALL SELECT trigger_schema, trigger_name, 'TRIGGER', event_object_table, NULL FROM information_schema.triggers WHERE trigger_schema IN (${list})`,
  );
  if (await hasLibraries(session))
    rows.push(
      ...(await session.texts(
        `SELECT library_schema AS s, library_name AS n, 'LIBRARY' AS t, NULL AS owner, NULL AS engine FROM information_schema.libraries WHERE library_schema IN (${list})`,
      )),
    );
  const placeOf = (kind: ObjectKind, { schema, name }: { schema: string; name: string }) =>
    namePlace(names.get(schema) ?? schema, kind, name, ignoreCase);
  const inSet = new Set(scope.objects.map((object) => placeOf(object.kind, object)));
  const made = (log?.coming ?? []).flatMap((one) => {
    const kind = ObjectKind.safeParse(one.kind);
    return kind.success ? [placeOf(kind.data, one)] : [];
  });
  const withRows = new Set([...scope.tables.filter(hasRows).map((table) => placeOf('table', table)), ...made]);
  return rows.map((row) => {
    const schema = row.s ?? '';
    const name = row.n ?? '';
    const kind = kindOf(row.t ?? '');
    const place = namePlace(schema, kind, name, ignoreCase);
    const known = inSet.has(place) || made.includes(place);
    const goesWithTable = !known && row.owner != null && inSet.has(namePlace(schema, 'table', row.owner, ignoreCase));
    const ownRows = kind === 'table' && !rowsLiveElsewhere(row.engine ?? '');
    return { schema, name, kind, inSet: known, goesWithTable, losesRows: known && ownRows && !withRows.has(place) };
  });
}

function kindOf(type: string): ExistingObject['kind'] {
  switch (type.toUpperCase()) {
    case 'VIEW':
    case 'SYSTEM VIEW':
      return 'view';
    case 'SEQUENCE':
      return 'sequence';
    case 'LIBRARY':
      return 'library';
    case 'FUNCTION':
      return 'function';
    case 'PROCEDURE':
      return 'procedure';
    case 'PACKAGE':
      return 'package';
    case 'PACKAGE BODY':
      return 'package-body';
    case 'EVENT':
      return 'event';
    case 'TRIGGER':
      return 'trigger';
    default:
      return 'table';
  }
}

/** Drops what the restore is about to create anew; nothing else is touched. Triggers go with their tables. */
export async function dropReplaced(session: Session, existing: readonly ExistingObject[]): Promise<void> {
  await session.execute('SET SESSION foreign_key_checks=0');
  for (const { schema, name, kind } of existing.filter((object) => object.inSet)) {
    const words = kind === 'package-body' ? 'PACKAGE BODY' : kind.toUpperCase();
    await session.execute(`DROP ${words} IF EXISTS ${quoteTable(schema, name)}`);
  }
}

/** Schemas that are not in the set and that its log may come to, by their names on the target, which has them. */
export async function liveSchemas(
  session: Session,
  { schemas }: ShardScope,
  plan: Pick<RollPlan, 'schemas'>,
): Promise<string[]> {
  const own = new Set(schemas.values());
  const later = [...plan.schemas].filter(([, target]) => !own.has(target));
  const missing = await missingSchemas(
    session,
    later.map(([source]) => source),
    plan.schemas,
  );
  return later.filter(([source]) => !missing.has(source)).map(([, target]) => target);
}

/** Which of these schemas of the source, under their names there, the target does not have yet. */
export async function missingSchemas(
  session: Session,
  sources: Iterable<string>,
  schemas: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const rows = await session.texts(
    'SELECT schema_name AS name, @@lower_case_table_names > 0 AS ignores_case FROM information_schema.schemata',
  );
  const ignoreCase = rows[0]?.ignores_case === '1';
  const there = new Set(rows.map((row) => nameAs(row.name ?? '', ignoreCase)));
  return new Set([...sources].filter((schema) => !there.has(nameAs(schemas.get(schema) ?? schema, ignoreCase))));
}
