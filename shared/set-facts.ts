import { z } from 'zod';

/** What an account needs a privilege for. */
export const PrivilegeUse = z.enum([
  'read-rows',
  'read-views',
  'read-triggers',
  'read-events',
  'read-routines',
  'read-accounts',
  'read-position',
  'read-log',
  'one-position',
  'hold-writers',
  'hold-ddl',
  'see-truncate',
  'write-tables',
  'keep-progress',
  'load-rows',
  'compare-rows',
  'write-views',
  'write-routines',
  'write-triggers',
  'write-events',
  'keep-definers',
  'keep-admin-definers',
  'write-accounts',
  'write-srs',
  'logged-programs',
  'tables-without-key',
  'apply-log',
]);
export type PrivilegeUse = z.infer<typeof PrivilegeUse>;

/** What the account can do without the privilege: nothing is seen at all, or it works where tables were granted one by one. */
export const PrivilegeLimit = z.enum(['no-schema', 'some-tables']);
export type PrivilegeLimit = z.infer<typeof PrivilegeLimit>;

/** A privilege that an account lacks, with the statement that gives it. */
export const LackedPrivilege = z.object({
  privilege: z.string(),
  /** `*.*`, `schema.*` or `schema.table`, as a reader would write it. */
  scope: z.string(),
  use: PrivilegeUse,
  limit: PrivilegeLimit.exactOptional(),
  /** The statement to copy, with semicolon. */
  grant: z.string(),
});
export type LackedPrivilege = z.infer<typeof LackedPrivilege>;

/**
 * What is wrong with a stored statement. other-statement: it is no CREATE of this object, or does more · hidden-code:
 * comments that some servers run · takes-rows: it brings rows of its own · library: it loads code into the server ·
 * directory: its files lie elsewhere · connection: its rows come from another server ·
 * engine: its storage engine is not known to stay inside of the server · other-schema: its rows are those of another
 * schema's tables (MERGE) · other-definer: it runs as another account than the set says.
 */
export const StatementFault = z.enum([
  'other-statement',
  'hidden-code',
  'takes-rows',
  'library',
  'directory',
  'connection',
  'engine',
  'other-schema',
  'other-definer',
]);
export type StatementFault = z.infer<typeof StatementFault>;

/** Why a set does not hold something of the source, or not as it should. */
export const Why = z.discriminatedUnion('code', [
  /** The server's own words. */
  z.object({ code: z.literal('refused'), cause: z.string() }),
  z.object({ code: z.literal('cannot-open') }),
  z.object({ code: z.literal('history-by-transaction') }),
  z.object({ code: z.literal('history-too-old') }),
  z.object({ code: z.literal('history-of-an-instant') }),
  /** So many rows stood in partitions that they do not belong to; they are in the set, and come back where they belong. */
  z.object({ code: z.literal('misplaced-rows'), rows: z.int() }),
  /** Members of ENUM or SET, or defaults, that the server prints with `?` or otherwise than they may be. */
  z.object({ code: z.literal('literals-unknown'), columns: z.string() }),
  /** A MySQL before 8.0.4, which cannot be asked for types inside of JSON that its text does not show. */
  z.object({ code: z.literal('json-types-unknown') }),
  z.object({ code: z.literal('unknown-kind'), type: z.string() }),
  z.object({ code: z.literal('rows-elsewhere'), engine: z.string() }),
  z.object({ code: z.literal('dropped') }),
  z.object({ code: z.literal('altered') }),
  /** Between the snapshot and its reading. */
  z.object({ code: z.literal('truncated') }),
  /** Read as empty; only an account with PROCESS can tell. */
  z.object({ code: z.literal('perhaps-truncated') }),
  /** MySQL shows one password of an account only. */
  z.object({ code: z.literal('second-password') }),
  /** MariaDB: grants to PUBLIC, which hold for every account. */
  z.object({ code: z.literal('granted-to-all'), grants: z.string() }),
  /** What the server says of it is not its definition, and nothing else. */
  z.object({ code: z.literal('unfit-statement'), fault: StatementFault }),
  LackedPrivilege.extend({ code: z.literal('lacks-privilege'), user: z.string() }),
  /** A logged statement gave a column values by `what`, a function or variable that the log does not determine. */
  z.object({ code: z.literal('open-values'), what: z.string(), statement: z.string() }),
  /** A logged statement numbered the rows of a table that has no other key, or kept the first of those that are alike, in the order in which they stood. */
  z.object({ code: z.literal('open-numbers'), statement: z.string() }),
]);
export type Why = z.infer<typeof Why>;

/** Why no incremental set can follow the one that is there. */
export const ChainBreak = z.discriminatedUnion('code', [
  /** The server writes no binary log. */
  z.object({ code: z.literal('no-binlog') }),
  z.object({ code: z.literal('log-unreadable'), grant: z.string() }),
  /** The set recorded no exact position. */
  z.object({ code: z.literal('no-position'), set: z.string() }),
  /** The server has deleted the file. */
  z.object({ code: z.literal('purged'), file: z.string() }),
  /** The log was begun anew: it is shorter, or other transactions stand where the set ended. */
  z.object({ code: z.literal('reset'), file: z.string(), position: z.int() }),
  /** MySQL sends nothing that was logged under another gtid_mode than `mode`, which it has now. */
  z.object({ code: z.literal('gtid-mode'), mode: z.string() }),
  z.object({ code: z.literal('other-server'), was: z.string(), is: z.string() }),
  z.object({ code: z.literal('other-version'), was: z.string(), is: z.string() }),
  z.object({ code: z.literal('format'), format: z.string() }),
  /** A session logged a statement instead of rows. */
  z.object({ code: z.literal('statement'), file: z.string(), position: z.int() }),
  /** Rows of a table with passwords were changed, and the log was to be stored without such. */
  z.object({ code: z.literal('account-rows'), table: z.string(), file: z.string(), position: z.int() }),
  /** binlog_do_db or binlog_ignore_db leaves schemas out. */
  z.object({ code: z.literal('filtered') }),
  /** A replica that does not log what it applies. */
  z.object({ code: z.literal('replica-unlogged') }),
  /** The server took changes over from another one and did not log them. */
  z.object({ code: z.literal('applied-unlogged'), was: z.string(), is: z.string() }),
  /** The set has other shards than the cluster. */
  z.object({ code: z.literal('other-shards') }),
]);
export type ChainBreak = z.infer<typeof ChainBreak>;

