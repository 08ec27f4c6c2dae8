import { fill } from './failure-words.ts';
import type {
  ChainBreak,
  LackedPrivilege,
  OutsideKind,
  PrivilegeLimit,
  PrivilegeUse,
  Remark,
  StatementFault,
  Why,
} from './set-facts.ts';

/**
 * The English sentences that sets keep beside their facts, so that a manifest can be read without Shardkeep. Hosts that
 * speak English use the same ones. They name no option of the command line, since pages show them too.
 */

/** Follows "the account lacks SELECT on shop.*: it …". */
export const useWords = {
  'read-rows': 'reads the rows',
  'read-views': 'reads the definitions of views',
  'read-triggers': 'reads triggers; without it they cannot be seen',
  'read-events': 'reads events; without it they cannot be seen',
  'read-routines': 'reads procedures and functions; without it those of other accounts cannot be seen',
  'read-accounts': 'reads accounts, their grants and password hashes',
  'read-position': 'reads the position in the binary log; without it no incremental backup can follow',
  'read-log': 'reads the binary log; without it no incremental backup can follow',
  'one-position': 'opens all snapshots at one position; without it no incremental backup can follow',
  'hold-writers': 'holds writers back for a warm or cold backup; LOCK TABLES on each schema does as well',
  'see-truncate': 'shows which tables were emptied by TRUNCATE during the backup; without it this can only be guessed',
  'hold-ddl': 'holds back changes of table definitions during the backup; without it they are noticed only afterwards',
  'write-tables': 'creates and replaces schemas, tables, indexes and foreign keys',
  'keep-progress': 'keeps in a table of its own how far the restore is',
  'load-rows': 'loads the rows',
  'compare-rows': 'reads the rows again to compare them with the backup',
  'write-views': 'creates views and compares them with the backup',
  'write-routines': 'creates and replaces procedures and functions',
  'write-triggers': 'creates triggers',
  'write-events': 'creates events',
  'keep-definers': 'keeps the definers of views, triggers, routines and events',
  'keep-admin-definers': 'keeps the definers of views, triggers, routines and events that are administrators',
  'write-srs': 'creates the spatial reference systems that rows need',
  'write-accounts': 'creates accounts and roles',
  'logged-programs':
    'creates triggers and functions while the server writes a binary log; SET GLOBAL log_bin_trust_function_creators=1 does as well',
  'apply-log': 'applies the binary log behind the snapshots; without it each shard ends at its own snapshot',
  'tables-without-key': 'creates tables without a primary key, which sql_require_primary_key refuses',
} as const satisfies Record<PrivilegeUse, string>;

/** Follows the use. */
export const limitWords = {
  'no-schema': '{{use}}; this account sees no schema',
  'some-tables': '{{use}}; now this works for the tables that were granted one by one',
} as const satisfies Record<PrivilegeLimit, string>;

/** Follows "its statement …". */
export const faultWords = {
  'other-statement': 'is not a CREATE of it, or does more than that',
  'hidden-code': 'has code in comments, which some servers run and others do not',
  'takes-rows': 'brings rows of its own',
  library: 'loads a library into the server',
  directory: 'puts its files into a directory outside of the server’s own',
  connection: 'connects to another server',
  engine: 'has a storage engine that may read or write what is outside of the server’s own files',
  'other-schema': 'reads and writes tables of another schema',
  'other-definer': 'runs as another account than the set says',
} as const satisfies Record<StatementFault, string>;

export const whyWords = {
  refused: '{{cause}}',
  'cannot-open': 'The server cannot open the table.',
  'history-by-transaction': 'Row history is kept by transaction number: only the current rows are in the set.',
  'history-too-old': 'Row history can be written back from MariaDB 10.11 on: only the current rows are in the set.',
  'history-of-an-instant':
    'Row versions that ended in the same microsecond in which they began are not in the set: MariaDB takes none of them back.',
  'misplaced-rows':
    '{{rows}} or more of its rows stand in partitions where they do not belong, so that queries by key miss them on the source. All rows are in the set, and a restore puts each where it belongs. CHECK TABLE names them, ALTER TABLE … REPAIR PARTITION ALL moves them.',
  'literals-unknown':
    'The server does not say which bytes the members or defaults of these columns have, and may print them as ? or as other characters: {{columns}}. The table and its rows are in the set; compare the definition after a restore.',
  'json-types-unknown':
    'MySQL before 8.0.4 cannot be asked for types inside JSON that its text does not show (DECIMAL, dates and the like, made by SQL functions): values that hold such a type come back as the text says.',
  'unknown-kind': 'A {{type}} cannot be backed up yet.',
  'rows-elsewhere': 'The rows of engine {{engine}} live elsewhere; the set has the definition only.',
  'second-password': 'It has two passwords, of which the server shows one: the second is not in the set.',
  'granted-to-all': 'What it was given holds for every account and is not in the set: {{grants}}.',
  'unfit-statement': 'The server’s definition {{fault}}. Look at who can change things on that server.',
  dropped: 'It was dropped or renamed while the backup ran.',
  truncated: 'It, or a partition of it, was emptied by TRUNCATE while the backup ran.',
  'perhaps-truncated':
    'It had rows before the backup began and was read as empty: TRUNCATE may have emptied it meanwhile. For certainty grant the account PROCESS.',
  altered: 'It was altered, or another table was renamed into its place, while the backup ran.',
  'lacks-privilege': 'The account "{{user}}" lacks {{privilege}} on {{scope}}: it {{use}}. {{grant}}',
  'open-values':
    'A statement in the binary log gave it values by {{what}}, which the log does not have: a restore through this set computes others. Take a full backup. Statement: {{statement}}',
  'open-numbers':
    'A statement in the binary log numbered its rows as they stood, or kept the first of those that are alike (ALTER IGNORE). Without another key a restore through this set may number them in another order, or keep others. Take a full backup. Statement: {{statement}}',
} as const satisfies Record<Why['code'], string>;

