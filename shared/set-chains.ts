import { chooseParent } from './choose-parent.ts';
import type { SetSummary } from './contract.ts';
import type { Kind } from './manifest.ts';
import { rootsOf } from './roots-of.ts';

/** True for a set that something can be restored from. */
export function isRestorable({ state }: SetSummary): boolean {
  return state === 'complete' || state === 'complete-with-exceptions';
}

/** A full set and everything that builds on it, in the order in which it was taken. */
export interface SetChain {
  readonly full: SetSummary;
  readonly sets: readonly SetSummary[];
  /** Every instant between these cuts can be restored. */
  readonly from: string;
  readonly to: string;
}

/** How the sets of a destination build on each other. */
export interface Chains {
  /** Oldest first. */
  readonly chains: readonly SetChain[];
  /** By id of each set that is in one. */
  readonly of: ReadonlyMap<string, SetChain>;
  /**
   * Sets that build on one that is missing or cannot be read, so that nothing can be restored from them; and which one that
   * is.
   */
  readonly orphans: ReadonlyMap<string, string>;
}

/** Sorts the sets of a destination into chains, from what their manifests say of their parents. */
export function chainsOf(sets: readonly SetSummary[]): Chains {
  const usable = sets.filter(isRestorable);
  const byId = new Map(usable.map((set) => [set.id, set]));
  const roots = rootsOf(usable.map(({ id, parent = null }) => ({ id, parent })));
  const members = Map.groupBy(usable, ({ id }) => roots.get(id));
  const chains = usable
    .filter(({ id }) => roots.get(id) === id)
    .map((full): SetChain => {
      const own = (members.get(full.id) ?? []).toSorted((a, b) => compare(cutOf(a), cutOf(b)));
      return { full, sets: own, from: cutOf(full), to: cutOf(own.at(-1) ?? full) };
    })
    .toSorted((a, b) => compare(a.from, b.from));
  return {
    chains,
    of: new Map(chains.flatMap((chain) => chain.sets.map((set) => [set.id, chain] as const))),
    orphans: new Map([...roots].filter(([, root]) => byId.get(root)?.parent != null || !byId.has(root))),
  };
}

/** The sets that something can be restored from, in the order they came in. */
export function restorableOf(sets: readonly SetSummary[]): SetSummary[] {
  const { of } = chainsOf(sets);
  return sets.filter(({ id }) => of.has(id));
}

/**
 * What keeps a set from building on what a destination holds of a cluster: no set, none that leads back to a full one, or a
 * parent that does not say where the logs go on.
 */
export type NoChain = 'none' | 'orphan' | 'no-log';

/** Why no incremental set can follow; null where nothing is known against it. */
export function whyNoIncremental(sets: readonly SetSummary[], cluster: string): NoChain | null {
  return whyNone(sets, cluster, 'incremental');
}

/** Judges the very set that a run would build on. */
function whyNone(sets: readonly SetSummary[], cluster: string, kind: 'incremental' | 'differential'): NoChain | null {
  const own = sets.filter((set) => set.cluster === cluster && isRestorable(set));
  const byId = new Map(own.map((set) => [set.id, set]));
  const candidates = own
    .map((set) => ({ id: set.id, kind: set.kind ?? 'full' }))
    .toSorted((a, b) => compare(b.id, a.id));
  const choice = chooseParent(candidates, kind);
  let step = choice.next();
  while (!step.done) {
    const set = byId.get(step.value);
    step = choice.next(set && { parent: set.parent ?? null });
  }
  if (step.value === undefined) return own.length === 0 ? 'none' : 'orphan';
  return byId.get(step.value)?.continues === false ? 'no-log' : null;
}

/** A set and all that it builds on as far as it is there, from itself back to the full one. */
export function lineageOf(set: SetSummary, byId: ReadonlyMap<string, SetSummary>): SetSummary[] {
  const found = [set];
  for (let parent = set.parent; parent != null; parent = found.at(-1)?.parent) {
    const one = byId.get(parent);
    if (one === undefined || found.includes(one)) break;
    found.push(one);
  }
  return found;
}

/** The kinds of set that can follow, the suggested one first: the smallest that leads to every instant. */
export function offeredKinds(sets: readonly SetSummary[], cluster: string): readonly Kind[] {
  return [
    ...(whyNoIncremental(sets, cluster) === null ? (['incremental'] as const) : []),
    'full',
    ...(whyNone(sets, cluster, 'differential') === null ? (['differential'] as const) : []),
  ];
}

function cutOf({ cutAt, id }: SetSummary): string {
  return cutAt ?? id;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
