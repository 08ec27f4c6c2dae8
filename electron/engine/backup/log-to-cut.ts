import type { FailureCode } from '../../../shared/failure.ts';
import type { Cut, Method } from '../../../shared/manifest.ts';
import type { ChainBreak, Remark } from '../../../shared/set-facts.ts';
import { chainBreakOf } from '../binlog/broken-chain.ts';
import { findLogGap } from '../chain/logs-everything.ts';
import { EngineError } from '../engine-error.ts';
import { missingForLog } from '../mysql/check-privileges.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import type { ProgressMeter } from '../progress.ts';
import { joinRanges } from './build-bridge.ts';
import { captureRange, type ShardLog } from './capture-ranges.ts';
import type { LockPatience } from './hold-writers.ts';
import type { KeptTables } from './keep-earlier.ts';
import type { OpenedShard } from './open-shards.ts';
import { readShardCut, type ShardEnd, takeCut } from './take-cut.ts';

/** What a full set holds of the binary logs, and the cut it has because of that. */
export interface LoggedFull {
  readonly cut: Cut;
  /** In the order of the shards; undefined where a shard's log cannot be used. */
  readonly logs: readonly (ShardLog | undefined)[];
  readonly remarks: readonly Remark[];
}

export interface LogToCutOptions {
  readonly meter: ProgressMeter;
  readonly patience: LockPatience;
  /** Statements about accounts are not stored. */
  readonly withoutAccounts: boolean;
}

/** A shard whose rows are read. */
export interface LoggedShard extends OpenedShard {
  readonly kept: Pick<KeptTables, 'bridge' | 'instant'>;
}

/**
 * Ties a full set to the binary logs, so that incremental sets can follow. Locked shards are at their cut already and only
 * the log's fingerprint is taken. A hot set's shards each have their own instant: here they get a common one, later than
 * all snapshots, and the set gets the log in between, with which a restore brings every shard there.
 * A shard whose log cannot be used is named in a remark; nothing fails because of it.
 */
export async function logToCut(
  shards: readonly LoggedShard[],
  opened: Cut,
  method: Method,
  options: LogToCutOptions,
): Promise<LoggedFull> {
  const obstacles = await Promise.all(shards.map(findObstacle));
  const hot = method === 'hot' && obstacles.every((obstacle) => obstacle === undefined);
  const remarks: Remark[] = [];
  // Everything has been read: that shards cannot be cut together costs what they have in common, never the set.
  const taken = hot
    ? await takeCut(shards, method, options.patience).catch((error: unknown) => {
        remarks.push(withoutCut(error));
        return undefined;
      })
    : undefined;
  const common = taken?.cut.kind === 'common' ? taken : undefined;
  let whole = common !== undefined;
  const logs = await Promise.all(
    shards.map(async (shard, i) => {
      const { name } = shard.shard;
      const obstacle = obstacles[i];
      if (obstacle === 'no-position') return undefined; // the snapshot's own remark says so
      if (obstacle !== undefined) {
        remarks.push({ code: 'no-chain', shard: name, why: obstacle });
        return undefined;
      }
      try {
        return await capture(shard, common?.ends[i], opened.at, options);
      } catch (error) {
        const why = chainBreakOf(error);
        if (why === undefined) throw error;
        remarks.push({ code: 'no-chain', shard: name, why });
        whole = false;
        return toSnapshot(shard, opened.at);
      }
    }),
  );
  return { cut: common !== undefined && whole ? common.cut : opened, logs, remarks };
}

/** A server that is gone fails the run with what is asked of it next; the connection that held the lock may go alone. */
const CUT_FAILURES: readonly FailureCode[] = ['lock-timeout', 'server', 'connection-lost', 'unreachable'];

/** The remark in place of a common cut; what concerns more than the cut is thrown. */
function withoutCut(error: unknown): Remark {
  if (!(error instanceof EngineError) || !CUT_FAILURES.includes(error.failure.code)) throw error;
  const { message, cause } = error.failure;
  return { code: 'no-common-cut', cause: cause === undefined ? message : `${message} (${cause})` };
}

/** What a shard needs for its snapshot alone. */
async function toSnapshot({ kept, control }: LoggedShard, at: string): Promise<ShardLog | undefined> {
  return kept.bridge && { binlog: kept.bridge, cut: await readShardCut(control, at) };
}

async function findObstacle({
  control,
  info,
  snapshot,
  kept,
}: LoggedShard): Promise<ChainBreak | 'no-position' | undefined> {
  if (kept.instant) return kept.instant.why;
  if (!info.logBin) return { code: 'no-binlog' };
  const missing = missingForLog(info, await readGrants(control), await readAccount(control));
  if (missing.length > 0) return { code: 'log-unreadable', grant: missing.map(({ grant }) => grant).join(' ') };
  const gap = await findLogGap(control, info);
  if (gap) return gap;
  if (!snapshot.exact || !snapshot.binlog) return 'no-position';
  return info.binlogFormat === 'ROW' ? undefined : { code: 'format', format: info.binlogFormat };
}

async function capture(
  shard: LoggedShard,
  end: ShardEnd | undefined,
  at: string,
  { meter, withoutAccounts }: LogToCutOptions,
): Promise<ShardLog | undefined> {
  const { snapshot, lanes, control, kept } = shard;
  const [lane] = lanes;
  const from = snapshot.binlog;
  if (!lane || !from) return undefined;
  const behind = await captureRange(
    { ...shard, withoutAccounts, lane, from, end: end ?? { position: from, instant: undefined } },
    meter,
  );
  return { binlog: joinRanges(kept.bridge, behind), cut: end?.cut ?? (await readShardCut(control, at)) };
}
