import type { ManifestShard } from '../../../shared/manifest.ts';
import type { PreparedWhy, RolledForward } from '../../../shared/restore-report.ts';
import { microsAhead } from '../binlog/instant-of.ts';
import { readSegments } from '../binlog/read-segments.ts';
import type { StoredRange } from '../binlog/stored-range.ts';
import { EngineError, factOf } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { findXaDecisions, type XaDecision } from '../replay/find-xa-decisions.ts';
import type { PreparedXa, StopRule } from '../replay/replay-options.ts';
import { globalXid } from '../replay/xid.ts';
import { commitPrepared } from './commit-prepared.ts';

/** What the chain holds of one shard's log up to the instant, whether or not the shard is restored. */
export interface ShardHistory {
  readonly source: Pick<ManifestShard, 'name' | 'flavour'>;
  /** At the last set's cut: how its clock is read. */
  readonly cut: ManifestShard['cut'];
  readonly ranges: readonly StoredRange[];
  readonly stop: StopRule;
}

/** A target with what its replay left prepared. */
export interface WaitingTarget {
  readonly shard: string;
  /** Of the target. */
  readonly session: Session;
  readonly left: readonly PreparedXa[];
}

/** What became of the transactions that waited on one target. */
export type Decided = Pick<RolledForward, 'prepared' | 'committed'>;

/** A decision with the shard that made it; `micros` is the latest that it can have been on the workstation's clock. */
interface PlacedDecision extends XaDecision {
  readonly shard: string;
}

/**
 * Commits what one shard had committed at the instant and another one had only prepared: the coordinator's decision was
 * made, and a restore without it would hold half of the transaction. Branches of one global transaction belong together
 * (X/Open XA: same format and gtrid, each its own bqual). Everything else stays prepared and is named with the reason; what
 * this restore did not prepare itself is never decided by it.
 * In the order of `targets`.
 */
export async function decidePrepared(
  targets: readonly WaitingTarget[],
  histories: readonly ShardHistory[],
): Promise<Decided[]> {
  const wanted = new Set(targets.flatMap(({ left }) => left.map(({ xid }) => globalXid(xid))));
  const { decisions, unread } = wanted.size === 0 ? NOTHING : await readDecisions(histories, wanted);
  return Promise.all(
    targets.map(async ({ shard, session, left }) => {
      const history = histories.find(({ source }) => source.name === shard);
      const prepared: RolledForward['prepared'][number][] = [];
      const committed: RolledForward['committed'][number][] = [];
      for (const one of left) {
        const verdict = judge(one, decisions, history, unread);
        const why = 'by' in verdict ? await commit(session, one.xid, verdict.by) : verdict;
        if (why) prepared.push({ xid: one.xid, why });
        else if ('by' in verdict) committed.push({ xid: one.xid, by: verdict.by });
      }
      return { prepared, committed };
    }),
  );
}

const NOTHING = { decisions: [], unread: [] };

/** The shard whose commit decides, or why nothing is decided. */
function judge(
  { xid, micros, thereBefore }: PreparedXa,
  all: readonly PlacedDecision[],
  history: ShardHistory | undefined,
  unread: readonly string[],
): { readonly by: string } | PreparedWhy {
  if (thereBefore) return { code: 'there-before' };
  // A decision follows the last prepare; an earlier one is about a transaction whose name was used again.
  const since = micros - microsAhead(history?.cut) - clockError(history);
  const decisions = all.filter((one) => globalXid(one.xid) === globalXid(xid) && one.micros >= since);
  const committed = decisions.find(({ verdict }) => verdict === 'commit')?.shard;
  const rolledBack = decisions.find(({ verdict }) => verdict === 'rollback')?.shard;
  if (committed !== undefined && rolledBack !== undefined) return { code: 'both', committed, rolledBack };
  if (committed !== undefined) return { by: committed };
  return rolledBack === undefined ? { code: 'undecided', unread } : { code: 'rolled-back', shard: rolledBack };
}

async function readDecisions(
  histories: readonly ShardHistory[],
  wanted: ReadonlySet<string>,
): Promise<{ decisions: readonly PlacedDecision[]; unread: readonly string[] }> {
  const decisions: PlacedDecision[] = [];
  const unread: string[] = [];
  for (const history of histories) {
    const { source, cut, ranges, stop } = history;
    try {
      const found = await findXaDecisions(readSegments(ranges), stop, (xid) => wanted.has(globalXid(xid)));
      const shift = clockError(history) + (source.flavour === 'mariadb' ? ONE_SECOND : 0n) - microsAhead(cut);
      decisions.push(...found.map((one) => ({ ...one, shard: source.name, micros: one.micros + shift })));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      unread.push(source.name); // damage was reported where the log was needed
    }
  }
  return { decisions, unread };
}

/** MariaDB's log says the second in which a statement began. */
const ONE_SECOND = 1_000_000n;

/** The most by which times of a shard's log may be wrong on the workstation's clock, in microseconds. */
function clockError(history: ShardHistory | undefined): bigint {
  return BigInt(Math.ceil((history?.cut?.clockErrorMs ?? 0) * 1000));
}

async function commit(session: Session, xid: string, shard: string): Promise<PreparedWhy | undefined> {
  try {
    await commitPrepared(session, xid);
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineError) || error.errno === undefined) throw error;
    return { code: 'refused', shard, cause: error.failure.message, fact: factOf(error.failure) };
  }
}
