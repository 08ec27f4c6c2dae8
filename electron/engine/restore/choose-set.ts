import type { Cluster } from '../../../shared/cluster.ts';
import { assertNever } from '../../../shared/failure.ts';
import type { NoteFinding } from '../../../shared/restore-report.ts';
import { type FoundSet, findNewestSet, findSet, type ReadableSet } from '../archive/set-folder.ts';

/** The set that was named, or the newest one of the cluster with a note for each newer one that cannot be used. */
export async function chooseSet(
  destination: string,
  { id, cluster }: { readonly id?: string | undefined; readonly cluster: Cluster },
): Promise<ReadableSet & { readonly notes: readonly NoteFinding[] }> {
  if (id !== undefined) return { ...(await findSet(destination, id)), notes: [] };
  const { set, newer } = await findNewestSet(destination, cluster.name);
  const notes = newer.flatMap((one): NoteFinding[] => {
    const reason = unusable(one);
    if (reason === undefined) return [];
    return [
      {
        severity: 'note',
        target: '',
        what: `The set ${one.id} is newer than ${set.id}, which is restored, but ${reason}`,
        remedy: `See its state with: shardkeep verify --id ${one.id}`,
      },
    ];
  });
  return { ...set, notes };
}

function unusable(set: FoundSet): string | undefined {
  switch (set.state) {
    case 'readable':
      return undefined;
    case 'interrupted':
      return 'has no manifest: it was interrupted, or is being written.';
    case 'unreadable':
      return `cannot be used: ${set.failure.message}`;
    default:
      return assertNever(set);
  }
}
