import type { Failure } from '../../../shared/failure.ts';
import { type Fact, factFrom } from '../../../shared/failure-words.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { JOURNAL_FILE } from '../archive/journal.ts';
import { checkCopies, MANIFEST_COPY_FILE, MANIFEST_FILE, MANIFEST_HASH_FILE } from '../archive/read-manifest.ts';
import type { Damage } from '../archive/volume-check.ts';
import { isVolumeName } from '../archive/volume-path.ts';
import { factOf, fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import { ProgressMeter, Tally } from '../progress.ts';
import { storeAt } from '../store/store-at.ts';
import { damagedTables, volumeChecks } from './volume-checks.ts';

export interface VerifyOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What is wrong with one of the manifest's files where the others made up for it. */
  readonly mended?: Fact;
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
const COMPANIONS = new Set([MANIFEST_FILE, MANIFEST_COPY_FILE, MANIFEST_HASH_FILE, JOURNAL_FILE]);

/** Re-reads every byte of a set, several volumes at a time, and names everything that is not as it was written. */
export async function verifySet(options: VerifyOptions): Promise<VerifyResult> {
  const { folder, manifest, signal, onProgress } = options;
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
    const inside = { ...manifest, volumes: manifest.volumes.filter(({ file }) => isVolumeName(file)) };
    const queue = volumeChecks(folder, inside);
    const damage: Damage[] = [
      ...(await manifestFiles(options)),
      ...manifestGaps(manifest),
      ...(await strayFiles(folder, manifest)),
    ];
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
      tables: damagedTables(manifest.shards, damage),
      bytes: manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0),
      volumes: manifest.volumes.length,
    };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw fail('verify-cancelled', {});
  } finally {
    signal?.removeEventListener('abort', abort);
    meter.stop();
    await pool.close();
  }
}

/** A manifest that cannot be read, as what a check finds. */
export function manifestDamage(failure: Failure): Damage {
  return { file: MANIFEST_FILE, entry: null, fact: factOf(failure) };
}

/** The manifest stands in three files, of which two are enough. */
async function manifestFiles({ folder, mended }: VerifyOptions): Promise<Damage[]> {
  if (mended) return [{ file: MANIFEST_FILE, entry: null, fact: mended }];
  const found = await checkCopies(folder);
  return found ? [{ ...found, entry: null }] : [];
}

/** Totals that do not add up, and content in volumes the manifest does not list. */
function manifestGaps(manifest: Manifest): Damage[] {
  const volumes = new Set(manifest.volumes.map((volume) => volume.file));
  const damage: Damage[] = [];
  const gap = (entry: string, fact: Fact) => damage.push({ file: MANIFEST_FILE, entry, fact });
  for (const volume of volumes) if (!isVolumeName(volume)) gap(volume, factFrom('volume-outside', { volume }));
  for (const shard of manifest.shards) {
    for (const { place } of [...shard.objects, ...(shard.accounts ? [shard.accounts] : [])])
      if (!volumes.has(place.volume)) gap(place.entry, factFrom('volume-not-listed', { volume: place.volume }));
    for (const { place } of (shard.binlog?.segments ?? []).flatMap(({ parts }) => parts))
      if (!volumes.has(place.volume)) gap(place.entry, factFrom('volume-not-listed', { volume: place.volume }));
    for (const table of shard.tables) {
      const name = `${table.schema}.${table.name}`;
      if (table.chunks.reduce((sum, chunk) => sum + chunk.rows, 0) !== table.rows)
        gap(name, factFrom('chunks-sum', {}));
      for (const chunk of table.chunks) {
        if (chunk.parts.reduce((sum, part) => sum + part.rows, 0) !== chunk.rows)
          gap(name, factFrom('parts-sum', { chunk: chunk.number }));
        for (const { place } of chunk.parts)
          if (!volumes.has(place.volume)) gap(place.entry, factFrom('volume-not-listed', { volume: place.volume }));
      }
    }
  }
  return damage;
}

async function strayFiles(folder: string, manifest: Manifest): Promise<Damage[]> {
  const known = new Set([...manifest.volumes.map((volume) => volume.file), ...COMPANIONS]);
  const names = (await storeAt(folder).list('')).map(({ name }) => name);
  return names
    .filter((file) => !known.has(file) && !file.startsWith('.'))
    .map((file) => ({ file, entry: null, fact: factFrom('stray-file', {}) }));
}
