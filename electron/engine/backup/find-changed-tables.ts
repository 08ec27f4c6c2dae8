import type { Exception } from '../../../shared/manifest.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

/** The counter of a table moves with every insert and says nothing about its definition. */
const COUNTER = / AUTO_INCREMENT=\d+/;

/** Definitions of tables as they are now, by quoted name. */
export async function readDefinitions(
  session: Session,
  tables: readonly Pick<TableDescription, 'schema' | 'name'>[],
): Promise<Map<string, string | null>> {
  const definitions = new Map<string, string | null>();
  for (const { schema, name } of tables) {
    const table = quoteTable(schema, name);
    try {
      const [row] = await session.query(`SHOW CREATE TABLE ${table}`);
      definitions.set(table, row?.['Create Table']?.toString('latin1').replace(COUNTER, '') ?? null);
    } catch (error) {
      if (error instanceof EngineError && error.failure.code === 'connection-lost') throw error;
      definitions.set(table, null);
    }
  }
  return definitions;
}

/** Tables whose definition at the end of the run is not the one from its beginning (DESIGN §4.6). */
export function findChangedTables(
  shard: string,
  tables: readonly TableDescription[],
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
): Exception[] {
  return tables
    .filter(({ schema, name }) => before.get(quoteTable(schema, name)) !== after.get(quoteTable(schema, name)))
    .map(({ schema, name }) => ({
      shard,
      schema,
      object: name,
      kind: 'table' as const,
      reason: 'Its definition was changed, or the table was dropped or renamed, while the backup ran.',
    }));
}
