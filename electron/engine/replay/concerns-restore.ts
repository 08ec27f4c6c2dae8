import { EventType } from '../binlog/event.ts';
import { parseQueryEvent } from '../binlog/query-event.ts';
import { parseTableMap } from '../binlog/table-map.ts';
import type { LoggedStatementReader } from './logged-statement-reader.ts';
import { isPlainBegin, placeOf } from './open-group.ts';
import { type PlanOptions, planStatement } from './plan-statement.ts';
import type { ReadyEvent } from './ready-events.ts';
import { isSystemSchema } from './resolve-names.ts';

/** True for an event that a replay would apply, or stop at: it is about something that is restored, or that nobody can tell of. */
export async function concernsRestore(
  event: ReadyEvent,
  options: PlanOptions,
  reader: LoggedStatementReader,
): Promise<boolean> {
  switch (event.type) {
    case EventType.tableMap: {
      const { schema, table } = parseTableMap(event.bytes);
      return options.route === 'same' ? !isSystemSchema(schema) : options.route.object(schema, table) !== null;
    }
    case EventType.query:
    case EventType.queryCompressed: {
      if (isPlainBegin(event.bytes)) return false;
      const query = parseQueryEvent(event.bytes);
      await reader.learn(query);
      const statement = reader.read(query);
      if (statement.kind === 'table' || statement.kind === 'program' || statement.kind === 'schema')
        return planStatement(statement, query.schema, placeOf(event), options).kind !== 'skip';
      return statement.kind === 'rows' || statement.kind === 'unknown' || statement.kind === 'xa';
    }
    case EventType.transactionPayload:
      return true;
    default:
      return false;
  }
}
