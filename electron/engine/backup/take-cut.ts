import { setTimeout as pause } from 'node:timers/promises';
import type { BinlogPosition, ShardCut } from '../../../shared/binlog-range.ts';
import type { Cut, CutWay, Method } from '../../../shared/manifest.ts';
import { readPrepared } from '../binlog/read-prepared.ts';
import { alignClocks } from '../capture/align-clocks.ts';
import type { CommitInstant } from '../capture/collect-log.ts';
import { type ClockOffset, measureClock } from '../capture/measure-clock.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { readPosition } from '../mysql/read-position.ts';
import type { ConnectedShard } from './connect-shards.ts';
import { holdWriters, type LockPatience, PATIENCE } from './hold-writers.ts';
import { allowDefinitions } from './open-snapshots.ts';
import { claimOwnInstants } from './replicas.ts';
import type { LockWay } from './write-lock.ts';

export type CutShard = Pick<
  ConnectedShard,
  'shard' | 'control' | 'info' | 'schemas' | 'machine' | 'replication' | 'openReader'
>;

/** Where one shard's log is to be cut. */
export interface ShardEnd {
  readonly position: BinlogPosition;
  /** Before the first transaction that was committed later; undefined where the position says it all. */
  readonly instant: CommitInstant | undefined;
  readonly cut: ShardCut;
}

export interface TakenCut {
  readonly cut: Cut;
  /** In the order of the shards. */
  readonly ends: readonly ShardEnd[];
}

/** MySQL writes the time of each commit into its log from here on. */
const MYSQL_COMMIT_TIME = 80000;

/**
 * Chooses one instant for the binary logs of all shards. `warm` and `cold` hold all writers for a moment; `hot` reads
 * MySQL's logs up to one commit time without any lock, and holds MariaDB's commits for milliseconds, since its log knows
 * only seconds. Where that is not permitted every shard has its own instant, and the cut says so.
 * Where replicas are among several shards none is claimed. Measured: docs/PERFORMANCE.md; the clocks' part of it is in the result.
 */
export async function takeCut(
  shards: readonly CutShard[],
  method: Method,
  patience: LockPatience = PATIENCE,
): Promise<TakenCut> {
  const taken = await cutLogs(shards, method, patience);
  return { ...taken, cut: claimOwnInstants(taken.cut, shards) };
}

