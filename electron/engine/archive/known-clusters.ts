import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { encodeName } from '../../../shared/entry-name.ts';
import { jsonText } from '../../../shared/printable.ts';
import { FILE_LIMITS, readRegular } from '../open-regular.ts';
import { makeFolder } from './make-folder.ts';
import type { FoundSet } from './set-folder.ts';
import { writeDurably } from './write-durably.ts';

/** Beside the folders of clusters, which it outlives: one file for each of which a set was ever complete here. */
const FOLDER = '.shardkeep-clusters';
const SUFFIX = '.json';

const KnownCluster = z.object({
  format: z.literal('shardkeep-cluster'),
  cluster: z.string(),
  /** The newest set of which this is known. */
  set: z.string(),
});

/** A cluster that had a set here and has none any more. */
export interface LostCluster {
  readonly cluster: string;
  /** The newest of its sets that was here. */
  readonly set: string;
  /** What remembers it; who deleted the sets on purpose deletes this too. */
  readonly file: string;
}

/**
 * Remembers that a set of the cluster is complete here. Never fails: what is remembered only makes a later check say more,
 * and a drive that nothing may be written to can be verified all the same.
 */
export async function rememberCluster(destination: string, cluster: string, set: string): Promise<void> {
  const folder = join(destination, FOLDER);
  const file = join(folder, `${encodeName(cluster)}${SUFFIX}`);
  try {
    const known = await readKnown(file).catch(() => undefined);
    if (known && known.set >= set) return;
    await makeFolder(folder);
    const content: z.infer<typeof KnownCluster> = { format: 'shardkeep-cluster', cluster, set };
    await writeDurably(file, `${jsonText(content)}\n`);
  } catch {
    // Then nothing is remembered, and nothing is claimed.
  }
}

/** Remembers the clusters of sets that are there, and returns those that were there before and have none left. */
export async function findLostClusters(
  destination: string,
  sets: readonly Pick<FoundSet, 'cluster' | 'id' | 'state'>[],
): Promise<LostCluster[]> {
  // One that was interrupted is no backup; one that is damaged is said to be so itself.
  const present = new Map<string, string>();
  for (const { cluster, id, state } of sets) if (state !== 'interrupted') present.set(cluster, id);
  const lost: LostCluster[] = [];
  const folder = join(destination, FOLDER);
  for (const name of (await readdir(folder).catch(() => [])).toSorted()) {
    if (!name.endsWith(SUFFIX) || name.startsWith('.')) continue;
    const file = join(folder, name);
    // What cannot be read knows nothing, and is written anew with the next set.
    const known = await readKnown(file).catch(() => undefined);
    if (known && !present.has(known.cluster)) lost.push({ cluster: known.cluster, set: known.set, file });
  }
  for (const [cluster, set] of present) await rememberCluster(destination, cluster, set);
  return lost;
}

async function readKnown(file: string) {
  return KnownCluster.parse(JSON.parse((await readRegular(file, FILE_LIMITS.small)).toString('utf8')));
}
