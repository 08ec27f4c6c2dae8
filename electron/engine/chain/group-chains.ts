import type { Manifest } from '../../../shared/manifest.ts';
import { rootsOf } from '../../../shared/roots-of.ts';

/** What of a set says where it belongs. */
export interface ChainLink {
  readonly id: string;
  readonly cluster: string;
  readonly manifest: Pick<Manifest, 'parent' | 'cut'>;
}

/** A full set and all that builds on it. */
export interface Chain {
  /** The full set. */
  readonly id: string;
  readonly cluster: string;
  /** In the order in which they were taken. */
  readonly sets: readonly string[];
  /** Every instant between these can be restored, and each set's cut exactly. */
  readonly window: { readonly from: string; readonly to: string };
  readonly restorePoints: readonly string[];
}

export interface Chains {
  readonly chains: readonly Chain[];
  /** Sets that build on one that is not there: nothing can be restored from them. */
  readonly orphans: readonly { readonly id: string; readonly parent: string }[];
}

/** Sorts sets into chains, oldest first, from what their manifests say. */
export function groupChains(sets: readonly ChainLink[]): Chains {
  const byId = new Map(sets.map((set) => [set.id, set]));
  const roots = rootsOf(sets.map(({ id, manifest: { parent } }) => ({ id, parent })));
  // Undefined where a set in between is missing.
  const members = Map.groupBy(sets, ({ id }) => {
    const root = byId.get(roots.get(id) ?? id);
    return root?.manifest.parent === null ? root.id : undefined;
  });
  const chains = sets.flatMap((set): Chain[] => {
    if (set.manifest.parent !== null) return [];
    const own = members.get(set.id) ?? [];
    const points = own.map(({ manifest }) => manifest.cut.at).sort();
    return [
      {
        id: set.id,
        cluster: set.cluster,
        sets: own.map(({ id }) => id),
        window: { from: set.manifest.cut.at, to: points.at(-1) ?? set.manifest.cut.at },
        restorePoints: points,
      },
    ];
  });
  const orphans = (members.get(undefined) ?? []).map(({ id, manifest }) => ({ id, parent: manifest.parent ?? '' }));
  return { chains, orphans };
}
