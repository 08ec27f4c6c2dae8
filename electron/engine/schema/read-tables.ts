import { matchesObject } from '../../../shared/glob.ts';
import type { ObjectKind } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import type { Row, Session } from '../mysql/connect.ts';
import { quoteName, quoteText } from '../mysql/quote.ts';
import type { SchemaFile } from './schema-file.ts';
import { writeSqlFile } from './write-sql-file.ts';

/** What all readers of one schema share. */
export interface ReadContext {
  readonly session: Session;
  readonly schema: string;
  readonly schemaCollation: string;
  readonly sessionSqlMode: string;
  readonly only: readonly string[] | undefined;
  /** Runs `read`; a refusal by the server becomes an exception of the object. */
  readonly attempt: (kind: ObjectKind, name: string, read: () => Promise<SchemaFile>) => Promise<void>;
}

/** The CREATE DATABASE statement with charset, collation and encryption. */
export function readDatabase(context: ReadContext): Promise<void> {
  const { session, schema } = context;
  return context.attempt('database', schema, async () => {
    const [row] = await session.query(`SHOW CREATE DATABASE ${quoteName(schema)}`);
    return writeSqlFile({
      object: { kind: 'database', schema, name: schema },
      statement: column(row, 'Create Database'),
      schemaCollation: context.schemaCollation,
    });
  });
}

/** The definition of a base table; the session must USE the schema. */
export function readTable(context: ReadContext, name: string): Promise<void> {
  const { session, schema, schemaCollation } = context;
  return context.attempt('table', name, async () => {
    const [row] = await session.query(`SHOW CREATE TABLE ${quoteName(name)}`);
    return writeSqlFile({
      object: { kind: 'table', schema, name },
      statement: column(row, 'Create Table'),
      schemaCollation,
    });
  });
}

/**
 * A MariaDB sequence with its state. INSERT sets the state as it is, cycle and all; SETVAL, which dumps use, never goes
 * back behind the start value and loses the number of cycles.
 */
export function readSequence(context: ReadContext, name: string): Promise<void> {
  const { session, schema, schemaCollation } = context;
  return context.attempt('sequence', name, async () => {
    const [row] = await session.query(`SHOW CREATE SEQUENCE ${quoteName(name)}`);
    const [state] = await session.texts(`SELECT * FROM ${quoteName(name)}`);
    const values = Object.values(state ?? {}).map((value) => value ?? 'NULL');
    return writeSqlFile({
      object: { kind: 'sequence', schema, name },
      statement: column(row, 'Create Table'),
      state: Buffer.from(`INSERT INTO ${quoteName(name)} VALUES (${values.join(',')})`),
      schemaCollation,
    });
  });
}

/** A view in the charset of the client that created it; the session must USE the schema. */
export function readView(context: ReadContext, name: string): Promise<void> {
  const { session, schema, schemaCollation } = context;
  return context.attempt('view', name, async () => {
    const [row] = await session.query(`SHOW CREATE VIEW ${quoteName(name)}`);
    return writeSqlFile({
      object: {
        kind: 'view',
        schema,
        name,
        context: {
          // The server keeps and prints a view's meaning, not its text, so the mode of this session is the right one.
          sqlMode: context.sessionSqlMode,
          characterSetClient: column(row, 'character_set_client').toString(),
          collationConnection: column(row, 'collation_connection').toString(),
          databaseCollation: '',
        },
      },
      statement: column(row, 'Create View'),
      schemaCollation,
    });
  });
}

/** Names of the schema's views and sequences that `only` selects, sorted. */
export async function listViewsAndSequences(context: ReadContext): Promise<{ views: string[]; sequences: string[] }> {
  const { session, schema, only } = context;
  const rows = await session.texts(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables
      WHERE ${isSchema('table_schema', schema)} AND table_type IN ('VIEW', 'SYSTEM VIEW', 'SEQUENCE')`,
  );
  const ofType = (...types: string[]) =>
    rows
      .filter((row) => types.includes(row.type ?? '') && matchesObject(only, schema, row.name ?? ''))
      .map((row) => row.name ?? '')
      .sort();
  return { views: ofType('VIEW', 'SYSTEM VIEW'), sequences: ofType('SEQUENCE') };
}

/**
 * The condition that a column of information_schema names the schema, and not one that differs in case or accents only:
 * the plain comparison finds it fast, the other makes sure.
 */
export function isSchema(column: string, schema: string): string {
  return `${column} = ${quoteText(schema)} AND CAST(${column} AS BINARY) = CAST(${quoteText(schema)} AS BINARY)`;
}

/** A column of a SHOW CREATE row; NULL means that the account may not see it. */
export function column(row: Row | undefined, name: string): Buffer {
  const value = row?.[name];
  if (!value) throw fail('definition-hidden', {});
  return value;
}
