import { createHash, type Hash } from 'node:crypto';
import type { Segment, SegmentPart } from '../../../shared/binlog-range.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import type { ChunkEntries, LaneVolumes } from '../archive/lane-volumes.ts';
import { instantOf } from '../binlog/instant-of.ts';
import { defect, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import type { Tally } from '../progress.ts';
import type { CaptureReply, CaptureTask } from './capture-task.ts';
import { LogCollector, type LogPiece, type Until } from './collect-log.ts';
import { dumpLog, prepareForDump } from './dump-log.ts';

/** A segment that is being stored. */
interface OpenSegment {
  readonly index: number;
  readonly entries: ChunkEntries;
  readonly hash: Hash;
  bytes: number;
}

/**
 * Reads a server's binary log from one position to another and stores it, one segment per file of the server. Every
 * event's checksum and place are checked on the way. Throws 'damaged' for a log that is not whole and 'chain-broken' where
 * statements instead of rows were logged.
 */
export async function captureLog(
  session: Session,
  volumes: LaneVolumes | undefined,
  task: CaptureTask,
  tally: Tally,
): Promise<CaptureReply> {
  const { from, until } = task;
  await prepareForDump(session);
  const collector = new LogCollector(session.shard.name, from, until, task.withoutAccounts, session.limits.idleEvents);
  const sink = new SegmentSink(volumes, task, collector, tally);
  const store = async () => {
    const piece = collector.takePiece();
    if (piece) await sink.store(piece);
  };
  await dumpLog(session, from, (event) => collector.take(event), store);
  collector.finish();
  await store();
  await sink.close();
  checkEnd(session, collector, until);
  const { file, position, fingerprint, last, touched, starts } = collector;
  const lastGtid = collector.segments.findLast((segment) => segment.lastGtid !== '')?.lastGtid ?? '';
  return {
    end: { file, position },
    lastGtid,
    segments: sink.segments,
    fingerprint,
    touched,
    starts,
    last: last ? { ...last, to: position } : null,
  };
}

/** Stores pieces and keeps the account of what was stored. */
class SegmentSink {
  readonly segments: Segment[] = [];
  #open: OpenSegment | undefined;
  #volumes: LaneVolumes | undefined;
  #folder: string | null;
  #volumePerFile: boolean;
  #collector: LogCollector;
  #tally: Tally;
  #events = 0;

  constructor(
    volumes: LaneVolumes | undefined,
    { folder, volumePerFile }: CaptureTask,
    collector: LogCollector,
    tally: Tally,
  ) {
    this.#volumes = volumes;
    this.#folder = folder;
    this.#volumePerFile = volumePerFile;
    this.#collector = collector;
    this.#tally = tally;
  }

  /** Stores a piece; its bytes are not needed afterwards. */
  async store({ segment: index, bytes, events, mark }: LogPiece): Promise<void> {
    if (this.#folder === null) return;
    if (this.#open?.index !== index) await this.#begin(index);
    const open = this.#open;
    if (!open) return;
    open.hash.update(bytes);
    open.bytes += bytes.length;
    this.#events += events;
    this.#tally.add(bytes.length, await open.entries.write(bytes, events, mark), 0);
  }

  async close(): Promise<void> {
    const open = this.#open;
    const facts = open && this.#collector.segments[open.index];
    if (!open || !facts) return;
    this.#open = undefined;
    const parts: SegmentPart[] = (await open.entries.end()).map(({ rows, ...part }) => ({ ...part, events: rows }));
    const { file, from, to, firstGtid, lastGtid, transactions } = facts;
    this.segments.push({
      file,
      from,
      to,
      firstGtid,
      lastGtid,
      firstAt: facts.firstMicros === null ? null : instantOf(facts.firstMicros),
      lastAt: facts.lastMicros === null ? null : instantOf(facts.lastMicros),
      transactions,
      events: this.#events,
      statements: facts.statements,
      deletes: facts.deletes,
      accounts: facts.accounts,
      bytes: open.bytes,
      sha256: open.hash.digest('hex'),
      parts,
    });
  }

  async #begin(index: number): Promise<void> {
    await this.close();
    if (this.#volumePerFile) await this.#volumes?.close();
    const file = this.#collector.segments[index]?.file ?? '';
    if (!this.#volumes) throw defect('The lane has no target.');
    this.#events = 0;
    this.#open = {
      index,
      entries: this.#volumes.segment(`${this.#folder}/${encodeName(file)}`),
      hash: createHash('sha256'),
      bytes: 0,
    };
  }
}

/** The log must not end before the position it was said to reach; an instant may well lie before it. */
function checkEnd(session: Session, collector: LogCollector, until: Until): void {
  const { file, position } = collector;
  if (collector.isSureBehind() || (file === until.file && position === until.position)) return;
  const { name } = session.shard;
  throw fail(
    'log-ends-early',
    { shard: name, at: `${file}:${position}`, until: `${until.file}:${until.position}` },
    { where: { shard: name, file } },
  );
}
