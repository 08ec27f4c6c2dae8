import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { progressTable } from '../replay/progress-row.ts';
import { isMissing } from '../schema/is-missing.ts';
import type { ShardScope } from './select-scope.ts';

/** Made and dropped again before anything else is written. */
export const RESTORE_TRIAL = 'shardkeep_restore_trial';

/**
 * Does once with an empty table what a restore will do with its own: makes, fills, changes and drops it, in each schema
 * that is there. Grants can be read wrongly; a right that is missing after all has to show before anything is dropped.
 */
export async function tryProgress(session: Session, { schemas }: Pick<ShardScope, 'schemas'>): Promise<void> {
  for (const schema of new Set(schemas.values())) {
    const table = quoteTable(schema, RESTORE_TRIAL);
    try {
      await session.execute(`DROP TABLE IF EXISTS ${table}`);
      await session.execute(progressTable({ schema, table: RESTORE_TRIAL }));
    } catch (error) {
      if (isMissing(error)) continue;
      throw error;
    }
    try {
      await session.execute(`INSERT INTO ${table} (id, file, position, gtid, micros) VALUES ('', '', 0, '', 0)`);
      await session.execute(
        `INSERT INTO ${table} (id, file, position, gtid, micros) VALUES ('', '', 0, '', 0) ON DUPLICATE KEY UPDATE position = 1`,
      );
      await session.execute(`UPDATE ${table} SET position = 2`);
      await session.execute(`ALTER TABLE ${table} ADD INDEX ${quoteName('k')} (position)`);
      await session.texts(`SELECT id FROM ${table}`);
    } finally {
      await session.execute(`DROP TABLE IF EXISTS ${table}`).catch((error: unknown) => {
        if (!(error instanceof EngineError)) throw error; // what went wrong before is what is said
      });
    }
  }
}
