import { EventType, HEADER_BYTES, readHeader, sealEvent } from '../binlog/event.ts';

/** A row event's flags stand behind its table id (6). */
const FLAGS_AT = HEADER_BYTES + 6;
/** The target neither looks after foreign keys for the event's rows, nor follows them. */
const NO_FOREIGN_KEY_CHECKS = 0x02;
/** MySQL 9.6 and later: what foreign keys change is in the log as rows of its own. */
const CASCADES_LOGGED = 0x10;

/**
 * Deleted rows, without what the target would delete, change or refuse for them by its foreign keys, where the log says that
 * it has all of that itself. REPLACE is such a case: MySQL 9.7 leaves the children of a row that it replaces alone and logs a
 * delete and an insert, of which the delete would take the children along.
 */
export function withoutCascades(rows: Buffer): Buffer {
  const { type } = readHeader(rows);
  if (type !== EventType.deleteRows) return rows;
  const flags = rows.readUInt16LE(FLAGS_AT);
  if ((flags & CASCADES_LOGGED) === 0 || (flags & NO_FOREIGN_KEY_CHECKS) !== 0) return rows;
  const copy = Buffer.from(rows);
  copy.writeUInt16LE(flags | NO_FOREIGN_KEY_CHECKS, FLAGS_AT);
  return sealEvent(copy);
}
