import { assertNever } from '../../../shared/failure.ts';
import type { ObjectContext, SchemaObject } from '../../../shared/manifest.ts';
import type { NotRestored } from '../../../shared/restore-report.ts';
import type { StatementFault } from '../../../shared/set-facts.ts';
import { defect, EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteText } from '../mysql/quote.ts';
import { isWord, tokenizeSql } from '../sql/tokenize-sql.ts';
import { sentFault } from './check-statement.ts';
import { disableEvent } from './disable-event.ts';
import { withParameterCollations } from './parameter-collations.ts';
import { refusal } from './read-schema.ts';
import { isSchema } from './read-tables.ts';
import { renameImports } from './rename-imports.ts';
import { renameViewSchemas } from './rename-view-schemas.ts';
import { withSchemaCollation } from './schema-collation.ts';
import { prepareForCreate, withContext } from './session-settings.ts';
import { stripTriggerSchema } from './strip-trigger-schema.ts';

/** The server took an event and did not create it. */
export class ExpiredEvent extends EngineError {}

/** What would be sent is not, or not only, the definition that was looked at: nothing of it was run. */
export class UnfitStatement extends EngineError {
  readonly why: Extract<NotRestored['why'], { code: 'unfit-statement' }>;

  constructor(fault: StatementFault, schema: string, name: string) {
    const message = `Changed for its target, the definition of ${schema}.${name} would be another statement.`;
    super(defect(message, { where: { schema, table: name } }).failure);
    this.why = { code: 'unfit-statement', fault };
  }
}

export interface RunOptions {
  /** Other schemas than the own one that have another name on the target. */
  readonly renames?: ReadonlyMap<string, string>;
  /** What of the definition may lead out of the server's own schemas, since it was looked at and named. */
  readonly outside?: readonly StatementFault[];
}

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
  { renames = new Map(), outside = [] }: RunOptions = {},
): Promise<void> {
  await prepareForCreate(session);
  const run = async (sent: Buffer, context?: ObjectContext) => {
    const named = object.kind === 'database' ? { ...object, name: targetSchema } : object;
    const fault = await sentFault(session, sent, named, targetSchema, outside);
    if (fault !== undefined) throw new UnfitStatement(fault, targetSchema, object.name);
    return context ? withContext(session, context, () => session.execute(sent)) : session.execute(sent);
  };
  if (object.kind === 'database') {
    await run(nameDatabase(statement, targetSchema));
    return;
  }
  await session.execute(`USE ${quoteName(targetSchema)}`);
  const { context } = object;
  if (!context) {
    await run(statement);
    return;
  }
  const charset = context.characterSetClient;
  switch (object.kind) {
    case 'table':
    case 'sequence':
      await run(statement);
      return;
    case 'view': {
      const all = new Map([[object.schema, targetSchema], ...renames]);
      const renamed = await renameViewSchemas(session, statement, charset, all);
      await run(renamed, context);
      return;
    }
    case 'library':
      await run(statement, context);
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
        await withParameterCollations(session, object, targetSchema, () => run(placed, context));
      });
      return;
    }
    case 'event':
      await withSchemaCollation(session, targetSchema, context.databaseCollation, async () => {
        const disabled = disableEvent(statement, charset, context.sqlMode);
        const { warnings } = await run(disabled, context);
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
    const failed: { view: ObjectToCreate; why: NotRestored['why'] }[] = [];
    for (const view of waiting) {
      try {
        await runObject(session, view.statement, view.object, view.targetSchema, { renames });
      } catch (error) {
        failed.push({ view, why: error instanceof UnfitStatement ? error.why : refusal(error) });
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
  const old = tokens[at + (isWord(tokens[at + 1], 'IF') ? 4 : 1)];
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
