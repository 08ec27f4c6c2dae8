import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DESTINATION_MAJOR, DestinationMarker, MARKER_FILE } from '../../../shared/destination-marker.ts';
import { jsonText } from '../../../shared/printable.ts';
import { EngineError, fail } from '../engine-error.ts';
import { FILE_LIMITS, readRegular } from '../open-regular.ts';
import { destinationReadme } from './destination-readme.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { OWN_FOLDER } from './make-folder.ts';
import { writeDurably } from './write-durably.ts';

/** What operating systems leave on an empty drive, and a marker that is being written. */
const HARMLESS =
  /^(lost\+found|\.DS_Store|Thumbs\.db|desktop\.ini|System Volume Information|\$RECYCLE\.BIN|\.Trash.*|\.shardkeep\.json\..*)$/;

/** True for what a folder may hold that is made into a destination; nothing else may be in it. */
export function isHarmless(name: string): boolean {
  return HARMLESS.test(name);
}

export interface Destination {
  readonly folder: string;
  readonly marker: DestinationMarker;
  /** True when this call made the folder a destination. */
  readonly created: boolean;
}

/**
 * Opens a folder as a destination, and makes an empty or new one into a destination first.
 * Only the last path element is created: a missing parent usually is a drive that is not plugged in, and must not be
 * filled on the system disk instead. A folder that holds other things is refused and left as it is.
 */
export async function prepareDestination(path: string): Promise<Destination> {
  const folder = resolve(path);
  const found = await readMarker(folder);
  if (found) return { folder, marker: found, created: false };
  await createFolder(folder);
  const others = (await readdir(folder).catch((error) => Promise.reject(diagnoseDisk(error, folder)))).filter(
    (name) => !isHarmless(name),
  );
  if (others.length > 0)
    throw fail('holds-other-things', { folder, names: namesOf(others) }, { where: { file: folder } });
  const marker: DestinationMarker = {
    format: 'shardkeep-destination',
    major: DESTINATION_MAJOR,
    id: randomUUID(),
    label: basename(folder),
    created: new Date().toISOString(),
  };
  // The marker first: a run that ends between the two must not leave a folder that is refused for its README.
  await writeDurably(join(folder, MARKER_FILE), `${jsonText(marker, 2)}\n`);
  await writeDurably(join(folder, 'README.txt'), destinationReadme());
  return { folder, marker, created: true };
}

/** Opens a folder that must already be a destination. */
export async function openDestination(path: string): Promise<Destination> {
  const folder = resolve(path);
  const marker = await readMarker(folder);
  if (marker) return { folder, marker, created: false };
  throw fail('not-a-destination', { folder, marker: MARKER_FILE }, { where: { file: folder } });
}

const Versioned = DestinationMarker.pick({ format: true, major: true });

async function readMarker(folder: string): Promise<DestinationMarker | undefined> {
  const path = join(folder, MARKER_FILE);
  let text: string;
  try {
    text = (await readRegular(path, FILE_LIMITS.small)).toString('utf8');
  } catch (error) {
    // A pipe or a link is no marker either, and nothing that is made anew beside it.
    if (error instanceof EngineError)
      throw fail('marker-unreadable', { path }, { where: { file: path }, cause: error.failure.message });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw diagnoseDisk(error, code === 'ENOTDIR' ? path : folder);
  }
  try {
    // A newer format may have other fields, so its number is looked at first.
    const value: unknown = JSON.parse(text);
    if (Versioned.parse(value).major <= DESTINATION_MAJOR) return DestinationMarker.parse(value);
  } catch (cause) {
    throw fail('marker-unreadable', { path }, { where: { file: path }, cause });
  }
  throw fail('newer-destination', { folder }, { where: { file: path } });
}

/** The first few names of what is in the way. */
export function namesOf(others: readonly string[]): string {
  return `${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`;
}

async function createFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
    throw fail('file-not-folder', { folder }, { where: { file: folder } });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diagnoseDisk(error, folder);
  }
  try {
    await mkdir(folder, { mode: OWN_FOLDER });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      if (existsSync(dirname(folder)))
        throw fail('cannot-create-folder', { folder }, { where: { file: folder }, cause: error });
      throw fail('no-parent-folder', { folder: dirname(folder) }, { where: { file: folder } });
    }
    throw diagnoseDisk(error, folder);
  }
}
