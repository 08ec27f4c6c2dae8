import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { SetSummary } from '../../../shared/contract.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { readBegin } from '../../engine/archive/read-begin.ts';
import { readInterrupted } from '../../engine/archive/read-interrupted.ts';
import { MANIFEST_FILE, MANIFEST_HASH_FILE } from '../../engine/archive/read-manifest.ts';
import { listSets, readSet, type SetPlace } from '../../engine/archive/set-folder.ts';
import { failureOf } from '../../engine/engine-error.ts';
import { unlessSilent } from '../../engine/store/diagnose-disk.ts';
import type { Store } from '../../engine/store/store.ts';
import { storeAt } from '../../engine/store/store-at.ts';
import { CHECKS_FILE, readChecks } from '../../engine/verify/set-checks.ts';
import { summarizeInterrupted, summarizeSet } from '../../job/describe-set.ts';
import { replaceFile } from './replace-file.ts';

/** One line per set of a destination, without reading again what was read before. */
export interface SetSummaries {
  /** All sets of a destination, newest first. */
  read(destination: string): Promise<SetSummary[]>;
}

/** Several looks in a row are one file. */
const SAVE_AFTER_MS = 1_000;

const Entry = z.object({ stamp: z.string(), summary: SetSummary });
/** Entries are checked one by one when they are used: five thousand at once would hold the host up. */
const SummariesFile = z.object({ version: z.literal(APP_VERSION), sets: z.record(z.string(), z.unknown()) });

/** Where the summaries of a destination are remembered. */
export function summariesFile(dataFolder: string, destination: string): string {
  return join(dataFolder, `set-summaries-${createHash('sha256').update(destination).digest('hex').slice(0, 16)}.json`);
}

/**
 * Remembers summaries by the path of the set and by size and time of its manifest and of the manifest's hash; what has
 * changed since is read again. `file` is a cache and nothing else: it may be deleted at any time.
 * Thousands of manifests are parsed here, so it belongs into a thread of its own (set-worker.ts).
 */
export function openSetSummaries(file: string, read = readSet): SetSummaries {
  const under = new Map<string, Promise<SetSummary[]>>();
  let known: Promise<Map<string, unknown>> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const save = (sets: Map<string, unknown>) => {
    clearTimeout(timer);
    timer = setTimeout(() => void write(file, sets), SAVE_AFTER_MS);
  };
  const drop = (sets: Map<string, unknown>, destination: string, found: ReadonlySet<string>) => {
    const before = sets.size;
    for (const path of [...sets.keys()]) if (path.startsWith(destination + sep) && !found.has(path)) sets.delete(path);
    return sets.size !== before;
  };
  const look = async (destination: string): Promise<SetSummary[]> => {
    known ??= load(file);
    const sets = await known;
    const places = await listSets(destination);
    let changed = drop(sets, destination, new Set(places.map((place) => place.folder)));
    const summaries: SetSummary[] = [];
    const store = storeAt(destination);
    for (const place of places) {
      const stamp = await stampOf(store, place);
      const entry = Entry.safeParse(sets.get(place.folder));
      if (stamp === null) summaries.push(await withoutManifest(place));
      else if (entry.success && entry.data.stamp === stamp) summaries.push(entry.data.summary);
      else {
        const set = await read(place);
        const summary = summarizeSet(set);
        summaries.push(summary);
        changed = true;
        // What cannot be read may be readable next time without its files having changed.
        if (summary.state === 'unreadable' || (set.state === 'readable' && set.mended)) sets.delete(place.folder);
        else sets.set(place.folder, { stamp, summary });
      }
    }
    if (changed) save(sets);
    const whole: SetSummary[] = [];
    for (const summary of summaries.reverse()) whole.push(await withChecks(store, summary));
    return whole;
  };

  /** It was interrupted, or is under way; or it has lost its manifest, which is another thing. */
  const withoutManifest = async (place: SetPlace): Promise<SetSummary> => {
    const set = await readSet(place);
    if (set.state !== 'interrupted') return summarizeSet(set);
    const begin = await readBegin(place);
    return summarizeInterrupted(place, begin && { ...begin, ...(await wholeTables(place)) });
  };

  return {
    read: (destination) => {
      const running = under.get(destination);
      if (running) return running;
      const started = look(destination).finally(() => under.delete(destination));
      under.set(destination, started);
      return started;
    },
  };
}

/** How many tables of an interrupted run are whole on the drive; nothing where it cannot be finished. */
async function wholeTables(place: SetPlace): Promise<{ whole?: number }> {
  try {
    const { snapshots } = await readInterrupted(place);
    return { whole: [...snapshots.values()].flat().reduce((sum, { tables }) => sum + tables.length, 0) };
  } catch {
    return {};
  }
}

/** With what was found out about the set since; it changes without the manifest, and few sets have any. */
async function withChecks(store: Store, summary: SetSummary): Promise<SetSummary> {
  const there = await store.stat(nameIn(store, summary.path, CHECKS_FILE)).catch(unlessSilent);
  const found = there ? await readChecks(summary.path) : [];
  return found.length === 0 ? summary : { ...summary, checks: found };
}

/** Null where there is no manifest, which makes the folder no backup. */
async function stampOf(store: Store, { folder }: SetPlace): Promise<string | null> {
  const manifest = await stampOfFile(store, nameIn(store, folder, MANIFEST_FILE));
  return manifest && `${manifest} ${await stampOfFile(store, nameIn(store, folder, MANIFEST_HASH_FILE))}`;
}

/** One at a time: a drive that begins to hang takes one of the few threads that wait for disks, and not all of them. */
async function stampOfFile(store: Store, name: string): Promise<string | null> {
  try {
    const found = await store.stat(name);
    return found === undefined ? null : `${found.bytes}@${found.modified}`;
  } catch (error) {
    unlessSilent(error);
    return failureOf(error).message;
  }
}

/** All sets are asked for by the store of their destination: where that does not answer once, it is not asked again. */
function nameIn({ about: { place } }: Store, folder: string, file: string): string {
  return [...relative(place, folder).split(sep), file].join('/');
}

async function load(file: string): Promise<Map<string, unknown>> {
  try {
    const { sets } = SummariesFile.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(Object.entries(sets));
  } catch {
    return new Map(); // none yet, or of another version: everything is read once
  }
}

async function write(file: string, sets: ReadonlyMap<string, unknown>): Promise<void> {
  try {
    const text = JSON.stringify({ version: APP_VERSION, sets: Object.fromEntries(sets) });
    await replaceFile(file, text);
  } catch {
    // A cache that cannot be kept costs the next start a look at the disk, and nothing else.
  }
}
