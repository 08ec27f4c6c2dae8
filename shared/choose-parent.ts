import type { Kind } from './manifest.ts';

/** A set as its folder's name tells it, before anything is read. */
export interface ParentCandidate {
  readonly id: string;
  readonly kind: Kind;
}

/** What is known of a set that something can be restored from: the set it builds on, null for a full one. */
export interface KnownParent {
  readonly parent: string | null;
}

/**
 * The set that a new incremental or differential set builds on: the newest full set of the cluster that can be restored, and
 * for an incremental one the newest set of that one's chain. What was added to an older chain meanwhile leads nobody back to
 * it, and one whose chain is not whole can be restored by nobody, so nothing is built on it.
 *
 * `newestFirst` are the sets of one cluster. Yields the id of a set about which it has to know more and takes what is known,
 * undefined where it cannot be restored; asks for none that does not matter and for none twice. So what the app offers from
 * its list, and what a run finds on the drive, are the same.
 */
export function* chooseParent(
  newestFirst: readonly ParentCandidate[],
  kind: Exclude<Kind, 'full'>,
): Generator<string, string | undefined, KnownParent | undefined> {
  const asked = new Map<string, KnownParent | undefined>();
  const known = new Set(newestFirst.map(({ id }) => id));
  function* look(id: string): Generator<string, KnownParent | undefined, KnownParent | undefined> {
    if (!asked.has(id)) asked.set(id, known.has(id) ? yield id : undefined);
    return asked.get(id);
  }
  for (const [i, { id: full, kind: own }] of newestFirst.entries()) {
    if (own !== 'full' || !(yield* look(full))) continue;
    if (kind === 'differential') return full;
    for (const { id } of newestFirst.slice(0, i)) if ((yield* rootOf(id, look)) === full) return id;
    return full;
  }
  return undefined;
}

/** The full set at the end of the way back; undefined where the way is broken. */
function* rootOf(
  id: string,
  look: (id: string) => Generator<string, KnownParent | undefined, KnownParent | undefined>,
): Generator<string, string | undefined, KnownParent | undefined> {
  const seen = new Set<string>();
  for (let at = id; !seen.has(at); ) {
    seen.add(at);
    const found = yield* look(at);
    if (found === undefined) return undefined;
    if (found.parent === null) return at;
    at = found.parent;
  }
  return undefined;
}
