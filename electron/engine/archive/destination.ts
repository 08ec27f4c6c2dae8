import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { DESTINATION_MAJOR, DestinationMarker, MARKER_FILE } from '../../../shared/destination-marker.ts';
import { jsonText } from '../../../shared/printable.ts';
import { fail, failureOf, messageOf } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import type { Store } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';
import { destinationReadme } from './destination-readme.ts';

/** What operating systems leave on an empty drive, and a marker that is being written. */
const HARMLESS =
  /^(lost\+found|\.DS_Store|Thumbs\.db|desktop\.ini|System Volume Information|\$RECYCLE\.BIN|\.Trash.*|\.shardkeep\.json\..*)$/;

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
  const store = storeAt(folder);
  const found = await readMarker(store);
  if (found) return { folder, marker: found, created: false };
  await store.makeFolder('');
  await expectEmpty(store);
  const marker: DestinationMarker = {
    format: 'shardkeep-destination',
    major: DESTINATION_MAJOR,
    id: randomUUID(),
    label: basename(folder),
    created: new Date().toISOString(),
  };
  // The marker first: a run that ends between the two must not leave a folder that is refused for its README.
  const created = await store.put(MARKER_FILE, `${jsonText(marker, 2)}\n`, { ifAbsent: true });
  if (!created) return openDestination(path); // another run was faster
  await store.put('README.txt', destinationReadme());
  return { folder, marker, created };
}

/** Throws where a folder holds what keeps it from being made into a destination. */
export async function expectEmpty(store: Store): Promise<void> {
  const folder = store.about.place;
  const others = (await store.list('')).map(({ name }) => name).filter((name) => !HARMLESS.test(name));
  const names = `${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`;
  if (others.length > 0) throw fail('holds-other-things', { folder, names }, { where: { file: folder } });
}

/** Opens a folder that must already be a destination. */
export async function openDestination(path: string): Promise<Destination> {
  const folder = resolve(path);
  const marker = await readMarker(storeAt(folder));
  if (marker) return { folder, marker, created: false };
  throw fail('not-a-destination', { folder, marker: MARKER_FILE }, { where: { file: folder } });
}

const Versioned = DestinationMarker.pick({ format: true, major: true });

async function readMarker(store: Store): Promise<DestinationMarker | undefined> {
  const folder = store.about.place;
  const path = placeIn(folder, MARKER_FILE);
  let text: string;
  try {
    text = (await readWhole(store, MARKER_FILE, FILE_LIMITS.small)).toString('utf8');
  } catch (error) {
    switch (failureOf(error).fact?.reason) {
      case 'path-not-there':
        return undefined;
      // A pipe or a link is no marker either, and nothing that is made anew beside it.
      case 'not-an-ordinary-file':
      case 'file-beyond-limit':
        throw fail('marker-unreadable', { path }, { where: { file: path }, cause: messageOf(error) });
      default:
        throw error;
    }
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
