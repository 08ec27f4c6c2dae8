import { z } from 'zod';
import { ChainPoints } from './chain-statements.ts';
import { ClusterDraft, ClusterProfile, ClusterView, ShardCheck, ShardDraft, ShardReach } from './contract-clusters.ts';
import { FactData } from './fact-data.ts';
import type { Failure } from './failure.ts';
import { FailureData } from './failure-data.ts';
import type { JobProgress } from './job.ts';
import { outcomes } from './judge-outcome.ts';
import { Cut, Exception, Kind, Method, Warning } from './manifest.ts';
import { RestoreReport } from './restore-report.ts';
import { SetCheck } from './set-checks.ts';

export * from './contract-clusters.ts';

/**
 * Everything that crosses between a host (Electron's main process, the web host) and the renderer: requests, replies and
 * events, each with a schema that both sides check. Nothing else crosses. Passwords go in only, never out.
 */

export const AppInfo = z.object({
  host: z.enum(['electron', 'web']),
  version: z.string(),
  platform: z.string(),
  /** BCP 47 tag of the system's language, such as `zh-CN`. */
  systemLanguage: z.string(),
  /** Where secrets are kept; `safe` is false where only a file with access rights protects them. */
  secrets: z.object({ kept: z.enum(['keychain', 'file', 'nowhere']), safe: z.boolean() }),
  dataFolder: z.string(),
  /** Whether `destinations.pick` opens a dialog; otherwise the path is typed. */
  picksFolders: z.boolean(),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const Settings = z.object({
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Settings = z.infer<typeof Settings>;

// ---------------------------------------------------------------------------------------------- sets and destinations

/** Of a full set, where it was not taken in the usual way. */
const AskedAgain = {
  /** Accounts and roles too, with their password hashes; absent leaves them out. */
  accounts: z.boolean().exactOptional(),
  /** `schema.object` patterns; absent takes everything. */
  only: z.array(z.string()).exactOptional(),
  withoutAccountStatements: z.boolean().exactOptional(),
};

export const SetSummary = z.object({
  id: z.string(),
  cluster: z.string(),
  path: z.string(),
  state: z.enum(['complete', 'complete-with-exceptions', 'interrupted', 'unreadable']),
  failure: FailureData.exactOptional(),
  /** Of an interrupted full set that can be finished: how it was begun. */
  unfinished: z
    .object({
      method: Method,
      at: z.string(),
      /** Tables that are whole on the drive and need not be read again, where nothing speaks against them on the server. */
      whole: z.int().exactOptional(),
      /** What its journal says it was asked for with: whoever finishes it reads this and asks for it again. */
      ...AskedAgain,
    })
    .exactOptional(),
  /** The rest is absent for sets that are not backups. */
  kind: Kind.exactOptional(),
  /** The set it builds on; null for full sets. */
  parent: z.string().nullable().exactOptional(),
  method: Method.exactOptional(),
  cutAt: z.string().exactOptional(),
  finishedAt: z.string().exactOptional(),
  shards: z.array(z.string()).exactOptional(),
  tables: z.int().exactOptional(),
  rows: z.number().exactOptional(),
  bytes: z.number().exactOptional(),
  storedBytes: z.number().exactOptional(),
  exceptions: z.int().exactOptional(),
  /** Transactions and bytes of its binary logs. */
  transactions: z.int().exactOptional(),
  logBytes: z.number().exactOptional(),
  /** Whether it says of every shard where its log goes on; without that no incremental set can build on it. */
  continues: z.boolean().exactOptional(),
  /** What was found out about it since it was written, oldest first. */
  checks: z.array(SetCheck).exactOptional(),
});
export type SetSummary = z.infer<typeof SetSummary>;

/** A cluster that had a complete set on a destination and has none there any more. */
export const LostCluster = z.object({
  cluster: z.string(),
  /** The newest of its sets that was there. */
  set: z.string(),
  /** What remembers it; who deleted the sets on purpose deletes this too. */
  file: z.string(),
});
export type LostCluster = z.infer<typeof LostCluster>;

export const DestinationView = z.object({
  path: z.string(),
  /** ready: used before · new: empty or not there yet, will be made into one · unusable: see failure. */
  state: z.enum(['ready', 'new', 'unusable']),
  label: z.string().exactOptional(),
  /** Used before. With `new` it means that what was there is gone: a drive that is not connected, for one. */
  remembered: z.boolean().exactOptional(),
  /** When its sets were last read from here, if that was a look before this one. */
  seenAt: z.string().exactOptional(),
  freeBytes: z.number().nullable(),
  failure: FailureData.exactOptional(),
  sets: z.array(SetSummary),
  /** Absent where none is. */
  lost: z.array(LostCluster).exactOptional(),
});
export type DestinationView = z.infer<typeof DestinationView>;

export const SetDetails = z.object({
  summary: SetSummary,
  shards: z.array(
    z.object({
      name: z.string(),
      server: z.string(),
      flavour: z.enum(['mariadb', 'mysql']),
      version: z.string(),
      lockMs: z.number(),
      binlog: z.string().nullable(),
      /** Transactions and bytes of binary log in the set itself. */
      transactions: z.int(),
      logBytes: z.number(),
      /** Of the chain's full set. */
      tables: z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number(), bytes: z.number() })),
      /** Views, routines, triggers, events, sequences: how many of each. */
      objects: z.record(z.string(), z.int()),
      /** Accounts and roles of the chain's full set; absent where they were not stored. */
      accounts: z.int().exactOptional(),
    }),
  ),
  cut: Cut,
  /** The sets that are needed to restore it, from the full one to itself, with their cuts; every instant in between can be restored. */
  chain: z.array(z.object({ id: z.string(), cutAt: z.string() })),
  exceptions: z.array(Exception),
  warnings: z.array(Warning),
  volumes: z.array(z.object({ file: z.string(), bytes: z.number() })),
  durations: z.record(z.string(), z.number()),
  /** Binary log that came from an earlier differential set: plain bytes, and those of the volumes it is in. */
  takenOver: z.object({ set: z.string(), bytes: z.number(), storedBytes: z.number() }).exactOptional(),
});
export type SetDetails = z.infer<typeof SetDetails>;

// ---------------------------------------------------------------------------------------------- jobs

export const BackupRequest = z.object({
  kind: z.literal('backup'),
  clusterId: z.string(),
  to: z.string().min(1),
  method: Method,
  /** Absent in requests of versions that knew full sets only. */
  setKind: Kind.exactOptional(),
  /** The interrupted full set that the run finishes; refused where it was begun in another way. Absent begins a new one. */
  resume: z.string().min(1).exactOptional(),
  /** Full sets; a new one of the app has all tables and statements. */
  ...AskedAgain,
});
export type BackupRequest = z.infer<typeof BackupRequest>;
export const VerifyRequest = z.object({ kind: z.literal('verify'), from: z.string().min(1), id: z.string().min(1) });
/** Strict: what an older version asked for in another way must not pass for a restore of everything. */
export const RestoreRequest = z.strictObject({
  kind: z.literal('restore'),
  from: z.string().min(1),
  id: z.string().min(1),
  /** An instant that the set's chain covers, at or before the set's own; absent takes the set's own. */
  at: z.iso.datetime().exactOptional(),
  /** Name of a restore mark of the set's cluster; `at` is then its instant. */
  mark: z.string().min(1).exactOptional(),
  clusterId: z.string(),
  /** Shard of the set → name of the target shard. */
  map: z.record(z.string(), z.string()),
  /**
   * Shard of the set → `schema.object` patterns with * and ?, null for all of it. Shards that are not named stay out;
   * without `scope` everything is restored.
   */
  scope: z.record(z.string(), z.array(z.string()).nullable()).exactOptional(),
  rename: z.record(z.string(), z.string()),
  replace: z.boolean(),
  verify: z.boolean(),
  /** As whom views and programs run; absent keeps their definers. `map`: `user@host` of the set → on the target. */
  definers: z.object({ rule: z.enum(['keep', 'strip']), map: z.record(z.string(), z.string()) }).exactOptional(),
  /** Create the accounts and roles of the set that the targets do not have; absent leaves them out. */
  accounts: z.boolean().exactOptional(),
  /** Also create tables that put files into other directories or read from other servers; absent leaves them out. */
  allowOutside: z.boolean().exactOptional(),
  /** `sets` of the reports that were shown beforehand: of other sets nothing is restored. */
  looked: z.array(z.string()).readonly().exactOptional(),
});
export type RestoreRequest = z.infer<typeof RestoreRequest>;
export const JobRequest = z.discriminatedUnion('kind', [BackupRequest, VerifyRequest, RestoreRequest]);
export type JobRequest = z.infer<typeof JobRequest>;

export const DamageData = z.object({ file: z.string(), entry: z.string().nullable(), fact: FactData });

/** What a finished job says, by kind. */
export const JobResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('backup'), set: SetDetails }),
  z.object({
    kind: z.literal('verify'),
    volumes: z.int(),
    bytes: z.number(),
    damage: z.array(DamageData),
    tables: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('restore'),
    report: RestoreReport,
  }),
]);
export type JobResult = z.infer<typeof JobResult>;

