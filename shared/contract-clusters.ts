import { z } from 'zod';
import { LineState, TlsOptions } from './cluster.ts';
import { Difference } from './drift.ts';
import { FailureData } from './failure-data.ts';
import { LackedPrivilege } from './set-facts.ts';

/** The part of the contract that is about clusters and their servers (see contract.ts). */

const shardFields = {
  /** Made by whoever adds the shard; stays when it is renamed. */
  id: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(64),
  host: z.string().trim().min(1).max(255),
  port: z.int().min(1).max(65535),
  user: z.string().min(1).max(80),
  schemas: z.array(z.string().min(1)).exactOptional(),
  tls: TlsOptions.exactOptional(),
};

/** A shard as it is kept; its password is somewhere safe and only its presence is known here. */
export const ShardProfile = z.object({ ...shardFields, hasPassword: z.boolean() });
export type ShardProfile = z.infer<typeof ShardProfile>;

/** A shard as it is entered; without `password` the kept one stays. */
export const ShardDraft = z.object({
  ...shardFields,
  password: z.string().max(1024).exactOptional(),
  /** Id of a kept shard whose password is taken over: how a duplicate gets it without the page ever seeing it. */
  passwordFrom: z.string().min(1).max(64).exactOptional(),
});
export type ShardDraft = z.infer<typeof ShardDraft>;

export const ClusterProfile = z.object({ id: z.string(), name: z.string(), shards: z.array(ShardProfile) });
export type ClusterProfile = z.infer<typeof ClusterProfile>;

export const ClusterDraft = z.object({
  /** Absent for a new cluster. */
  id: z.string().exactOptional(),
  name: z.string().trim().min(1).max(64),
  shards: z.array(ShardDraft).min(1).max(256),
});
export type ClusterDraft = z.infer<typeof ClusterDraft>;

export const MissingPrivilegeData = LackedPrivilege.extend({ needed: z.enum(['required', 'better']) });

/** What a connection test found. */
export const ShardCheck = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('ok'),
    flavour: z.enum(['mariadb', 'mysql']),
    version: z.string(),
    line: LineState,
    milliseconds: z.number(),
    schemas: z.array(z.object({ name: z.string(), tables: z.int(), rows: z.number(), bytes: z.number() })),
    missing: z.array(MissingPrivilegeData),
    /** Globs of the shard that no schema matches, and what the account sees instead. */
    unmatched: z.object({ globs: z.array(z.string()), available: z.array(z.string()) }),
  }),
  z.object({ state: z.literal('failed'), failure: FailureData }),
]);
export type ShardCheck = z.infer<typeof ShardCheck>;

/** Whether a shard's server lets the account in now; `failure` says why not. */
export const ShardReach = z.object({ id: z.string(), name: z.string(), failure: FailureData.exactOptional() });
export type ShardReach = z.infer<typeof ShardReach>;

/** A cluster as it is now: what its servers say. Figures are the servers' estimates. */
export const ClusterView = z.object({
  shards: z.array(z.object({ id: z.string(), name: z.string(), check: ShardCheck })),
  logicalTables: z.array(
    z.object({
      label: z.string(),
      shards: z.array(z.string()),
      tables: z.int(),
      rows: z.number(),
      bytes: z.number(),
      /** Siblings with another definition than most, the first few by name; empty when all are alike. */
      drift: z.array(z.object({ names: z.array(z.string()), count: z.int(), differences: z.array(Difference) })),
    }),
  ),
  bytes: z.number(),
  /** Seconds a full backup would read for, at the measured rate; null where none could be measured. */
  seconds: z.number().nullable(),
});
export type ClusterView = z.infer<typeof ClusterView>;
