import { z } from 'zod';
import type { LostCluster } from '../../../shared/contract.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import { jsonText } from '../../../shared/printable.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import type { Store } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';

/** Beside the folders of clusters, which it outlives: one file for each of which a set was ever complete here. */
const FOLDER = '.shardkeep-clusters';
const SUFFIX = '.json';

const KnownCluster = z.object({
  format: z.literal('shardkeep-cluster'),
  cluster: z.string(),
  /** The newest set of which this is known. */
  set: z.string(),
});

/** What a list says of a set, in whatever words its state is said: only one that was interrupted counts as none. */
interface ListedSet {
  readonly cluster: string;
  readonly id: string;
  readonly state: string;
}

/**
 * Remembers that a set of the cluster is complete here. Never fails: what is remembered only makes a later check say more,
 * and a drive that nothing may be written to can be verified all the same.
 */
export async function rememberCluster(destination: string, cluster: string, set: string): Promise<void> {
  const file = `${FOLDER}/${encodeName(cluster)}${SUFFIX}`;
  try {
    const store = storeAt(destination);
    const known = await readKnown(store, file).catch(() => undefined);
    if (known && known.set >= set) return;
    await store.makeFolder(FOLDER);
    const content: z.infer<typeof KnownCluster> = { format: 'shardkeep-cluster', cluster, set };
    await store.put(file, `${jsonText(content)}\n`);
  } catch {
    // Then nothing is remembered, and nothing is claimed.
  }
}

/** Those that were there before and have no set left, and remembers the clusters of sets that are there. */
export async function findLostClusters(destination: string, sets: readonly ListedSet[]): Promise<LostCluster[]> {
  const lost = await lostClusters(destination, sets);
  for (const [cluster, set] of newestOf(sets)) await rememberCluster(destination, cluster, set);
  return lost;
}

/** The same without writing anything. */
export async function lostClusters(destination: string, sets: readonly ListedSet[]): Promise<LostCluster[]> {
  const present = newestOf(sets);
  const lost: LostCluster[] = [];
  const store = storeAt(destination);
  const names = (await store.list(FOLDER).catch(() => [])).map(({ name }) => name);
  for (const name of names.toSorted()) {
    if (!name.endsWith(SUFFIX) || name.startsWith('.')) continue;
    // What cannot be read knows nothing, and is written anew with the next set.
    const known = await readKnown(store, `${FOLDER}/${name}`).catch(() => undefined);
    const file = placeIn(destination, FOLDER, name);
    if (known && !present.has(known.cluster)) lost.push({ cluster: known.cluster, set: known.set, file });
  }
  return lost;
}

/** One that was interrupted is no backup; one that is damaged is said to be so itself. */
function newestOf(sets: readonly ListedSet[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { cluster, id, state } of sets)
    if (state !== 'interrupted' && id > (newest.get(cluster) ?? '')) newest.set(cluster, id);
  return newest;
}

async function readKnown(store: Store, file: string) {
  return KnownCluster.parse(JSON.parse((await readWhole(store, file, FILE_LIMITS.small)).toString('utf8')));
}
