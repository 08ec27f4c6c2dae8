import { EventType, readHeader } from '../binlog/event.ts';
import { flagsOf, withFlag } from '../binlog/table-map.ts';

/** Flag of a row event: the target neither looks after foreign keys for the event's rows, nor follows them. */
const NO_FOREIGN_KEY_CHECKS = 0x02;
/** MySQL 9.6 and later: what foreign keys change is in the log as rows of its own. */
const CASCADES_LOGGED = 0x10;

/**
 * Deleted rows, without what the target would delete, change or refuse for them by its foreign keys, where the log says that
 * it has all of that itself. REPLACE is such a case: MySQL 9.7 leaves the children of a row that it replaces alone and logs a
 * delete and an insert, of which the delete would take the children along.
 */
export function withoutCascades(rows: Buffer): Buffer {
  const isLogged = readHeader(rows).type === EventType.deleteRows && (flagsOf(rows) & CASCADES_LOGGED) !== 0;
  return isLogged ? withFlag(rows, NO_FOREIGN_KEY_CHECKS) : rows;
}
