import type { BinlogRange, LoggedStatement } from '../../../shared/binlog-range.ts';
import type { ManifestShard, StoredSchemaObject } from '../../../shared/manifest.ts';
import { isOfTheTable } from '../of-the-table.ts';
import { showNullableCounter } from '../schema/counters.ts';
import { withExactLiterals } from '../schema/exact-literals.ts';
import { readSchemaObjects } from '../schema/read-schema.ts';
import type { SchemaFile } from '../schema/schema-file.ts';
import { writeSqlFile } from '../schema/write-sql-file.ts';
import type { ConnectedShard } from './connect-shards.ts';
import { listBaseTables } from './list-base-tables.ts';
import { storeFiles } from './store-schema.ts';

/**
 * Stores what the source has of the definitions that a log brings, so that a restore can compare what its replay came to:
 * a log does not say under which settings a definition ran. Tables are those that a statement of the log names, or that the
 * set before has here; of everything else all of the schemas. What the server does not show is not compared.
 */
export async function storeLogged(
  { reader, lanes: [lane], schemas }: Pick<ConnectedShard, 'reader' | 'lanes' | 'schemas'>,
  binlog: BinlogRange,
  before: ManifestShard | undefined,
): Promise<StoredSchemaObject[]> {
  const earlier = before?.snapshot === null ? before.objects : [];
  const statements = binlog.segments.flatMap((segment) => segment.statements);
  if (!lane || (statements.length === 0 && earlier.length === 0)) return [];
  const named = new Set([...statements.flatMap(tablesOf), ...earlier].map(keyOf));
  const listed = await listBaseTables(reader, schemas);
  const files: SchemaFile[] = [];
  for (const schema of schemas) {
    const there = listed.filter((table) => table.schema === schema);
    const tables = there.filter((table) => named.has(keyOf(table))).map(({ name }) => name);
    const read = await readSchemaObjects(reader, schema, { tables, triggersOf: there.map(({ name }) => name) });
    for (const file of read.files)
      files.push(...(file.object.kind === 'table' ? await asStored(reader, file).catch(noneOfTheTable) : [file]));
  }
  if (files.length === 0) return [];
  const stored = await storeFiles(lane, files, 'logged-schema');
  await lane.call('closeVolume', {});
  return stored;
}

/** As full sets store a table: with the literals that servers print as others. */
async function asStored(reader: ConnectedShard['reader'], { object, sql }: SchemaFile): Promise<SchemaFile[]> {
  const { offset, length } = object.statement;
  const printed = showNullableCounter(sql.subarray(offset, offset + length));
  const { statement } = await withExactLiterals(reader, object, printed);
  return [
    writeSqlFile({
      object: { kind: 'table', schema: object.schema, name: object.name },
      statement,
      schemaCollation: '',
    }),
  ];
}

/** It may be gone by now, or be altered. */
function noneOfTheTable(error: unknown): SchemaFile[] {
  if (isOfTheTable(error)) return [];
  throw error;
}

function tablesOf({ tables = [], makes }: LoggedStatement): { schema: string; name: string }[] {
  return [...tables, ...makes.filter(({ kind }) => kind === 'table')];
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}
