import { chooseParent, type KnownParent } from '../../../shared/choose-parent.ts';
import { findSet, kindOf, listSets, type ReadableSet, readSet, type SetPlace } from '../archive/set-folder.ts';
import { fail } from '../engine-error.ts';

/** Finds the set that a new incremental or differential set builds on, as `chooseParent` does; one listing of the destination. */
export async function findParent(
  destination: string,
  cluster: string,
  kind: 'incremental' | 'differential',
): Promise<ReadableSet> {
  const places = (await listSets(destination)).filter((place) => place.cluster === cluster).toReversed();
  const byId = new Map(places.map((place) => [place.id, place]));
  const look = async (id: string) => {
    const place = byId.get(id);
    const set = place && (await readSet(place));
    return set?.state === 'readable' ? set : undefined;
  };
  // What is read is asked for its parent alone: a chain of weeks has thousands of manifests.
  const choice = chooseParent(
    places.map(({ id }) => ({ id, kind: kindOf(id) })),
    kind,
  );
  let known: KnownParent | undefined;
  for (let step = choice.next(); ; step = choice.next(known)) {
    if (step.done) {
      const parent = step.value === undefined ? undefined : await look(step.value);
      if (parent) return parent;
      throw fail('no-parent', { folder: destination, cluster }, { where: { file: destination } });
    }
    const set = await look(step.value);
    known = set && { parent: set.manifest.parent };
  }
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
  let places: ReadonlyMap<string, SetPlace> | undefined;
  const find = async (id: string) => {
    // Listed once: a chain of a week has thousands of sets.
    places ??= new Map((await listSets(destination).catch(() => [])).map((place) => [place.id, place]));
    const place = places.get(id);
    return place && readSet(place);
  };
  for (let set = tip; set.manifest.parent !== null; ) {
    const { parent } = set.manifest;
    const found = known.find(({ id }) => id === parent) ?? (await find(parent));
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
