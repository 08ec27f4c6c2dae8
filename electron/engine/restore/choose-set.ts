import type { Cluster } from '../../../shared/cluster.ts';
import type { NoteFinding } from '../../../shared/restore-report.ts';
import { findNewestSet, findSet, type ReadableSet } from '../archive/set-folder.ts';

/** The set that was named, or the newest one of the cluster with a note for each newer one that cannot be used. */
export async function chooseSet(
  destination: string,
  { id, cluster }: { readonly id?: string | undefined; readonly cluster: Cluster },
): Promise<ReadableSet & { readonly notes: readonly NoteFinding[] }> {
  if (id !== undefined) return { ...(await findSet(destination, id)), notes: [] };
  const { set, newer } = await findNewestSet(destination, cluster.name);
  const notes = newer.flatMap((one): NoteFinding[] => {
    if (one.state === 'readable') return [];
    const cause = one.state === 'unreadable' ? one.failure.message : null;
    return [{ severity: 'note', target: '', code: 'newer-set', set: set.id, newer: one.id, cause }];
  });
  return { ...set, notes };
}
