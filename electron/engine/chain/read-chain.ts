import { findSet, findSetById, listSets, type ReadableSet, readSet } from '../archive/set-folder.ts';
import { fail } from '../engine-error.ts';

/**
 * Finds the set that a new incremental or differential set builds on: the newest full set of the cluster that can be
 * restored, and for an incremental one the newest set of that one's chain. What was added to an older chain meanwhile
 * (`findBase`) leads nobody back to it.
 */
export async function findParent(
  destination: string,
  cluster: string,
  kind: 'incremental' | 'differential',
): Promise<ReadableSet> {
  const places = (await listSets(destination)).filter((place) => place.cluster === cluster).toReversed();
  for (const [i, place] of places.entries()) {
    if (!place.id.includes('-full-')) continue;
    const full = await readSet(place);
    if (full.state !== 'readable') continue;
    if (kind === 'differential') return full;
    for (const later of places.slice(0, i)) {
      const set = await readSet(later);
      if (set.state !== 'readable') continue;
      // One whose chain is not whole can be restored by nobody, so nothing is built on it.
      const chain = await readChain(destination, set, [full]).catch(() => undefined);
      if (chain?.[0]?.id === full.id) return set;
    }
    return full;
  }
  throw fail('no-parent', { folder: destination, cluster }, { where: { file: destination } });
}

/**
 * The set that was named for a new incremental one to build on, such as the last one of an older chain whose log is wanted
 * up to a newer full set. Throws where nothing can build on it.
 */
export async function findBase(destination: string, cluster: string, id: string): Promise<ReadableSet> {
  const set = await findSet(destination, id);
  if (set.cluster !== cluster)
    throw fail('base-other-cluster', { id, was: set.cluster, cluster }, { where: { file: set.folder } });
  await readChain(destination, set);
  return set;
}

/**
 * The sets that are needed to restore one, from its full set on to itself. Throws 'damaged' where one of them is missing
 * or cannot be read: without it, nothing behind it can be restored. `known` sets are not read again.
 */
export async function readChain(
  destination: string,
  tip: ReadableSet,
  known: readonly ReadableSet[] = [],
): Promise<ReadableSet[]> {
  const chain = [tip];
  for (let set = tip; set.manifest.parent !== null; ) {
    const { parent } = set.manifest;
    const found =
      known.find(({ id }) => id === parent) ?? (await findSetById(destination, parent).catch(() => undefined));
    if (found?.state !== 'readable' || chain.some((one) => one.id === parent))
      throw fail(
        found ? 'parent-unreadable' : 'parent-missing',
        { id: set.id, parent },
        { where: { file: set.folder } },
      );
    chain.unshift(found);
    set = found;
  }
  return chain;
}
