import { hash } from 'node:crypto';
import { encodeName } from '../../../shared/entry-name.ts';
import type { SchemaObject, StoredSchemaObject } from '../../../shared/manifest.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { readSchemaObjects } from '../schema/read-schema.ts';
import type { SchemaFile } from '../schema/schema-file.ts';
import type { SourceException } from '../schema/source-exception.ts';

export interface StoredSchema {
  readonly objects: readonly StoredSchemaObject[];
  readonly exceptions: readonly SourceException[];
}

export interface StoreSchemaShard {
  readonly name: string;
  readonly reader: Session;
  readonly lane: LaneHandle;
  readonly schemas: readonly string[];
  readonly tables: readonly TableDescription[];
}

/** Reads the definitions of all schemas of one shard, tables excepted, and stores them as entries of their own. */
export async function storeSchema(shard: StoreSchemaShard, only: readonly string[] | undefined): Promise<StoredSchema> {
  const objects: StoredSchemaObject[] = [];
  const exceptions: SourceException[] = [];
  for (const schema of shard.schemas) {
    const tables = shard.tables.filter((table) => table.schema === schema).map((table) => table.name);
    const read = await readSchemaObjects(shard.reader, schema, {
      tables: [],
      triggersOf: tables,
      ...(only === undefined ? {} : { only }),
    });
    exceptions.push(...read.exceptions.map((exception) => ({ shard: shard.name, ...exception })));
    // A schema of which nothing was chosen is not part of the set.
    const chosen = tables.length > 0 || read.files.some((file) => file.object.kind !== 'database');
    if (only !== undefined && !chosen) continue;
    objects.push(...(await storeFiles(shard.lane, read.files)));
  }
  return { objects, exceptions };
}

/** Where definitions stand that are restored, and those that a log brings and a restore compares. */
type DefinitionFolder = 'schema' | 'logged-schema';

/** Stores definitions as entries. */
export async function storeFiles(
  lane: LaneHandle,
  files: readonly SchemaFile[],
  folder: DefinitionFolder = 'schema',
): Promise<StoredSchemaObject[]> {
  const places = await lane.call('store', {
    entries: files.map(({ object, sql }) => ({ name: entryName(object, folder), bytes: sql })),
  });
  return files.flatMap(({ object, sql }, i) => {
    const place = places[i];
    return place ? [{ ...object, place, bytes: sql.length, sha256: hash('sha256', sql, 'hex') }] : [];
  });
}

/** `schema/<schema>/<kind>.<name>.sql`; the kind keeps a table and a trigger of one name apart. */
function entryName(object: SchemaObject, folder: DefinitionFolder): string {
  return `${folder}/${encodeName(object.schema)}/${object.kind}.${encodeName(object.name)}.sql`;
}
