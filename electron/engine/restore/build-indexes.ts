import { becauseOf, EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { isOfTheTable } from '../of-the-table.ts';
import type { IndexStep } from './create-tables.ts';

/** Why the server did not build an index. */
export type IndexRefusal = ReturnType<typeof becauseOf>;

/**
 * Builds what is left of a table when its rows are in, all of a step at once. Where the server refuses a step, each part
 * of it is tried alone, so that one unique index that the rows do not allow costs neither the rows nor the other indexes.
 */
export async function buildIndexes(
  lane: LaneHandle,
  schema: string,
  steps: readonly IndexStep[],
): Promise<IndexRefusal[]> {
  const refused: IndexRefusal[] = [];
  const attempt = async (sql: Uint8Array, otherwise: (why: IndexRefusal) => Promise<void>) => {
    try {
      await lane.call('run', { schema, sql });
    } catch (error) {
      if (!(error instanceof EngineError) || !isOfTheTable(error)) throw error;
      await otherwise(becauseOf(error.failure));
    }
  };
  const keep = async (why: IndexRefusal) => void refused.push(why);
  for (const { together, singly } of steps)
    await attempt(together, async (why) => {
      if (singly.length <= 1) await keep(why);
      else for (const one of singly) await attempt(one, keep);
    });
  return refused;
}
