import type { LaneHandle } from '../lane/lane-pool.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import type { SchemaException } from '../schema/schema-file.ts';
import { findsRow } from './finds-row.ts';

/**
 * Names the system-versioned tables with row versions that ended in the microsecond in which they began: REPLACE and
 * foreign key actions leave them behind, no AS OF ever shows them, and system_versioning_insert_history refuses them
 * (ER_TRUNCATED_WRONG_VALUE), so readers leave them out.
 */
export async function findInstantVersions(
  lane: LaneHandle,
  tables: readonly TableDescription[],
): Promise<SchemaException[]> {
  const found: SchemaException[] = [];
  for (const table of tables) {
    if (!table.history) continue;
    const { schema, name } = table;
    const { rowStart, rowEnd } = table.history;
    const query = `SELECT 1 FROM ${quoteTable(schema, name)} FOR SYSTEM_TIME ALL WHERE ${quoteName(rowStart)} >= ${quoteName(rowEnd)} LIMIT 1`;
    if (await findsRow(lane, table, query))
      found.push({ schema, object: name, kind: 'table', why: { code: 'history-of-an-instant' } });
  }
  return found;
}
