import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';

/**
 * MySQL 8.0.30+ can be told to hide the invisible primary keys that it generates; a backup must see them. Older servers
 * do not know the variable and have nothing to hide.
 */
export async function showHiddenColumns(session: Session): Promise<void> {
  if (session.flavour !== 'mysql') return;
  try {
    await session.execute('SET SESSION show_gipk_in_create_table_and_information_schema=ON');
  } catch (error) {
    if (!(error instanceof EngineError && error.errno === UNKNOWN_VARIABLE)) throw error;
  }
}
const UNKNOWN_VARIABLE = 1193;
