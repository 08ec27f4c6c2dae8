import type { Table } from '../../../shared/manifest.ts';
import type { NotRestored } from '../../../shared/restore-report.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import { partFault } from '../schema/check-statement.ts';
import { claimSchema } from '../schema/claim-schema.ts';
import { withoutCounterStart, withoutNullableCounter } from '../schema/counters.ts';
import { runObject, UnfitStatement } from '../schema/create-objects.ts';
import { keepFloatDefaults } from '../schema/find-float-defaults.ts';
import { placeOptions, withoutPlaces } from '../schema/place-options.ts';
import { settleComments } from '../schema/settle-comments.ts';
import { droppedDefaults, type SplitTable, splitCreateTableBytes } from '../schema/split-create-table.ts';
import { isOfTheObject, targetRefusal } from '../schema/target-refusal.ts';
import { missingSchemas } from './existing-objects.ts';
import type { ReadObject } from './read-objects.ts';
import type { RowsOptions } from './restore-rows.ts';
import { hasRows, type ShardScope } from './select-scope.ts';

/** ALTER TABLE with several parts, and one for each of them. */
export interface IndexStep {
  readonly together: Buffer;
  readonly singly: readonly Buffer[];
}

/** What still has to be added to a table once its rows are in. */
export interface DeferredParts {
  /** Names on the target. */
  readonly schema: string;
  readonly table: string;
  /** One step for all secondary indexes, and for a counter that may be NULL; one more for each further full-text index. */
  readonly indexes: readonly IndexStep[];
  /** A table of few rows has its indexes from the start: what takes them away again where they refuse the rows, and adds them later. */
  readonly retreat: Retreat | undefined;
  /** One ALTER TABLE for all foreign keys. */
  readonly foreignKeys: Buffer | undefined;
  /** The whole CREATE TABLE of the set. */
  readonly definition: Buffer;
}

export interface Retreat {
  readonly drop: Buffer;
  readonly indexes: readonly IndexStep[];
}

/** By quoted target name. */
export type CreatedTables = ReadonlyMap<string, DeferredParts>;

/**
 * Creates databases, sequences and tables of one scope. Foreign keys are left for later, since tables may refer to each
 * other in a circle, and so are secondary indexes of tables with many rows, whose load is faster without them. What the
 * server refuses is returned.
 */
export async function createTables(
  session: Session,
  scope: ShardScope,
  objects: readonly ReadObject[],
  { onSchema = () => {}, claim }: Pick<RowsOptions, 'onSchema' | 'claim'> = {},
): Promise<{ created: CreatedTables; refused: NotRestored[] }> {
  const created = new Map<string, DeferredParts>();
  const refused: NotRestored[] = [];
  const databases = scope.objects.filter((object) => object.kind === 'database');
  const missing = await missingSchemas(
    session,
    databases.map(({ schema }) => schema),
    scope.schemas,
  );
  for (const one of objects) {
    const { object, statement } = one;
    if (object.kind !== 'database' && object.kind !== 'sequence' && object.kind !== 'table') continue;
    if (object.kind === 'database' && !missing.has(object.schema)) continue;
    const schema = scope.schemas.get(object.schema) ?? object.schema;
    if (object.kind === 'database') onSchema(scope.target.name, schema, 'making');
    try {
      if (object.kind !== 'table') {
        await runObject(session, statement, object, schema);
        if (object.kind === 'database' && claim !== undefined) await claimSchema(session, schema, claim);
      } else {
        const { parts, lost } = await createWherever(session, scope, one, schema);
        created.set(quoteTable(schema, object.name), parts);
        if (lost.length > 0)
          refused.push({
            ...{ target: scope.target.name, schema, object: object.name, kind: 'table' },
            why: { code: 'placed-elsewhere', options: lost },
          });
      }
    } catch (error) {
      refused.push(targetRefusal(error, { target: scope.target.name, schema, object: object.name, kind: object.kind }));
      if (object.kind === 'database') onSchema(scope.target.name, schema, 'refused');
    }
  }
  return { created, refused };
}

/**
 * Creates a table where its definition puts it, or, where the server cannot or does not, where it puts all others: a place
 * of the source is not worth the table's rows. `lost`: the options that it does not have now.
 */
async function createWherever(
  session: Session,
  scope: ShardScope,
  read: ReadObject,
  schema: string,
): Promise<{ parts: DeferredParts; lost: readonly string[] }> {
  const { object, statement } = read;
  const wanted = placesOf(statement);
  try {
    const parts = await createTable(session, scope, read, schema);
    if (wanted.length === 0) return { parts, lost: [] };
    // Some servers only warn that they leave the option out.
    const [row] = await session.query(`SHOW CREATE TABLE ${quoteTable(schema, object.name)}`);
    const there = placesOf(row?.['Create Table'] ?? Buffer.alloc(0));
    return { parts, lost: wanted.filter((option) => !there.includes(option)) };
  } catch (error) {
    if (wanted.length === 0 || !isOfTheObject(error)) throw error;
    return {
      parts: await createTable(session, scope, { ...read, statement: withoutPlaces(statement) }, schema),
      lost: wanted,
    };
  }
}

