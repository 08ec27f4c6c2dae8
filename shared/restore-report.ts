import { z } from 'zod';
import {
  because,
  count,
  DatedBefore,
  damageStop,
  logNotes,
  notAsDefined,
  notAsGranted,
  note,
  notOfTheSource,
  schemaStops,
  setNotes,
  stop,
  target,
  versions,
} from './finding-parts.ts';
import { InterruptedWhy } from './interrupted-why.ts';
import { ExceptionKind, ObjectKind } from './manifest.ts';
import { LackedPrivilege, StatementFault, Why } from './set-facts.ts';

/**
 * What a restore finds before it begins and what it came to, as facts: the engine makes them, the hosts choose the words.
 * `cause` holds the words of a server, as they are.
 */

/** Objects on a target: the first few by name in natural order, and how many there are of each kind. */
export const NamedObjects = z.object({
  /** `schema.name` */
  names: z.array(z.string()).readonly(),
  counts: z.partialRecord(ObjectKind, count).readonly(),
});
export type NamedObjects = z.infer<typeof NamedObjects>;

/** Accounts as which programs run, the first few by name, how many there are, and what runs as them. */
const definers = { accounts: z.array(z.string()).readonly(), count, objects: NamedObjects };

const lacksPrivilege = { ...LackedPrivilege.shape, code: z.literal('lacks-privilege'), user: z.string() };

/**
 * slave_run_triggers_for_rbr – triggers run for rows whose log has their effect already; secure_timestamp – statements
 * cannot be given the time they had; lower_case_table_names – the log's names are not told from others there as on the source.
 */
export const LogSetting = z.enum(['slave_run_triggers_for_rbr', 'secure_timestamp', 'lower_case_table_names']);
export type LogSetting = z.infer<typeof LogSetting>;

/** The restore does not begin. */
export const StopFinding = z.discriminatedUnion('code', [
  z.object({ ...stop, code: z.literal('volume-missing'), file: z.string() }),
  z.object({ ...stop, code: z.literal('volume-size'), file: z.string(), bytes: count, written: count }),
  damageStop,
  z.object({ ...stop, code: z.literal('read-only') }),
  /** Names that the restore needs are taken, and nothing may be replaced. */
  z.object({ ...stop, code: z.literal('names-taken'), objects: NamedObjects }),
  /** Tables of which the set holds the definition but no rows: replacing would leave nothing of what is there. */
  z.object({ ...stop, code: z.literal('rows-lost'), objects: NamedObjects }),
  z.object({ ...stop, ...lacksPrivilege }),
  /** Two names that the target does not tell apart. */
  z.object({ ...stop, code: z.literal('same-name'), one: z.string(), other: z.string() }),
  ...schemaStops,
  /** An interrupted restore is there that cannot go on; `loaded` of `shards` have all their rows for what is restored now. */
  z.object({
    ...stop,
    code: z.literal('restore-interrupted'),
    set: z.string(),
    at: z.string(),
    why: InterruptedWhy,
    loaded: count,
    shards: count,
  }),
  /** The instant needs a binary log, which only a server of the source's flavour can apply. */
  z.object({ ...stop, code: z.literal('log-other-flavour') }),
  /** A global setting, which no session may lift, would have the target apply the log in another way, or not at all. */
  z.object({ ...stop, code: z.literal('log-setting'), setting: LogSetting, value: z.string() }),
  z.object({ ...stop, code: z.literal('cascades-outside'), objects: NamedObjects }), // that a log would change besides
]);
export type StopFinding = z.infer<typeof StopFinding>;

/** What one flavour has and the other has not. */
export const Feature = z.enum(['sequence', 'package', 'library', 'row-history', 'type', 'engine']);
export type Feature = z.infer<typeof Feature>;

/** What a table can do without on a server of the other flavour, or on an older one. */
export const LostFeature = z.enum([
  'functional-index',
  'long-unique',
  'not-enforced',
  'srid',
  'page-compression',
  'column-compression',
  'newer-options',
  'checks',
  'descending-index',
]);
export type LostFeature = z.infer<typeof LostFeature>;

