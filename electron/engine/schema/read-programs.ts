import { assertNever } from '../../../shared/failure.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { ObjectContext, ObjectKind } from '../../../shared/manifest.ts';
import type { Why } from '../../../shared/set-facts.ts';
import type { Row } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { hasLibraries } from './has-libraries.ts';
import { readParameterCollations } from './parameter-collations.ts';
import { column, isSchema, type ReadContext } from './read-tables.ts';
import { unifyCharset } from './unify-charset.ts';
import { writeSqlFile } from './write-sql-file.ts';

type ProgramKind = Extract<
  ObjectKind,
  'library' | 'function' | 'procedure' | 'package' | 'package-body' | 'trigger' | 'event'
>;

/** A program as information_schema lists it. */
interface Program {
  readonly kind: ProgramKind;
  readonly name: string;
  readonly definer: string;
  readonly comment?: string | null;
  readonly returns?: string | null;
  readonly parameterCollations?: string[];
  readonly table?: string;
  readonly order?: number;
}

const ROUTINE_KINDS: Readonly<Record<string, ProgramKind>> = {
  FUNCTION: 'function',
  PROCEDURE: 'procedure',
  PACKAGE: 'package',
  'PACKAGE BODY': 'package-body',
};

/** Functions, procedures and packages, packages before their bodies. `lost` names those of a kind that is not known. */
export async function listRoutines(context: ReadContext): Promise<{ routines: Program[]; lost: [string, Why][] }> {
  const { session, schema, only } = context;
  const rows = await session.texts(
    `SELECT routine_name AS name, routine_type AS type, definer AS definer, dtd_identifier AS returns, routine_comment AS comment
      FROM information_schema.routines WHERE ${isSchema('routine_schema', schema)} ORDER BY routine_type, routine_name`,
  );
  const collationsOf = await readParameterCollations(session, schema);
  const routines: Program[] = [];
  const lost: [string, Why][] = [];
  for (const { name, type, definer, returns = null, comment = null } of rows) {
    if (!matchesObject(only, schema, name ?? '')) continue;
    const kind = ROUTINE_KINDS[type ?? ''];
    if (kind) {
      const routine = { kind, name: name ?? '' };
      const parameterCollations = collationsOf(routine);
      routines.push({
        ...routine,
        definer: definer ?? '',
        returns,
        comment,
        ...(parameterCollations && { parameterCollations }),
      });
    } else lost.push([name ?? '', { code: 'unknown-kind', type: type ?? '' }]);
  }
  return { routines, lost };
}

/** Libraries of code that routines in other languages import (MySQL 9.2 and newer); none where the server has no such thing. */
export async function listLibraries({ session, schema, only }: ReadContext): Promise<Program[]> {
  if (!(await hasLibraries(session))) return [];
  const rows = await session.texts(
    `SELECT library_name AS name FROM information_schema.libraries
      WHERE ${isSchema('library_schema', schema)} ORDER BY library_name`,
  );
  return rows
    .filter(({ name }) => matchesObject(only, schema, name ?? ''))
    .map(({ name }) => ({ kind: 'library', name: name ?? '', definer: '' }));
}

/** Triggers of `tables` in the order in which they fire, which is the order to create them in. */
export async function listTriggers(context: ReadContext, tables: ReadonlySet<string>): Promise<Program[]> {
  const rows = await context.session.texts(
    `SELECT trigger_name AS name, event_object_table AS t, action_order AS position, definer AS definer
      FROM information_schema.triggers WHERE ${isSchema('trigger_schema', context.schema)}
      ORDER BY event_object_table, event_manipulation, action_timing, action_order`,
  );
  return rows
    .filter((row) => tables.has(row.t ?? ''))
    .map((row) => ({
      kind: 'trigger',
      name: row.name ?? '',
      table: row.t ?? '',
      order: Number(row.position ?? 1),
      definer: row.definer ?? '',
    }));
}

/** Events that `only` selects. */
export async function listEvents(context: ReadContext): Promise<Program[]> {
  const rows = await context.session.texts(
    `SELECT event_name AS name, definer AS definer, event_comment AS comment FROM information_schema.events
      WHERE ${isSchema('event_schema', context.schema)} ORDER BY event_name`,
  );
  return rows
    .filter((row) => matchesObject(context.only, context.schema, row.name ?? ''))
    .map((row) => ({ kind: 'event', name: row.name ?? '', definer: row.definer ?? '', comment: row.comment ?? null }));
}

/** The definition of a program: its body's original bytes, with the settings it was created under. */
export function readProgram(context: ReadContext, program: Program): Promise<void> {
  const { session, schema, schemaCollation } = context;
  return context.attempt(program.kind, program.name, async () => {
    const { keyword, result } = wordsOf(program.kind);
    const [row] = await session.query(`SHOW CREATE ${keyword} ${quoteName(program.name)}`);
    const settings = readSettings(row, program.kind);
    const charset = settings.characterSetClient;
    const statement = await unifyCharset(session, column(row, result), charset, { ...program, keyword });
    return writeSqlFile({
      object: {
        kind: program.kind,
        schema,
        name: program.name,
        ...(program.table === undefined ? {} : { table: program.table }),
        ...(program.order === undefined ? {} : { order: program.order }),
        context: settings,
        ...(program.parameterCollations && { parameterCollations: program.parameterCollations }),
      },
      statement,
      schemaCollation,
    });
  });
}

function readSettings(row: Row | undefined, kind: ProgramKind): ObjectContext {
  // The server keeps a library's code as utf8, whatever the client that created it spoke.
  if (kind === 'library')
    return {
      sqlMode: row?.sql_mode?.toString() ?? '',
      characterSetClient: 'utf8mb4',
      collationConnection: 'utf8mb4_general_ci',
      databaseCollation: '',
    };
  const zone = row?.time_zone;
  return {
    sqlMode: row?.sql_mode?.toString() ?? '',
    characterSetClient: column(row, 'character_set_client').toString(),
    collationConnection: column(row, 'collation_connection').toString(),
    databaseCollation: column(row, 'Database Collation').toString(),
    ...(zone ? { timeZone: zone.toString() } : {}),
  };
}

/** SHOW CREATE's keyword and the column of its result. */
function wordsOf(kind: ProgramKind): { keyword: string; result: string } {
  switch (kind) {
    case 'library':
      return { keyword: 'LIBRARY', result: 'Create Library' };
    case 'function':
      return { keyword: 'FUNCTION', result: 'Create Function' };
    case 'procedure':
      return { keyword: 'PROCEDURE', result: 'Create Procedure' };
    case 'package':
      return { keyword: 'PACKAGE', result: 'Create Package' };
    case 'package-body':
      return { keyword: 'PACKAGE BODY', result: 'Create Package Body' };
    case 'trigger':
      return { keyword: 'TRIGGER', result: 'SQL Original Statement' };
    case 'event':
      return { keyword: 'EVENT', result: 'Create Event' };
    default:
      return assertNever(kind);
  }
}
