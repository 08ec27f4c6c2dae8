import type { ManifestShard } from '../../../shared/manifest.ts';
import { findSet, type ReadableSet } from '../archive/set-folder.ts';
import { microsOf } from '../binlog/instant-of.ts';
import { readableSets } from '../chain/choose-point.ts';
import { groupChains } from '../chain/group-chains.ts';
import { readChain } from '../chain/read-chain.ts';
import { fail } from '../engine-error.ts';
import { comparePositions } from '../replay/log-position.ts';
import type { StopRule } from '../replay/replay-options.ts';

/** A full set, and the chain in front of it whose log reaches the instant that the full set's rows are from. */
export interface EarlierChain {
  readonly full: ReadableSet;
  readonly chain: readonly ReadableSet[];
  /** By shard: where the full set's rows are from. */
  readonly stops: ReadonlyMap<string, StopRule>;
}

/**
 * The newest older chain that holds the log up to a full set: `id`, or the newest one of the cluster. Throws what is
 * missing for a proof, and with it what would make up for it.
 */
export async function findEarlierChain(
  destination: string,
  cluster: string,
  id: string | undefined,
): Promise<EarlierChain> {
  const named = id === undefined ? undefined : await findSet(destination, id);
  const sets = await readableSets(destination, named?.cluster ?? cluster);
  const fulls = sets.filter(({ manifest }) => manifest.kind === 'full');
  const full = named ?? fulls.at(-1);
  const where = { where: { file: destination } };
  if (!full) throw fail('no-complete-set', { folder: destination }, where);
  if (full.manifest.kind !== 'full') throw fail('prove-not-full', { id: full.id }, where);
  for (const { name, snapshot } of full.manifest.shards)
    if (!snapshot?.binlog || !snapshot.exact) throw fail('prove-no-position', { id: full.id, shard: name }, where);
  const older = fulls.filter((one) => one.id < full.id && haveSameShards(one, full)).toReversed();
  if (older.length === 0) throw fail('prove-no-chain', { id: full.id }, where);
  const { chains } = groupChains(sets);
  const membersOf = (root: ReadableSet) => {
    const ids = chains.find((one) => one.id === root.id)?.sets ?? [];
    return sets
      .filter((set) => ids.includes(set.id))
      .toSorted((a, b) => (microsOf(a.manifest.cut.at) < microsOf(b.manifest.cut.at) ? -1 : 1));
  };
  for (const root of older) {
    const tip = membersOf(root).find((set) => full.manifest.shards.every((shard) => reaches(root, set, shard)));
    if (tip) return { full, chain: await readChain(destination, tip, sets), stops: stopsAt(full) };
  }
  const [root] = older;
  const last = root && membersOf(root).at(-1);
  throw fail('prove-log-missing', { id: full.id, last: last?.id ?? '' }, where);
}

function haveSameShards(one: ReadableSet, other: ReadableSet): boolean {
  const names = ({ manifest }: ReadableSet) => JSON.stringify(manifest.shards.map(({ name }) => name).toSorted());
  return names(one) === names(other);
}

/**
 * Whether a chain has a shard's log up to where the full set's rows are from. Positions alone would not do: a log that was
 * begun anew has them again. A set that was taken later was checked to go on in the log of the one before it, and so its
 * log is that in which the full set's rows stand.
 */
function reaches(root: ReadableSet, tip: ReadableSet, { name, uuid, flavour, snapshot }: ManifestShard): boolean {
  const [first, last] = [root, tip].map(({ manifest }) => manifest.shards.find((one) => one.name === name));
  const wanted = snapshot?.binlog;
  if (!wanted || !first?.binlog || !last?.binlog) return false;
  return (
    [first, last].every((one) => one.uuid === uuid && one.flavour === flavour) &&
    microsOf(tip.manifest.cut.at) >= microsOf(snapshot.takenAt) &&
    comparePositions(first.binlog.to, wanted) <= 0 &&
    comparePositions(wanted, last.binlog.to) <= 0
  );
}

function stopsAt({ manifest }: ReadableSet): ReadonlyMap<string, StopRule> {
  return new Map(
    manifest.shards.flatMap(({ name, snapshot }): [string, StopRule][] => {
      const place = snapshot?.binlog;
      return place ? [[name, { kind: 'position', file: place.file, position: place.position }]] : [];
    }),
  );
}
