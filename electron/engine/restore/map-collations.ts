import type { StoredSchemaObject } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import type { Session } from '../mysql/connect.ts';
import { nearestCollation, replaceCollations } from '../schema/collations.ts';
import { nameObjects } from './name-objects.ts';
import type { ReadObject } from './read-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** Collation in the set → collation on the target, for those that the target does not know. */
export type CollationMap = ReadonlyMap<string, string>;

/** Which collations of the scope the target does not know, and which come nearest; others cannot cross at all. */
export async function mapCollations(
  session: Session,
  objects: readonly StoredSchemaObject[],
): Promise<{ map: CollationMap; unknown: readonly string[] }> {
  const used = new Set(objects.flatMap(collationsOf));
  const known = await readCollations(session);
  const missing = [...used].filter((name) => !known.has(name));
  const found = missing.map((name) => [name, nearestCollation(name, session.flavour, known)] as const);
  return {
    map: new Map(found.flatMap(([name, near]) => (near === undefined ? [] : [[name, near]]))),
    unknown: found.filter(([, near]) => near === undefined).map(([name]) => name),
  };
}

/** What the look beforehand says of them. */
export function collationFindings(
  { target, objects, schemas }: ShardScope,
  { map, unknown }: { readonly map: CollationMap; readonly unknown: readonly string[] },
): Finding[] {
  const note = { severity: 'note', target: target.name } as const;
  return [
    ...[...map].map(([from, to]): Finding => {
      const using = objects.filter((object) => collationsOf(object).includes(from));
      const named = using.map((object) => ({ ...object, schema: schemas.get(object.schema) ?? object.schema }));
      return { ...note, code: 'collation-replaced', from, to, objects: nameObjects(named) };
    }),
    ...unknown.map((collation): Finding => ({ ...note, code: 'unknown-collation', collation })),
  ];
}

/** An object as the target can create it. */
export function withCollations(read: ReadObject, map: CollationMap): ReadObject {
  if (!collationsOf(read.object).some((name) => map.has(name))) return read;
  const { context } = read.object;
  const charset = context?.characterSetClient ?? 'utf8mb4';
  const nearest = (name: string) => map.get(name) ?? name;
  return {
    ...read,
    statement: replaceCollations(read.statement, charset, context?.sqlMode ?? '', map),
    object: {
      ...read.object,
      ...(context && {
        context: {
          ...context,
          collationConnection: nearest(context.collationConnection),
          databaseCollation: nearest(context.databaseCollation),
        },
      }),
    },
  };
}

function collationsOf({ collations = [], context }: StoredSchemaObject): string[] {
  return [...collations, context?.collationConnection, context?.databaseCollation].flatMap((name) => name || []);
}

/** By their full names; MariaDB lists its newer ones without their charset first. */
async function readCollations(session: Session): Promise<Set<string>> {
  const full = session.flavour === 'mariadb' ? 'full_collation_name' : 'collation_name';
  const table = 'information_schema.collation_character_set_applicability';
  const rows = await session
    .texts(`SELECT ${full} AS name FROM ${table}`)
    .catch(() => session.texts(`SELECT collation_name AS name FROM ${table}`)); // MariaDB before 10.10.1 has short names only
  return new Set(rows.flatMap(({ name }) => name ?? []));
}
