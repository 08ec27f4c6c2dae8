import type { JobSnapshot } from '../../shared/contract.ts';
import type { JobPhase, JobProgress, ShardProgress } from '../../shared/job.ts';
import { isOfLogs } from './describe-job.ts';

/** What one shard's row shows beside what its snapshot says. */
export interface ShardTrack {
  /** 0 to 1 of the pass that runs; never falls within a pass. */
  readonly fraction: number;
  /** Over the last seconds; 0 until two snapshots were seen. */
  readonly bytesPerSecond: number;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** A job and what following it has told: bars that never go back, and rates per shard. */
export interface TrackedJob {
  readonly snapshot: JobSnapshot;
  /** 0 to 1 of the whole run, all passes together. */
  readonly fraction: number;
  readonly shards: ReadonlyMap<string, ShardTrack>;
  /** When the pass that runs was first seen. */
  readonly since: number;
}

/** Rates are taken over this window, as the engine takes the total's. */
const WINDOW_MS = 5000;
/** Sizes are estimates until a shard is done, so a shard that still works never looks finished. */
const UNFINISHED = 0.98;
/** Only a run that came to its end is at 100 %. */
const ALMOST = 0.99;

/** Takes a newer snapshot into what is known of a job; one that says nothing new changes nothing. */
export function trackJob(previous: TrackedJob | undefined, snapshot: JobSnapshot, at: number): TrackedJob {
  if (previous && !isNews(previous.snapshot, snapshot)) return previous;
  const { progress } = snapshot;
  if (progress === null)
    return {
      snapshot,
      fraction: previous?.fraction ?? 0,
      shards: previous?.shards ?? new Map(),
      since: previous?.since ?? at,
    };
  const samePass = previous?.snapshot.progress?.phase === progress.phase;
  const shards = new Map(
    progress.shards.map((shard) => [
      shard.name,
      trackShard(samePass ? previous.shards.get(shard.name) : undefined, shard, at),
    ]),
  );
  return {
    snapshot,
    fraction: Math.max(previous?.fraction ?? 0, wholeFraction(snapshot, progress)),
    shards,
    since: samePass ? previous.since : at,
  };
}

/** Lists leave large results out, so a snapshot of the same age may still bring one. */
function isNews(known: JobSnapshot, snapshot: JobSnapshot): boolean {
  if (known.seq !== snapshot.seq) return snapshot.seq > known.seq;
  return known.result === undefined && snapshot.result !== undefined;
}

function trackShard(previous: ShardTrack | undefined, shard: ShardProgress, at: number): ShardTrack {
  const kept = (previous?.samples ?? []).filter((sample) => at - sample.at <= WINDOW_MS);
  const samples = [...kept, { at, bytes: shard.bytesDone }];
  const first = samples[0];
  const span = first === undefined ? 0 : at - first.at;
  const bytesPerSecond = first === undefined || span < 400 ? 0 : ((shard.bytesDone - first.bytes) / span) * 1000;
  return { fraction: Math.max(previous?.fraction ?? 0, shardFraction(shard)), bytesPerSecond, samples };
}

function shardFraction({ phase, bytesDone, bytesTotal }: ShardProgress): number {
  if (phase === 'done') return 1;
  return bytesTotal === 0 ? 0 : Math.min(bytesDone / bytesTotal, UNFINISHED);
}

/** The part of the whole run that is behind it; passes over the data count alike, everything else counts nothing. */
function wholeFraction({ state, request }: JobSnapshot, progress: JobProgress): number {
  if (state === 'done') return 1;
  const passes = passesOf(request);
  const pass = passes.indexOf(progress.phase);
  if (pass !== -1) return Math.min((pass + passFraction(progress)) / passes.length, ALMOST);
  if (progress.phase === 'finishing') return ALMOST;
  return isAfterLoading(progress) ? Math.min(1 / passes.length, ALMOST) : 0;
}

/** Restores create objects before and after the rows; bytes that were loaded tell which of the two it is. */
export function isAfterLoading({ phase, bytesDone }: JobProgress): boolean {
  return phase === 'objects' && bytesDone > 0;
}

/** The phases of a request that read or write all of its data, in order. */
export function passesOf(request: JobSnapshot['request']): readonly JobPhase[] {
  switch (request.kind) {
    case 'backup':
      return isOfLogs(request) ? ['logging'] : ['reading'];
    case 'verify':
      return ['verifying'];
    case 'restore':
      return [
        'loading',
        ...(request.verify ? (['verifying'] as const) : []),
        // Full sets may have a little log of their own, which takes no time worth a step.
        ...(/-(incremental|differential)-/.test(request.id) ? (['replaying'] as const) : []),
      ];
  }
}

/** The first rates of a pass say little: what is left is shown when it has run this long. */
const SETTLED_MS = 3000;

/** What a page may say is left of a pass; null while that is not known. */
export function leftOf({ snapshot: { state, progress }, since }: TrackedJob, now: number): number | null {
  return progress === null || state === 'cancelling' || now - since < SETTLED_MS ? null : secondsLeft(progress);
}

/** True where the total is the servers' estimate, which comes down as tables end: it is no number to show. */
export function isEstimated({ request }: JobSnapshot): boolean {
  return request.kind === 'backup' && !isOfLogs(request);
}

/** What a page may say is left; null where it cannot be told, and where nothing is left but the closing of files. */
export function secondsLeft({ secondsLeft: left, bytesDone, bytesTotal }: JobProgress): number | null {
  return left === null || bytesDone >= bytesTotal ? null : left;
}

function passFraction({ shards }: JobProgress): number {
  // A shard whose size is not known yet would make the bar promise too much.
  if (shards.some((shard) => shard.bytesTotal === 0 && shard.phase !== 'done')) return 0;
  const total = shards.reduce((sum, shard) => sum + shard.bytesTotal, 0);
  if (total === 0) return shards.every((shard) => shard.phase === 'done') ? 1 : 0;
  return shards.reduce((sum, shard) => sum + shardFraction(shard) * shard.bytesTotal, 0) / total;
}

/** What a shard's row is drawn from. */
export interface DrawnProgress {
  readonly shard: ShardProgress;
  readonly track: ShardTrack | undefined;
}

/** Whether a row has nothing new to show: every snapshot brings new objects, of shards that wait or are done with the same in them. */
export function isShardDrawnAlike(before: DrawnProgress, after: DrawnProgress): boolean {
  const [was, is] = [before.shard, after.shard];
  const sameWork =
    was.name === is.name &&
    was.phase === is.phase &&
    was.table === is.table &&
    was.bytesDone === is.bytesDone &&
    was.bytesTotal === is.bytesTotal &&
    was.rows === is.rows;
  return (
    sameWork &&
    before.track?.fraction === after.track?.fraction &&
    // The rate of a shard that is done falls to nothing and is not shown.
    (is.phase === 'done' || before.track?.bytesPerSecond === after.track?.bytesPerSecond)
  );
}
