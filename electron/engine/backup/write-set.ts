import type { Cluster } from '../../../shared/cluster.ts';
import type { JobProgress } from '../../../shared/job.ts';
import {
  type Cut,
  type Exception,
  FORMATS,
  type Kind,
  type Manifest,
  type ManifestShard,
  type Method,
  type Volume,
} from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { type Destination, openDestination, prepareDestination } from '../archive/destination.ts';
import { type DestinationLock, lockDestination } from '../archive/destination-lock.ts';
import { findUnfinished } from '../archive/find-unfinished.ts';
import { Journal, type JournalOptions, type JournalRecord } from '../archive/journal.ts';
import { rememberCluster } from '../archive/known-clusters.ts';
import type { InterruptedSet } from '../archive/read-interrupted.ts';
import { createSetFolder, newSetId, setIdsOf, writeManifest } from '../archive/set-folder.ts';
import { removeVolumes, settleVolumes } from '../archive/settle-volumes.ts';
import { EngineError, fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import { ProgressMeter } from '../progress.ts';
import { writeRemark } from '../schema/source-exception.ts';
import { orAborted, reassure } from '../settle.ts';
import { type AskedSet, expectAsAsked } from './expect-as-asked.ts';

interface RunOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface WriteSetOptions extends RunOptions {
  readonly kind: Kind;
  readonly method: Method;
  /** Connections that read, over all shards. */
  readonly lanes: number;
}

export interface ResumeSetOptions extends RunOptions, AskedSet {
  readonly id: string;
  /** Connections that read, over all shards. */
  readonly lanes: number;
}

export interface WrittenSet {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A set while it is written. */
export interface SetRun {
  /** Folder of the destination. */
  readonly destination: string;
  readonly startedAt: Date;
  /** When this run began, which may go on with an earlier one. */
  readonly runAt: string;
  readonly pool: LanePool;
  readonly meter: ProgressMeter;
  readonly clock: Clock;
  /** Every session opened, so that it is closed however the run ends. */
  readonly opened: (session: Session) => void;
  /** Creates the set's folder and its journal, or opens that of an interrupted run; nothing is written before. */
  begin(options?: JournalOptions): Promise<string>;
  note(record: JournalRecord): Promise<void>;
  /** Counts volumes as the set's that no lane has written. */
  receive(volumes: readonly Volume[]): Promise<void>;
  /** How locks are released; called by `unlock`, or at the end of a run that did not come so far. */
  unlockWith(unlock: () => Promise<void>): void;
  unlock(): Promise<void>;
  /** The manifest of what was written. */
  manifest(content: SetContent): Promise<Manifest>;
}

/** What only the writer of a set knows. */
export interface SetContent {
  readonly parent: string | null;
  /** Undefined where everything was chosen. */
  readonly only: readonly string[] | undefined;
  readonly cut: Cut;
  readonly shards: ManifestShard[];
  readonly exceptions: Exception[];
  readonly warnings: readonly Remark[];
}

/**
 * Runs `work` with all that the writing of a set needs, and makes what it wrote a backup by its last step, the manifest.
 * Whatever happens, locks are released, connections closed, and partial files deleted or named as such.
 * Throws EngineError; 'cancelled' when `signal` ended it.
 */
export async function writeSet(
  options: WriteSetOptions,
  work: (run: SetRun) => Promise<Manifest>,
): Promise<WrittenSet> {
  const { kind, method, lanes } = options;
  options.signal?.throwIfAborted();
  const startedAt = new Date();
  // What builds on a set is not begun in a folder that has none, such as the place of a drive that is not plugged in.
  const destination = await (kind === 'full' ? prepareDestination : openDestination)(options.to);
  const id = newSetId(kind, startedAt, await setIdsOf(destination.folder, options.cluster.name));
  const lock = await lockDestination(destination.folder, `backup ${id}`, { signal: options.signal });
  return fillSet({ ...options, id, kind, method, lanes, startedAt, destination, lock, earlier: undefined }, work);
}

/** Does the same for a full set whose run was interrupted; throws why it cannot be finished. */
export async function resumeSet(
  options: ResumeSetOptions,
  work: (run: SetRun, earlier: InterruptedSet) => Promise<Manifest>,
): Promise<WrittenSet> {
  const { id, cluster } = options;
  options.signal?.throwIfAborted();
  const destination = await openDestination(options.to);
  const place = { folder: destination.folder, id };
  expectAsAsked(await findUnfinished(place, cluster), options);
  const lock = await lockDestination(destination.folder, `resume ${id}`, { signal: options.signal });
  let earlier: InterruptedSet;
  try {
    // A run that went on until now may have completed it.
    earlier = await findUnfinished(place, cluster);
    expectAsAsked(earlier, options);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const startedAt = new Date(earlier.begin.at);
  return fillSet({ ...options, kind: 'full', startedAt, destination, lock, earlier }, (run) => work(run, earlier));
}

interface FillOptions extends WriteSetOptions {
  readonly id: string;
  readonly startedAt: Date;
  readonly destination: Destination;
  readonly lock: DestinationLock;
  /** What is there of the set already. */
  readonly earlier: InterruptedSet | undefined;
}

async function fillSet(options: FillOptions, work: (run: SetRun) => Promise<Manifest>): Promise<WrittenSet> {
  const { cluster, kind, method, signal, id, startedAt, destination, earlier } = options;
  const clock = startClock();
  const runAt = new Date().toISOString();
  const meter = new ProgressMeter(
    cluster.shards.map((shard) => shard.name),
    options.onProgress,
  );
  const volumes: Volume[] = [...(earlier?.volumes ?? [])];
  let journal: Journal | undefined;
  let folder = '';
  const pool = new LanePool(options.lanes, (_lane, volume) => {
    volumes.push(volume);
    void journal?.append({ type: 'volume', volume }).catch(() => {});
  });
  const sessions: Session[] = [];
  let unlock = async () => {};
  const abort = () => {
    pool.abort();
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  const run: SetRun = {
    destination: destination.folder,
    startedAt,
    runAt,
    pool,
    meter,
    clock,
    opened: (session) => (signal?.aborted ? session.destroy() : sessions.push(session)),
    begin: async (asked) => {
      if (earlier) {
        folder = earlier.folder;
        journal = await Journal.reopen(folder, earlier.journalBytes);
        await journal.append({ type: 'resume', app: APP_VERSION, at: runAt });
        await removeVolumes(folder, (file) => file.endsWith('.partial'));
        return folder;
      }
      folder = await createSetFolder(destination.folder, cluster.name, id);
      journal = await Journal.create(folder);
      const about = { id, cluster: cluster.name, kind, method, app: APP_VERSION, at: startedAt.toISOString() };
      const shards = cluster.shards.map(({ name }) => name);
      await journal.append({ type: 'begin', ...about, ...(asked && { shards, options: asked }) });
      return folder;
    },
    note: async (record) => journal?.append(record),
    receive: async (taken) => {
      volumes.push(...taken);
      for (const volume of taken) await journal?.append({ type: 'volume', volume });
    },
    unlockWith: (how) => {
      unlock = how;
    },
    unlock: async () => {
      const how = unlock;
      unlock = async () => {};
      await how();
    },
    manifest: async ({ warnings, exceptions, only, ...content }) => {
      const all = earlier ? await settleVolumes(folder, volumes, content.shards) : volumes;
      return {
        format: 'shardkeep-set',
        ...formatOf(content.shards, all),
        app: APP_VERSION,
        id,
        kind,
        method,
        cluster: cluster.name,
        ...(only === undefined ? {} : { only: [...only] }),
        state: exceptions.length === 0 ? 'complete' : 'complete-with-exceptions',
        startedAt: startedAt.toISOString(),
        ...(earlier && { resumedAt: [...earlier.resumedAt, runAt] }),
        finishedAt: new Date().toISOString(),
        ...content,
        volumes: all.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
        exceptions,
        warnings: [
          ...(destination.created ? [{ code: 'new-destination' as const, folder: destination.folder }] : []),
          ...warnings,
        ].map(writeRemark),
        durations: clock.laps,
      };
    },
  };
  try {
    const manifest = await orAborted(work(run), signal);
    await options.lock.expectOurs();
    await writeManifest(folder, manifest);
    await rememberCluster(destination.folder, manifest.cluster, manifest.id);
    await journal?.remove();
    return { folder, manifest };
  } catch (error) {
    if (!signal?.aborted) throw reassure(folder === '' ? error : lostMeanwhile(error), { safety: 'earlier-sets' });
    throw fail('backup-cancelled', {});
  } finally {
    await run.unlock().catch(() => {}); // after an error; cutting the connection below releases what is left
    await pool.abandon();
    await Promise.all(sessions.map((session) => session.close()));
    await journal?.close();
    await pool.close();
    await options.lock.release();
    meter.stop();
    signal?.removeEventListener('abort', abort); // until here a line may be dead
  }
}

/** The oldest version whose readers restore such a set as it is. */
function formatOf(shards: readonly ManifestShard[], volumes: readonly Volume[]) {
  const apart = shards.some(({ tables }) => tables.some(({ position }) => position !== undefined));
  return apart || volumes.some(({ unused }) => unused !== undefined) ? FORMATS.resumed : FORMATS.usual;
}

/** A destination that was there when the run began needs no correction, but to come back. */
function lostMeanwhile(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.failure.code !== 'destination') return error;
  return new EngineError({ ...error.failure, code: 'destination-lost' }, error.errno);
}

/** Milliseconds from lap to lap. */
export interface Clock {
  readonly laps: Record<string, number>;
  lap(name: string): void;
}

function startClock(): Clock {
  let last = performance.now();
  const laps: Record<string, number> = {};
  return {
    laps,
    lap(name) {
      const now = performance.now();
      laps[name] = Math.round(now - last);
      last = now;
    },
  };
}
