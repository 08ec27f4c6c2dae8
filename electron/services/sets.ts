import type { BinlogPosition } from '../../shared/binlog-range.ts';
import { serverName } from '../../shared/cluster.ts';
import type { SetDetails, SetSummary } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Manifest, ManifestShard } from '../../shared/manifest.ts';
import type { FoundSet } from '../engine/archive/set-folder.ts';

/** One line about a set, whatever state it is in. */
export function summarizeSet(set: FoundSet): SetSummary {
  const base = { id: set.id, cluster: set.cluster, path: set.folder };
  switch (set.state) {
    case 'readable':
      return summarizeManifest(set.folder, set.manifest);
    case 'interrupted':
      return { ...base, state: 'interrupted' };
    case 'unreadable':
      return { ...base, state: 'unreadable', failure: set.failure };
    default:
      return assertNever(set);
  }
}

/** Everything a page shows about a set that can be read. */
export function describeSet(folder: string, manifest: Manifest): SetDetails {
  const { cut, exceptions, warnings, durations } = manifest;
  return {
    summary: summarizeManifest(folder, manifest),
    shards: manifest.shards.map(describeShard),
    cut,
    exceptions,
    warnings,
    volumes: manifest.volumes.map(({ file, bytes }) => ({ file, bytes })),
    durations,
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
    method: manifest.method,
    cutAt: manifest.cut.at,
    finishedAt: manifest.finishedAt,
    shards: manifest.shards.map((shard) => shard.name),
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: tables.reduce((sum, table) => sum + table.bytes, 0),
    storedBytes: manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0),
    exceptions: manifest.exceptions.length,
  };
}

function describeShard(shard: ManifestShard): SetDetails['shards'][number] {
  const objects: Record<string, number> = {};
  for (const { kind } of shard.objects)
    if (kind !== 'table' && kind !== 'database') objects[kind] = (objects[kind] ?? 0) + 1;
  return {
    name: shard.name,
    server: serverName(shard),
    flavour: shard.flavour,
    version: shard.version,
    lockMs: shard.snapshot?.lockMs ?? 0,
    binlog: positionText(shard.binlog?.to ?? shard.snapshot?.binlog ?? null),
    tables: shard.tables.map(({ schema, name, rows, bytes }) => ({ schema, name, rows, bytes })),
    objects,
  };
}

/** `binlog.000012:4711`, with the GTID where there is one. */
function positionText(position: BinlogPosition | null): string | null {
  if (position === null) return null;
  const { file, position: offset, gtid } = position;
  return gtid === '' ? `${file}:${offset}` : `${file}:${offset} (${gtid})`;
}
