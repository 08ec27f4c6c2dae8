import type { Segment } from '../../../shared/binlog-range.ts';
import { splitGtid } from '../../../shared/restore-point.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { checksumOf, EventType, readHeader } from '../binlog/event.ts';
import { beginsTransaction, parseGtidEvent } from '../binlog/gtid-event.ts';
import { readSegment } from '../binlog/read-segments.ts';
import { withChecksum } from '../binlog/with-checksum.ts';
import { fail } from '../engine-error.ts';

/** A transaction in the stored logs. */
export interface FoundTransaction {
  readonly set: ReadableSet;
  readonly shard: string;
  /** Microseconds since 1970 by the server's clock: of its commit (MySQL), or the second in which it began (MariaDB). */
  readonly micros: bigint;
}

/** Replicas may log transactions a little out of the order of their numbers. */
const OUT_OF_ORDER = 10_000n;

/**
 * Finds a transaction by its GTID in the sets behind full ones: what a full set has logged itself lies before its cut, where
 * other shards cannot be brought. Throws 'not-found' with what the logs hold, and 'bad-input' where several shards have
 * transactions of this identity, as unrelated MariaDB servers do.
 */
export async function findGtid(
  destination: string,
  sets: readonly ReadableSet[],
  gtid: string,
  wanted: string | undefined,
): Promise<FoundTransaction> {
  const later = sets.filter(({ manifest }) => manifest.kind !== 'full').toReversed();
  const names = [...new Set(later.flatMap(({ manifest }) => manifest.shards.map(({ name }) => name)))];
  const shards = names.filter((name) => wanted === undefined || name === wanted);
  const found: FoundTransaction[] = [];
  for (const shard of shards) {
    const one = await findOnShard(later, shard, gtid);
    if (one) found.push(one);
  }
  const [first, second] = found;
  const where = { where: { file: destination } };
  if (first && second)
    throw fail('gtid-ambiguous', { gtid, shards: found.map(({ shard }) => shard).join(', '), one: first.shard }, where);
  if (first) return first;
  throw fail('gtid-not-found', { folder: destination, gtid, windows: windowsOf(later, shards) }, where);
}

async function findOnShard(
  sets: readonly ReadableSet[],
  shard: string,
  gtid: string,
): Promise<FoundTransaction | undefined> {
  for (const set of sets) {
    const segments = set.manifest.shards.find(({ name }) => name === shard)?.binlog?.segments ?? [];
    for (const segment of segments) {
      if (!mayHold(segment, gtid)) continue;
      const micros = await findInSegment(set.folder, segment, gtid);
      if (micros !== undefined) return { set, shard, micros };
    }
  }
  return undefined;
}

/** False where a segment begins and ends with numbers of one source, and the wanted one is of it and far outside. */
export function mayHold({ firstGtid, lastGtid }: Pick<Segment, 'firstGtid' | 'lastGtid'>, gtid: string): boolean {
  const [first, last, wanted] = [splitGtid(firstGtid), splitGtid(lastGtid), splitGtid(gtid)];
  if (!first || !last || !wanted) return false;
  if (first.source !== wanted.source || last.source !== wanted.source) return true;
  return first.number - OUT_OF_ORDER <= wanted.number && wanted.number <= last.number + OUT_OF_ORDER;
}

async function findInSegment(folder: string, segment: Segment, gtid: string): Promise<bigint | undefined> {
  let checksums = true;
  for await (const { bytes } of readSegment(folder, segment)) {
    const { type, seconds } = readHeader(bytes);
    if (type === EventType.formatDescription) checksums = checksumOf(bytes) === 'crc32';
    if (!beginsTransaction(type)) continue;
    const one = parseGtidEvent(checksums ? bytes : withChecksum(bytes));
    if (one.gtid === gtid) return one.commitMicros ?? BigInt(seconds) * 1_000_000n;
  }
  return undefined;
}

/** Of each shard the first and the last transaction that can be named. */
function windowsOf(newestFirst: readonly ReadableSet[], shards: readonly string[]): string {
  const windows = shards.slice(0, WINDOWS).map((shard) => {
    const segments = newestFirst
      .toReversed()
      .flatMap(({ manifest }) => manifest.shards.find(({ name }) => name === shard)?.binlog?.segments ?? [])
      .filter(({ transactions }) => transactions > 0);
    const [first, last] = [segments[0], segments.at(-1)];
    return first && last
      ? `${shard} ${first.firstGtid || '–'} … ${last.lastGtid || '–'} (${first.firstAt} … ${last.lastAt})`
      : `${shard} –`;
  });
  return windows.join('; ') || '–';
}

/** As many windows as a message bears. */
const WINDOWS = 5;
