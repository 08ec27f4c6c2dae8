import { findSetById, listSets, type ReadableSet, readSet } from '../archive/set-folder.ts';
import { fail } from '../engine-error.ts';

/** Finds the set that a new incremental (the newest of the cluster that can be restored) or differential set (its newest full) builds on. */
export async function findParent(
  destination: string,
  cluster: string,
  kind: 'incremental' | 'differential',
): Promise<ReadableSet> {
  const places = (await listSets(destination)).filter((place) => place.cluster === cluster);
  for (const place of places.toReversed()) {
    if (kind === 'differential' && !place.id.includes('-full-')) continue;
    const set = await readSet(place);
    // One whose chain is not whole can be restored by nobody, so nothing is built on it.
    if (set.state === 'readable' && (await readChain(destination, set).catch(() => undefined))) return set;
  }
  throw fail('no-parent', { folder: destination, cluster }, { where: { file: destination } });
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
