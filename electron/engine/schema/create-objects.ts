import { assertNever } from '../../../shared/failure.ts';
import type { SchemaObject } from '../../../shared/manifest.ts';
import type { NotRestored } from '../../../shared/restore-report.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteText } from '../mysql/quote.ts';
import { disableEvent } from './disable-event.ts';
import { withParameterCollations } from './parameter-collations.ts';
import { type Refused, refusal } from './read-schema.ts';
import { isSchema } from './read-tables.ts';
import { renameImports } from './rename-imports.ts';
import { renameViewSchemas } from './rename-view-schemas.ts';
import { withSchemaCollation } from './schema-collation.ts';
import { prepareForCreate, withContext } from './session-settings.ts';
import { stripTriggerSchema } from './strip-trigger-schema.ts';
import { isWord, tokenizeSql } from './tokenize-sql.ts';

/** The server took an event and did not create it. */
export class ExpiredEvent extends EngineError {}

/** A schema object to be created. */
export interface ObjectToCreate {
  readonly object: SchemaObject;
  /** The bare CREATE statement, as `object.statement` finds it in the entry. */
  readonly statement: Buffer;
  /** The schema to create it in; for a database its new name. */
  readonly targetSchema: string;
}

/**
 * Creates one object in `targetSchema` from its CREATE statement, under the settings it was first created with, and
 * leaves the session's settings as they were. Events are created disabled. Names of the own schema inside a view or a
 * trigger's head follow the target; `renames` adds other schemas. Tables are renamed before, by splitCreateTable. Throws an EngineError with
 * the server's number in `errno`, such as 1227 for a definer that the account may not name.
 */
export async function runObject(
  session: Session,
  statement: Buffer,
  object: SchemaObject,
  targetSchema: string,
  renames: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  await prepareForCreate(session);
  if (object.kind === 'database') {
    await session.execute(nameDatabase(statement, targetSchema));
    return;
  }
  await session.execute(`USE ${quoteName(targetSchema)}`);
  const { context } = object;
  if (!context) {
    await session.execute(statement);
    return;
  }
  const charset = context.characterSetClient;
  switch (object.kind) {
    case 'table':
    case 'sequence':
      await session.execute(statement);
      return;
    case 'view': {
      const all = new Map([[object.schema, targetSchema], ...renames]);
      const renamed = await renameViewSchemas(session, statement, charset, all);
      await withContext(session, context, () => session.execute(renamed));
      return;
    }
    case 'library':
      await withContext(session, context, () => session.execute(statement));
      return;
    case 'function':
    case 'procedure':
    case 'package':
    case 'package-body':
    case 'trigger': {
      const stays = object.kind !== 'trigger' || object.schema === targetSchema;
      const named = stays ? statement : stripTriggerSchema(statement, charset, context.sqlMode);
      const placed = await renameImports(session, named, object, new Map([[object.schema, targetSchema], ...renames]));
      await withSchemaCollation(session, targetSchema, context.databaseCollation, async () => {
        await withParameterCollations(session, object, targetSchema, () =>
          withContext(session, context, () => session.execute(placed)),
        );
      });
      return;
    }
    case 'event':
      await withSchemaCollation(session, targetSchema, context.databaseCollation, async () => {
        const disabled = disableEvent(statement, charset, context.sqlMode);
        const { warnings } = await withContext(session, context, () => session.execute(disabled));
        if (warnings > 0) await expectEvent(session, targetSchema, object.name);
      });
      return;
    default:
      return assertNever(object.kind);
  }
}

/**
 * Creates views that may need each other, in as many rounds as it takes; those that still fail when a round creates
 * nothing come back with the server's words. A lost connection is thrown.
 */
export async function createViews(
  session: Session,
  views: readonly ObjectToCreate[],
  renames: ReadonlyMap<string, string> = new Map(),
): Promise<Omit<NotRestored, 'target'>[]> {
  let waiting = [...views];
  while (waiting.length > 0) {
    const failed: { view: ObjectToCreate; why: Refused }[] = [];
    for (const view of waiting) {
      try {
        await runObject(session, view.statement, view.object, view.targetSchema, renames);
      } catch (error) {
        failed.push({ view, why: refusal(error) });
      }
    }
    if (failed.length === waiting.length)
      return failed.map(({ view, why }) => ({
        schema: view.targetSchema,
        object: view.object.name,
        kind: view.object.kind,
        why,
      }));
    waiting = failed.map(({ view }) => view);
  }
  return [];
}

/** CREATE DATABASE with another name and the options that the server printed; one that is there after all is not taken for it. */
function nameDatabase(statement: Buffer, name: string): Buffer {
  const text = statement.toString('utf8');
  const tokens = tokenizeSql(text);
  const at = tokens.findIndex((token) => isWord(token, 'DATABASE', 'SCHEMA'));
  const old = tokens.slice(at + 1).find((token) => token.kind === 'name');
  if (at < 0 || !old) throw fail('entry-no-database', {});
  return Buffer.from(`CREATE DATABASE ${quoteName(name)}${text.slice(old.end)}`);
}

/** Servers answer OK to an event whose time has passed, and do not create it. */
async function expectEvent(session: Session, schema: string, name: string): Promise<void> {
  const rows = await session.texts(
    `SELECT 1 FROM information_schema.events WHERE ${isSchema('event_schema', schema)} AND event_name = ${quoteText(name)}`,
  );
  if (rows.length === 0)
    throw new ExpiredEvent({
      code: 'server',
      message: `The event ${name} was not created: its time has passed and it is not to be preserved.`,
      where: { shard: session.shard.name, schema },
    });
}
