import type { QueryEvent } from '../binlog/query-event.ts';
import type { Statement } from './read-statement.ts';

/**
 * A logged statement with what its event says of its session: one about tables that used a temporary one is about that, which
 * hides the real one of its name, and the log does not say what else it changed. The table may have been made long before.
 * Servers say so of every DROP TABLE, and write TEMPORARY into those that are about one; and of what has CONNECTION_ID in it,
 * whose values nobody can tell (read-doubts.ts).
 */
export function ofItsSession(
  statement: Statement,
  { ofItsSession: used, sql }: Pick<QueryEvent, 'ofItsSession' | 'sql'>,
): Statement {
  if (!used || statement.kind !== 'table' || /CONNECTION_ID/i.test(sql.toString('latin1'))) return statement;
  const isKnown = statement.verb === 'drop' || (statement.verb === 'create' && !statement.copies);
  return isKnown ? statement : { kind: 'rows' };
}
