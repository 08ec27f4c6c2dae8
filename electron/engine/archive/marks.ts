import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeName } from '../../../shared/entry-name.ts';
import type { Failure } from '../../../shared/failure.ts';
import { jsonText } from '../../../shared/printable.ts';
import { RestoreMark } from '../../../shared/restore-mark.ts';
import { fail, failureOf, messageOf } from '../engine-error.ts';
import { FILE_LIMITS, readRegular } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { expectFolder, makeFolder } from './make-folder.ts';
import { writeDurably } from './write-durably.ts';

/** Beside the sets of a cluster; no set has this name. */
const FOLDER = 'marks';
const SUFFIX = '.json';

/** A mark's file, with what it says or why it cannot be read. */
export type FoundMark =
  | { readonly state: 'readable'; readonly file: string; readonly mark: RestoreMark }
  | { readonly state: 'unreadable'; readonly file: string; readonly failure: Failure };

/** Writes a mark and returns its file. */
export async function writeMark(destination: string, mark: RestoreMark): Promise<string> {
  const cluster = join(destination, encodeName(mark.cluster));
  const folder = join(cluster, FOLDER);
  const file = join(folder, `${mark.cut.at.replace(/[-:]/g, '')}-${encodeName(mark.name)}${SUFFIX}`);
  await makeFolder(cluster);
  await makeFolder(folder);
  await writeDurably(file, `${jsonText(RestoreMark.parse(mark), 2)}\n`);
  return file;
}

/** All marks of a destination, oldest first; never throws because of one of them. */
export async function findMarks(destination: string): Promise<FoundMark[]> {
  const clusters = await names(destination);
  const files = await Promise.all(
    clusters
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => {
        const folder = join(destination, name, FOLDER);
        const inside = (await names(folder)).filter((file) => file.endsWith(SUFFIX)).map((file) => join(folder, file));
        return Promise.all(inside.map((file) => readMark(folder, file)));
      }),
  );
  const found = files.flat();
  const at = (one: FoundMark) => (one.state === 'readable' ? one.mark.cut.at : '');
  return found.sort((a, b) => (at(a) < at(b) ? -1 : 1));
}

async function readMark(folder: string, file: string): Promise<FoundMark> {
  try {
    await expectFolder(folder);
    const text = await readRegular(file, FILE_LIMITS.small).catch((error) => Promise.reject(diagnoseDisk(error, file)));
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
async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw diagnoseDisk(error, folder);
  }
}