/** The restore begins, and this is good to know. */
export const NoteFinding = z.discriminatedUnion('code', [
  /** A newer set of the cluster than the one that is restored cannot be used. */
  z.object({
    ...note,
    code: z.literal('newer-set'),
    set: z.string(),
    newer: z.string(),
    /** What keeps it from being read; null for one that was interrupted or is being written. */
    cause: z.string().nullable(),
  }),
  /** A file of the manifest is lost or damaged, and those beside it stand in for it. */
  z.object({ ...note, code: z.literal('manifest-mended'), set: z.string(), file: z.string() }),
  /** An interrupted restore of the same is there: its rows stay, and its log goes on `after` what is applied of it. */
  z.object({
    ...note,
    code: z.literal('restore-continues'),
    set: z.string(),
    at: z.string(),
    after: z.object({ file: z.string(), position: count }).nullable(),
    /** It had read every row again. */
    verified: z.boolean(),
  }),
  z.object({ ...note, code: z.literal('other-flavour'), ...versions }),
  z.object({ ...note, code: z.literal('older-version'), ...versions }),
  /** The same where the set can do without: each shard ends at its own snapshot. */
  z.object({ ...note, code: z.literal('log-left-out') }),
  /** Rows go in by INSERT. */
  z.object({ ...note, code: z.literal('no-local-infile') }),
  z.object({ ...note, code: z.literal('replaces'), objects: NamedObjects }),
  /** Triggers that the set does not hold and that go with the tables they are on. */
  z.object({ ...note, code: z.literal('drops-triggers'), objects: NamedObjects }),
  /** What is no part of the restore and stays as it is. */
  z.object({ ...note, code: z.literal('keeps'), objects: NamedObjects }),
  z.object({ ...note, ...lacksPrivilege }),
  z.object({ ...note, code: z.literal('unknown-collation'), collation: z.string() }),
  /** A collation the target does not know, and the nearest one that it has instead. */
  z.object({ ...note, code: z.literal('collation-replaced'), from: z.string(), to: z.string(), objects: NamedObjects }),
  /** The target has nothing of the kind, being of the other flavour; `detail` names the type or engine. */
  z.object({ ...note, code: z.literal('cannot-cross'), feature: Feature, detail: z.string(), objects: NamedObjects }),
  /** The tables are restored without the feature, the target being of the other flavour. */
  z.object({ ...note, code: z.literal('crosses-without'), feature: LostFeature, objects: NamedObjects }),
  /** Definitions are not compared after the restore: a server of another flavour or series prints the same one otherwise. */
  z.object({ ...note, code: z.literal('definitions-unproven'), ...versions }),
  /** Tables that are in tablespaces or folders of the source (the first few options): there if the server can, else where all are. */
  z.object({
    ...note,
    code: z.literal('places'),
    options: z.array(z.string()).readonly(),
    count,
    objects: NamedObjects,
  }),
  ...setNotes,
  ...logNotes,
  // What the target does anew (stored generated columns, history in partitions); tables with keys or members that are not restored.
  z.object({ ...note, code: z.literal('computes-anew'), objects: NamedObjects }),
  z.object({ ...note, code: z.literal('spreads-anew'), objects: NamedObjects }),
  z.object({ ...note, code: z.literal('ties-outside'), objects: NamedObjects }),
  /** sql_require_primary_key is on, and so many tables have none. */
  z.object({ ...note, code: z.literal('primary-key-required'), tables: count }),
  /** Accounts as which views and programs run, the first few by name, that the target does not have. */
  z.object({ ...note, code: z.literal('definers-missing'), ...definers }),
  /** Accounts as which views and programs will run that may change accounts or everything on the target. */
  z.object({ ...note, code: z.literal('definers-admin'), ...definers }),
  /** What is left out, since its stored statement is not what it should be. */
  z.object({ ...note, code: z.literal('unfit-statements'), fault: StatementFault, objects: NamedObjects }),
  /** Restored all the same, as --allow-outside says. */
  z.object({ ...note, code: z.literal('outside-allowed'), fault: StatementFault, objects: NamedObjects }),
  /** Accounts of the set, the first few by name, that are created with their passwords and grants. */
  z.object({ ...note, code: z.literal('accounts-created'), accounts: z.array(z.string()).readonly(), count }),
  /** Those that the target has: they stay as they are. */
  z.object({ ...note, code: z.literal('accounts-kept'), accounts: z.array(z.string()).readonly(), count }),
  /** Those whose password hash the target cannot use. */
  z.object({ ...note, code: z.literal('accounts-locked'), accounts: z.array(z.string()).readonly(), count }),
  /** Those whose statements in the set do something else: they are left out. */
  z.object({ ...note, code: z.literal('accounts-unfit'), accounts: z.array(z.string()).readonly(), count }),
  z.object({
    ...note,
    code: z.literal('events-disabled'),
    count,
    /** The first few, by their names on the target. */
    events: z.array(z.object({ schema: z.string(), name: z.string() })).readonly(),
  }),
  /** Programs whose bodies name schemas outside of a restore under other names, or may: they are not created. */
  z.object({ ...note, code: z.literal('leads-out'), objects: NamedObjects, schemas: z.array(z.string()).readonly() }),
]);
export type NoteFinding = z.infer<typeof NoteFinding>;