/** What servers keep besides schemas and accounts, and no set holds: `own-in-system-schema` is what somebody made in `mysql` or `sys`. */
export const OutsideKind = z.enum([
  'tablespace',
  'resource-group',
  'loadable-function',
  'server',
  'plugin',
  'component',
  'column-statistics',
  'time-zone',
  'replication',
  'persisted-variable',
  'read-only-schema',
  'own-in-system-schema',
]);
export type OutsideKind = z.infer<typeof OutsideKind>;

/** What is true of a set and a reader should know, although nothing is missing from it. */
export const Remark = z.discriminatedUnion('code', [
  z.object({ code: z.literal('new-destination'), folder: z.string() }),
  z.object({ code: z.literal('position-inexact'), shard: z.string() }),
  z.object({ code: z.literal('position-unknown'), shard: z.string() }),
  /** Tables of engines without snapshots; the first few by name. */
  z.object({ code: z.literal('no-snapshot'), shard: z.string(), tables: z.array(z.string()), count: z.int() }),
  /** Stored generated columns that depend on the session that wrote a row; the first few tables by name. */
  z.object({ code: z.literal('computes-anew'), shard: z.string(), tables: z.array(z.string()), count: z.int() }),
  z.object({ code: z.literal('created-meanwhile'), shard: z.string(), schema: z.string(), table: z.string() }),
  z.object({ code: z.literal('no-chain'), shard: z.string(), why: ChainBreak }),
  /** The run was interrupted and went on: so many of its tables were whole in closed volumes and are in the set. */
  z.object({ code: z.literal('resumed'), at: z.string(), kept: z.int(), tables: z.int() }),
  /** All of a shard was read before, and no log leads from there to the others. */
  z.object({ code: z.literal('kept-instant'), shard: z.string(), at: z.string(), why: ChainBreak }),
  /** Tables that were whole before were read anew, since no log leads from there to the others. */
  z.object({ code: z.literal('read-anew'), shard: z.string(), tables: z.int(), why: ChainBreak }),
  /** MariaDB with a binlog_row_image other than FULL: what REPLACE resets to a default is not logged. */
  z.object({ code: z.literal('partial-row-image'), shard: z.string(), image: z.string() }),
  /** What could have been taken over from an earlier set is not as it was written there, and was read from the server. */
  z.object({ code: z.literal('earlier-damaged'), shard: z.string(), set: z.string(), file: z.string() }),
  /** The server was started within the log; `at` is the last time. */
  z.object({ code: z.literal('restarted'), shard: z.string(), at: z.string(), count: z.int() }),
  z.object({ code: z.literal('prepared-xa'), shard: z.string(), count: z.int() }),
  /** The shard's server is a replica of `from`; it says by how much it is behind, where it knows. */
  z.object({
    code: z.literal('replica'),
    shard: z.string(),
    from: z.string(),
    applies: z.boolean(),
    behindSeconds: z.int().nullable(),
  }),
  /** Some of several shards are replicas, so that nobody knows whether they have one instant. */
  z.object({ code: z.literal('replicas-apart'), shards: z.array(z.string()) }),
  /** Shards could not be cut together when all was read: each has the instant of its own snapshot. */
  z.object({ code: z.literal('no-common-cut'), cause: z.string() }),
  z.object({ code: z.literal('cold-lock-lost') }),
  /** The account may see some schemas only, and none was named: nobody tells it of others. */
  z.object({ code: z.literal('schemas-unseen'), shard: z.string(), user: z.string() }),
  /** Rows and definitions came over a connection that is not encrypted. */
  z.object({ code: z.literal('line-open'), shard: z.string(), server: z.string() }),
  /** The set has accounts with their password hashes. */
  z.object({ code: z.literal('holds-hashes'), accounts: z.int() }),
  /** Statements about accounts in the stored log that tell passwords, or their hashes; and those that are not stored. */
  z.object({ code: z.literal('log-passwords'), shard: z.string(), count: z.int() }),
  z.object({ code: z.literal('log-hashes'), shard: z.string(), count: z.int() }),
  z.object({ code: z.literal('log-without-accounts'), shard: z.string(), count: z.int() }),
  /** What the server has of a kind that no set holds; the first few by name. */
  z.object({
    code: z.literal('outside'),
    shard: z.string(),
    kind: OutsideKind,
    names: z.array(z.string()),
    count: z.int(),
  }),
  /** Kinds that the account may not look at. */
  z.object({ code: z.literal('outside-unseen'), shard: z.string(), kinds: z.array(OutsideKind).readonly() }),
]);
export type Remark = z.infer<typeof Remark>;
