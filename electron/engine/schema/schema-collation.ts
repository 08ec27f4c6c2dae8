import { isConnectionLost, type Session } from '../mysql/connect.ts';
import { quoteName, quoteNames, quoteTable, quoteText } from '../mysql/quote.ts';
import { isSchema } from './read-tables.ts';

/** A table without rows whose comment is the collation that its schema had. It is there only while programs are created. */
export const COLLATION_NOTE = 'shardkeep_collation_as_found';

/** Schemas in which a session has left that note. */
const noted = new WeakMap<Session, Set<string>>();

/**
 * Runs `work` while the schema has `collation`, which is the default of a program's parameters and variables, and puts the
 * schema's own back. Before the first such change the schema is given a note of its own collation, for a restore that ends
 * between the two.
 */
export async function withSchemaCollation(
  session: Session,
  schema: string,
  collation: string,
  work: () => Promise<void>,
): Promise<void> {
  const current = await schemaCollation(session, schema);
  if (collation === '' || collation === current) return work();
  await leaveNote(session, schema, current);
  await alter(session, schema, collation);
  try {
    await work();
  } finally {
    await alter(session, schema, current);
  }
}

/** Gives schemas the collation back that a restore which was killed had changed for a moment. */
export async function putCollationsBack(session: Session, schemas: readonly string[]): Promise<void> {
  const wanted = new Set(schemas);
  const rows = await session.texts(
    `SELECT table_schema AS s, table_comment AS collation FROM information_schema.tables
      WHERE table_name = ${quoteText(COLLATION_NOTE)} AND table_schema IN (${quoteNames(schemas)})`,
  );
  for (const { s, collation } of rows)
    if (s && collation && wanted.has(s)) {
      await alter(session, s, collation);
      await session.execute(`DROP TABLE ${quoteTable(s, COLLATION_NOTE)}`);
    }
}

/** Takes the notes away when all programs are there. A line that broke leaves them for the next restore. */
export async function removeNotes(session: Session): Promise<void> {
  for (const schema of noted.get(session) ?? [])
    await session.execute(`DROP TABLE ${quoteTable(schema, COLLATION_NOTE)}`).catch((error: unknown) => {
      if (!isConnectionLost(error)) throw error;
    });
  noted.delete(session);
}

async function leaveNote(session: Session, schema: string, collation: string): Promise<void> {
  const schemas = noted.get(session) ?? new Set();
  if (schemas.has(schema)) return;
  await session.execute(
    `CREATE TABLE ${quoteTable(schema, COLLATION_NOTE)} (id INT PRIMARY KEY) COMMENT=${quoteText(collation)}`,
  );
  noted.set(session, schemas.add(schema));
}

async function alter(session: Session, schema: string, collation: string): Promise<void> {
  await session.execute(`ALTER DATABASE ${quoteName(schema)} COLLATE ${quoteText(collation)}`);
}

async function schemaCollation(session: Session, schema: string): Promise<string> {
  const [row] = await session.texts(
    `SELECT default_collation_name AS collation FROM information_schema.schemata WHERE ${isSchema('schema_name', schema)}`,
  );
  return row?.collation ?? '';
}
