import { assertNever } from '../../shared/failure.ts';
import type { ShardStanding } from '../../shared/shard-standing.ts';

/** A shard's state in the words of `inspect`; the app says the same with its own. */
export function sayShard(standing: ShardStanding): string {
  switch (standing.state) {
    case 'unknown':
      return 'not known';
    case 'busy':
      return 'at work';
    case 'offline':
      return 'OFFLINE';
    case 'refused':
      return 'REFUSES LOGIN';
    case 'unusable':
      return 'NOT USABLE';
    case 'lost':
      return 'LOST IN A RUN';
    case 'unmatched':
      return `no schema matches ${standing.globs.join(', ')}`;
    case 'open':
      return 'online, not encrypted';
    case 'online':
      return 'online';
    default:
      return assertNever(standing);
  }
}
