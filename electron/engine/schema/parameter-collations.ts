import type { SchemaObject } from '../../../shared/manifest.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import { isSchema } from './read-tables.ts';

type Routine = Pick<SchemaObject, 'kind' | 'name'>;

/**
 * Collations of the parameters of a schema's routines, and first of what a function returns; empty for what has none. MySQL
 * gives a parameter the collation of the session's default schema, keeps it and prints it nowhere.
 */
export async function readParameterCollations(
  session: Session,
  schema: string,
): Promise<(routine: Routine) => string[] | undefined> {
  if (session.flavour !== 'mysql') return () => undefined;
  const rows = await session.texts(
    `SELECT specific_name AS name, routine_type AS type, collation_name AS collation FROM information_schema.parameters
      WHERE ${isSchema('specific_schema', schema)} ORDER BY routine_type, specific_name, ordinal_position`,
  );
  const found = Map.groupBy(rows, ({ type, name }) => keyOf(type ?? '', name ?? ''));
  return ({ kind, name }) => {
    const collations = found.get(keyOf(kind, name))?.map(({ collation }) => collation ?? '');
    return collations?.some((one) => one !== '') ? collations : undefined;
  };
}

function keyOf(kind: string, name: string): string {
  return JSON.stringify([kind.toLowerCase(), name]);
}

/**
 * Creates a routine, and once more under the collation that its parameters had where they came out with another one. What
 * still differs then is found when definitions are compared.
 */
export async function withParameterCollations(
  session: Session,
  object: SchemaObject,
  schema: string,
  create: () => Promise<unknown>,
): Promise<void> {
  await create();
  const wanted = object.parameterCollations;
  if (!wanted || session.flavour !== 'mysql') return;
  const found = (await readParameterCollations(session, schema))(object);
  const [collation, ...others] = new Set(wanted.filter((one, at) => one !== found?.[at]));
  if (collation === undefined || others.length > 0) return;
  try {
    await session.execute(`SET SESSION collation_database=${quoteText(collation)}`);
  } catch (error) {
    if (error instanceof EngineError && error.errno !== undefined) return;
    throw error;
  }
  await session.execute(`DROP ${object.kind.toUpperCase()} ${quoteTable(schema, object.name)}`);
  try {
    await create();
  } finally {
    await session.execute('SET SESSION collation_database=DEFAULT').catch(() => {});
  }
}
