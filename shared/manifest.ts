import { z } from 'zod';
import { BinlogPosition, BinlogRange, ShardCut } from './binlog-range.ts';
import { count, EntryPlace, instant, PartitionRows, sha256, volumeName } from './manifest-basics.ts';
import { Replication } from './replication.ts';
import { Remark, Why } from './set-facts.ts';
import { SpatialReferenceSystem } from './spatial-reference-system.ts';

/** Readers accept no larger major version; a minor version adds fields that older readers may ignore. */
export const FORMAT_MAJOR = 2;
/** What sets are written in: the second only where a reader of the first would restore them wrongly. */
export const FORMATS = { usual: { major: 1, minor: 2 }, resumed: { major: 2, minor: 0 } } as const;

/**
 * How the lanes of a shard came to read one instant:
 * positions – MariaDB, no lock: all snapshots report the same binlog position;
 * block-commit – MariaDB: BACKUP STAGE BLOCK_COMMIT while snapshots opened;
 * global-lock – FLUSH TABLES WITH READ LOCK while snapshots opened;
 * table-locks – LOCK TABLES … READ on every table while snapshots opened (no RELOAD needed);
 * one-lane – a single snapshot, nothing to agree on.
 */
export const SnapshotWay = z.enum(['positions', 'block-commit', 'global-lock', 'table-locks', 'one-lane']);
export type SnapshotWay = z.infer<typeof SnapshotWay>;

