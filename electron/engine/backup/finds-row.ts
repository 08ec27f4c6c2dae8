import type { LaneHandle } from '../lane/lane-pool.ts';
import { isOfTheTable } from '../of-the-table.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

/**
 * Whether `query` on the table has a row in the lane's snapshot, which is what will be read. False for a table
 * that cannot be read: reading its rows will say why.
 */
export function findsRow(lane: LaneHandle, { schema, name }: TableDescription, query: string): Promise<boolean> {
  return lane.call('finds', { schema, table: name, query }).catch((error: unknown) => {
    if (isOfTheTable(error)) return false;
    throw error;
  });
}
