import type { ChainBreak } from '../../../shared/set-facts.ts';
import { sayChainBreak } from '../../../shared/set-words.ts';
import { EngineError, fail } from '../engine-error.ts';

/** The refusal of an incremental or differential set. A gap is never papered over: only a full set helps. */
export function brokenChain(shard: string, why: ChainBreak, cause?: unknown): EngineError {
  return fail(
    'chain-broken',
    { shard, why: sayChainBreak(why) },
    { where: { shard }, detail: { code: 'chain-broken', shard, why }, cause },
  );
}

/** Why a chain ends here, where that is what the error says. */
export function chainBreakOf(error: unknown): ChainBreak | undefined {
  const detail = error instanceof EngineError ? error.failure.detail : undefined;
  return detail?.code === 'chain-broken' ? detail.why : undefined;
}
