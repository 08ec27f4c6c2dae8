import type { BinlogRange, Segment } from '../../../shared/binlog-range.ts';
import { encodeName } from '../../../shared/entry-name.ts';
import type { Manifest, StoredAccounts, StoredSchemaObject, Table } from '../../../shared/manifest.ts';
import type { Damage, SegmentPartCheck, VolumeCheck } from '../archive/volume-check.ts';
import { volumePath } from '../archive/volume-path.ts';

/** What of a shard is checked: all of it, or what a restore needs. */
export interface CheckedShard {
  readonly name: string;
  readonly objects: readonly StoredSchemaObject[];
  readonly tables: readonly Table[];
  readonly accounts?: StoredAccounts | undefined;
  readonly binlog?: BinlogRange | undefined;
}

/** What each volume of the set must contain of these shards. */
export function volumeChecks(
  folder: string,
  manifest: Manifest,
  shards: readonly CheckedShard[] = manifest.shards,
): VolumeCheck[] {
  const objects = Map.groupBy(
    shards.flatMap((shard) => [...shard.objects, ...(shard.accounts ? [shard.accounts] : [])]),
    (object) => object.place.volume,
  );
  const chunks = shards.flatMap((shard) => shard.tables.flatMap((table) => table.chunks));
  const parts = Map.groupBy(
    chunks.flatMap(({ parts: own, sha256 }) => own.map((part) => (own.length === 1 ? { ...part, sha256 } : part))),
    (part) => part.place.volume,
  );
  const segments = Map.groupBy(
    shards.flatMap(({ binlog }) => (binlog?.segments ?? []).flatMap(partChecks)),
    (part) => part.place.volume,
  );
  // What was written of a table before it became an exception stays in its volume, unused.
  const tolerated = [
    ...manifest.exceptions
      .filter((e) => e.kind === 'table')
      .map((e) => `data/${encodeName(e.schema)}/${encodeName(e.object)}/`),
    // The same for logs that could not be read to their end.
    ...shards.filter(({ binlog }) => binlog === undefined).map(({ name }) => `binlog/${encodeName(name)}/`),
  ];
  return manifest.volumes.map((volume) => ({
    path: volumePath(folder, volume.file),
    volume,
    objects: (objects.get(volume.file) ?? []).map(({ place, bytes, sha256 }) => ({
      entry: place.entry,
      bytes,
      sha256,
    })),
    parts: parts.get(volume.file) ?? [],
    segments: segments.get(volume.file) ?? [],
    tolerated: [...tolerated, ...(volume.unused ?? [])],
  }));
}

function partChecks({ parts, sha256 }: Segment): SegmentPartCheck[] {
  return parts.map((part, i) => ({ ...part, first: i === 0, ...(parts.length === 1 ? { sha256 } : {}) }));
}

/** Tables with at least one damaged entry, or with an entry in a file that is missing. */
export function damagedTables(shards: readonly CheckedShard[], damage: readonly Damage[]): string[] {
  if (damage.length === 0) return [];
  const entries = new Set(damage.map(({ file, entry }) => `${file}\n${entry}`));
  const unreadable = new Set(damage.filter((d) => d.unreadable).map((d) => d.file));
  const hit = ({ volume, entry }: { volume: string; entry: string }) =>
    unreadable.has(volume) || entries.has(`${volume}\n${entry}`);
  const key = ({ schema, name }: { schema: string; name: string }) => JSON.stringify([schema, name]);
  return shards.flatMap((shard) => {
    const definitions = new Set(shard.objects.filter((o) => o.kind === 'table' && hit(o.place)).map(key));
    return shard.tables
      .filter(
        (table) =>
          table.chunks.some((chunk) => chunk.parts.some((part) => hit(part.place))) || definitions.has(key(table)),
      )
      .map((table) => `${shard.name}: ${table.schema}.${table.name}`);
  });
}
