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

/** The same for accounts: the list says who they are, their statements what they like. */
export interface ForgedAccount {
  readonly name: string;
  readonly host?: string;
  readonly role?: boolean;
  readonly create: string;
  readonly grants?: readonly string[];
}

export async function forgeAccounts(set: WrittenSet, accounts: readonly ForgedAccount[]): Promise<WrittenSet> {
  const { folder, volume } = await copyOf(set);
  const pieces: Buffer[] = [];
  let at = 0;
  const place = (text: string) => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    at += bytes.length;
    return { offset: at - bytes.length, length: bytes.length };
  };
  const list = accounts.map(({ name, host = '%', role = false, create, grants = [] }) => ({
    ...{ name, host, role, plugins: [] },
    ...{ create: place(create), grants: grants.map(place) },
  }));
  const bytes = Buffer.concat(pieces);
  await volume.addEntry('forged/accounts.sql', bytes, new Date());
  return seal(set, folder, volume, (shard) => ({
    ...shard,
    accounts: {
      place: { volume: volume.file, entry: 'forged/accounts.sql' },
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      list,
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
