import { readHeader } from '../binlog/event.ts';
import { damagedLog, type LogPlace, statementInsteadOfRows } from './log-failures.ts';
import type { ReadyEvent } from './ready-events.ts';

/** LOG_EVENT_IGNORABLE_F: whoever does not know the event may pass it over. */
const IGNORABLE = 0x80;
/** INCIDENT_EVENT: something was not logged. */
const INCIDENT = 26;
/** The parts of LOAD DATA in a log of statements: LOAD, CREATE_FILE, APPEND_BLOCK, EXEC_LOAD, DELETE_FILE, NEW_LOAD … */
const STATEMENT_LOAD = new Set<number>([6, 8, 9, 10, 11, 12, 17, 18]);
/** TRANSACTION_CONTEXT and VIEW_CHANGE of MySQL's group replication. */
const HARMLESS = new Set<number>([36, 37]);

/** Throws for an event that changes something and that no other part of the replay takes. */
export function refuseUnknown({ type, bytes }: ReadyEvent, place: LogPlace): void {
  if (STATEMENT_LOAD.has(type)) throw statementInsteadOfRows(place, 'LOAD DATA');
  if (type === INCIDENT) throw damagedLog(place, 'the source has noted that events were lost');
  const harmless = HARMLESS.has(type) || (readHeader(bytes).flags & IGNORABLE) !== 0;
  if (!harmless) throw damagedLog(place, `Shardkeep does not know events of type ${type}`);
}
