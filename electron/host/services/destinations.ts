import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { DestinationView } from '../../../shared/contract.ts';
import { MARKER_FILE } from '../../../shared/destination-marker.ts';
import { expectEmpty, openDestination } from '../../engine/archive/destination.ts';
import { fail, failureOf } from '../../engine/engine-error.ts';
import { isMissing, unlessSilent } from '../../engine/store/diagnose-disk.ts';
import type { Store } from '../../engine/store/store.ts';
import { storeAt } from '../../engine/store/store-at.ts';
import { openStore } from './open-store.ts';
import type { SetReader } from './set-reader.ts';

/** Folders that hold, or may come to hold, backup sets. */
export interface DestinationService {
  /** Used before, newest first; not looked at, so drives that are not connected are among them. */
  recent(): string[];
  /** Looks at a folder and changes nothing. */
  view(path: string): Promise<DestinationView>;
  /** Puts a folder at the head of the list if it is a destination; never rejects. */
  remember(path: string): Promise<void>;
  /** Takes it off the list; the folder itself is not touched. */
  forget(path: string): void;
}

const REMEMBERED = 20;
/** Drives that sleep take some seconds to wake up. */
const SILENT_MS = 10_000;
/** When a drive was last seen is told in hours and days; no finer than this, so that a look rarely writes. */
const SEEN_EVERY_MS = 10 * 60_000;
const DestinationsFile = z.object({
  recent: z.array(z.string()),
  /** Path → when its sets were last read. */
  seen: z.record(z.string(), z.string()).exactOptional(),
});

/** Opens the list of destinations kept in `folder`. */
export function openDestinations(folder: string, reader: Pick<SetReader, 'list' | 'forget'>): DestinationService {
  const file = openStore(folder, 'destinations', DestinationsFile, { recent: [] });
  const put = (path: string) => {
    const { recent, seen = {} } = file.get();
    const fresh = Date.now() - Date.parse(seen[path] ?? '') < SEEN_EVERY_MS;
    if (recent[0] === path && fresh) return;
    const kept = [path, ...recent.filter((one) => one !== path)].slice(0, REMEMBERED);
    const known = Object.entries(seen).filter(([one]) => kept.includes(one));
    file.set({ recent: kept, seen: { ...Object.fromEntries(known), [path]: new Date().toISOString() } });
  };
  // One that hangs costs the process one of the few threads that wait for disks, however often a page asks.
  const looks = new Map<string, Look>();
  const lookOnce = async (path: string): Promise<DestinationView> => {
    const running = looks.get(path) ?? beginLook(path, reader, () => looks.delete(path));
    looks.set(path, running);
    const late = setTimeout(SILENT_MS, 'silent', { ref: false });
    if ((await Promise.race([running.answered, late])) !== 'silent') return running.view;
    const { failure } = fail('drive-silent', { path }, { where: { file: path } });
    return { path, freeBytes: null, sets: [], state: 'unusable', failure };
  };
  return {
    recent: () => file.get().recent,
    view: async (path) => {
      const view = await lookOnce(absolutePath(path));
      const { recent, seen = {} } = file.get();
      const remembered = recent.includes(view.path);
      const seenAt = seen[view.path];
      if (view.state === 'ready') put(view.path);
      return {
        ...view,
        ...(remembered && view.state === 'new' ? gone(view.path) : {}),
        ...(seenAt === undefined ? {} : { seenAt }),
        remembered,
      };
    },
    remember: async (path) => {
      try {
        put((await openDestination(absolutePath(path))).folder);
      } catch {
        // No destination, or not there now: nothing worth offering again.
      }
    },
    forget: (path) => {
      const gone = absolutePath(path);
      const { recent, seen = {} } = file.get();
      const known = Object.entries(seen).filter(([one]) => one !== gone);
      file.set({ recent: recent.filter((one) => one !== path && one !== gone), seen: Object.fromEntries(known) });
      reader.forget(gone);
    },
  };
}

/** A drive that is not connected leaves an empty mount point or none, which must not be filled on the system disk instead. */
function gone(path: string): Pick<DestinationView, 'state' | 'failure'> {
  const { failure } = fail('destination-gone', { path }, { where: { file: path } });
  return { state: 'unusable', failure };
}

/** A path as a person types it; `~` is the home folder. Relative ones are refused: nobody knows what they start from. */
export function absolutePath(typed: string): string {
  const path = typed.trim();
  if (/^~(?=$|[/\\])/.test(path)) return resolve(join(homedir(), path.slice(1)));
  if (isAbsolute(path)) return resolve(path);
  throw fail(
    'path-not-whole',
    { example: process.platform === 'win32' ? 'D:\\Backups' : '/media/backup' },
    { where: { field: 'path' } },
  );
}

/** True for a folder itself and all that is below it, by their absolute paths. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A look at a folder that is under way. */
interface Look {
  readonly view: Promise<DestinationView>;
  /** The drive has; reading thousands of sets may take longer. */
  readonly answered: Promise<unknown>;
}

function beginLook(path: string, reader: Pick<SetReader, 'list'>, done: () => void): Look {
  const { promise, resolve } = Promise.withResolvers<void>();
  const view = look(path, reader, resolve).finally(done);
  return { view, answered: Promise.race([promise, view]) };
}

async function look(path: string, reader: Pick<SetReader, 'list'>, answered: () => void): Promise<DestinationView> {
  const store = storeAt(path);
  const base = { path, freeBytes: await store.freeBytes().catch(() => null), sets: [] };
  try {
    if (!(await store.stat(MARKER_FILE).catch(unlessSilent))) {
      await expectNew(store);
      return { ...base, state: 'new' };
    }
    const { marker } = await openDestination(path);
    answered();
    const { sets, lost } = await reader.list(path);
    const gone = lost.length === 0 ? {} : { lost: [...lost] };
    return { ...base, state: 'ready', label: marker.label, sets: [...sets], ...gone };
  } catch (error) {
    return { ...base, state: 'unusable', failure: failureOf(error) };
  }
}

/** Throws why the first backup could not make a destination of this folder. */
async function expectNew(store: Store): Promise<void> {
  await expectEmpty(store).catch((error) => {
    if (!isMissing(error)) throw error;
  });
  await store.expectWritable();
}
