import type { ReadableSet } from '../archive/set-folder.ts';
import { instantOf, microsAhead, microsOf } from '../binlog/instant-of.ts';
import { findGtid } from '../chain/find-gtid.ts';
import { readChain } from '../chain/read-chain.ts';
import type { StopRule } from '../replay/replay-options.ts';
import type { RollEnd } from './roll-end.ts';

/** The last microsecond of a second: MariaDB's log does not say where in it a transaction stands. */
const SECOND_END = 999_999n;

/**
 * The sets up to a transaction, and where each shard ends: its own shard just behind it, the others with what was committed
 * at or before its commit (MySQL, to the microsecond), or began in its second or before (MariaDB), but never before the cut
 * of the set in front of it.
 */
export async function chooseTransaction(
  destination: string,
  sets: readonly ReadableSet[],
  { gtid, shard: wanted }: { readonly gtid: string; readonly shard: string | undefined },
): Promise<{ readonly chain: ReadableSet[]; readonly end: RollEnd }> {
  const { set, shard, micros } = await findGtid(destination, sets, gtid, wanted);
  const chain = await readChain(destination, set, sets);
  const { shards } = set.manifest;
  const own = shards.find(({ name }) => name === shard);
  const latest = own?.flavour === 'mariadb' ? micros + SECOND_END : micros;
  const before = microsOf(chain.at(-2)?.manifest.cut.at ?? set.manifest.cut.at);
  const instant = latest - microsAhead(own?.cut);
  const at = instant > before ? instant : before;
  const stops = new Map(
    shards.map(({ name, cut }): [string, StopRule] => [
      name,
      name === shard ? { kind: 'gtid', after: gtid } : { kind: 'time', micros: at + microsAhead(cut) },
    ]),
  );
  return { chain, end: { at: instantOf(at), stops } };
}
