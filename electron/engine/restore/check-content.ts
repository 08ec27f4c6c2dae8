import type { Manifest } from '../../../shared/manifest.ts';
import type { Damage } from '../archive/volume-check.ts';
import { fail } from '../engine-error.ts';
import type { LanePool } from '../lane/lane-pool.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import { damagedTables, volumeChecks } from '../verify/volume-checks.ts';
import type { ShardScope } from './select-scope.ts';

/**
 * Reads what a restore needs of the set and throws 'damaged' unless all of it is what was written: what is on the target
 * must not be dropped for rows that cannot be put in its place. Damage elsewhere in the same volumes does not matter.
 */
export async function checkContent(
  scopes: readonly ShardScope[],
  {
    folder,
    manifest,
    pool,
    meter,
    accounts,
  }: { folder: string; manifest: Manifest; pool: LanePool; meter: ProgressMeter; accounts: boolean },
): Promise<void> {
  const shards = scopes.map(({ source, objects, tables }) => ({
    name: source.name,
    objects,
    tables,
    accounts: accounts ? source.accounts : undefined,
  }));
  const checks = volumeChecks(folder, manifest, shards).filter(
    ({ objects, parts }) => objects.length + parts.length > 0,
  );
  const needed = new Set(
    checks.flatMap(({ volume, objects, parts }) =>
      [...objects.map(({ entry }) => entry), ...parts.map(({ place }) => place.entry)].map((entry) =>
        JSON.stringify([volume.file, entry]),
      ),
    ),
  );
  const harmful = ({ file, entry, unreadable }: Damage) => unreadable || needed.has(JSON.stringify([file, entry]));
  const damage: Damage[] = [];
  // Volumes hold what several shards need; progress counts them all with the first.
  const shown = shards[0]?.name ?? '';
  meter.beginPass('checking');
  meter.shard(shown, { expected: checks.reduce((sum, { volume }) => sum + volume.bytes, 0) });
  await Promise.all(
    Array.from({ length: Math.min(pool.threads, checks.length) }, async () => {
      const lane = pool.lane();
      const tally = new Tally();
      meter.shard(shown, { tally });
      for (let check = checks.shift(); check; check = checks.shift())
        damage.push(...(await lane.call('checkVolume', { ...check, tally: tally.buffer })).filter(harmful));
    }),
  );
  if (damage.length === 0) return;
  const tables = damagedTables(shards, damage);
  const names =
    tables.length > 0 ? tables : damage.map(({ file, entry }) => (entry === null ? file : `${file} ${entry}`));
  throw fail(
    'set-damaged',
    {},
    {
      where: { file: damage[0]?.file ?? '' },
      detail: { code: 'set-damaged', names: names.slice(0, NAMED), count: names.length },
    },
  );
}

/** As many names as a sentence bears. */
const NAMED = 5;
