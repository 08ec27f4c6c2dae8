import type { BinlogPosition, BinlogRange, Segment } from '../../../shared/binlog-range.ts';
import type { Volume } from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { removeVolumes } from '../archive/settle-volumes.ts';
import { BINLOG_MAGIC } from '../binlog/event.ts';
import type { EarlierLog, LogStart } from '../chain/find-start.ts';
import { readLogFiles } from '../chain/read-log-files.ts';
import { sealedSegments, volumesOf } from '../chain/sealed-segments.ts';
import { Tally } from '../progress.ts';
import { joinRanges } from './build-bridge.ts';
import { bytesBetween, type CapturedShard, captureRange } from './capture-ranges.ts';
import type { SetRun } from './write-set.ts';

/** A shard's log as the set has it then. */
export interface CapturedSince {
  readonly binlog: BinlogRange;
  readonly remarks: readonly Remark[];
}

/** Finished files of the log that came from an earlier set. */
interface TakenLog {
  readonly range: BinlogRange;
  readonly bytes: number;
}

/**
 * Stores a shard's log for a differential set: finished files that an earlier one has are taken over with their volumes,
 * the rest is read from the server. What is damaged there is read from the server too, and a remark says so; `recheck`
 * then makes sure that the server's log goes on at the parent's end. Throws 'chain-broken' where the server does not have
 * that any more.
 */
export async function captureSince(
  shard: Omit<CapturedShard, 'from'>,
  { from, earlier }: LogStart,
  run: SetRun,
  folder: string,
  recheck: () => Promise<unknown>,
): Promise<CapturedSince> {
  const remarks: Remark[] = [];
  // What that one stored of accounts would come with it.
  const usable = earlier && shard.withoutAccounts && earlier.range.segments.some(tellsOfAccounts) ? undefined : earlier;
  const taken = usable && (await takeOver(shard, usable, run, folder, remarks));
  if (earlier && !taken) await recheck();
  const rest = { ...shard, from: taken?.range.to ?? from, volumePerFile: true, before: taken?.bytes ?? 0 };
  return { binlog: joinRanges(taken?.range, await captureRange(rest, run.meter)), remarks };
}

async function takeOver(
  { shard: { name }, control, lane, end }: Omit<CapturedShard, 'from'>,
  { set, range, volumes }: EarlierLog,
  { meter, receive }: SetRun,
  folder: string,
  remarks: Remark[],
): Promise<TakenLog | undefined> {
  const planned = sealedSegments(range.segments, (file) => volumes.has(file));
  const rest = bytesBetween(await readLogFiles(control), behind(range, planned), end.position);
  meter.shard(name, { phase: 'logging', expected: bytesOf(planned) + rest });
  const received = new Map<string, { readonly volume: Volume; readonly tally: Tally }>();
  for (const [file, { path, volume }] of volumes) {
    const tally = new Tally();
    meter.shard(name, { taken: tally });
    const task = { source: path, volume, logBytes: bytesOf(planned, file), tally: tally.buffer };
    if (!(await lane.call('takeVolume', task))) {
      remarks.push({ code: 'earlier-damaged', shard: name, set, file });
      break;
    }
    const { bytes, sha256 } = volume;
    received.set(file, { volume: { file, bytes, sha256, takenFrom: set }, tally });
  }
  const segments = sealedSegments(range.segments, (file) => received.has(file));
  const used = new Set(volumesOf(segments));
  // Behind a damaged volume goes what shares a file of the log with it.
  await removeVolumes(folder, (file) => received.has(file) && !used.has(file));
  for (const [file, { tally }] of received) if (!used.has(file)) tally.add(-tally.bytes, -tally.stored, 0);
  await receive([...received.values()].flatMap(({ volume }) => (used.has(volume.file) ? [volume] : [])));
  if (segments.length === 0) return undefined;
  const last = segments.some(({ file }) => file === range.last?.file) ? range.last : null;
  return { range: { ...range, to: behind(range, segments), segments: [...segments], last }, bytes: bytesOf(segments) };
}

function tellsOfAccounts({ accounts }: Segment): boolean {
  return !accounts || accounts.hashes + accounts.plain > 0;
}

/** The begin of the server's next file. */
function behind({ segments, to }: BinlogRange, taken: readonly Segment[]): BinlogPosition {
  return { file: segments[taken.length]?.file ?? to.file, position: BINLOG_MAGIC.length, gtid: '' };
}

/** Plain bytes of log, in one volume or in all. */
function bytesOf(segments: readonly Segment[], volume?: string): number {
  const parts = segments.flatMap((segment) => segment.parts);
  return parts.reduce(
    (sum, { place, bytes }) => (volume === undefined || place.volume === volume ? sum + bytes : sum),
    0,
  );
}
