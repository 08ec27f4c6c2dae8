import { hash } from 'node:crypto';
import type { ManifestShard } from '../../../shared/manifest.ts';
import { openVolume } from '../archive/open-volume.ts';
import { volumePath } from '../archive/volume-path.ts';
import { fail } from '../engine-error.ts';
import type { ReadAccount } from './read-accounts.ts';

/** Reads the accounts of a shard of a set and checks them against their recorded hash; none where the set has none. */
export async function openAccounts(folder: string, { name, accounts }: ManifestShard): Promise<ReadAccount[]> {
  if (accounts === undefined) return [];
  const path = volumePath(folder, accounts.place.volume);
  const volume = await openVolume(path);
  try {
    const sql = await volume.readAll(accounts.place.entry, accounts.bytes);
    if (sql.length !== accounts.bytes || hash('sha256', sql, 'hex') !== accounts.sha256)
      throw fail('accounts-altered', { shard: name }, { where: { shard: name, file: path } });
    const slice = ({ offset, length }: { offset: number; length: number }) =>
      sql.toString('utf8', offset, offset + length);
    return accounts.list.map(({ create, grants, ...account }) => ({
      ...account,
      create: slice(create),
      grants: grants.map(slice),
    }));
  } finally {
    await volume.close();
  }
}
