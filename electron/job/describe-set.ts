import type { BinlogPosition, Segment } from '../../shared/binlog-range.ts';
import type { SetDetails, SetSummary } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Manifest, ManifestShard } from '../../shared/manifest.ts';
import { serverName } from '../../shared/server-name.ts';
import { takenOver } from '../../shared/taken-over.ts';
import type { JournalRecord } from '../engine/archive/journal.ts';
import type { FoundSet, SetPlace } from '../engine/archive/set-folder.ts';

/** One line about a set, whatever state it is in. */
export function summarizeSet(set: FoundSet): SetSummary {
  switch (set.state) {
    case 'readable':
      return summarizeManifest(set.folder, set.manifest);
    case 'interrupted':
      return summarizeInterrupted(set, undefined);
    case 'unreadable':
      return { id: set.id, cluster: set.cluster, path: set.folder, state: 'unreadable', failure: set.failure };
    default:
      return assertNever(set);
  }
}

/** A set whose run did not come to its end, with how it was begun where it can be finished. */
export function summarizeInterrupted(
  { id, cluster, folder }: SetPlace,
  begin:
    | (Pick<Extract<JournalRecord, { type: 'begin' }>, 'method' | 'at' | 'options'> & { readonly whole?: number })
    | undefined,
): SetSummary {
  const unfinished = begin && {
    method: begin.method,
    at: begin.at,
    ...(begin.whole === undefined ? {} : { whole: begin.whole }),
    ...(begin.options?.accounts && { accounts: true }),
    ...(begin.options?.only && { only: begin.options.only }),
    ...(begin.options?.withoutAccountStatements && { withoutAccountStatements: true }),
  };
  return { id, cluster, path: folder, state: 'interrupted', ...(unfinished && { unfinished }) };
}

/** Everything a page shows about a set that can be read; `before`: the sets it builds on, the full one first. */
export function describeSet(folder: string, manifest: Manifest, before: readonly Manifest[] = []): SetDetails {
  const [full = manifest] = before;
  const { cut, exceptions, warnings, durations } = manifest;
  const taken = takenOver(manifest);
  return {
    summary: summarizeManifest(folder, manifest),
    shards: manifest.shards.map((shard) => describeShard(shard, full)),
    cut,
    chain: [...before, manifest].map(({ id, cut: { at } }) => ({ id, cutAt: at })),
    exceptions,
    warnings,
    volumes: manifest.volumes.map(({ file, bytes }) => ({ file, bytes })),
    durations,
    ...(taken && { takenOver: taken }),
  };
}

function summarizeManifest(folder: string, manifest: Manifest): SetSummary {
  const tables = manifest.shards.flatMap((shard) => shard.tables);
  return {
    id: manifest.id,
    cluster: manifest.cluster,
    path: folder,
    state: manifest.state,
    kind: manifest.kind,
    parent: manifest.parent,
    method: manifest.method,
    cutAt: manifest.cut.at,
    finishedAt: manifest.finishedAt,
    shards: manifest.shards.map((shard) => shard.name),
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
    storedBytes: manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0),
    exceptions: manifest.exceptions.length,
    transactions: sum(manifest.shards.flatMap(segmentsOf), (segment) => segment.transactions),
    logBytes: sum(manifest.shards.flatMap(segmentsOf), (segment) => segment.bytes),
    continues: manifest.shards.every((shard) => shard.binlog !== undefined),
  };
}

function describeShard(shard: ManifestShard, full: Manifest): SetDetails['shards'][number] {
  const restored = full.shards.find(({ name }) => name === shard.name);
  const objects: Record<string, number> = {};
  for (const { kind } of restored?.objects ?? [])
    if (kind !== 'table' && kind !== 'database') objects[kind] = (objects[kind] ?? 0) + 1;
  return {
    name: shard.name,
    server: serverName(shard),
    flavour: shard.flavour,
    version: shard.version,
    lockMs: shard.snapshot?.lockMs ?? 0,
    binlog: positionText(shard.binlog?.to ?? shard.snapshot?.binlog ?? null),
    transactions: sum(segmentsOf(shard), (segment) => segment.transactions),
    logBytes: sum(segmentsOf(shard), (segment) => segment.bytes),
    tables: (restored?.tables ?? []).map(({ schema, name, rows, bytes }) => ({ schema, name, rows, bytes })),
    objects,
    ...(restored?.accounts === undefined ? {} : { accounts: restored.accounts.list.length }),
  };
}

function segmentsOf({ binlog }: ManifestShard): readonly Segment[] {
  return binlog?.segments ?? [];
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}

/** `binlog.000012:4711`, with the GTID where there is one. */
function positionText(position: BinlogPosition | null): string | null {
  if (position === null) return null;
  const { file, position: offset, gtid } = position;
  return gtid === '' ? `${file}:${offset}` : `${file}:${offset} (${gtid})`;
}
