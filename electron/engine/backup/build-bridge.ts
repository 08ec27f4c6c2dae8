import type { BinlogRange } from '../../../shared/binlog-range.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import type { ChainBreak } from '../../../shared/set-facts.ts';
import type { JournalServer } from '../archive/journal.ts';
import type { EarlierSnapshot } from '../archive/read-interrupted.ts';
import { chainBreakOf } from '../binlog/broken-chain.ts';
import { readPrepared } from '../binlog/read-prepared.ts';
import type { TouchedTable } from '../capture/collect-log.ts';
import { checkChain } from '../chain/check-chain.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import { captureStretch } from './capture-ranges.ts';
import type { OpenedShard } from './open-shards.ts';
import { recordReplication } from './replicas.ts';

export interface BridgeOptions {
  readonly meter: ProgressMeter;
  /** Statements about accounts are not stored. */
  readonly withoutAccounts: boolean;
}

/** The log from an earlier snapshot to the shard's new one, as it is stored in the set. */
export interface Bridge {
  readonly range: BinlogRange;
  /** Tables that statements changed on the way. */
  readonly touched: readonly TouchedTable[];
}

/**
 * Stores the log from an earlier snapshot of a shard to its new one, or says why there is none. It is stored before rows
 * are read, so that a server that purges its log meanwhile cannot take it away.
 */
export async function buildBridge(
  shard: OpenedShard,
  set: string,
  { snapshot: from, server }: EarlierSnapshot,
  { meter, withoutAccounts }: BridgeOptions,
): Promise<Bridge | { readonly broken: ChainBreak }> {
  const { control, info, snapshot: to } = shard;
  const [lane] = shard.lanes;
  if (!info.logBin) return { broken: { code: 'no-binlog' } };
  if (!lane || !from.exact || !from.binlog || !to.exact || !to.binlog || server.fingerprint === null)
    return { broken: { code: 'no-position', set } };
  try {
    const { fingerprint, prepared: _, ...known } = server;
    const nothing = { from: from.binlog, to: from.binlog, segments: [], fingerprint, last: null };
    const was = { ...known, name: shard.shard.name, variables: info.variables, binlog: nothing };
    await checkChain({ control, info, lane }, set, was);
    const end = { position: to.binlog, instant: undefined };
    // A file of the server may go on behind the snapshot, and names of entries are unique in a volume.
    const folder = `binlog/${encodeName(shard.shard.name)}/before`;
    return await captureStretch({ ...shard, withoutAccounts, lane, from: from.binlog, end, folder }, meter);
  } catch (error) {
    const broken = chainBreakOf(error);
    if (broken === undefined) throw error;
    return { broken };
  }
}

/** Two stretches of one log, the second from where the first ends. */
export function joinRanges(first: BinlogRange | undefined, second: BinlogRange): BinlogRange {
  if (!first) return second;
  const last = second.last ?? (first.last && { ...first.last, to: second.to.position });
  const starts = [...new Set([...(first.starts ?? []), ...(second.starts ?? [])])];
  const joined = { ...second, from: first.from, segments: [...first.segments, ...second.segments], last };
  return starts.length === 0 ? joined : { ...joined, starts };
}

/** What a later run needs to go on from this snapshot, should this one be interrupted. */
export async function journalServer(opened: OpenedShard): Promise<JournalServer> {
  const { shard, control, info, lanes, snapshot } = opened;
  const { replication } = await recordReplication(opened);
  const { binlog, exact } = snapshot;
  const [lane] = lanes;
  const { flavour, version, uuid } = info;
  const place = lane && exact && binlog ? { file: binlog.file, position: binlog.position } : undefined;
  const look = place && {
    shard,
    server: control.identity,
    from: place,
    until: place,
    compressed: false,
    folder: null,
    volumePerFile: false,
    withoutAccounts: false,
    tally: new Tally().buffer,
  };
  // Without the log, everything is read anew then; what this run makes of it is said at its end.
  const log = look && (await lane?.call('capture', look).catch(() => undefined));
  const prepared = (await readPrepared(control))?.length ?? null;
  return { flavour, version, uuid, fingerprint: log?.fingerprint ?? null, prepared, replication };
}
