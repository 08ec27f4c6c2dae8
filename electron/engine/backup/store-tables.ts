import pLimit from 'p-limit';
import type { ColumnLiterals, StoredSchemaObject } from '../../../shared/manifest.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { quoteTable } from '../mysql/quote.ts';
import { fileFault } from '../schema/check-statement.ts';
import { showNullableCounter } from '../schema/counters.ts';
import { withExactLiterals } from '../schema/exact-literals.ts';
import type { SchemaFile } from '../schema/schema-file.ts';
import { storedDependence } from '../schema/session-dependence.ts';
import type { SourceException } from '../schema/source-exception.ts';
import { writeSqlFile } from '../schema/write-sql-file.ts';
import type { SeenTables } from './look-at-tables.ts';
import { storeFiles } from './store-schema.ts';
import { askGroups } from './table-groups.ts';
import { byName, changeOf, readVersions } from './table-versions.ts';

/** Definitions in a set, with tables that changed since they were seen or of which the server does not say all. */
export interface StoredTables {
  readonly objects: readonly StoredSchemaObject[];
  readonly exceptions: readonly SourceException[];
  /** By quoted name, of tables that have some. */
  readonly literals: ReadonlyMap<string, readonly ColumnLiterals[]>;
  /** Tables whose stored generated columns depend on the session that wrote a row. */
  readonly computing: readonly string[];
}

/**
 * Reads the definitions once more at the end of a run, names what changed, and stores them: as they are now, since their
 * counters must not be behind the rows; of what changed as it was before.
 */
export async function storeTables(
  shard: string,
  lane: LaneHandle,
  { tables, versions, groups, readers }: SeenTables,
): Promise<StoredTables> {
  const described = new Set(tables.map(({ schema, name }) => quoteTable(schema, name)));
  const oneAtATime = pLimit(1); // a lane writes one volume
  const literals = new Map<string, readonly ColumnLiterals[]>();
  const computing: string[] = [];
  const stored = await askGroups(readers, groups, async (session, { schema, names }) => {
    const now = byName(await readVersions(session, schema, names));
    const exceptions: SourceException[] = [];
    const files: SchemaFile[] = [];
    for (const name of names) {
      const key = quoteTable(schema, name);
      const before = versions.get(key);
      if (!before) continue;
      const after = now.get(key);
      const change = changeOf(shard, before, after);
      if (change) exceptions.push(change);
      const definition = [change ? undefined : after, before, after].find((one) => Buffer.isBuffer(one?.definition));
      if (!Buffer.isBuffer(definition?.definition) || !described.has(key)) continue;
      const object = { kind: 'table' as const, schema, name };
      const exact = await withExactLiterals(session, object, showNullableCounter(definition.definition));
      const file = writeSqlFile({ object, statement: exact.statement, schemaCollation: '' });
      const fault = await fileFault(session, file);
      if (fault !== undefined) {
        exceptions.push({ shard, ...place(schema, name), why: { code: 'unfit-statement', fault } });
        continue;
      }
      if (storedDependence(exact.statement) !== 'row') computing.push(`${schema}.${name}`);
      if (exact.literals.length > 0) literals.set(key, exact.literals);
      if (exact.unknown.length > 0 && !change)
        exceptions.push({
          shard,
          ...place(schema, name),
          why: { code: 'literals-unknown', columns: exact.unknown.join(', ') },
        });
      files.push(file);
    }
    return { objects: await oneAtATime(() => storeFiles(lane, files)), exceptions };
  });
  return {
    objects: stored.flatMap(({ objects }) => objects),
    exceptions: stored.flatMap(({ exceptions }) => exceptions),
    literals,
    computing: computing.sort(),
  };
}

function place(schema: string, object: string) {
  return { schema, object, kind: 'table' as const };
}

/** The objects of a shard in an order in which they can be created: sequences in front of tables, programs behind. */
export function inOrder(
  schemas: readonly string[],
  others: readonly StoredSchemaObject[],
  tables: readonly StoredSchemaObject[],
): StoredSchemaObject[] {
  const othersOf = Map.groupBy(others, ({ schema }) => schema);
  const tablesOf = Map.groupBy(tables, ({ schema }) => schema);
  return schemas.flatMap((schema) => {
    const [first = [], rest = []] = [true, false].map((inFront) =>
      (othersOf.get(schema) ?? []).filter(({ kind }) => (kind === 'database' || kind === 'sequence') === inFront),
    );
    return [...first, ...(tablesOf.get(schema) ?? []), ...rest];
  });
}
