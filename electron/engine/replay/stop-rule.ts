import { assertNever } from '../../../shared/failure.ts';
import type { StopRule } from './replay-options.ts';

/** Says whether a replay ends in front of the transaction that begins now; `lastGtid` is the one before it. */
export function endsBefore(stop: StopRule, gtid: string, micros: bigint, lastGtid: string | null): boolean {
  switch (stop.kind) {
    case 'end':
    case 'position': // every event is compared
      return false;
    case 'gtid':
      return lastGtid === stop.after;
    case 'before-gtid':
      return gtid === stop.gtid;
    case 'time':
      return micros > stop.micros;
    default:
      return assertNever(stop);
  }
}
