import { z } from 'zod';
import { count, EntryPlace, instant, sha256 } from './manifest-basics.ts';

/** A position in a server's binary log; `gtid` is empty where the server has none. */
export const BinlogPosition = z.object({ file: z.string(), position: count, gtid: z.string() });
export type BinlogPosition = z.infer<typeof BinlogPosition>;

/** Part of a segment: one entry and the frame index beside it. A segment has several parts where a volume was full. */
export const SegmentPart = z.object({
  place: EntryPlace,
  events: count,
  bytes: count,
  /** Bytes of the entry: the sum of its frames. */
  storedBytes: count,
  frames: count,
});
export type SegmentPart = z.infer<typeof SegmentPart>;

/** What a statement made: a table, a view, a routine and so on, that was not there before or that it changed. */
export const MadeObject = z.object({ kind: z.string(), schema: z.string(), name: z.string() });
export type MadeObject = z.infer<typeof MadeObject>;

/** What a change of a table leaves open. */
export const OpenStatement = z.object({
  schema: z.string(),
  table: z.string(),
  /** The function or variable that gave a column values which the log does not determine. */
  values: z.string().nullable(),
  /** It numbered rows in the order in which they stood. */
  numbers: z.boolean(),
  /** Sequences that it took values of; absent for none, and in sets of before. */
  sequences: z.array(z.object({ schema: z.string(), name: z.string() })).exactOptional(),
});
export type OpenStatement = z.infer<typeof OpenStatement>;

/** A change of definitions (or TRUNCATE), as it stands in a log: what somebody may want to stop in front of. */
export const LoggedStatement = z.object({
  /** Where its transaction begins in the server's file. */
  position: count,
  gtid: z.string(),
  /** As `firstAt` of the segment. */
  at: instant,
  verb: z.enum(['create', 'alter', 'drop', 'truncate', 'rename', 'index']),
  /** The session's default schema. */
  schema: z.string(),
  /** Its beginning, on one line and without what may be a password; of what has a body up to its name. */
  text: z.string(),
  makes: z.array(MadeObject),
  /** Tables that it changes, or changes the names of; absent for none, and in sets of before. */
  tables: z.array(z.object({ schema: z.string(), name: z.string() })).exactOptional(),
  /** `user@host` as whom what it defines runs; absent where it changes no definer or names none, and in sets of before. */
  definer: z.string().exactOptional(),
  /** Its values are not determined, so that a restore may come to others; absent where they are, and in sets of before. */
  open: OpenStatement.exactOptional(),
});
export type LoggedStatement = z.infer<typeof LoggedStatement>;

/** A transaction that deletes many rows: what somebody may want to stop in front of. */
export const LargeDelete = z.object({
  /** As in `LoggedStatement`. */
  position: count,
  gtid: z.string(),
  at: instant,
  /** Of all tables together, and of each. */
  rows: count,
  tables: z.array(z.object({ schema: z.string(), table: z.string(), rows: count })),
});
export type LargeDelete = z.infer<typeof LargeDelete>;

/** How many transactions of a segment delete many rows, and the largest of them in the log's order. */
export const LargeDeletes = z.object({ count, largest: z.array(LargeDelete) });
export type LargeDeletes = z.infer<typeof LargeDeletes>;

/** Statements about accounts, by what they tell: password hashes, passwords; `leftOut`: those that are not stored. */
export const LoggedAccounts = z.object({ hashes: count, plain: count, leftOut: count });
export type LoggedAccounts = z.infer<typeof LoggedAccounts>;

/** Events of one file of the server's binary log, stored as a binary log file. */
export const Segment = z.object({
  /** The server's file. */
  file: z.string(),
  /** The segment covers the server's file from the event that begins at `from` to the one that ends at `to`. */
  from: count,
  to: count,
  /** Of the first and the last transaction; empty where the server gives none. */
  firstGtid: z.string(),
  lastGtid: z.string(),
  /** When the first and the last transaction were committed (MySQL) or began (MariaDB, to the second); null without any. */
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  transactions: count,
  events: count,
  /** In their order. */
  statements: z.array(LoggedStatement),
  /** Absent in sets of format 1.1. */
  deletes: LargeDeletes.exactOptional(),
  /** Absent in sets of before. */
  accounts: LoggedAccounts.exactOptional(),
  /** Plain bytes of all parts in order, and their SHA-256. */
  bytes: count,
  sha256,
  parts: z.array(SegmentPart),
});
export type Segment = z.infer<typeof Segment>;

/** A transaction by which the server's log is known again. */
export const LoggedTransaction = z.object({
  file: z.string(),
  from: count,
  to: count,
  /** Of the event that begins it. */
  sha256,
});
export type LoggedTransaction = z.infer<typeof LoggedTransaction>;

/** What a set holds of a shard's binary log: everything between two positions. */
export const BinlogRange = z.object({
  from: BinlogPosition,
  to: BinlogPosition,
  segments: z.array(Segment),
  /** Of the head of the file that `to` is in: another log of the same name has another. */
  fingerprint: sha256,
  /** The last transaction before `to` that the set holds; null where it holds none. */
  last: LoggedTransaction.nullable(),
  /** When the server was started in between: what it ran without a log before that, if it did, is in none. Absent for never. */
  starts: z.array(instant).exactOptional(),
});
export type BinlogRange = z.infer<typeof BinlogRange>;

/** A transaction that was prepared with XA and neither committed nor rolled back; bytes in hex. */
export const Xid = z.object({
  format: z.int(),
  gtrid: z.string().regex(/^([0-9a-f]{2})*$/),
  bqual: z.string().regex(/^([0-9a-f]{2})*$/),
});
export type Xid = z.infer<typeof Xid>;

/** A shard at the set's cut. */
export const ShardCut = z.object({
  /** The workstation's clock. */
  at: instant,
  /** By how much the server's clock is ahead of the workstation's, and the most by which this may be wrong. */
  clockAheadMs: z.number(),
  clockErrorMs: z.number().nonnegative(),
  /** Transactions prepared with XA at the cut; null where the account may not ask. */
  prepared: z.array(Xid).nullable(),
});
export type ShardCut = z.infer<typeof ShardCut>;
