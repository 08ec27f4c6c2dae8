import { join } from 'node:path';
import type { BinlogPosition, BinlogRange } from '../../../shared/binlog-range.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import type { Volume } from '../../../shared/manifest.ts';
import { VOLUME_NAME } from '../archive/read-interrupted.ts';
import { listSets, type ReadableSet, readSet } from '../archive/set-folder.ts';
import { brokenChain, chainBreakOf } from '../binlog/broken-chain.ts';
import { type ChainEnd, type ChainedShard, checkChain } from './check-chain.ts';
import { sealedSegments, volumesOf } from './sealed-segments.ts';

/** A volume of an earlier set that holds finished files of a shard's log and nothing else. */
export interface SealedVolume {
  /** Its path. */
  readonly path: string;
  readonly number: number;
  readonly volume: Volume;
}

/** What an earlier differential set has of a shard's log, proven to be of the log that the server has now. */
export interface EarlierLog {
  readonly set: string;
  readonly range: BinlogRange;
  /** In the order of the log, by name. */
  readonly volumes: ReadonlyMap<string, SealedVolume>;
}

/** Where a shard's log of a new set begins. */
export interface LogStart {
  readonly from: BinlogPosition;
  /** Present where finished files need not be read from the server again. */
  readonly earlier?: EarlierLog;
}

/** The newest differential set of a full set that can be read. */
export async function findDifferential(destination: string, full: ReadableSet): Promise<ReadableSet | undefined> {
  const second = (id: string) => id.slice(0, id.indexOf('Z'));
  const places = (await listSets(destination)).filter(
    ({ cluster, id }) => cluster === full.cluster && second(id) >= second(full.id),
  );
  for (const place of places.toReversed()) {
    if (!place.id.includes('-differential-')) continue;
    const set = await readSet(place);
    if (set.state === 'readable' && set.manifest.parent === full.id) return set;
  }
  return undefined;
}

/**
 * Makes sure that a shard's log goes on where the parent ended. An earlier differential set that has finished files of it
 * already was checked in the same way when it was taken; here the server must go on exactly where that one ended, so that
 * what both have is one log, also when the server has purged those files meanwhile. Where it does not, or there is no such
 * set, the parent itself is checked. Throws 'chain-broken'.
 */
export async function findStart(
  now: ChainedShard,
  parent: ReadableSet,
  differential: ReadableSet | undefined,
): Promise<LogStart> {
  const { name } = now.control.shard;
  const was = shardOf(parent, name);
  if (!was) throw brokenChain(name, { code: 'other-shards' });
  const then = differential && shardOf(differential, name);
  const from = was.binlog?.to;
  const earlier = then && from && sealedLog(differential, then, from);
  if (earlier)
    try {
      await checkChain(now, differential.id, then);
      return { from, earlier };
    } catch (error) {
      if (chainBreakOf(error) === undefined) throw error;
    }
  return { from: await checkChain(now, parent.id, was) };
}

function shardOf({ manifest }: ReadableSet, name: string) {
  return manifest.shards.find((shard) => shard.name === name);
}

/** Undefined where the set has no finished file of the log from this position on. */
function sealedLog({ id, folder, manifest }: ReadableSet, { name, binlog }: ChainEnd, from: BinlogPosition) {
  if (!binlog || binlog.from.file !== from.file || binlog.from.position !== from.position) return undefined;
  const own = new Map<string, SealedVolume>();
  for (const volume of manifest.volumes) {
    const [, prefix, number, partial] = VOLUME_NAME.exec(volume.file) ?? [];
    if (prefix === encodeName(name) && partial === undefined && volume.unused === undefined)
      own.set(volume.file, { path: join(folder, volume.file), number: Number(number), volume });
  }
  const sealed = volumesOf(sealedSegments(binlog.segments, (file) => own.has(file)));
  const volumes = new Map(
    sealed.flatMap((file) => {
      const volume = own.get(file);
      return volume ? [[file, volume] as const] : [];
    }),
  );
  return volumes.size === 0 ? undefined : ({ set: id, range: binlog, volumes } satisfies EarlierLog);
}
