import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeName } from '../../../shared/entry-name.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import type { Damage, VolumeCheck } from '../lane/lane-protocol.ts';
import { ProgressMeter, Tally } from '../progress.ts';

export interface VerifyOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface VerifyResult {
  readonly damage: readonly Damage[];
  /** Tables that cannot be restored whole. */
  readonly tables: readonly string[];
  readonly bytes: number;
  readonly volumes: number;
}

/** Files a set's folder holds besides volumes. */
const COMPANIONS = new Set(['manifest.json', 'manifest.sha256', 'journal.ndjson']);

/** Re-reads every byte of a set, several volumes at a time, and names everything that is not as it was written. */
export async function verifySet({ folder, manifest, signal, onProgress }: VerifyOptions): Promise<VerifyResult> {
  const meter = new ProgressMeter(['set'], onProgress);
  const pool = new LanePool(manifest.volumes.length);
  const abort = () => pool.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    meter.beginPass('verifying');
    meter.shard('set', {
      phase: 'verifying',
      expected: manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0),
    });
    const queue = volumeChecks(folder, manifest);
    const damage: Damage[] = [...manifestGaps(manifest), ...(await strayFiles(folder, manifest))];
    await Promise.all(
      Array.from({ length: pool.threads }, async () => {
        const lane = pool.lane();
        const tally = new Tally();
        meter.shard('set', { tally });
        for (let check = queue.shift(); check; check = queue.shift()) {
          signal?.throwIfAborted();
          meter.shard('set', { table: check.volume.file });
          damage.push(...(await lane.call('checkVolume', { ...check, tally: tally.buffer })));
        }
      }),
    );
    meter.shard('set', { phase: 'done' });
    return {
      damage: damage.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
      tables: damagedTables(manifest, damage),
      bytes: manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0),
      volumes: manifest.volumes.length,
    };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw fail('cancelled', 'The check was cancelled.', { safe: 'Nothing was changed.' });
  } finally {
    signal?.removeEventListener('abort', abort);
    meter.stop();
    await pool.close();
  }
}

function volumeChecks(folder: string, manifest: Manifest): VolumeCheck[] {
  const objects = Map.groupBy(
    manifest.shards.flatMap((shard) => shard.objects),
    (object) => object.place.volume,
  );
  const parts = Map.groupBy(
    manifest.shards.flatMap((shard) => shard.tables.flatMap((table) => table.chunks.flatMap((chunk) => chunk.parts))),
    (part) => part.place.volume,
  );
  // What was written of a table before it became an exception stays in its volume, unused.
  const tolerated = manifest.exceptions
    .filter((e) => e.kind === 'table')
    .map((e) => `data/${encodeName(e.schema)}/${encodeName(e.object)}/`);
  return manifest.volumes.map((volume) => ({
    path: join(folder, volume.file),
    volume,
    objects: (objects.get(volume.file) ?? []).map(({ place, bytes, sha256 }) => ({
      entry: place.entry,
      bytes,
      sha256,
    })),
    parts: parts.get(volume.file) ?? [],
    tolerated,
  }));
}

/** Totals that do not add up, and content in volumes the manifest does not list. */
function manifestGaps(manifest: Manifest): Damage[] {
  const volumes = new Set(manifest.volumes.map((volume) => volume.file));
  const damage: Damage[] = [];
  const gap = (entry: string, what: string) => damage.push({ file: 'manifest.json', entry, what });
  for (const shard of manifest.shards) {
    for (const { place } of shard.objects)
      if (!volumes.has(place.volume)) gap(place.entry, `its volume ${place.volume} is not listed.`);
    for (const table of shard.tables) {
      const name = `${table.schema}.${table.name}`;
      if (table.chunks.reduce((sum, chunk) => sum + chunk.rows, 0) !== table.rows)
        gap(name, 'its chunks do not add up to its rows.');
      for (const chunk of table.chunks) {
        if (chunk.parts.reduce((sum, part) => sum + part.rows, 0) !== chunk.rows)
          gap(name, `the parts of chunk ${chunk.number} do not add up to its rows.`);
        for (const { place } of chunk.parts)
          if (!volumes.has(place.volume)) gap(place.entry, `its volume ${place.volume} is not listed.`);
      }
    }
  }
  return damage;
}

async function strayFiles(folder: string, manifest: Manifest): Promise<Damage[]> {
  const known = new Set([...manifest.volumes.map((volume) => volume.file), ...COMPANIONS]);
  const names = await readdir(folder);
  return names
    .filter((file) => !known.has(file) && !file.startsWith('.'))
    .map((file) => ({ file, entry: null, what: 'the manifest does not know this file.' }));
}

/** Tables with at least one damaged entry, or with an entry in a file that is missing. */
function damagedTables(manifest: Manifest, damage: readonly Damage[]): string[] {
  const entries = new Set(damage.map(({ file, entry }) => `${file}\n${entry}`));
  const unreadable = new Set(damage.filter((d) => d.unreadable).map((d) => d.file));
  const hit = ({ volume, entry }: { volume: string; entry: string }) =>
    unreadable.has(volume) || entries.has(`${volume}\n${entry}`);
  return manifest.shards.flatMap((shard) =>
    shard.tables
      .filter(
        (table) =>
          table.chunks.some((chunk) => chunk.parts.some((part) => hit(part.place))) ||
          shard.objects.some(
            (o) => o.kind === 'table' && o.schema === table.schema && o.name === table.name && hit(o.place),
          ),
      )
      .map((table) => `${shard.name}: ${table.schema}.${table.name}`),
  );
}