function placesOf(statement: Buffer): string[] {
  return [...new Set(placeOptions(statement).map(({ option }) => option))];
}

async function createTable(
  session: Session,
  scope: ShardScope,
  read: ReadObject,
  schema: string,
): Promise<DeferredParts> {
  const { object, statement } = read;
  const table = scope.tables.find((one) => one.schema === object.schema && one.name === object.name);
  const name = { schema, table: object.name, definition: statement };
  const settled = settleComments(statement, session);
  const { create, counter } = withoutNullableCounter(table?.rows ? withoutCounterStart(settled) : settled);
  const split = { renames: scope.schemas, keepIndex: table?.keyIndex ?? null };
  const bare = splitCreateTableBytes(create, split);
  const whole =
    bare.indexes.length > 0 && isSmall(table) ? splitCreateTableBytes(create, { ...split, indexesStay: true }) : bare;
  for (const part of [...bare.indexes, ...bare.foreignKeys, ...counter]) expectDefinition(part, schema, object.name);
  const made = await createOneOf(session, [whole, bare], read, schema);
  const kept = keepFloatDefaults(settled);
  const alterWith = (parts: readonly Buffer[]) =>
    alterTable(schema, object.name, parts.length === 0 ? [] : [...parts, ...kept]);
  const defaults = session.flavour === 'mysql' ? alterWith(droppedDefaults(settled)) : undefined;
  if (defaults) await session.execute(defaults);
  const alter = (parts: readonly Buffer[]) => alterWith(parts) ?? [];
  const stepsOf = (parts: readonly Buffer[]) =>
    oneFulltextAtATime([...parts, ...counter]).flatMap((step): IndexStep[] => {
      const singly = step.flatMap((part) => alter([part]));
      return [alter(step)].flat().map((together) => ({ together, singly }));
    });
  const indexes = stepsOf(made.indexes);
  const foreignKeys = alterWith(made.foreignKeys);
  if (table !== undefined && hasRows(table)) {
    const drop = made === bare ? undefined : alterTable(schema, object.name, bare.dropped);
    return { ...name, indexes, foreignKeys, retreat: drop && { drop, indexes: stepsOf(bare.indexes) } };
  }
  // No rows will come for it, and so nobody who adds its indexes after them.
  for (const { together } of indexes) await session.execute(together);
  return { ...name, indexes: [], foreignKeys, retreat: undefined };
}

/**
 * Bytes of rows up to which indexes are made with their table: for a few rows an ALTER TABLE costs the server more than to keep
 * them up. Where the border should be is not measured.
 */
const SMALL_TABLE = 256 << 10;

function isSmall(table: Table | undefined): boolean {
  return table !== undefined && hasRows(table) && table.chunks.length === 1 && table.bytes <= SMALL_TABLE;
}

/** The first form of a table that the server takes: an index that it refuses is not worth the table's rows. */
async function createOneOf(
  session: Session,
  [whole, bare]: readonly [SplitTable<Buffer>, SplitTable<Buffer>],
  { object, outside }: ReadObject,
  schema: string,
): Promise<SplitTable<Buffer>> {
  if (bare.indexes.length > whole.indexes.length)
    try {
      await runObject(session, whole.create, object, schema, { outside });
      return whole;
    } catch (error) {
      if (!isOfTheObject(error)) throw error;
    }
  await runObject(session, bare.create, object, schema, { outside });
  return bare;
}

/** Throws where a part of ALTER TABLE adds anything but one definition of the table. */
function expectDefinition(part: Buffer, schema: string, table: string): void {
  const [, head = ''] = /^(ADD |MODIFY COLUMN |AUTO_INCREMENT=)/.exec(part.toString('latin1')) ?? [];
  const fault = head === 'AUTO_INCREMENT=' ? undefined : partFault(part.subarray(head.length));
  if (fault !== undefined) throw new UnfitStatement(fault, schema, table);
}

/** Servers refuse to add two full-text indexes at once (error 1795). */
function oneFulltextAtATime(parts: readonly Buffer[]): Buffer[][] {
  const steps: Buffer[][] = [[]];
  let fulltext = 0;
  for (const part of parts) {
    if (part.toString('latin1').startsWith('ADD FULLTEXT ') && ++fulltext > 1) steps.push([]);
    steps.at(-1)?.push(part);
  }
  return steps;
}

function alterTable(schema: string, table: string, parts: readonly Buffer[]): Buffer | undefined {
  if (parts.length === 0) return undefined;
  const joined = parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from(', '), part]));
  return Buffer.concat([Buffer.from(`ALTER TABLE ${quoteTable(schema, table)} `), ...joined]);
}
