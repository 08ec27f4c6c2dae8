import type { ChainMark } from '../../../shared/chain-statements.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { FoundMark } from '../../engine/archive/marks.ts';
import { microsOf } from '../../engine/binlog/instant-of.ts';

/** The marks between a chain's first and last cut, newest first. */
export function listMarks(chain: readonly Manifest[], found: readonly FoundMark[]): ChainMark[] {
  const [full, tip] = [chain[0], chain.at(-1)];
  if (!full || !tip) return [];
  const [first, last] = [microsOf(full.cut.at), microsOf(tip.cut.at)];
  return found
    .flatMap((one) => (one.state === 'readable' ? [one.mark] : []))
    .filter(({ cluster, cut }) => cluster === full.cluster && first <= microsOf(cut.at) && microsOf(cut.at) <= last)
    .map(({ name, cut }) => ({ name, at: cut.at }))
    .toReversed();
}
