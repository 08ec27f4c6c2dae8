import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeName, encodeName } from '../../../shared/entry-name.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import type { Fact } from '../../../shared/failure-words.ts';
import { type Kind, Manifest } from '../../../shared/manifest.ts';
import { jsonText } from '../../../shared/printable.ts';
import { defect, EngineError, fail, failureOf } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { makeFolder, OWN_FOLDER } from './make-folder.ts';
import { hashLine, MANIFEST_COPY_FILE, MANIFEST_FILE, MANIFEST_HASH_FILE, readManifest } from './read-manifest.ts';
import { writeDurably } from './write-durably.ts';

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
  const folder = join(destination, encodeName(cluster), id);
  await makeFolder(join(destination, encodeName(cluster)));
  try {
    await mkdir(folder, { mode: OWN_FOLDER });
    return folder;
  } catch (error) {
    throw diagnoseDisk(error, folder);
  }
}

/** Writes the manifest; from then on the folder is a backup. One that no reader would take is refused before. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const [issue] = Manifest.safeParse(manifest).error?.issues ?? [];
  if (issue)
    throw defect(`The manifest of this set could not be read back (${issue.path.join('.')}).`, {
      safety: 'set-not-completed',
      where: { file: join(folder, MANIFEST_FILE) },
      cause: issue.message,
    });
  const text = `${jsonText(manifest)}\n`;
  const bytes = Buffer.byteLength(text);
  if (bytes > FILE_LIMITS.manifest)
    throw fail(
      'file-beyond-limit',
      { bytes, limit: FILE_LIMITS.manifest },
      { where: { file: join(folder, MANIFEST_FILE) } },
    );
  await writeDurably(join(folder, MANIFEST_HASH_FILE), hashLine(text));
  await writeDurably(join(folder, MANIFEST_COPY_FILE), text);
  await writeDurably(join(folder, MANIFEST_FILE), text);
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
  for (const entry of await entriesOf(destination)) {
    const { name } = entry;
    if (name.startsWith('.') || !(await isClusterFolder(destination, entry))) continue;
    const cluster = safeDecode(name);
    for (const { name: id } of await entriesOf(join(destination, name)))
      if (SET_ID.test(id)) places.push({ id, folder: join(destination, name, id), cluster });
  }
  // Two folders may have one name: earlier versions spelled some names in another way.
  const clusters = Map.groupBy(places, ({ cluster }) => cluster);
  return [...clusters].map(([cluster, sets]) => ({ cluster, sets: sets.toSorted(byId) }));
}

/**
 * Readers follow no link. One that leads to sets is refused all the same, and not passed over: a destination whose sets
 * were moved elsewhere must not look as if it had none.
 */
async function isClusterFolder(destination: string, entry: Dirent): Promise<boolean> {
  if (entry.isDirectory()) return true;
  if (!entry.isSymbolicLink()) return false;
  const path = join(destination, entry.name);
  const inside = await readdir(path).catch(() => []); // it leads nowhere, or to a file
  if (inside.some((name) => SET_ID.test(name))) throw fail('link-not-folder', { path }, { where: { file: path } });
  return false;
}

/** The set of a folder, in whatever state it is; never throws. */
export async function readSet(place: SetPlace): Promise<FoundSet> {
  try {
    const found = await readManifest(place);
    return found ? { ...place, state: 'readable', ...found } : { ...place, state: 'interrupted' };
  } catch (error) {
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
async function entriesOf(path: string): Promise<Dirent[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) =>
    Promise.reject(diagnoseDisk(error, path)),
  );
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
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
