import type { ManifestShard, Volume } from '../../../shared/manifest.ts';
import type { EntryPlace } from '../../../shared/manifest-basics.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { openVolume } from './open-volume.ts';
import { VOLUME_NAME } from './read-interrupted.ts';

/**
 * The volumes of a set that was interrupted and is whole now: those it uses, each with the entries in it that it does not.
 * Everything it needs is in closed volumes by now, so volumes that it does not use at all are deleted.
 */
export async function settleVolumes(
  folder: string,
  volumes: readonly Volume[],
  shards: readonly ManifestShard[],
): Promise<Volume[]> {
  const used = usedEntries(shards);
  const settled: Volume[] = [];
  const store = storeAt(folder);
  for (const { file, bytes, sha256 } of volumes) {
    const own = used.get(file);
    if (!own) continue;
    const volume = await openVolume(placeIn(folder, file));
    await volume.close();
    await store.keepPrivate?.(file);
    const unused = [...volume.entries.keys()].filter((name) => !own.has(name));
    settled.push({ file, bytes, sha256, ...(unused.length === 0 ? {} : { unused }) });
  }
  await removeVolumes(folder, (file) => !used.has(file));
  return settled;
}

/** Deletes the volumes of a set's folder that `isLeft` names, finished or not. */
export async function removeVolumes(folder: string, isLeft: (file: string) => boolean): Promise<void> {
  const store = storeAt(folder);
  for (const { name } of await store.list('')) if (VOLUME_NAME.test(name) && isLeft(name)) await store.remove(name);
}

/** Names of the entries that a set uses, by volume, with those of their indexes. */
function usedEntries(shards: readonly ManifestShard[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  const use = ({ volume, entry }: EntryPlace) => {
    const own = used.get(volume) ?? new Set();
    used.set(volume, own.add(entry));
  };
  const useIndexed = ({ place }: { readonly place: EntryPlace }) => {
    use(place);
    use({ ...place, entry: `${place.entry}.idx` });
  };
  for (const { objects, accounts, tables, binlog } of shards) {
    for (const { place } of [...objects, ...(accounts ? [accounts] : [])]) use(place);
    for (const { parts } of tables.flatMap(({ chunks }) => chunks)) parts.forEach(useIndexed);
    for (const { parts } of binlog?.segments ?? []) parts.forEach(useIndexed);
  }
  return used;
}
