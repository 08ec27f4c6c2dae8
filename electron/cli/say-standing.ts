import { assertNever } from '../../shared/failure.ts';
import { formatCount } from '../../shared/format.ts';
import type { SetStanding } from '../../shared/set-standing.ts';

/** A set's state in the words of `list`; the app says the same with its own. */
export function sayStanding(standing: SetStanding): string {
  switch (standing.state) {
    case 'writing':
      return 'being written';
    case 'unfinished':
      return 'not a backup (interrupted)';
    case 'unreadable':
      return 'not readable';
    case 'orphan':
      return 'not restorable';
    case 'damaged':
      return standing.at === null ? 'DAMAGED' : `DAMAGED, found ${day(standing.at)}`;
    case 'complete':
      return withExceptions('complete', standing.exceptions);
    case 'verified':
      return withExceptions(`complete, verified ${day(standing.readAt)}`, standing.exceptions);
    case 'proven':
      return withExceptions(`complete, proven ${day(standing.proof.at)}`, standing.exceptions);
    case 'partly-proven': {
      const { proven, of, transactions, at } = standing.proof;
      const what =
        transactions > 0 && proven.tables >= of.tables
          ? 'proven up to its log'
          : `${formatCount(proven.tables)} of ${formatCount(of.tables)} tables proven`;
      return withExceptions(`complete, ${what} ${day(at)}`, standing.exceptions);
    }
    default:
      return assertNever(standing);
  }
}

function withExceptions(words: string, count: number): string {
  return count === 0 ? words : `${words}, ${count} ${count === 1 ? 'exception' : 'exceptions'}`;
}

function day(at: string): string {
  return at.slice(0, 'YYYY-MM-DD'.length);
}
