import type { ChainProofReport, LeftBehind } from '../../../shared/chain-proof.ts';
import type { Cluster } from '../../../shared/cluster.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import { openDestination } from '../archive/destination.ts';
import { EngineError, fail, failureOf, safely } from '../engine-error.ts';
import { comparePositions } from '../replay/log-position.ts';
import { runRestore } from '../restore/run-restore.ts';
import { hasRows, type ShardScope, selectScope } from '../restore/select-scope.ts';
import { newMark } from '../schema/claim-schema.ts';
import { lowerName } from '../schema/lower-name.ts';
import { settleAll } from '../settle.ts';
import { compareWithFull } from './compare-with-full.ts';
import { type EarlierChain, findEarlierChain } from './find-earlier-chain.ts';
import { clearRoom, findRoom, type PracticeRoom, type RoomWish } from './practice-room.ts';

export interface ProveOptions {
  /** Where the chain is restored to; nothing of it may be there. */
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly from: string;
  /** The full set to compare with; undefined takes the newest one. */
  readonly id?: string | undefined;
  readonly map: ReadonlyMap<string, string>;
  readonly only: readonly string[] | undefined;
  readonly rename: ReadonlyMap<string, string>;
  readonly lanesPerShard: number;
  readonly skipBinlog: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/**
 * Proves a chain by the full set behind it: restores it to the instant that the full set's rows are from, compares every
 * table with the full set's hashes, and takes away from the targets what it made, however it ends.
 */
export async function proveChain(options: ProveOptions): Promise<ChainProofReport> {
  const { signal } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const { folder } = await openDestination(options.from);
  const earlier = await findEarlierChain(folder, options.cluster.name, options.id);
  const { full, chain } = earlier;
  const scopes = scopesOf(full.manifest, options);
  const claim = newMark();
  const rooms = await settleAll(wishesOf(earlier, options).map((wish) => findRoom(wish, claim, signal))).catch(
    (error) => {
      throw signal?.aborted ? fail('proof-cancelled', {}) : error;
    },
  );
  let restored: RestoreReport | undefined;
  let tables: ChainProofReport['tables'];
  try {
    restored = await restoreChain(earlier, rooms, claim, options);
    const { lanesPerShard, onProgress } = options;
    const chosen = chain[0]?.manifest.only;
    const shards = new Set(rooms.flatMap((room) => [...room.shards]));
    const common = { lanesPerShard, claim, signal, onProgress };
    tables = await compareWithFull({ ...common, full, scopes, chosen, restored: shards, report: restored });
  } catch (error) {
    const left = await clear(rooms, restored);
    if (left.length > 0) throw leftBehind(left, error);
    throw signal?.aborted ? fail('proof-cancelled', {}) : cleared(error);
  }
  const left = await clear(rooms, restored);
  const all = full.manifest.shards.flatMap((shard) => shard.tables.filter(hasRows));
  return {
    full: full.id,
    chain: chain.map(({ id }) => id),
    until: full.manifest.shards[0]?.snapshot?.takenAt ?? full.manifest.cut.at,
    tables,
    of: { tables: all.length, rows: all.reduce((sum, { rows }) => sum + rows, 0) },
    rolled: restored.rolled,
    behind: behindOf(earlier, restored),
    exceptions: restored.exceptions.filter(({ kind }) => kind !== 'table' && kind !== 'sequence'),
    left,
    durationMs: Math.round(performance.now() - started),
  };
}

function restoreChain(
  { chain, stops }: EarlierChain,
  rooms: readonly PracticeRoom[],
  claim: string,
  { cluster, from, map, only, rename, lanesPerShard, skipBinlog, signal, onProgress }: ProveOptions,
): Promise<RestoreReport> {
  return runRestore({
    ...{ cluster, from, map, only, rename, lanesPerShard, skipBinlog, signal, onProgress },
    chosen: { chain, end: { at: undefined, stops }, notes: [] },
    onSchema: (target, schema, state) => {
      const made = rooms.find((room) => room.target.name === target)?.made;
      if (state === 'making') made?.add(schema);
      else made?.delete(schema);
    },
    claim,
    replace: false,
    definers: { rule: 'keep', map: new Map() },
    verify: false, // what comes out at the end is compared
    dryRun: false,
  });
}

/** What of the full set the chain has to give. */
function scopesOf(manifest: Manifest, options: ProveOptions): ShardScope[] {
  const known = new Set(manifest.shards.flatMap(({ schemas }) => schemas));
  const rename = new Map([...options.rename].filter(([name]) => known.has(name)));
  return selectScope(manifest, { ...options, rename });
}

/** For each target what must not be there: what the older full set has, and what only later sets have. */
function wishesOf({ full, chain }: EarlierChain, options: ProveOptions): RoomWish[] {
  const [oldest] = chain;
  const { only, rename, skipBinlog } = options;
  const scopes = oldest ? selectScope(oldest.manifest, options) : [];
  const byTarget = Map.groupBy(scopes, ({ target }) => target.name);
  return [...byTarget.values()].flatMap((scoped): RoomWish[] => {
    const [first] = scoped;
    if (!first) return [];
    const names = new Set(scoped.map(({ source }) => source.name));
    const shards = [...chain, full].flatMap(({ manifest }) => manifest.shards.filter(({ name }) => names.has(name)));
    const made = shards.flatMap(({ binlog }) => binlog?.segments ?? []).flatMap(({ statements }) => statements);
    const known = shards.flatMap((shard) => shard.schemas);
    // A server's log has other schemas too; a restore leaves them alone.
    const own = new Set(known.map(lowerName));
    const later = [
      ...(only === undefined ? known : []),
      ...made
        .flatMap(({ makes }) => makes)
        .filter(({ schema, name }) => own.has(lowerName(schema)) && matchesObject(only, schema, name))
        .map(({ schema }) => schema),
    ];
    const schemas = new Set(scoped.flatMap((scope) => [...scope.schemas.values()]));
    const coming = later.map((name) => rename.get(name) ?? name).filter((name) => !schemas.has(name));
    return [
      {
        target: first.target,
        shards: names,
        schemas: [...schemas],
        coming: [...new Set(coming)],
        systems: shards.flatMap(({ spatialReferenceSystems = [] }) => spatialReferenceSystems.map(({ id }) => id)),
        skipBinlog,
      },
    ];
  });
}

/** Transactions of the last set's log behind the instant, as far as they can be told; none where its log ends there. */
function behindOf({ chain, stops }: EarlierChain, { rolled }: RestoreReport): number {
  const counts = chain
    .slice(1)
    .map(({ manifest }) =>
      manifest.shards
        .flatMap(({ binlog }) => binlog?.segments ?? [])
        .reduce((sum, { transactions }) => sum + transactions, 0),
    );
  const goesOn = chain.at(-1)?.manifest.shards.some(({ name, binlog }) => {
    const stop = stops.get(name);
    return binlog !== undefined && stop?.kind === 'position' && comparePositions(binlog.to, stop) > 0;
  });
  if (goesOn !== true) return 0;
  const applied = rolled.reduce((sum, { transactions }) => sum + transactions, 0);
  const left = counts.reduce((sum, one) => sum + one, 0) - applied;
  return Math.max(1, Math.min(left, counts.at(-1) ?? 0));
}

/** Takes away what is on the targets; `left`: what could not be. */
async function clear(rooms: readonly PracticeRoom[], restored: RestoreReport | undefined): Promise<LeftBehind[]> {
  const left = await Promise.all(
    rooms.map((room) => {
      const rolled = restored?.rolled.filter(({ target }) => target === room.target.name) ?? [];
      const own = rolled.flatMap(({ prepared }) => prepared.filter(({ why }) => why.code !== 'there-before'));
      return clearRoom(
        room,
        own.map(({ xid }) => xid),
      );
    }),
  );
  return left.flat();
}

/** The error of a run after which the targets are as they were. */
function cleared(error: unknown): EngineError {
  const { detail, ...failure } = failureOf(error);
  const half = detail?.code === 'partly-restored' || detail?.code === 'log-cut-off';
  return new EngineError({ ...failure, ...(detail && !half ? { detail } : {}), ...safely('practice-cleared') });
}

function leftBehind(left: readonly LeftBehind[], error: unknown) {
  const [first] = left;
  return fail(
    'practice-left',
    {
      target: first?.target ?? '',
      names: left.map(({ name }) => name).join(', '),
      cause: failureOf(error).message,
    },
    { where: { shard: first?.target ?? '' }, cause: first?.cause },
  );
}
