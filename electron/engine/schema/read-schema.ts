import type { ObjectKind } from '../../../shared/manifest.ts';
import type { Why } from '../../../shared/set-facts.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { fileFault } from './check-statement.ts';
import { listEvents, listLibraries, listRoutines, listTriggers, readProgram } from './read-programs.ts';
import {
  isSchema,
  listViewsAndSequences,
  type ReadContext,
  readDatabase,
  readSequence,
  readTable,
  readView,
} from './read-tables.ts';
import type { SchemaException, SchemaFile } from './schema-file.ts';
import { showHiddenColumns } from './show-hidden-columns.ts';

export interface ReadSchemaOptions {
  /** `schema.object` globs; triggers follow their table, the database is always read. */
  readonly only?: readonly string[] | undefined;
  /** Base tables to read, as describeTables names them. */
  readonly tables: readonly string[];
  /** Tables whose triggers are read; those of `tables` unless told otherwise. */
  readonly triggersOf?: readonly string[];
}

/**
 * Reads the definitions of a schema's objects, in the order in which they can be created: database, sequences, tables,
 * libraries, routines, views (among themselves in any order), triggers, events. What the server refuses to show becomes an
 * exception; a lost connection is thrown. Leaves the schema as the session's default schema.
 */
export async function readSchemaObjects(
  session: Session,
  schema: string,
  options: ReadSchemaOptions,
): Promise<{ files: SchemaFile[]; exceptions: SchemaException[] }> {
  await showHiddenColumns(session);
  try {
    await session.execute(`USE ${quoteName(schema)}`);
  } catch (error) {
    return { files: [], exceptions: [{ schema, object: schema, kind: 'database', why: refusal(error) }] };
  }
  const [facts] = await session.texts(
    `SELECT default_collation_name AS collation, @@sql_mode AS mode FROM information_schema.schemata
      WHERE ${isSchema('schema_name', schema)}`,
  );
  const files: SchemaFile[] = [];
  const exceptions: SchemaException[] = [];
  const attempt = async (kind: ObjectKind, name: string, read: () => Promise<SchemaFile>) => {
    try {
      const file = await read();
      const fault = await fileFault(session, file);
      if (fault === undefined) files.push(file);
      else exceptions.push({ schema, object: name, kind, why: { code: 'unfit-statement', fault } });
    } catch (error) {
      exceptions.push({ schema, object: name, kind, why: refusal(error) });
    }
  };
  const list = async <T>(kind: ObjectKind, read: () => Promise<T>, none: T): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      // all of them: the server does not even say their names, as when mysql.event is damaged
      exceptions.push({ schema, object: '*', kind, why: refusal(error) });
      return none;
    }
  };
  const context: ReadContext = {
    session,
    schema,
    only: options.only,
    schemaCollation: facts?.collation ?? '',
    sessionSqlMode: facts?.mode ?? '',
    attempt,
  };
  await readDatabase(context);
  const { views, sequences } = await listViewsAndSequences(context);
  const { routines, lost } = await list('function', () => listRoutines(context), { routines: [], lost: [] });
  for (const [object, why] of lost) exceptions.push({ schema, object, kind: 'function', why });
  for (const name of sequences) await readSequence(context, name);
  for (const name of options.tables) await readTable(context, name);
  for (const library of await list('library', () => listLibraries(context), [])) await readProgram(context, library);
  for (const routine of routines) await readProgram(context, routine);
  for (const name of views) await readView(context, name);
  const withTriggers = new Set(options.triggersOf ?? options.tables);
  for (const trigger of await list('trigger', () => listTriggers(context, withTriggers), []))
    await readProgram(context, trigger);
  for (const event of await list('event', () => listEvents(context), [])) await readProgram(context, event);
  return { files, exceptions };
}

/** What a server says when it refuses something. */
export type Refused = Extract<Why, { code: 'refused' }>;

/** The server's words for what it refused; anything that is not the object's own trouble is thrown on. */
export function refusal(error: unknown): Refused {
  if (error instanceof EngineError && ['server', 'missing-privilege', 'lock-timeout'].includes(error.failure.code))
    return { code: 'refused', cause: error.failure.cause ?? error.failure.message };
  throw error;
}
