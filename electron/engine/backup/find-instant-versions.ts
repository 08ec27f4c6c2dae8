import { EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import type { SchemaException } from '../schema/schema-file.ts';

/**
 * Names the system-versioned tables with row versions that ended in the microsecond in which they began: REPLACE and
 * foreign key actions leave them behind, no AS OF ever shows them, and system_versioning_insert_history refuses them
 * (ER_TRUNCATED_WRONG_VALUE), so readers leave them out. The lane looks, because what counts is what its snapshot holds.
 */
export async function findInstantVersions(
  lane: LaneHandle,
  tables: readonly TableDescription[],
): Promise<SchemaException[]> {
  const found: SchemaException[] = [];
  for (const { schema, name, history } of tables) {
    if (!history) continue;
    const { rowStart, rowEnd } = history;
    const query = `SELECT 1 FROM ${quoteTable(schema, name)} FOR SYSTEM_TIME ALL WHERE ${quoteName(rowStart)} >= ${quoteName(rowEnd)} LIMIT 1`;
    // A table that cannot be read is named when its rows are.
    const left = await lane.call('finds', { schema, table: name, queries: [query] }).catch((error: unknown) => {
      if (error instanceof EngineError && OF_THE_TABLE.has(error.failure.code)) return false;
      throw error;
    });
    if (left) found.push({ schema, object: name, kind: 'table', why: { code: 'history-of-an-instant' } });
  }
  return found;
}

const OF_THE_TABLE = new Set(['server', 'missing-privilege', 'lock-timeout']);
