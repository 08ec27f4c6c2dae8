import type { ChainBreak } from '../../../shared/set-facts.ts';
import { sayChainBreak } from '../../../shared/set-words.ts';
import { type EngineError, fail } from '../engine-error.ts';

/** The refusal of an incremental or differential set. A gap is never papered over: only a full set helps. */
export function brokenChain(shard: string, why: ChainBreak, cause?: unknown): EngineError {
  return fail(
    'chain-broken',
    { shard, why: sayChainBreak(why) },
    { where: { shard }, detail: { code: 'chain-broken', shard, why }, cause },
  );
}
