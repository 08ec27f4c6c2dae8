import type { LostCluster } from '../../shared/contract.ts';
import { sayReason } from '../../shared/failure-words.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import type { SetStanding } from '../../shared/set-standing.ts';
import type { Destination } from '../engine/archive/destination.ts';
import type { FoundMark } from '../engine/archive/marks.ts';
import type { FoundSet } from '../engine/archive/set-folder.ts';
import { type Chains, groupChains } from '../engine/chain/group-chains.ts';
import type { Documents } from './documents.ts';
import { storedBytes, warningsOf } from './render-backup.ts';
import { type HalfRestoredBeside, halfLines } from './render-halves.ts';
import { describeMarks, markLines } from './render-marks.ts';
import { sayLost } from './say-lost.ts';
import { sayStanding } from './say-standing.ts';
import { tableLines } from './text-table.ts';

/** What a destination tells besides its sets. */
interface BesideSets {
  readonly halves: readonly HalfRestoredBeside[];
  readonly lost: readonly LostCluster[];
}

/** The JSON document of `list`. */
export function listDocument(
  destination: Destination,
  sets: readonly ListedSet[],
  marks: readonly FoundMark[],
  { halves: halfRestored, lost }: BesideSets,
): Documents['list'] {
  const { chains, orphans } = chainsOf(sets);
  return {
    destination: { id: destination.marker.id, label: destination.marker.label, path: destination.folder },
    sets,
    chains,
    orphans,
    marks: describeMarks(marks, chains),
    halfRestored,
    lost,
  };
}

/** What a set says of itself. */
export type DescribedSet = ReturnType<typeof describeSet>;

/** What `list` says of a set. */
export type ListedSet = ReturnType<typeof withStanding>;

/** With what was found out about the set since it was written, and what that makes of it. */
export function withStanding(set: DescribedSet, standing: SetStanding = { state: 'unreadable' }) {
  const known = 'proof' in standing ? standing : null;
  const proof = known?.proof ?? null;
  return {
    ...set,
    standing,
    verified: known?.readAt == null ? null : { at: known.readAt, ok: true },
    proven: proof && {
      at: proof.at,
      where: proof.on,
      share: proof.of.tables === 0 ? 1 : proof.proven.tables / proof.of.tables,
      ok: standing.state === 'proven',
    },
  };
}

/** Takes from a set what `list` says of it: manifests of many shards are too large to be kept until all are read. */
export function describeSet(set: FoundSet) {
  const base = { id: set.id, cluster: set.cluster, path: set.folder };
  switch (set.state) {
    case 'readable': {
      const { manifest } = set;
      const tables = manifest.shards.flatMap((shard) => shard.tables);
      const segments = manifest.shards.flatMap((shard) => shard.binlog?.segments ?? []);
      return {
        ...base,
        state: manifest.state,
        kind: manifest.kind,
        method: manifest.method,
        parent: manifest.parent,
        cut: manifest.cut,
        finishedAt: manifest.finishedAt,
        shards: manifest.shards.map((shard) => shard.name),
        tables: tables.length,
        rows: tables.reduce((sum, table) => sum + table.rows, 0),
        bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
        transactions: segments.reduce((sum, segment) => sum + segment.transactions, 0),
        logBytes: segments.reduce((sum, segment) => sum + segment.bytes, 0),
        storedBytes: storedBytes(manifest),
        exceptions: manifest.exceptions.length,
        warnings: warningsOf(manifest),
        ...(set.mended ? { mended: sayReason(set.mended).message } : {}),
      };
    }
    case 'interrupted':
      return { ...base, state: 'interrupted' as const };
    case 'unreadable':
      return { ...base, state: 'unreadable' as const, failure: set.failure };
  }
}

/** The sets of a destination as a table, oldest first. */
export function renderSets(
  destination: Destination,
  sets: readonly ListedSet[],
  marks: readonly FoundMark[],
  { halves, lost }: BesideSets,
): string {
  if (sets.length === 0)
    return [`${destination.folder} is a destination without sets.`, ...lost.map(sayLost)].join('\n');
  const lines = [
    ...setTable(sets),
    ...windowLines(sets),
    ...sets.flatMap((set) => ('mended' in set ? ['', `${set.id}: ${set.mended}`] : [])),
    ...halfLines(halves, destination.folder),
    ...unfinishedLines(destination, sets),
    ...markLines(marks, chainsOf(sets).chains),
    ...(lost.length === 0 ? [] : ['', ...lost.map(sayLost)]),
  ];
  return lines.join('\n');
}

function chainsOf(sets: readonly ListedSet[]): Chains {
  return groupChains(
    sets.flatMap((set) => ('cut' in set ? [{ id: set.id, cluster: set.cluster, manifest: set }] : [])),
  );
}

/** For each chain of several sets what it covers, and sets that nothing can be restored from. */
function windowLines(sets: readonly ListedSet[]): string[] {
  const { chains, orphans } = chainsOf(sets);
  const windows = chains
    .filter((chain) => chain.sets.length > 1)
    .map(
      ({ id, window, sets: own }) =>
        `${id} and ${own.length - 1} more cover every instant from ${window.from} to ${window.to}`,
    );
  const lost = orphans.map(({ id, parent }) => `${id} cannot be restored: it builds on ${parent}, which is not here`);
  return windows.length + lost.length === 0 ? [] : ['', ...windows, ...lost];
}

/** How full sets that did not come to their end can be finished; nothing here tells whether a run still writes one. */
function unfinishedLines({ folder }: Destination, sets: readonly ListedSet[]): string[] {
  const lines = sets
    .filter(({ state, id }) => state === 'interrupted' && id.includes('-full-'))
    .map(
      ({ id }) =>
        `Unless a run writes it now, finish it with: shardkeep resume --cluster FILE --to ${folder} --id ${id}` +
        ' and the options that it was begun with',
    );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A manifest that cannot be read is damage, but the first thing to know is that it cannot be read. */
function stateWithoutManifest({ state, standing }: ListedSet): string {
  const words = sayStanding(standing);
  return state === 'unreadable' && standing.state === 'damaged' ? `${words}, not readable` : words;
}

function setTable(sets: readonly ListedSet[]): string[] {
  return tableLines(
    [
      { title: 'set' },
      { title: 'cluster' },
      { title: 'method' },
      { title: 'state' },
      { title: 'shards', align: 'right' },
      { title: 'tables', align: 'right' },
      { title: 'rows', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'stored', align: 'right' },
    ],
    sets.map((one) => {
      if (!('tables' in one)) return [one.id, one.cluster, '', stateWithoutManifest(one), '', '', '', '', ''];
      return [
        one.id,
        one.cluster,
        one.method,
        sayStanding(one.standing),
        `${one.shards.length}`,
        ...(one.kind === 'full'
          ? [formatCount(one.tables), formatCount(one.rows), formatBytes(one.bytes)]
          : ['', `${formatCount(one.transactions)} trx`, formatBytes(one.logBytes)]),
        formatBytes(one.storedBytes),
      ];
    }),
  );
}
