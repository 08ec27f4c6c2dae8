import type { Cluster } from '../../../shared/cluster.ts';
import type { NoteFinding } from '../../../shared/restore-report.ts';
import { findNewestSet, findSet, type ReadableSet } from '../archive/set-folder.ts';
import { chooseChain, upTo } from '../chain/choose-point.ts';
import { readChain } from '../chain/read-chain.ts';

/** What is restored: the sets that are needed, the full one first, and how far the last one's log is followed. */
export interface ChosenSets {
  readonly chain: readonly ReadableSet[];
  /** Undefined: to the cut of the last set. */
  readonly at: string | undefined;
  readonly notes: readonly NoteFinding[];
}

/**
 * The set that was named or that reaches the instant, or the newest one of the cluster with a note for each newer one that
 * cannot be used; with all that it builds on.
 */
export async function chooseSets(
  destination: string,
  {
    id,
    at,
    cluster,
  }: { readonly id?: string | undefined; readonly at?: string | undefined; readonly cluster: Cluster },
): Promise<ChosenSets> {
  if (id !== undefined) {
    const chain = await readChain(destination, await findSet(destination, id));
    return { chain: at === undefined ? chain : upTo(chain, at, destination), at, notes: [] };
  }
  if (at !== undefined) return { chain: await chooseChain(destination, cluster.name, at), at, notes: [] };
  const { set, newer } = await findNewestSet(destination, cluster.name);
  const notes = newer.flatMap((one): NoteFinding[] => {
    if (one.state === 'readable') return [];
    const cause = one.state === 'unreadable' ? one.failure.message : null;
    return [{ severity: 'note', target: '', code: 'newer-set', set: set.id, newer: one.id, cause }];
  });
  return { chain: await readChain(destination, set), at: undefined, notes };
}
