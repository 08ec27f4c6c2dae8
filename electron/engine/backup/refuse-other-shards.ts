import type { ReadableSet } from '../archive/set-folder.ts';
import { brokenChain } from '../binlog/broken-chain.ts';

/** A chain goes on with the shards it began with. */
export function refuseOtherShards(names: readonly string[], { manifest }: ReadableSet): void {
  const known = manifest.shards.map(({ name }) => name);
  const [other] = [...names.filter((name) => !known.includes(name)), ...known.filter((name) => !names.includes(name))];
  if (other !== undefined) throw brokenChain(other, { code: 'other-shards' });
}
