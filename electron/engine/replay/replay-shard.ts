import { EventType } from '../binlog/event.ts';
import { fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { DoubtWatch } from './doubt-watch.ts';
import type { OlderTarget } from './log-failures.ts';
import { prepareSession } from './prepare-session.ts';
import { ProgressRow } from './progress-row.ts';
import { readCollations } from './read-collations.ts';
import { EventReader } from './ready-events.ts';
import { Replay } from './replay.ts';
import type { LastTransaction, ReplayEvent, ReplayOptions, ReplayReport } from './replay-options.ts';
import { ReplayTarget } from './replay-target.ts';
import { RowEnds } from './row-ends.ts';
import { RowOrder } from './row-order.ts';
import { RowSessions } from './row-sessions.ts';
import { SourceZone } from './source-zone.ts';

/** Small transactions are put together up to so much: larger gains nothing and is undone as a whole when one of them fails. */
const MERGE_BYTES = 512 << 10;

/**
 * Applies a server's binary log, from `events` in their order, to the server of `session`, which already has the rows the
 * log begins with. The session is used up: it is closed at the end. With `progress` a replay that was stopped, however
 * hard, goes on exactly where it was when it is given the same events again from their beginning.
 */
export async function replayShard(
  session: Session,
  events: AsyncIterable<ReplayEvent>,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const { signal } = options;
  if (session.flavour !== options.flavour)
    throw fail(
      'replay-other-flavour',
      { shard: session.shard.name, source: options.flavour, target: session.flavour },
      { where: { shard: session.shard.name } },
    );
  const abort = () => session.destroy();
  let replay: Replay | undefined;
  let target: ReplayTarget | undefined;
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const canMerge = await prepareSession(session, options.skipBinlog, options.variables ?? new Map());
    const progress = options.progress ? new ProgressRow(session, options.progress) : null;
    const saved = progress && (await progress.open());
    target = new ReplayTarget(session, progress, saved, {
      maxStatement: options.maxStatement,
      mergeBytes: canMerge ? (options.mergeBytes ?? MERGE_BYTES) : 0,
      older: olderThanSource(session, options),
    });
    const ends = await RowEnds.open(session, options);
    const zone = await SourceZone.open(session, options.systemZone, options.systemTimeZone);
    const order = new RowOrder(session, options.unordered ?? new Set());
    const collations = await readCollations(session);
    const doubts = new DoubtWatch(session, zone, order);
    const sessions = new RowSessions(session, zone, doubts, options.source?.variables.time_zone);
    replay = new Replay(session, target, saved, options, { collations, ends, order, sessions, doubts });
    await takeAll(replay, events, signal, recordedOf(target, options));
    return await replay.end();
  } catch (error) {
    // What stands in front of a transaction that cannot be replayed is applied; where it is that which failed, it fails again.
    await target?.flush().catch(() => {});
    replay?.report();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    await session.close();
  }
}

/** Gives the replay its events, until it has seen enough. */
async function takeAll(
  replay: Replay,
  events: AsyncIterable<ReplayEvent>,
  signal: AbortSignal | undefined,
  recorded: () => Promise<void> | undefined,
): Promise<void> {
  const reader = new EventReader();
  try {
    for await (const event of events) {
      const ready = reader.read(event);
      if (ready?.type === EventType.transactionPayload && !replay.ending.reached)
        for (const inner of reader.expand(ready)) await replay.take(inner);
      else if (ready) {
        // Most events only wait in memory for their transaction's end; awaiting nothing would cost more than they do.
        const work = replay.take(ready);
        if (work) await work;
      }
      const noted = recorded();
      if (noted) await noted;
      if (replay.ending.hasSeenEnough) break;
      replay.count(event.bytes.length);
    }
  } catch (error) {
    // Behind the end it is only looked at; what is damaged there takes nothing from what was asked for.
    signal?.throwIfAborted();
    if (!replay.ending.reached) throw error;
  }
}

/** Tells what is recorded where that is more than before. */
function recordedOf(target: ReplayTarget, { progress, onRecorded }: ReplayOptions): () => Promise<void> | undefined {
  let told: LastTransaction | null = target.recorded;
  return () => {
    const now = target.recorded;
    if (!progress || now === told || now === null) return undefined;
    told = now;
    return onRecorded?.(now);
  };
}

/** The versions, where the log is of a newer server than this one. */
function olderThanSource({ version: target }: Session, { source }: ReplayOptions): OlderTarget | undefined {
  if (!source || parseVersion(target) >= parseVersion(source.version)) return undefined;
  return { source: source.version, target };
}
