import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Cluster, Shard } from '../../../shared/cluster.ts';
import { type ClusterDraft, ClusterProfile, ShardDraft, ShardProfile } from '../../../shared/contract.ts';
import { fail, misuse } from '../../engine/engine-error.ts';
import { openStore } from './open-store.ts';
import type { SecretStore } from './secrets.ts';

/** A shard in the file: everything but its password and whether there is one. */
const KeptShard = ShardProfile.omit({ hasPassword: true });
type KeptShard = z.infer<typeof KeptShard>;
const KeptCluster = ClusterProfile.extend({ shards: z.array(KeptShard) });
type KeptCluster = z.infer<typeof KeptCluster>;
const ClustersFile = z.object({ clusters: z.array(KeptCluster) });
/** Takes the password, and where it comes from, off a draft. */
const WithoutPassword = ShardDraft.omit({ password: true, passwordFrom: true });

/** Profiles of clusters; passwords live in the secret store and leave it only by `resolve`. */
export interface ClusterService {
  list(): ClusterProfile[];
  save(draft: ClusterDraft): Promise<ClusterProfile>;
  remove(id: string): void;
  /** Ready to connect to: with passwords, for the engine only. */
  resolve(id: string): Promise<Cluster>;
  /** The ids of a cluster's shards by name. */
  shardIds(id: string): ReadonlyMap<string, string>;
  resolveDraft(draft: ShardDraft): Promise<Shard>;
}

/** Opens the profiles of `folder`; `changed` is called after every change. */
export function openClusters(
  folder: string,
  secrets: SecretStore,
  changed: (clusters: ClusterProfile[]) => void,
): ClusterService {
  const file = openStore(folder, 'clusters', ClustersFile, { clusters: [] });
  const toProfile = (cluster: KeptCluster): ClusterProfile => ({
    ...cluster,
    shards: cluster.shards.map((shard) => ({ ...shard, hasPassword: secrets.has(shard.id) })),
  });
  const list = () => file.get().clusters.map(toProfile);
  const write = (clusters: KeptCluster[]) => {
    file.set({ clusters });
    changed(list());
  };
  const find = (id: string): KeptCluster => {
    const cluster = file.get().clusters.find((one) => one.id === id);
    if (cluster) return cluster;
    throw fail('cluster-gone', {});
  };
  const passwordOf = async (draft: ShardDraft) => {
    const { id, password, passwordFrom } = draft;
    if (password !== undefined) return password;
    const from = passwordFrom ?? id;
    const kept = file
      .get()
      .clusters.flatMap(({ shards }) => shards)
      .find((one) => one.id === from);
    // A kept password goes only where it was meant for: a page must not send it to a server of its choice.
    if (secrets.has(from) && !(kept && isSameWay(kept, draft)))
      throw fail('password-again', { name: draft.name }, { where: { field: 'password' } });
    return secrets.get(from);
  };

  const saveOne = async (draft: ClusterDraft): Promise<ClusterProfile> => {
    if (draft.id !== undefined) find(draft.id);
    refuseMistakes(draft, file.get().clusters);
    // All passwords are at hand before the first is written: a draft is taken whole or not at all.
    const passwords = await Promise.all(draft.shards.map(passwordOf));
    for (const [i, { id }] of draft.shards.entries()) {
      const password = passwords[i];
      if (password !== undefined && needsWriting(draft.shards[i])) await secrets.set(id, password);
    }
    const before = file.get().clusters;
    const kept: KeptCluster = {
      id: draft.id ?? randomUUID(),
      name: draft.name,
      shards: draft.shards.map((shard) => WithoutPassword.parse(shard)),
    };
    const known = before.some((one) => one.id === kept.id);
    const gone = before.filter((one) => one.id === kept.id).flatMap((one) => one.shards.map((shard) => shard.id));
    secrets.remove(gone.filter((id) => !kept.shards.some((shard) => shard.id === id)));
    write(known ? before.map((one) => (one.id === kept.id ? kept : one)) : [...before, kept]);
    return toProfile(kept);
  };
  // One after the other: what a draft is checked against must not change before it is written.
  let saving: Promise<unknown> = Promise.resolve();
  return {
    list,
    save: (draft) => {
      const saved = saving.then(() => saveOne(draft));
      saving = saved.catch(() => {});
      return saved;
    },
    remove: (id) => {
      const cluster = file.get().clusters.find((one) => one.id === id);
      if (!cluster) return; // removed twice is removed
      secrets.remove(cluster.shards.map((shard) => shard.id));
      write(file.get().clusters.filter((one) => one !== cluster));
    },
    resolve: async (id) => {
      const { name, shards } = find(id);
      return { name, shards: await Promise.all(shards.map(async (s) => toShard(s, (await secrets.get(s.id)) ?? ''))) };
    },
    shardIds: (id) => new Map(find(id).shards.map((shard) => [shard.name, shard.id])),
    resolveDraft: async (draft) => toShard(draft, (await passwordOf(draft)) ?? ''),
  };
}

const STRENGTH = { off: 0, preferred: 1, required: 2, verify: 3 } as const;

/** The same server, by a line that is protected as well as before. */
function isSameWay(kept: KeptShard, draft: ShardDraft): boolean {
  const strength = ({ tls }: KeptShard | ShardDraft) => STRENGTH[tls?.mode ?? 'preferred'];
  const trusts = ({ tls }: KeptShard | ShardDraft) => JSON.stringify([tls?.ca, tls?.serverKey]);
  return (
    kept.host.toLowerCase() === draft.host.toLowerCase() &&
    kept.port === draft.port &&
    strength(draft) >= strength(kept) &&
    trusts(draft) === trusts(kept)
  );
}

function needsWriting(shard: ShardDraft | undefined): boolean {
  return shard?.password !== undefined || shard?.passwordFrom !== undefined;
}

/** What a schema cannot see: names and ids that are taken. The first mistake is reported with its field. */
function refuseMistakes(draft: ClusterDraft, clusters: readonly KeptCluster[]): void {
  const others = clusters.filter((cluster) => cluster.id !== draft.id);
  if (others.some((cluster) => sameName(cluster.name, draft.name)))
    throw fail('cluster-name-taken', { name: draft.name }, { where: { field: 'name' } });
  const taken = new Set(others.flatMap((cluster) => cluster.shards.map((shard) => shard.id)));
  for (const [i, shard] of draft.shards.entries()) {
    const before = draft.shards.slice(0, i);
    if (before.some((one) => sameName(one.name, shard.name)))
      throw fail('shard-name-taken', { name: shard.name }, { where: { field: `shards[${i}].name` } });
    if (taken.has(shard.id) || before.some((one) => one.id === shard.id))
      throw misuse('Another shard has the same id.', { where: { field: `shards[${i}].id` } });
  }
}

/** Names become folders, and some disks do not tell upper from lower case. */
function sameName(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}

function toShard({ name, host, port, user, schemas, tls }: KeptShard, password: string): Shard {
  return {
    name,
    host,
    port,
    user,
    password,
    ...(schemas && schemas.length > 0 ? { schemas } : {}),
    ...(tls ? { tls } : {}),
  };
}
