import { createHash } from 'node:crypto';
import { type Fact, factFrom } from '../../../shared/failure-words.ts';
import { FORMAT_MAJOR, Manifest } from '../../../shared/manifest.ts';
import { EngineError, fail, messageOf } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { isAbsent, isSilent } from '../store/diagnose-disk.ts';
import type { Store } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';
import { expectFolder } from './expect-folder.ts';
import { JOURNAL_FILE } from './journal.ts';
import { VOLUME_NAME } from './read-interrupted.ts';
import type { SetPlace } from './set-folder.ts';

export const MANIFEST_FILE = 'manifest.json';
/** The same bytes: a set stays usable when one of its small files is lost. Sets of earlier versions have none. */
export const MANIFEST_COPY_FILE = 'manifest.json.copy';
/** Checkable with `sha256sum -c`. */
export const MANIFEST_HASH_FILE = 'manifest.sha256';

const HASH_LINE = /^[0-9a-f]{64} {2}manifest\.json\n$/;

/** A manifest, and what is wrong with one of its files where the others made up for it. */
export interface FoundManifest {
  readonly manifest: Manifest;
  /** Of its bytes: whether it says the same as when it was read before. */
  readonly sha256: string;
  readonly mended?: Fact;
}

/** Reads and checks the manifest of a set; undefined for a run that was interrupted, or is under way. */
export async function readManifest(place: SetPlace): Promise<FoundManifest | undefined> {
  const store = storeAt(place.folder);
  await expectFolder(store, '');
  let own = await readPart(store, MANIFEST_FILE);
  if (own === undefined) {
    if ((await namesIn(store)).includes(JOURNAL_FILE)) return undefined;
    own = await readPart(store, MANIFEST_FILE); // a run that came to its end in between deletes its journal last
  }
  const hash = await readPart(store, MANIFEST_HASH_FILE);
  const found = readAs(own, hash, place);
  if (found) return found;
  const copy = await readPart(store, MANIFEST_COPY_FILE);
  const copied = readAs(copy, hash, place);
  if (copied)
    return {
      ...copied,
      mended: factFrom(own === undefined ? 'manifest-lost-copied' : 'manifest-damaged-copied', {
        copy: MANIFEST_COPY_FILE,
      }),
    };
  // A hash that can be read says that both were altered alike, which no disk does.
  if (isText(own) && own === copy && !(isText(hash) && HASH_LINE.test(hash)))
    return {
      manifest: parse(own, place),
      sha256: hashOf(own),
      mended: factFrom('manifest-hash-lost', { file: MANIFEST_HASH_FILE }),
    };
  if (own !== undefined) throw whatIsWrong(own, hash, place);
  const lost =
    hash !== undefined || copy !== undefined || (await namesIn(store)).some((name) => VOLUME_NAME.test(name));
  if (lost) throw fail('manifest-lost', {}, { where: { file: placeIn(place.folder, MANIFEST_FILE) } });
  return undefined;
}

/** The line that `sha256sum` checks. */
export function hashLine(manifest: string): string {
  return lineOf(hashOf(manifest));
}

function hashOf(manifest: string): string {
  return createHash('sha256').update(manifest, 'utf8').digest('hex');
}

function lineOf(sha256: string): string {
  return `${sha256}  ${MANIFEST_FILE}\n`;
}

/** The manifest, where this is the text that the hash is of. */
function readAs(
  text: string | Error | undefined,
  hash: string | Error | undefined,
  place: SetPlace,
): FoundManifest | undefined {
  if (!isText(text)) return undefined;
  const sha256 = hashOf(text);
  return hash === lineOf(sha256) ? { manifest: parse(text, place), sha256 } : undefined;
}

/** What is wrong with the copy or the hash of a manifest that was read; undefined where all agree, or there is no copy. */
export async function checkCopies(folder: string): Promise<{ file: string; fact: Fact } | undefined> {
  const store = storeAt(folder);
  const copy = await readPart(store, MANIFEST_COPY_FILE);
  if (copy === undefined || (isText(copy) && hashLine(copy) === (await readPart(store, MANIFEST_HASH_FILE))))
    return undefined;
  return { file: MANIFEST_COPY_FILE, fact: factFrom('manifest-copy-damaged', {}) };
}

/** The text of a small file, undefined where it is not there, or what keeps it from being read. */
async function readPart(store: Store, name: string): Promise<string | Error | undefined> {
  try {
    const limit = name === MANIFEST_HASH_FILE ? FILE_LIMITS.small : FILE_LIMITS.manifest;
    return (await readWhole(store, name, limit)).toString('utf8');
  } catch (error) {
    if (isSilent(error) || !(error instanceof Error)) throw error;
    return isAbsent(error) ? undefined : error;
  }
}

function isText(part: string | Error | undefined): part is string {
  return typeof part === 'string';
}

/** Why neither the manifest nor its copy can be used. */
function whatIsWrong(own: string | Error, hash: string | Error | undefined, { folder }: SetPlace): Error {
  const path = placeIn(folder, MANIFEST_FILE);
  if (!isText(own)) return asDamage(own, path);
  let value: unknown;
  try {
    value = JSON.parse(own);
  } catch (cause) {
    return unreadable(path, cause);
  }
  if (isText(hash)) return fail('manifest-altered', { file: MANIFEST_HASH_FILE }, { where: { file: path } });
  const newer = newerFormat(value, path);
  if (newer) return newer;
  const hashPath = placeIn(folder, MANIFEST_HASH_FILE);
  return hash === undefined ? unreadable(hashPath, `${MANIFEST_HASH_FILE} is missing`) : asDamage(hash, hashPath);
}

/** A pipe or a link in the place of a file is damage; a disk that does not answer is not. */
function asDamage(error: Error, path: string): Error {
  const ours = error instanceof EngineError && error.failure.code === 'damaged';
  return ours ? unreadable(path, error) : error;
}

function newerFormat(value: unknown, path: string): Error | undefined {
  const major = typeof value === 'object' && value !== null && 'major' in value ? value.major : undefined;
  if (typeof major !== 'number' || major <= FORMAT_MAJOR) return undefined;
  return fail('newer-set-format', { format: major, reads: FORMAT_MAJOR }, { where: { file: path } });
}

/** A set that was moved into the place of another one is not what its name says. */
function parse(text: string, { folder, id, cluster }: SetPlace): Manifest {
  const path = placeIn(folder, MANIFEST_FILE);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const newer = newerFormat(value, path);
  if (newer) throw newer;
  const parsed = Manifest.safeParse(value);
  if (!parsed.success) throw unreadable(path, parsed.error.issues[0]?.message);
  const { data } = parsed;
  if (data.id !== id || data.cluster !== cluster)
    throw fail('manifest-elsewhere', { id: data.id, cluster: data.cluster }, { where: { file: path } });
  return data;
}

function unreadable(path: string, cause: unknown): Error {
  return fail('manifest-unreadable', { cause: messageOf(cause) }, { where: { file: path } });
}

async function namesIn(store: Store): Promise<string[]> {
  return (await store.list('')).map(({ name }) => name);
}
