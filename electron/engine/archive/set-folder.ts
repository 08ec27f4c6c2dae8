import { randomBytes } from 'node:crypto';
import { decodeName, encodeName } from '../../../shared/entry-name.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import type { Fact } from '../../../shared/failure-words.ts';
import { type Kind, Manifest } from '../../../shared/manifest.ts';
import { jsonText } from '../../../shared/printable.ts';
import { defect, EngineError, fail, failureOf } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { isSilent } from '../store/diagnose-disk.ts';
import type { Store, StoreItem } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { hashLine, MANIFEST_COPY_FILE, MANIFEST_FILE, MANIFEST_HASH_FILE, readManifest } from './read-manifest.ts';

/** `20261121T020000Z-full-7f3a` */
const SET_ID = /^\d{8}T\d{6}Z-(full|incremental|differential)-[0-9a-f]{4,}$/;

/**
 * A set's identity: UTC time to the second, kind, and a random end so that two runs never collide. Readers sort by it, so
 * it is a second behind the newest of the cluster's `others` where the clock is not: two sets of one second, a clock that
 * was set back.
 */
export function newSetId(kind: Kind, now: Date, others: readonly string[]): string {
  const newest = others.map(timeOf).reduce((latest, time) => Math.max(latest, time), 0);
  const at = new Date(Math.max(now.getTime(), newest + 1000));
  return `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${kind}-${randomBytes(2).toString('hex')}`;
}

/** The kind in a set's id. */
export function kindOf(id: string): Kind {
  return id.includes('-full-') ? 'full' : id.includes('-differential-') ? 'differential' : 'incremental';
}

/** The time in a set's id, milliseconds since 1970. */
function timeOf(id: string): number {
  const [, date = '', hour, minute, second] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z/.exec(id) ?? [];
  return Date.parse(`${date.replace(/^(\d{4})(\d\d)/, '$1-$2-')}T${hour}:${minute}:${second}Z`);
}

/** Ids of a cluster's sets, whatever their state, in no order. */
export async function setIdsOf(destination: string, cluster: string): Promise<string[]> {
  const place = (await listPlaces(destination)).find((one) => one.cluster === cluster);
  return (place?.sets ?? []).map(({ id }) => id);
}

/** Creates the folder of a new set and returns its path. */
export async function createSetFolder(destination: string, cluster: string, id: string): Promise<string> {
  const store = storeAt(destination);
  const parent = encodeName(cluster);
  await store.makeFolder(parent);
  await store.makeFolder(`${parent}/${id}`, { fresh: true });
  return placeIn(destination, parent, id);
}

/** Writes the manifest; from then on the folder is a backup. One that no reader would take is refused before. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const where = { file: placeIn(folder, MANIFEST_FILE) };
  const [issue] = Manifest.safeParse(manifest).error?.issues ?? [];
  if (issue)
    throw defect(`The manifest of this set could not be read back (${issue.path.join('.')}).`, {
      safety: 'set-not-completed',
      where,
      cause: issue.message,
    });
  const text = `${jsonText(manifest)}\n`;
  const bytes = Buffer.byteLength(text);
  if (bytes > FILE_LIMITS.manifest) throw fail('file-beyond-limit', { bytes, limit: FILE_LIMITS.manifest }, { where });
  const store = storeAt(folder);
  await store.put(MANIFEST_HASH_FILE, hashLine(text));
  await store.put(MANIFEST_COPY_FILE, text);
  await store.put(MANIFEST_FILE, text);
}

/** A set found on a destination, with its manifest or the reason why it is not a backup. */
export type FoundSet =
  | {
      readonly state: 'readable';
      readonly id: string;
      readonly folder: string;
      readonly cluster: string;
      readonly manifest: Manifest;
      /** Of the manifest's bytes. */
      readonly sha256: string;
      /** What is wrong with one of the manifest's files where the others made up for it. */
      readonly mended?: Fact;
    }
  | { readonly state: 'interrupted'; readonly id: string; readonly folder: string; readonly cluster: string }
  | {
      readonly state: 'unreadable';
      readonly id: string;
      readonly folder: string;
      readonly cluster: string;
      readonly failure: Failure;
    };

/** Finds all sets of a destination, oldest first. */
export async function findSets(destination: string): Promise<FoundSet[]> {
  const found: FoundSet[] = [];
  for (const place of await listSets(destination)) found.push(await readSet(place));
  return found;
}

/** Where all sets of a destination are, oldest first; no manifest is read. */
export async function listSets(destination: string): Promise<SetPlace[]> {
  const places = await listPlaces(destination);
  return places.flatMap(({ sets }) => sets).sort(byId);
}

/** Folders of one cluster's sets, oldest first; no manifest is read. */
interface ClusterPlace {
  readonly cluster: string;
  readonly sets: readonly SetPlace[];
}

export type SetPlace = Pick<FoundSet, 'id' | 'folder' | 'cluster'>;

