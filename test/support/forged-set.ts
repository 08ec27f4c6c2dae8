import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { writeManifest } from '../../electron/engine/archive/set-folder.ts';
import { VolumeWriter } from '../../electron/engine/archive/volume-writer.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Manifest, ObjectKind, StoredSchemaObject } from '../../shared/manifest.ts';
import { temporaryFolder } from './round-trip.ts';

/** What stands in the place of an object's statement. */
export interface Forgery {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly statement: string;
  /** Sequences: in the place of what sets the state. */
  readonly state?: string;
}

/** A copy of a set as anyone who can write to the drive may change it: other statements, and all hashes right. */
export async function forgeStatements(set: WrittenSet, forgeries: readonly Forgery[]): Promise<WrittenSet> {
  const { folder, volume } = await copyOf(set);
  const objects: StoredSchemaObject[] = [];
  for (const object of set.manifest.shards[0]?.objects ?? []) {
    const forged = forgeries.find(({ kind, name }) => kind === object.kind && name === object.name);
    if (!forged) {
      objects.push(object);
      continue;
    }
    const { statement, state = '' } = forged;
    const bytes = Buffer.from(`${statement}\n${state}`);
    const entry = `forged/${objects.length}.sql`;
    await volume.addEntry(entry, bytes, new Date());
    const length = Buffer.byteLength(statement);
    objects.push({
      ...object,
      place: { volume: volume.file, entry },
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      statement: { offset: 0, length },
      ...(state === '' ? {} : { state: { offset: length + 1, length: Buffer.byteLength(state) } }),
    });
  }
  return seal(set, folder, volume, (shard) => ({ ...shard, objects }));
}

/** The same for the statement that creates an account: `list` says one thing, the statement another. */
export async function forgeAccount(set: WrittenSet, name: string, create: string): Promise<WrittenSet> {
  const { folder, volume } = await copyOf(set);
  const bytes = Buffer.from(create);
  await volume.addEntry('forged/accounts.sql', bytes, new Date());
  return seal(set, folder, volume, (shard) => ({
    ...shard,
    accounts: {
      place: { volume: volume.file, entry: 'forged/accounts.sql' },
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      list: [{ name, host: '%', role: false, plugins: [], create: { offset: 0, length: bytes.length }, grants: [] }],
    },
  }));
}

async function copyOf(set: WrittenSet) {
  const folder = join(temporaryFolder(), 'd');
  await cp(join(set.folder, '../..'), folder, { recursive: true });
  const own = join(folder, set.folder.split('/').slice(-2).join('/'));
  return { folder: own, volume: await VolumeWriter.create(own, 's0.9999.zip') };
}

async function seal(
  set: WrittenSet,
  folder: string,
  volume: VolumeWriter,
  change: (shard: Manifest['shards'][number]) => Manifest['shards'][number],
): Promise<WrittenSet> {
  const written = await volume.close();
  const manifest = {
    ...set.manifest,
    shards: set.manifest.shards.map(change),
    volumes: [...set.manifest.volumes, written],
  };
  await writeManifest(folder, manifest);
  return { ...set, folder, manifest };
}
