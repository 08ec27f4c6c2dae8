/** What of a set says what it builds on; null or nothing for full sets. */
export interface Descendant {
  readonly id: string;
  readonly parent: string | null;
}

/**
 * For each set the id at the end of its way back: a full one, the first that is missing, or one of a circle. Every set is
 * passed once, however long chains are: walking back from each would take the square of their number.
 */
export function rootsOf(sets: readonly Descendant[]): ReadonlyMap<string, string> {
  const parents = new Map(sets.map(({ id, parent }) => [id, parent]));
  const roots = new Map<string, string>();
  for (const { id } of sets) {
    const way = new Set<string>();
    let at = id;
    for (let parent = parents.get(at); parent != null && !roots.has(at) && !way.has(at); parent = parents.get(at)) {
      way.add(at);
      at = parent;
    }
    const root = roots.get(at) ?? at;
    for (const one of way) roots.set(one, root);
    roots.set(id, root);
  }
  return roots;
}