async function cutLogs(shards: readonly CutShard[], method: Method, patience: LockPatience): Promise<TakenCut> {
  const clocks = await measureClocks(shards);
  if (method !== 'hot') return lockAndRead(shards, alignClocks(clocks).clocks, 'lock', patience);
  if (shards.every(({ info }) => info.flavour === 'mysql' && info.versionNumber >= MYSQL_COMMIT_TIME)) {
    const taken = await atCommitTime(shards, clocks);
    if (taken) return taken;
  }
  try {
    return await lockAndRead(
      shards,
      alignClocks(clocks).clocks,
      shards.some(({ info }) => info.flavour === 'mariadb') ? 'commit-barrier' : 'lock',
      patience,
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege') throw error;
    return eachForItself(shards, alignClocks(clocks).clocks);
  }
}

/** Holds all writers (or, on MariaDB, all commits) at the same time and reads where the logs are. */
async function lockAndRead(
  shards: readonly CutShard[],
  clocks: readonly ClockOffset[],
  way: CutWay,
  patience: LockPatience,
): Promise<TakenCut> {
  // Two shards on one server need one lock: MariaDB gives a backup stage to one session only.
  const machines = [...new Map(shards.map((shard) => [shard.machine, shard])).values()];
  const waysOf = ({ info }: CutShard): readonly LockWay[] =>
    way === 'commit-barrier' && info.flavour === 'mariadb' ? ['block-commit'] : ['global-lock', 'table-locks'];
  await Promise.all(machines.map(allowDefinitions)); // all was read, and the lock might never be granted
  const { result, lockedMs } = await holdWriters(machines, waysOf, patience, async () => {
    const at = new Date(performance.timeOrigin + performance.now()).toISOString();
    const positions = await Promise.all(shards.map((shard) => placeOf(shard)));
    return { at, positions, prepared: await Promise.all(shards.map(({ control }) => readPrepared(control))) };
  });
  const { at, positions, prepared } = result;
  const ends = positions.map((position, i): ShardEnd => {
    const { aheadMs, errorMs } = clocks[i] ?? { aheadMs: 0, errorMs: 0 };
    const cut = { at, clockAheadMs: aheadMs, clockErrorMs: errorMs, prepared: prepared[i] ?? null };
    return { position, instant: undefined, cut };
  });
  return { cut: { kind: 'common', at, skewMs: 0, lockedMs, way }, ends };
}

/** Of a clock that is set while a cut is taken, this often; then the shards are locked for a moment instead. */
const STEADY_TRIES = 3;

/**
 * Cuts at one commit time. A transaction gets its time while it holds the log (LOCK_log), and asking for the position
 * waits for whoever holds it: once every server's clock is past the instant, all that belongs before it is in front of
 * that position, and what is in front of a position that was asked for before the instant belongs before it. Only what
 * stands between the two is told apart by its time, since clocks are set back: whole minutes of a log may say that they
 * are yet to come. Undefined where clocks are set at this very moment.
 */
async function atCommitTime(
  shards: readonly CutShard[],
  measured: readonly ClockOffset[],
): Promise<TakenCut | undefined> {
  let before = measured;
  for (let round = 1; round <= STEADY_TRIES; round++) {
    const { clocks, skewMs } = alignClocks(before);
    const sure = await Promise.all(shards.map((shard) => placeOf(shard)));
    const now = performance.timeOrigin + performance.now();
    await pause(Math.ceil(skewMs) + 1);
    const at = new Date(now).toISOString();
    const ends = await Promise.all(
      shards.map((shard, i) => {
        const { file = '', position = 0 } = sure[i] ?? {};
        const micros = BigInt(Math.round((now + (clocks[i]?.aheadMs ?? 0)) * 1000));
        return readEnd(shard, at, clocks[i], { micros, sure: { file, position } });
      }),
    );
    const after = await measureClocks(shards);
    if (before.every((clock, i) => isSteady(clock, after[i])))
      return { cut: { kind: 'common', at, skewMs: shards.length > 1 ? skewMs : 0, way: 'commit-instant' }, ends };
    before = after;
  }
  return undefined;
}

/** What clocks that are slewed may gain in the time of a cut. */
const SLEW_MS = 1;

function isSteady(before: ClockOffset, after: ClockOffset | undefined): boolean {
  if (!after) return false;
  return Math.abs(after.aheadMs - before.aheadMs) <= before.errorMs + after.errorMs + SLEW_MS;
}

function measureClocks(shards: readonly CutShard[]): Promise<ClockOffset[]> {
  return Promise.all(shards.map(({ control }) => measureClock(control)));
}

async function eachForItself(shards: readonly CutShard[], clocks: readonly ClockOffset[]): Promise<TakenCut> {
  const began = performance.now();
  const at = new Date(performance.timeOrigin + began).toISOString();
  const ends = await Promise.all(shards.map((shard, i) => readEnd(shard, at, clocks[i], undefined)));
  return { cut: { kind: 'per-shard', at, skewMs: performance.now() - began }, ends };
}

async function readEnd(
  shard: CutShard,
  at: string,
  clock: ClockOffset | undefined,
  instant: CommitInstant | undefined,
): Promise<ShardEnd> {
  const position = await placeOf(shard);
  return { position, instant, cut: await readShardCut(shard.control, at, clock) };
}

async function placeOf({ shard, control }: CutShard): Promise<BinlogPosition> {
  const position = await readPosition(control);
  if (!position) throw fail('position-hidden', { shard: shard.name }, { where: { shard: shard.name } });
  return position;
}

/** What is worth knowing of a shard at its cut. */
export async function readShardCut(control: Session, at: string, clock?: ClockOffset): Promise<ShardCut> {
  const { aheadMs, errorMs } = clock ?? (await measureClock(control));
  return { at, clockAheadMs: aheadMs, clockErrorMs: errorMs, prepared: await readPrepared(control) };
}
