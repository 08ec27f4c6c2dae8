import { assertNever } from '../../../shared/failure.ts';
import { readHeader } from '../binlog/event.ts';
import { type GtidEvent, parseGtidEvent } from '../binlog/gtid-event.ts';
import { comparePositions } from './log-position.ts';
import { type GroupHead, placeOf } from './open-group.ts';
import type { Statement } from './read-statement.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { LogPosition, StopRule } from './replay-options.ts';

/** A transaction by the event that begins it. */
export interface BegunTransaction {
  readonly gtid: string;
  readonly micros: bigint;
  /** What its time is of. */
  readonly dated: 'commit' | 'begin';
  /** Where its first event ends. */
  readonly place: LogPosition;
}

/** Says whether a replay ends in front of the transaction that begins now; `lastGtid` is the one before it. */
export function endsBefore(
  stop: StopRule,
  { gtid, micros, place }: BegunTransaction,
  lastGtid: string | null,
): boolean {
  switch (stop.kind) {
    case 'end':
    case 'position': // every event is compared
      return false;
    case 'gtid':
      return lastGtid === stop.after;
    case 'before-gtid':
      return gtid === stop.gtid;
    case 'time':
      return micros > stop.micros && (stop.sure === undefined || comparePositions(place, stop.sure) > 0);
    default:
      return assertNever(stop);
  }
}

/** The transaction that an event begins. */
export function begunBy(event: ReadyEvent): BegunTransaction & Pick<GtidEvent, 'standalone' | 'preparesXa'> {
  const { gtid, commitMicros, standalone, preparesXa } = parseGtidEvent(event.bytes);
  const micros = commitMicros ?? BigInt(readHeader(event.bytes).seconds) * 1_000_000n;
  return {
    gtid,
    micros,
    dated: commitMicros === null ? 'begin' : 'commit',
    place: placeOf(event),
    standalone,
    preparesXa,
  };
}

/** How one begins on a server without GTIDs (MySQL before 5.7), which logs a transaction's BEGIN or a single statement. */
export function headWithoutGtid({ bytes }: ReadyEvent, statement: Statement): GroupHead {
  const begins = statement.kind === 'control' && statement.verb === 'begin';
  return { gtid: '', micros: BigInt(readHeader(bytes).seconds) * 1_000_000n, standalone: !begins, xid: null };
}