/**
 * A job at one moment, whole: whoever has the newest needs no older one. `done` means that it ran to its end; whether all
 * is well is in `outcome`, as the command line's exit codes have it.
 */
export const JobSnapshot = z.object({
  id: z.string(),
  /** Grows with every change of this job. */
  seq: z.int(),
  request: JobRequest,
  /** Name of the cluster (backup: source, restore: target; verify: the set's). */
  cluster: z.string(),
  state: z.enum(['running', 'cancelling', 'done', 'failed', 'cancelled']),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
  progress: z
    .custom<JobProgress>((value) => typeof value === 'object' && value !== null && 'phase' in value)
    .nullable(),
  outcome: z.enum(outcomes).exactOptional(),
  result: JobResult.exactOptional(),
  failure: FailureData.exactOptional(),
  /** Somebody said that what a restore left behind was seen to. */
  settled: z.boolean().exactOptional(),
});
export type JobSnapshot = z.infer<typeof JobSnapshot>;

// ---------------------------------------------------------------------------------------------- methods and events

const nothing = z.void();
const path = z.object({ path: z.string().min(1).max(4096) });

export const methods = {
  'app.info': { input: nothing, output: AppInfo },
  'settings.get': { input: nothing, output: Settings },
  'settings.save': { input: Settings, output: Settings },
  'clusters.list': { input: nothing, output: z.array(ClusterProfile) },
  'clusters.save': { input: ClusterDraft, output: ClusterProfile },
  'clusters.remove': { input: z.object({ id: z.string() }), output: z.null() },
  /** Tests one shard as it is entered; `clusterId` finds its kept password. Called for all shards at once. */
  'clusters.testShard': {
    input: z.object({ clusterId: z.string().exactOptional(), shard: ShardDraft }),
    output: ShardCheck,
  },
  /** Looks at all shards: schemas, logical tables, drift, estimate. */
  'clusters.view': { input: z.object({ id: z.string() }), output: ClusterView },
  /** Logs in to all shards and out again: cheap enough for a page that is only glanced at. */
  'clusters.reach': { input: z.object({ id: z.string() }), output: z.array(ShardReach) },
  /** Destinations used before, newest first. */
  'destinations.recent': { input: nothing, output: z.array(z.string()) },
  /** A folder of the user's choice; null when the dialog was closed. */
  'destinations.pick': { input: nothing, output: z.string().nullable() },
  'destinations.view': { input: path, output: DestinationView },
  'destinations.forget': { input: path, output: z.null() },
  'sets.details': { input: path.extend({ id: z.string() }), output: SetDetails },
  /** Marks, changes of definitions and large deletes in a set's chain, over all shards. */
  'sets.points': { input: path.extend({ id: z.string() }), output: ChainPoints },
  /** Shows a folder in the system's file manager (Electron only). */
  'shell.showFolder': { input: path, output: z.null() },
  /** What a restore would change or run into; nothing is written. */
  'restore.preview': {
    input: RestoreRequest,
    output: RestoreReport,
  },
  'jobs.start': { input: JobRequest, output: z.object({ id: z.string() }) },
  /** Running jobs and the history, newest first. Ended jobs with a large result come without it: see `jobs.get`. */
  'jobs.list': { input: nothing, output: z.array(JobSnapshot) },
  /** One job, whole. */
  'jobs.get': { input: z.object({ id: z.string() }), output: JobSnapshot },
  /** What this restore left half done was undone, or is meant to be so. */
  'jobs.settle': {
    input: z.object({
      id: z.string(),
      /** Where it is written down, for one that is no job of this app. */
      beside: z.object({ from: z.string().min(1), set: z.string().min(1) }).exactOptional(),
    }),
    output: z.null(),
  },
  'jobs.cancel': { input: z.object({ id: z.string() }), output: z.null() },
} as const;

export const events = {
  'job.changed': JobSnapshot,
  'clusters.changed': z.array(ClusterProfile),
  'settings.changed': Settings,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Input<M extends MethodName> = z.infer<Methods[M]['input']>;
export type Output<M extends MethodName> = z.infer<Methods[M]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;

/** Every reply: the value, or a failure as data. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** What preload (or the web socket client) gives to the page: two functions, nothing else. */
export interface Bridge {
  invoke(method: string, input: unknown): Promise<Reply>;
  /** Returns the function that ends the subscription. */
  on(event: string, listener: (payload: unknown) => void): () => void;
}