export const Snapshot = z.object({
  way: SnapshotWay,
  takenAt: instant,
  /** Null where the server writes no binary log or its position may not be read. */
  binlog: BinlogPosition.nullable(),
  /** True when `binlog` is exactly the snapshot's place in the log; only then a chain can start here. */
  exact: z.boolean(),
  /** Milliseconds for which writers were held up, 0 without a lock. */
  lockMs: z.number().nonnegative(),
  lanes: count,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** Session settings under which a stored program or view was created and must be created again. */
export const ObjectContext = z.object({
  sqlMode: z.string(),
  characterSetClient: z.string(),
  collationConnection: z.string(),
  /** Collation of the schema when the object was created; empty for views. */
  databaseCollation: z.string(),
  /** Events only. */
  timeZone: z.string().optional(),
});
export type ObjectContext = z.infer<typeof ObjectContext>;

export const ObjectKind = z.enum([
  'database',
  'table',
  'sequence',
  'view',
  'library',
  'function',
  'procedure',
  'package',
  'package-body',
  'trigger',
  'event',
]);
export type ObjectKind = z.infer<typeof ObjectKind>;

/** One schema object; its SQL is an entry of its own that the stock client can run as it is. */
export const SchemaObject = z.object({
  kind: ObjectKind,
  schema: z.string(),
  name: z.string(),
  /** Triggers: the table they belong to. */
  table: z.string().optional(),
  /** Triggers: order within the same event and timing, from 1. */
  order: count.optional(),
  /** The CREATE statement inside the entry: byte offset and length, without a delimiter. */
  statement: z.object({ offset: count, length: count }),
  /** Sequences: the statement that sets their state. */
  state: z.object({ offset: count, length: count }).optional(),
  context: ObjectContext.optional(),
  /** Views and programs: the account they run as, `user@host`. */
  definer: z.string().optional(),
  /** Collations that the statement names. */
  collations: z.array(z.string()).optional(),
  /** MySQL's routines: the collation of what a function returns, then of each parameter, empty for what has none. */
  parameterCollations: z.array(z.string()).exactOptional(),
});
export type SchemaObject = z.infer<typeof SchemaObject>;

export const StoredSchemaObject = SchemaObject.extend({ place: EntryPlace, bytes: count, sha256 }).refine(
  ({ statement, state, bytes }) => isInside(statement, bytes) && (state === undefined || isInside(state, bytes)),
  'a statement that is not inside of its entry',
);
export type StoredSchemaObject = z.infer<typeof StoredSchemaObject>;

/** A column whose values are in the TSV, in TSV order. */
export const Column = z.object({
  name: z.string(),
  /** As information_schema.columns.column_type has it. */
  type: z.string(),
  /** Lower-case base type, such as `varchar`. */
  dataType: z.string(),
  /** Null for columns without a character set. */
  charset: z.string().nullable(),
  nullable: z.boolean(),
  /**
   * Where the plain text would not bring the value back:
   * number – the number of an ENUM's member, or of a SET's members together, since members read alike;
   * computed – a generated column, in a table that has no others: it stands for the rows, and nobody writes it;
   * json-types – no column of its own, but what the text of the JSON column before it leaves out (MySQL).
   */
  as: z.enum(['number', 'computed', 'json-types']).optional(),
});
export type Column = z.infer<typeof Column>;

/** Part of a chunk: one entry and the frame index beside it (`<entry>.idx`). A chunk has several parts where a volume was full. */
export const ChunkPart = z.object({
  place: EntryPlace,
  rows: count,
  /** Plain TSV bytes. */
  bytes: count,
  /** Bytes of the entry: the sum of its frames. */
  storedBytes: count,
  frames: count,
});
export type ChunkPart = z.infer<typeof ChunkPart>;

/** Bytes. */
const hex = z.string().regex(/^(?:[0-9A-F]{2})*$/);

/** NULL, a number, bytes, text in a charset and collation, or a quoted date, time or address. */
const LITERAL = String.raw`(NULL|-?\d+(\.\d+)?|(_\w+ )?x'[0-9a-f]*'( COLLATE \w+)?|'[-0-9a-f:. ]*')`;
/** Literals of the first cut columns. They become part of statements, so nothing else is let in. */
const bound = z
  .string()
  .regex(new RegExp(`^${LITERAL}(, ${LITERAL})*$`))
  .nullable();

/** Rows of a table between two keys: `from` <= key < `to` in the order of the index; null is open (docs/FORMAT.md). */
export const Chunk = z.object({
  number: count,
  from: bound,
  to: bound,
  rows: count,
  bytes: count,
  /** Of the plain TSV of all parts in order. */
  sha256,
  /** Tables without a key: sum of the rows' SHA-256 values modulo 2^256, the same in any order. */
  rowSum: sha256.optional(),
  parts: z.array(ChunkPart),
});
export type Chunk = z.infer<typeof Chunk>;

/** Texts of a column that servers may print as others, in hexadecimal digits of their own bytes (docs/FORMAT.md). */
export const ColumnLiterals = z.object({
  name: z.string(),
  /** Of an ENUM or SET, in their order. */
  members: z.array(hex).optional(),
  set: z.literal(true).optional(),
  default: hex.optional(),
});
export type ColumnLiterals = z.infer<typeof ColumnLiterals>;

export const Table = z.object({
  schema: z.string(),
  name: z.string(),
  engine: z.string(),
  columns: z.array(Column).min(1),
  /** Columns of the key that orders the rows; empty for a table without one. */
  key: z.array(z.string()),
  /** Name of that key's index; null without one. */
  keyIndex: z.string().nullable(),
  /** Tables without a key that are cut by a unique index with NULLs: that index, and the columns of its bounds. */
  cut: z.object({ index: z.string(), columns: z.array(z.string()).min(1) }).optional(),
  rows: count,
  bytes: count,
  chunks: z.array(Chunk),
  /** MariaDB system-versioned tables whose row history is in the set: rows are those FOR SYSTEM_TIME ALL whose start is before their end. */
  history: z.boolean(),
  rowSum: sha256.optional(), // tables without a key: the sum over all chunks
  partitions: z.array(PartitionRows).exactOptional(),
  /** Columns whose members or default have characters that servers may print as others; absent where none has. */
  literals: z.array(ColumnLiterals).exactOptional(),
  /** Where in the shard's log its rows are from, when that is before the shard's snapshot: an interrupted run had read them. */
  position: BinlogPosition.exactOptional(),
});
export type Table = z.infer<typeof Table>;

/** Inside an entry, without a delimiter. */
const statement = z.object({ offset: count, length: count });

function isInside({ offset, length }: z.infer<typeof statement>, bytes: number): boolean {
  return offset + length <= bytes;
}

/** Accounts and roles of a shard. Their password hashes are in the entry and nowhere else. */
export const StoredAccounts = z
  .object({
    place: EntryPlace,
    bytes: count,
    sha256,
    list: z.array(
      z.object({
        name: z.string(),
        /** Empty for MariaDB's roles. */
        host: z.string(),
        role: z.boolean(),
        /** Authentication plugins; none for MariaDB's roles. */
        plugins: z.array(z.string()),
        create: statement,
        /** GRANT, REVOKE (MySQL's partial revokes) and SET DEFAULT ROLE. */
        grants: z.array(statement),
      }),
    ),
  })
  .refine(
    ({ list, bytes }) => list.every(({ create, grants }) => [create, ...grants].every((one) => isInside(one, bytes))),
    'a statement that is not inside of its entry',
  );
export type StoredAccounts = z.infer<typeof StoredAccounts>;

/** What an exception can be about; the schema of an account is empty. */
export const ExceptionKind = z.enum([...ObjectKind.options, 'account']);
export type ExceptionKind = z.infer<typeof ExceptionKind>;

/** Something of the source that the set does not hold. */
export const Exception = z.object({
  shard: z.string(),
  schema: z.string(),
  object: z.string(),
  kind: ExceptionKind,
  /** `why` in English. */
  reason: z.string(),
  /** Absent where a later minor version wrote a code that this one does not know. */
  why: Why.optional().catch(undefined),
});
export type Exception = z.infer<typeof Exception>;

/** Something a reader of the set should know, although nothing is missing. */
export const Warning = z.object({
  /** `remark` in English. */
  text: z.string(),
  /** Absent where a later minor version wrote a code that this one does not know. */
  remark: Remark.optional().catch(undefined),
});
export type Warning = z.infer<typeof Warning>;

export const Volume = z.object({
  file: volumeName,
  bytes: count,
  sha256,
  /** Entries of interrupted runs that the set does not use; absent for none. */
  unused: z.array(z.string()).exactOptional(),
  /** Differential sets: the earlier one that it was taken over from instead of reading the server's log again. */
  takenFrom: z.string().exactOptional(),
});
export type Volume = z.infer<typeof Volume>;

export const ManifestShard = z.object({
  name: z.string(),
  host: z.string(),
  port: z.int(),
  flavour: z.enum(['mariadb', 'mysql']),
  version: z.string(),
  uuid: z.string().nullable(),
  variables: z.record(z.string(), z.string()),
  /** What the time zone SYSTEM means there: an offset, then seconds since 1970 with the offset from then on. Absent in sets of before. */
  systemZone: z.array(z.string().regex(/^(\d+ )?[-+]\d\d:\d\d(:\d\d)?$/)).exactOptional(),
  /** Null in incremental and differential sets, which hold no rows. */
  snapshot: Snapshot.nullable(),
  schemas: z.array(z.string()),
  objects: z.array(StoredSchemaObject),
  tables: z.array(Table),
  /** Absent where they were not asked for. */
  accounts: StoredAccounts.optional(),
  /** Absent for none. */
  spatialReferenceSystems: z.array(SpatialReferenceSystem).exactOptional(),
  /** Absent where the binary log could not be read, and in sets of format 1.0. */
  binlog: BinlogRange.exactOptional(),
  cut: ShardCut.exactOptional(),
  /** Absent in older sets. */
  replication: Replication.exactOptional(),
});
export type ManifestShard = z.infer<typeof ManifestShard>;

export const Kind = z.enum(['full', 'incremental', 'differential']);
export type Kind = z.infer<typeof Kind>;
export const Method = z.enum(['hot', 'warm', 'cold']);
export type Method = z.infer<typeof Method>;

/**
 * How all shards came to one instant:
 * lock – all writers were held at the same time; commit-barrier – all commits were (MariaDB);
 * commit-instant – each log was cut at the same commit time (MySQL), as exactly as the servers' clocks are known.
 */
export const CutWay = z.enum(['lock', 'commit-barrier', 'commit-instant']);
export type CutWay = z.infer<typeof CutWay>;

/** The instant all shards represent. `per-shard`: every shard has its own instant; `common`: all shards have the same one. */
export const Cut = z.object({
  kind: z.enum(['common', 'per-shard']),
  /** Common: that instant. Per-shard: the first shard's. */
  at: instant,
  /** Milliseconds by which shards may be apart: between their instants, or by what their clocks are not known. */
  skewMs: z.number().nonnegative(),
  /** Milliseconds during which every shard was locked at the same time. */
  lockedMs: z.number().nonnegative().optional(),
  /** Common only; absent in sets of format 1.0, which were locked. */
  way: CutWay.exactOptional(),
});
export type Cut = z.infer<typeof Cut>;

/** `manifest.json`, written last. A folder without it is not a backup. */
export const Manifest = z
  .object({
    format: z.literal('shardkeep-set'),
    major: z.literal([FORMATS.usual.major, FORMATS.resumed.major]),
    minor: z.int().nonnegative(),
    app: z.string(),
    id: z.string(),
    kind: Kind,
    method: Method,
    parent: z.string().nullable(),
    cluster: z.string(),
    /** Globs of what was chosen; absent where everything was. */
    only: z.array(z.string()).exactOptional(),
    state: z.enum(['complete', 'complete-with-exceptions']),
    startedAt: instant,
    /** When the run went on after it had been interrupted; absent where it never was. */
    resumedAt: z.array(instant).exactOptional(),
    finishedAt: instant,
    cut: Cut,
    shards: z.array(ManifestShard).min(1),
    /** None where no shard had anything new in its log. */
    volumes: z.array(Volume),
    exceptions: z.array(Exception),
    warnings: z.array(Warning),
    /** Milliseconds per phase. */
    durations: z.record(z.string(), z.number()),
  })
  .superRefine((manifest, context) => {
    const full = manifest.kind === 'full';
    const check = (holds: boolean, path: string) =>
      holds || context.addIssue({ code: 'custom', path: [path], message: `not as it is in ${manifest.kind} sets` });
    check(!full || manifest.volumes.length > 0, 'volumes');
    check((manifest.parent === null) === full, 'parent');
    check(
      manifest.shards.every((shard) => (shard.snapshot !== null) === full && (full || shard.binlog)),
      'shards',
    );
  });
export type Manifest = z.infer<typeof Manifest>;