async function listPlaces(destination: string): Promise<ClusterPlace[]> {
  const places: SetPlace[] = [];
  const store = storeAt(destination);
  for (const item of await foldersIn(store, '')) {
    const { name } = item;
    if (name.startsWith('.') || !(await isClusterFolder(destination, item))) continue;
    const cluster = safeDecode(name);
    for (const { name: id } of await foldersIn(store, name))
      if (SET_ID.test(id)) places.push({ id, folder: placeIn(destination, name, id), cluster });
  }
  // Two folders may have one name: earlier versions spelled some names in another way.
  const clusters = Map.groupBy(places, ({ cluster }) => cluster);
  return [...clusters].map(([cluster, sets]) => ({ cluster, sets: sets.toSorted(byId) }));
}

/**
 * Readers follow no link. One that leads to sets is refused all the same, and not passed over: a destination whose sets
 * were moved elsewhere must not look as if it had none.
 */
async function isClusterFolder(destination: string, { name, kind }: StoreItem): Promise<boolean> {
  if (kind !== 'link') return true;
  const path = placeIn(destination, name);
  const inside = await storeAt(path)
    .list('')
    .catch(() => []); // it leads nowhere, or to a file
  if (inside.some((one) => SET_ID.test(one.name))) throw fail('link-not-folder', { path }, { where: { file: path } });
  return false;
}

/** The set of a folder, in whatever state it is; throws only where its drive does not answer, as it would for the next one. */
export async function readSet(place: SetPlace): Promise<FoundSet> {
  try {
    const found = await readManifest(place);
    return found ? { ...place, state: 'readable', ...found } : { ...place, state: 'interrupted' };
  } catch (error) {
    if (isSilent(error)) throw error;
    return { ...place, state: 'unreadable', failure: failureOf(error) };
  }
}

export type ReadableSet = FoundSet & { state: 'readable' };

/** The set with this id in whatever state it is; reads no other. */
export async function findSetById(destination: string, id: string): Promise<FoundSet> {
  const place = (await listPlaces(destination)).flatMap(({ sets }) => sets).find((set) => set.id === id);
  if (place) return readSet(place);
  throw fail('no-such-set', { folder: destination, id }, { where: { file: destination } });
}

/** The set with this id; throws what makes it unusable. */
export async function findSet(destination: string, id: string): Promise<ReadableSet> {
  const set = await findSetById(destination, id);
  switch (set.state) {
    case 'readable':
      return set;
    case 'interrupted':
      throw fail('set-interrupted', { id: set.id }, { where: { file: set.folder } });
    case 'unreadable':
      throw new EngineError(set.failure);
    default:
      return assertNever(set);
  }
}

/** The newest set of a cluster that can be used, and what is newer and cannot, newest first. */
export interface NewestSet {
  readonly set: ReadableSet;
  readonly newer: readonly FoundSet[];
}

/**
 * The newest set that can be read, of the cluster of this name. Where the destination holds sets of one cluster only,
 * its name does not matter: a set may be restored to servers that are called otherwise.
 */
export async function findNewestSet(destination: string, cluster: string): Promise<NewestSet> {
  const places = await listPlaces(destination);
  const own = places.filter((place) => place.cluster === cluster);
  const looks = await Promise.all((own.length > 0 ? own : places).map(newestOf));
  const readable = looks.flatMap(({ set, newer }) => (set ? [{ set, newer }] : []));
  const [only, ...more] = readable;
  if (more.length > 0)
    throw fail(
      'several-clusters',
      { folder: destination, cluster, newest: readable.map(({ set }) => `${set.id} (${set.cluster})`).join(', ') },
      { where: { file: destination } },
    );
  if (only) return only;
  const broken = looks.flatMap(({ newer }) => newer).find((set) => set.state === 'unreadable');
  if (broken) throw new EngineError(broken.failure);
  const where = { file: destination };
  throw own.length > 0
    ? fail('no-complete-set-of', { folder: destination, cluster }, { where })
    : fail('no-complete-set', { folder: destination }, { where });
}

/** Goes back from the newest set and stops at the first that can be read. */
async function newestOf({ sets }: ClusterPlace): Promise<{ set: ReadableSet | undefined; newer: FoundSet[] }> {
  const newer: FoundSet[] = [];
  for (const place of sets.toReversed()) {
    const set = await readSet(place);
    if (set.state === 'readable') return { set, newer };
    newer.push(set);
  }
  return { set: undefined, newer };
}

/** Folders in a folder, and what may be a link to one: who opens it refuses it by name. */
async function foldersIn(store: Store, folder: string): Promise<StoreItem[]> {
  return (await store.list(folder)).filter(({ kind }) => kind === 'folder' || kind === 'link');
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id.localeCompare(other.id);
}

function safeDecode(name: string): string {
  try {
    return decodeName(name);
  } catch {
    return name;
  }
}