/** Something a restore would change or run into, found before the first byte is written. */
export const Finding = z.union([StopFinding, NoteFinding]);
export type Finding = z.infer<typeof Finding>;

/** What is wrong with a table after the restore. */
export const TableProblem = z.discriminatedUnion('code', [
  z.object({ code: z.literal('not-created') }), // see `exceptions`
  z.object({ code: z.literal('refused'), ...because }),
  z.object({ code: z.literal('duplicates'), ...because }),
  /** What the set holds of it is not what was written. */
  z.object({ code: z.literal('damaged'), ...because }),
  z.object({ code: z.literal('unreadable'), ...because }), // when it was read again on the target
  /** `chunk` is null for a table of one chunk. */
  z.object({ code: z.literal('row-count'), chunk: count.nullable(), found: count, expected: count }),
  /** As many rows as there should be, but others. */
  z.object({ code: z.literal('content'), chunk: count.nullable() }),
  /** ENUM or SET members or defaults of these columns have other bytes than on the source. */
  z.object({ code: z.literal('literals'), columns: z.array(z.string()).readonly() }),
  /** The rows are right but for these generated columns, which the server computed anew: they depended on the session. */
  z.object({ code: z.literal('generated'), columns: z.array(z.string()).readonly() }),
]);
export type TableProblem = z.infer<typeof TableProblem>;

/** What became of one table. */
export const RestoredTable = z.object({
  /** Shard of the set. */
  shard: z.string(),
  target,
  /** Names on the target. */
  schema: z.string(),
  table: z.string(),
  /** Rows in the set. */
  rows: z.number(),
  bytes: z.number(),
  /** equal: read again and proven; loaded: not read again, as asked; different; failed: not restored. */
  state: z.enum(['equal', 'loaded', 'different', 'failed']),
  /** Of tables that are different or failed. */
  problem: TableProblem.exactOptional(),
});
export type RestoredTable = z.infer<typeof RestoredTable>;

/** True for a table whose rows are not those of the source: as restored, or in the set already. */
function isHarmed({ state, problem }: RestoredTable): boolean {
  return state === 'different' || problem?.code === 'damaged';
}

/** A measured share: `proven` of `total`. */
export const Share = z.object({ proven: z.number(), total: z.number() });
export type Share = z.infer<typeof Share>;

/** Recovery quality: the product of measured shares, 0 to 1. What a log brought behind the snapshots is not compared. */
export const Quality = z.object({
  value: z.number(),
  /** Rows proven equal over rows in the set. */
  rows: Share,
  /** Tables proven complete over tables. */
  tables: Share,
  /** Definitions (with the state of sequences) that the target prints as the source did; absent where none can be compared. */
  objects: Share.exactOptional(),
  /** Shards that answered at the end over shards. */
  shards: Share,
});
export type Quality = z.infer<typeof Quality>;

/** Why the target does not have something of the set. */
export const NotRestoredWhy = z.discriminatedUnion('code', [
  z.object({ code: z.literal('refused'), ...because }),
  /** Servers do not create events whose time has passed. */
  z.object({ code: z.literal('event-expired') }),
  /** Restored under another name its body would, or might, go on using the schema `to`. */
  z.object({ code: z.literal('leads-out'), to: z.string() }),
  /** The table is there without indexes that only the other flavour has. */
  z.object({ code: z.literal('index-lost'), feature: LostFeature }),
  /** The table is there with its rows, but they did not allow an index, or the server refused it for another reason. */
  z.object({ code: z.literal('index-refused'), ...because }),
  ...notAsDefined,
  ...notOfTheSource,
  ...notAsGranted,
  /** The set itself does not hold it; `text` is the set's own sentence, for a reason this version does not know. */
  /** Its statement in the set was not run. */
  z.object({ code: z.literal('unfit-statement'), fault: StatementFault }),
  z.object({ code: z.literal('not-in-set'), text: z.string(), why: Why.exactOptional() }),
]);
export type NotRestoredWhy = z.infer<typeof NotRestoredWhy>;