export const remarkWords = {
  'new-destination': '{{folder}} was empty and has been made a new destination.',
  'position-inexact':
    '{{shard}}: the position in the binary log is not exactly the snapshot’s; no incremental backup can build on this set.',
  'position-unknown':
    '{{shard}}: the position in the binary log could not be read; no incremental backup can build on this set.',
  'no-snapshot':
    '{{shard}}: no snapshot covers {{tables}}; writes during the backup may show in part. A cold backup holds them still.',
  'computes-anew':
    '{{shard}}: stored generated columns of {{tables}} depend on the session that wrote a row (its time zone, sql_mode and the like). The set has their values; a server that restores them computes them anew, and the comparison names what comes out otherwise.',
  'created-meanwhile': '{{shard}}: {{schema}}.{{table}} was created while the backup began and is not in the set.',
  'no-chain': '{{shard}}: no incremental backup can build on this set: {{reason}}.',
  resumed:
    'The run was interrupted and went on at {{at}}: {{kept}} of {{tables}} tables had been read before, the others were read then.',
  'kept-instant':
    '{{shard}}: all of it had been read at {{at}}, before the run was interrupted, and it stays at that instant: {{reason}}. The shards of this set have no common instant.',
  'read-anew':
    '{{shard}}: {{tables}} tables that had been read before the run was interrupted were read anew: {{reason}}.',
  'partial-row-image':
    '{{shard}}: the server logs rows in part (binlog_row_image={{image}}). Where REPLACE puts a row in the place of another, MariaDB then leaves out of its log the columns that go back to their defaults: a restore through this log, like a replica, keeps their old values. SET GLOBAL binlog_row_image=FULL, and in the configuration, then take a full backup.',
  'earlier-damaged':
    '{{shard}}: {{file}} of {{set}} is missing or not as it was written; the server’s log was read again instead, and this set is whole. Verify that one.',
  restarted:
    '{{shard}}: the server was started anew within this log ({{count}}, the last at {{at}}). If it ever ran without its binary log in between, what it wrote then is in no log and in no set of this chain: take a full backup.',
  'prepared-xa':
    '{{shard}}: when the snapshot was taken, transactions were prepared with XA and not decided ({{count}}); what they wrote is not in the set. Decide them (XA RECOVER lists them), then take a full backup.',
  replica:
    '{{shard}}: this server is a replica of {{from}} ({{state}}). The set has what it had applied, which may be older than what its source has.',
  'replicas-apart':
    '{{names}} have what replicas had applied, and nobody knows by how much these are behind: the shards of this set have no common instant, and a transaction over several shards may be whole on one and missing on another. Back up the sources where that matters.',
  'no-common-cut':
    'Everything was read, but the shards could not be brought to one instant: each has that of its own snapshot. {{cause}}',
  'cold-lock-lost':
    'A shard’s read lock ended before the run did. Rows of transactional tables are from one instant all the same, but writes may have gone on meanwhile.',
  'schemas-unseen':
    '{{shard}}: the account "{{user}}" sees only schemas that it was granted something on; others, if there are any, are not in the set. SHOW DATABASES would show them, and naming the wanted schemas says that these are all.',
  'line-open':
    '{{shard}}: the connection to {{server}} is not encrypted: anyone on the way can read what is backed up, and change it. Switch TLS on at the server.',
  'holds-hashes':
    'The set holds accounts with their password hashes ({{accounts}}). Keep it as you would keep the passwords.',
  'log-passwords':
    '{{shard}}: the stored binary log has statements about accounts with passwords that can be read ({{count}}). Keep the set as you would keep the passwords, and change them if others can read it. A backup can leave such statements out.',
  'log-hashes':
    '{{shard}}: the stored binary log has password hashes of accounts ({{count}}). Keep the set as you would keep the passwords. A backup can leave such statements out.',
  'log-without-accounts':
    '{{shard}}: statements about accounts in the binary log were not stored, as asked ({{count}}); in their place stands a COMMIT.',
  outside: '{{shard}}: the server also has {{kind}}, which no set holds: {{names}}.',
  'outside-unseen':
    '{{shard}}: the account may not see whether the server has {{kinds}}, which no set holds. SELECT on mysql.* and performance_schema.* shows them, and on MariaDB REPLICA MONITOR (replication).',
} as const satisfies Record<Remark['code'], string>;

