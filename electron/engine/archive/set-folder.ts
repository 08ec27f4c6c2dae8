import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeName, encodeName } from '../../../shared/entry-name.ts';
import type { Failure } from '../../../shared/failure.ts';
import { FORMAT_MAJOR, type Kind, Manifest } from '../../../shared/manifest.ts';
import { fail, failureOf } from '../engine-error.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { writeDurably } from './write-durably.ts';

const MANIFEST_FILE = 'manifest.json';
/** Checkable with `sha256sum -c`. */
const MANIFEST_HASH_FILE = 'manifest.sha256';
/** `20261121T020000Z-full-7f3a` */
const SET_ID = /^\d{8}T\d{6}Z-(full|incremental|differential)-[0-9a-f]{4,}$/;

/** A set's identity: UTC time to the second, kind, and a random end so that two runs never collide. */
export function newSetId(kind: Kind, now: Date): string {
  return `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${kind}-${randomBytes(2).toString('hex')}`;
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

/** Writes the manifest; from then on the folder is a backup. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
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
  for (const clusterFolder of await folders(destination)) {
    if (clusterFolder.startsWith('.')) continue;
    for (const id of await folders(join(destination, clusterFolder))) {
      if (!SET_ID.test(id)) continue;
      const folder = join(destination, clusterFolder, id);
      const cluster = safeDecode(clusterFolder);
      try {
        const manifest = await readManifest(folder);
        found.push(
          manifest
            ? { state: 'readable', id, folder, cluster, manifest }
            : { state: 'interrupted', id, folder, cluster },
        );
      } catch (error) {
        found.push({ state: 'unreadable', id, folder, cluster, failure: failureOf(error) });
      }
    }
  }
  return found.sort((a, b) => a.id.localeCompare(b.id));
}

/** The set with this id, or the newest readable one; throws what makes it unusable. */
export async function findSet(destination: string, id?: string): Promise<FoundSet & { state: 'readable' }> {
  const sets = await findSets(destination);
  const set = id === undefined ? sets.findLast((s) => s.state === 'readable') : sets.find((s) => s.id === id);
  if (!set)
    throw fail(
      'not-found',
      id === undefined ? `${destination} holds no complete set.` : `${destination} holds no set ${id}.`,
      {
        next: 'See what is there with: shardkeep list --from DIR',
        where: { file: destination },
      },
    );
  switch (set.state) {
    case 'readable':
      return set;
    case 'interrupted':
      throw fail('not-found', `The set ${set.id} was interrupted and is not a backup: it has no manifest.`, {
        next: 'Choose a complete set; see them with: shardkeep list --from DIR',
        where: { file: set.folder },
      });
    case 'unreadable':
      throw fail(set.failure.code, set.failure.message, {
        where: set.failure.where,
        ...(set.failure.next === undefined ? {} : { next: set.failure.next }),
        ...(set.failure.safe === undefined ? {} : { safe: set.failure.safe }),
      });
  }
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
    throw damagedManifest(path, `its SHA-256 is not the one in ${MANIFEST_HASH_FILE}`);
  const major = typeof value === 'object' && value !== null && 'major' in value ? value.major : undefined;
  if (typeof major === 'number' && major > FORMAT_MAJOR)
    throw fail(
      'newer-format',
      `The set was written by a newer version of Shardkeep (format ${major}, this version reads ${FORMAT_MAJOR}).`,
      {
        safe: 'Nothing was touched.',
        next: 'Update Shardkeep to read this set.',
        where: { file: path },
      },
    );
  if (typeof recorded !== 'string') throw recorded;
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) throw damagedManifest(path, parsed.error.issues[0]?.message);
  return parsed.data;
}

function damagedManifest(path: string, cause: unknown) {
  return fail('damaged', 'The manifest cannot be read, so the set cannot be used.', {
    safe: 'Volumes can still be opened with unzip; README.txt in the destination says how.',
    next: 'Take manifest.json from another copy of the set, or restore from another set.',
    where: { file: path },
    cause,
  });
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
