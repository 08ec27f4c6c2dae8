import type { BinlogPosition } from '../../../shared/binlog-range.ts';
import type { Snapshot, SnapshotWay } from '../../../shared/manifest.ts';
import { logsEverything } from '../chain/logs-everything.ts';
import { EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { readPosition } from '../mysql/read-position.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import type { ConnectedShard } from './connect-shards.ts';
import { holdWriters, type LockPatience } from './hold-writers.ts';
import type { LockWay } from './write-lock.ts';

/** One shard while its snapshots are opened. */
export interface SnapshotShard {
  readonly control: Session;
  readonly openReader: ConnectedShard['openReader'];
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

/**
 * Opens the snapshots of one shard for a hot backup, all at the same instant, with as little lock as the server allows:
 * MariaDB none (the snapshots' own positions are compared), MySQL a read lock of milliseconds. Where neither is permitted
 * one lane reads alone.
 */
export async function openSnapshotsHot(shard: SnapshotShard, patience: LockPatience): Promise<OpenedSnapshots> {
  if (shard.info.flavour === 'mariadb' && (await logsEverything(shard.control, shard.info))) {
    const equal = await openAtEqualPositions(shard);
    if (equal) return equal;
  }
  try {
    return await openUnderLock(shard, patience);
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege') throw error;
    return openOneLane(shard);
  }
}

/** Opens all snapshots while the shard is locked. */
async function openUnderLock(shard: SnapshotShard, patience: LockPatience): Promise<OpenedSnapshots> {
  const ways: readonly LockWay[] =
    shard.info.flavour === 'mariadb' ? ['block-commit', 'global-lock', 'table-locks'] : ['global-lock', 'table-locks'];
  const logged = await logsEverything(shard.control, shard.info);
  const { result, held } = await holdWriters(
    [shard],
    () => ways,
    patience,
    async ([lock]) => openLocked(shard, lock?.way ?? 'global-lock', logged),
    () => allowDefinitions(shard),
  );
  return { snapshot: { ...result, lockMs: held[0] ?? 0 }, lanes: shard.lanes };
}

/** Opens all snapshots while the shard is locked and leaves it locked; `lockMs` is for the caller to add. */
export async function openLocked(
  { control, info, lanes }: SnapshotShard,
  way: SnapshotWay,
  logged: boolean,
): Promise<Omit<Snapshot, 'lockMs'>> {
  const takenAt = new Date().toISOString();
  // Exact with table locks too: they are granted only when no transaction that wrote to those tables is still open.
  const [binlog] = await Promise.all([
    readPosition(control),
    // On MySQL this keeps DDL away while rows are read (BACKUP_ADMIN); without it a changed table is found at the end.
    info.flavour === 'mysql' ? control.query('LOCK INSTANCE FOR BACKUP').catch(() => {}) : undefined,
    ...lanes.map((lane) => lane.call('snapshot', {})),
  ]);
  return { way, takenAt, binlog, exact: binlog !== null && logged, lanes: lanes.length };
}

/**
 * Lets definitions be changed again. Who waits to change one keeps a share of the global lock meanwhile (MDL sorts it in
 * front of the backup lock), so that no other connection is granted FLUSH TABLES WITH READ LOCK until this has run.
 */
export async function allowDefinitions({ control }: Pick<SnapshotShard, 'control'>): Promise<void> {
  if (control.flavour === 'mysql') await control.query('UNLOCK INSTANCE').catch(() => {}); // as without BACKUP_ADMIN
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
