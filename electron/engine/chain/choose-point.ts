import type { BinlogPosition } from '../../../shared/binlog-range.ts';
import { listSets, type ReadableSet, readSet } from '../archive/set-folder.ts';
import { microsOf } from '../binlog/instant-of.ts';
import type { StoredRange } from '../binlog/stored-range.ts';
import { fail } from '../engine-error.ts';
import { groupChains } from './group-chains.ts';
import { readChain } from './read-chain.ts';

/** The sets of a cluster that can be read, oldest first; those of all clusters where none has this name. */
export async function readableSets(destination: string, cluster: string): Promise<ReadableSet[]> {
  const all = await listSets(destination);
  const own = all.filter((place) => place.cluster === cluster);
  const sets: ReadableSet[] = [];
  // Manifests are large: those of other clusters are not read, nor kept.
  for (const place of own.length > 0 ? own : all) {
    const set = await readSet(place);
    if (set.state === 'readable') sets.push(set);
  }
  return sets;
}

/** The sets that hold an instant of a cluster: the last one reaches it. */
export async function chooseChain(destination: string, cluster: string, at: string): Promise<ReadableSet[]> {
  const sets = await readableSets(destination, cluster);
  const time = microsOf(at);
  const { chains } = groupChains(sets);
  const covering = chains.filter(({ window }) => microsOf(window.from) <= time && time <= microsOf(window.to));
  // The newest full set before the instant has the least to roll forward.
  const chain = covering.toSorted((a, b) => b.window.from.localeCompare(a.window.from))[0];
  const tips = sets
    .filter(({ id, manifest }) => chain?.sets.includes(id) && microsOf(manifest.cut.at) >= time)
    .toSorted((a, b) => a.manifest.cut.at.localeCompare(b.manifest.cut.at));
  const [tip] = tips;
  if (tip) return readChain(destination, tip, sets);
  const windows = chains.map(({ window: { from, to } }) => (from === to ? from : `${from} … ${to}`)).slice(-WINDOWS);
  const where = { where: { file: destination } };
  throw windows.length === 0
    ? fail('no-complete-set', { folder: destination }, where)
    : fail('instant-not-covered', { folder: destination, at, windows: windows.join('; ') }, where);
}

/** Of a chain the sets that are needed for an instant. */
export function upTo(chain: readonly ReadableSet[], at: string, destination: string): ReadableSet[] {
  const cuts = chain.map(({ manifest }) => manifest.cut.at);
  const time = microsOf(at);
  const last = cuts.findIndex((cut) => time <= microsOf(cut));
  if (last >= 0 && time >= microsOf(cuts[0] ?? at)) return chain.slice(0, last + 1);
  const windows = `${cuts[0]} … ${cuts.at(-1)}`;
  throw fail('instant-not-covered', { folder: destination, at, windows }, { where: { file: destination } });
}

/** As many windows as a message bears. */
const WINDOWS = 5;

/** What the sets of a chain hold of one shard's log, oldest first; a gap between them is damage. */
export function rangesOf(chain: readonly ReadableSet[], shard: string): StoredRange[] {
  const ranges = chain.flatMap(({ folder, manifest }): StoredRange[] => {
    const range = manifest.shards.find(({ name }) => name === shard)?.binlog;
    return range ? [{ folder, range }] : [];
  });
  for (const [i, { folder, range }] of ranges.entries()) {
    const before = ranges[i - 1]?.range.to;
    if (before && (before.file !== range.from.file || before.position !== range.from.position))
      throw fail(
        'log-gap',
        { shard, begins: placeOf(range.from), ended: placeOf(before) },
        { where: { shard, file: folder } },
      );
  }
  return ranges;
}

function placeOf({ file, position }: BinlogPosition): string {
  return `${file}:${position}`;
}