/** Something of the set that the target does not have now. */
export const NotRestored = z.object({
  target,
  schema: z.string(),
  object: z.string(),
  /** spatial-reference-system: `object` is its number and name; foreign-keys: those of the table `object`; grants: those of the account `object`, whose schema is empty. */
  kind: z.enum([...ExceptionKind.options, 'foreign-keys', 'grants', 'spatial-reference-system']),
  why: NotRestoredWhy,
});
export type NotRestored = z.infer<typeof NotRestored>;

/** A warning the server gave while it loaded rows that were not proven equal afterwards. */
export const LoadWarning = z.object({ target, schema: z.string(), table: z.string(), cause: z.string() });
export type LoadWarning = z.infer<typeof LoadWarning>;

/** Why an XA transaction stays prepared after a restore. */
export const PreparedWhy = z.discriminatedUnion('code', [
  /** No shard had decided it at the instant; `unread`: shards whose stored logs could not be searched. */
  z.object({ code: z.literal('undecided'), unread: z.array(z.string()).readonly() }),
  z.object({ code: z.literal('rolled-back'), shard: z.string() }),
  /** One shard committed and another one rolled back. */
  z.object({ code: z.literal('both'), committed: z.string(), rolledBack: z.string() }),
  /** It was prepared on the target before the restore came to it. */
  z.object({ code: z.literal('there-before') }),
  /** `shard` committed it, and the target did not accept XA COMMIT. */
  z.object({ code: z.literal('refused'), shard: z.string(), ...because }),
]);
export type PreparedWhy = z.infer<typeof PreparedWhy>;

/** What the binary log brought a shard beyond its snapshot. */
export const RolledForward = z.object({
  shard: z.string(),
  target,
  transactions: z.number(),
  /** Those of them that changed what is restored, and one for those of earlier runs; absent where the log ended early, and in earlier reports. */
  changed: z.number().exactOptional(),
  /** DDL and other statements that were run. */
  statements: z.number(),
  bytes: z.number(),
  /** The last transaction that is applied; null where there was none. */
  last: z.object({ file: z.string(), position: z.number(), gtid: z.string(), at: z.string() }).nullable(),
  /** XA transactions that are prepared on the target and hold their locks until somebody decides. */
  prepared: z.array(z.object({ xid: z.string(), why: PreparedWhy })).readonly(),
  /** XA transactions that were prepared here and that another shard of the set, `by`, had committed: they are committed. */
  committed: z.array(z.object({ xid: z.string(), by: z.string() })).readonly(),
  /** Statements about accounts and the server itself, which a restore does not repeat. */
  leftOut: z.array(z.object({ reason: z.string(), text: z.string() })).readonly(),
  datedBefore: DatedBefore.exactOptional(),
  /** Why it did not come as far as it should; `file` where something in it is not as it was written. */
  stopped: z.object({ ...because, next: z.string().nullable(), file: z.string().nullable() }).nullable(),
});
export type RolledForward = z.infer<typeof RolledForward>;

export const RestoreReport = z.object({
  id: z.string(),
  sets: z.string().exactOptional(), // of what was looked at: a hash of the chain's manifests; absent in earlier reports
  /** Empty where the set has no log behind its snapshots. */
  rolled: z.array(RolledForward).readonly(),
  /** Null when nothing was compared: a look beforehand, or as asked. */
  quality: Quality.nullable(),
  tables: z.array(RestoredTable).readonly(),
  findings: z.array(Finding).readonly(),
  exceptions: z.array(NotRestored).readonly(),
  warnings: z.array(LoadWarning).readonly(),
  /** Milliseconds per phase. */
  durations: z.record(z.string(), z.number()),
});
export type RestoreReport = z.infer<typeof RestoreReport>;

/** Damage or a difference was found: in what tables hold now, or in the stored log that was to follow. */
export function foundDamage({ tables, rolled }: Pick<RestoreReport, 'tables' | 'rolled'>): boolean {
  return tables.some(isHarmed) || rolled.some(({ stopped }) => stopped !== null && stopped.file !== null);
}