/** Things of a server that no set holds. */
export const outsideWords = {
  tablespace: 'tablespaces of its own (tables in them are in the set)',
  'resource-group': 'resource groups',
  'loadable-function': 'loadable functions (UDFs)',
  server: 'servers for FEDERATED or CONNECT tables (CREATE SERVER)',
  plugin: 'installed plugins',
  component: 'installed components',
  'column-statistics': 'histograms of columns (ANALYZE makes them again)',
  'time-zone': 'tables of time zones',
  replication: 'sources that it replicates from',
  'persisted-variable': 'variables that SET PERSIST keeps',
  'read-only-schema': 'schemas that are READ ONLY (they are restored writable)',
  'own-in-system-schema': 'objects that somebody made in its own schemas',
} as const satisfies Record<OutsideKind, string>;

/** `schema.object`; accounts belong to no schema. */
export function sayPlace({ schema, object }: { readonly schema: string; readonly object: string }): string {
  return schema === '' ? object : `${schema}.${object}`;
}

/** Follows "no incremental backup can follow: ". */
export const chainBreakWords = {
  'no-binlog': 'the server writes no binary log',
  'log-unreadable': 'the account may not read the binary log. {{grant}}',
  'no-position': 'the set {{set}} has no exact position in the binary log',
  purged: 'the server has deleted {{file}}, which comes next',
  reset: 'the binary log was begun anew: {{file}} has something else where the last set ended ({{position}})',
  'gtid-mode': 'gtid_mode is {{mode}} now, and the server no longer sends what it logged under another one',
  'other-server': 'another server answers: it was {{was}}, now it is {{is}}',
  'other-version': 'the server was {{was}} and is now {{is}}',
  format: 'the server logs statements and not rows (binlog_format={{format}})',
  statement: 'a session logged a statement and not the rows it changed ({{file}}, position {{position}})',
  'account-rows':
    'rows of {{table}}, which hold passwords or their hashes, were changed ({{file}}, position {{position}}), and cannot be left out of a log as statements can',
  filtered: 'the server leaves schemas out of its binary log (binlog_do_db or binlog_ignore_db)',
  'replica-unlogged': 'the server is a replica that does not log what it applies',
  'applied-unlogged':
    'the server has applied changes of another server since, and did not log them (it was at {{was}}, now it is at {{is}})',
  'other-shards': 'the set has other shards than the cluster',
} as const satisfies Record<ChainBreak['code'], string>;

/** Why no incremental set can follow, in English, without a full stop. */
export function sayChainBreak(why: ChainBreak): string {
  return fill(chainBreakWords[why.code], why);
}

/** What the account needs the privilege for, in English. */
export function sayUse({ use, limit }: Pick<LackedPrivilege, 'use' | 'limit'>): string {
  return limit === undefined ? useWords[use] : fill(limitWords[limit], { use: useWords[use] });
}

/** Why the set does not hold something, in English. */
export function sayWhy(why: Why): string {
  if (why.code === 'unfit-statement') return fill(whyWords[why.code], { fault: faultWords[why.fault] });
  return fill(whyWords[why.code], why.code === 'lacks-privilege' ? { ...why, use: sayUse(why) } : why);
}

/** A remark on a set in English. */
export function sayRemark(remark: Remark): string {
  return fill(remarkWords[remark.code], remarkValues(remark));
}

function remarkValues(remark: Remark): Readonly<Record<string, unknown>> {
  switch (remark.code) {
    case 'replica':
      return { ...remark, from: remark.from || 'another server', state: sayBehind(remark) };
    case 'replicas-apart':
      return { names: remark.shards.join(', ') };
    case 'no-snapshot':
    case 'computes-anew':
      return { ...remark, tables: firstOf(remark.tables, remark.count) };
    case 'outside':
      return { ...remark, kind: outsideWords[remark.kind], names: firstOf(remark.names, remark.count) };
    case 'outside-unseen':
      return { ...remark, kinds: remark.kinds.map((kind) => outsideWords[kind]).join(', ') };
    case 'no-chain':
    case 'kept-instant':
    case 'read-anew':
      return { ...remark, reason: sayChainBreak(remark.why) };
    default:
      return remark;
  }
}

function sayBehind({ applies, behindSeconds }: { readonly applies: boolean; readonly behindSeconds: number | null }) {
  if (!applies) return 'it applies nothing at present';
  return behindSeconds === null ? 'by how much it is behind is not known' : `${behindSeconds} s behind, as it says`;
}

/** `a, b and 3 more` of `count` names of which the first are known. */
export function firstOf(names: readonly string[], count: number): string {
  const more = count - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
