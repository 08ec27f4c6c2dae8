import { encodeName } from '../../../shared/entry-name.ts';
import type { Failure } from '../../../shared/failure.ts';
import { jsonText } from '../../../shared/printable.ts';
import { RestoreMark } from '../../../shared/restore-mark.ts';
import { fail, failureOf, messageOf } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { isMissing } from '../store/diagnose-disk.ts';
import type { Store } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';
import { expectFolder } from './expect-folder.ts';

/** Beside the sets of a cluster; no set has this name. */
const FOLDER = 'marks';
const SUFFIX = '.json';

/** A mark's file, with what it says or why it cannot be read. */
export type FoundMark =
  | { readonly state: 'readable'; readonly file: string; readonly mark: RestoreMark }
  | { readonly state: 'unreadable'; readonly file: string; readonly failure: Failure };

/** Writes a mark and returns its file. */
export async function writeMark(destination: string, mark: RestoreMark): Promise<string> {
  const store = storeAt(destination);
  const cluster = encodeName(mark.cluster);
  const folder = `${cluster}/${FOLDER}`;
  const name = `${mark.cut.at.replace(/[-:]/g, '')}-${encodeName(mark.name)}${SUFFIX}`;
  await store.makeFolder(cluster);
  await store.makeFolder(folder);
  await store.put(`${folder}/${name}`, `${jsonText(RestoreMark.parse(mark), 2)}\n`);
  return placeIn(destination, cluster, FOLDER, name);
}

/** All marks of a destination, oldest first; never throws because of one of them. */
export async function findMarks(destination: string): Promise<FoundMark[]> {
  const store = storeAt(destination);
  const found: FoundMark[] = [];
  for (const cluster of await names(store, '')) {
    if (cluster.startsWith('.')) continue;
    const folder = `${cluster}/${FOLDER}`;
    for (const file of await names(store, folder))
      if (file.endsWith(SUFFIX)) found.push(await readMark(store, folder, file));
  }
  const at = (one: FoundMark) => (one.state === 'readable' ? one.mark.cut.at : '');
  return found.sort((a, b) => (at(a) < at(b) ? -1 : 1));
}

async function readMark(store: Store, folder: string, name: string): Promise<FoundMark> {
  const file = placeIn(store.about.place, ...folder.split('/'), name);
  try {
    await expectFolder(store, folder);
    const text = await readWhole(store, `${folder}/${name}`, FILE_LIMITS.small);
    return { state: 'readable', file, mark: parse(text.toString('utf8'), file) };
  } catch (error) {
    return { state: 'unreadable', file, failure: failureOf(error) };
  }
}

function parse(text: string, file: string): RestoreMark {
  try {
    return RestoreMark.parse(JSON.parse(text));
  } catch (cause) {
    throw fail('mark-unreadable', { cause: messageOf(cause) }, { where: { file } });
  }
}

/** What is in a folder; nothing where there is none. */
async function names(store: Store, folder: string): Promise<string[]> {
  try {
    return (await store.list(folder)).map(({ name }) => name).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
