import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeName, encodeName } from '../../../shared/entry-name.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import { FORMAT_MAJOR, type Kind, Manifest } from '../../../shared/manifest.ts';
import { defect, EngineError, fail, failureOf, messageOf } from '../engine-error.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { writeDurably } from './write-durably.ts';

export const MANIFEST_FILE = 'manifest.json';
/** Checkable with `sha256sum -c`. */
export const MANIFEST_HASH_FILE = 'manifest.sha256';
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
  try {
    await mkdir(join(destination, encodeName(cluster)), { recursive: true });
    await mkdir(folder);
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
  const text = `${JSON.stringify(manifest)}\n`;
  await writeDurably(join(folder, MANIFEST_HASH_FILE), hashLine(text));
  await writeDurably(join(folder, MANIFEST_FILE), text);
}

function hashLine(manifest: string): string {
  return `${createHash('sha256').update(manifest, 'utf8').digest('hex')}  ${MANIFEST_FILE}\n`;
}

/** A set found on a destination, with its manifest or the reason why it is not a backup. */
export type FoundSet =
  | {
      readonly state: 'readable';
      readonly id: string;
      readonly folder: string;
      readonly cluster: string;
      readonly manifest: Manifest;
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
  return places.flatMap(({ sets }) => sets).sort((a, b) => a.id.localeCompare(b.id));
}

/** Folders of one cluster's sets, oldest first; no manifest is read. */
interface ClusterPlace {
  readonly cluster: string;
  readonly sets: readonly SetPlace[];
}

export type SetPlace = Pick<FoundSet, 'id' | 'folder' | 'cluster'>;

async function listPlaces(destination: string): Promise<ClusterPlace[]> {
  const places: ClusterPlace[] = [];
  for (const name of await folders(destination)) {
    if (name.startsWith('.')) continue;
    const cluster = safeDecode(name);
    const ids = (await folders(join(destination, name))).filter((id) => SET_ID.test(id));
    if (ids.length > 0)
      places.push({ cluster, sets: ids.map((id) => ({ id, folder: join(destination, name, id), cluster })) });
  }
  return places;
}

/** The set of a folder, in whatever state it is; never throws. */
export async function readSet(place: SetPlace): Promise<FoundSet> {
  try {
    const manifest = await readManifest(place.folder);
    return manifest ? { ...place, state: 'readable', manifest } : { ...place, state: 'interrupted' };
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

/** Reads and checks a manifest; undefined where there is none. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw diagnoseDisk(error, path);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damagedManifest(path, cause);
  }
  const hashPath = join(folder, MANIFEST_HASH_FILE);
  const recorded = await readFile(hashPath, 'utf8').catch((cause) => damagedManifest(hashPath, cause));
  if (typeof recorded === 'string' && recorded !== hashLine(text))
    throw fail('manifest-altered', { file: MANIFEST_HASH_FILE }, { where: { file: path } });
  const major = typeof value === 'object' && value !== null && 'major' in value ? value.major : undefined;
  if (typeof major === 'number' && major > FORMAT_MAJOR)
    throw fail('newer-set-format', { format: major, reads: FORMAT_MAJOR }, { where: { file: path } });
  if (typeof recorded !== 'string') throw recorded;
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) throw damagedManifest(path, parsed.error.issues[0]?.message);
  return parsed.data;
}

function damagedManifest(path: string, cause: unknown) {
  return fail('manifest-unreadable', { cause: messageOf(cause) }, { where: { file: path } });
}

async function folders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((e) => e.isDirectory())
      .map((e) => e.name)
      .sort();
  } catch (error) {
    throw diagnoseDisk(error, path);
  }
}

function safeDecode(name: string): string {
  try {
    return decodeName(name);
  } catch {
    return name;
  }
}
