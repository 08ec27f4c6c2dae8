import { z } from 'zod';
import { LoggedStatement } from './binlog-range.ts';

/** A change of definitions, TRUNCATE, or many deleted rows in the logs of a chain: what somebody may want to stop in front of. */
export const ChainStatement = z.object({
  shard: z.string(),
  flavour: z.enum(['mariadb', 'mysql']),
  /** On the workstation's clock, as exactly as the log tells. */
  at: z.string(),
  verb: z.enum([...LoggedStatement.shape.verb.options, 'delete']),
  /** The session's default schema. */
  schema: z.string(),
  /** Of deleted rows empty: `deleted` says it. */
  text: z.string(),
  /** Rows that one transaction deleted, and from which tables, those with the most first; null for statements. */
  deleted: z.object({ rows: z.int(), tables: z.array(z.string()) }).nullable(),
  /** The last instant before it that can be restored; null where that is before the chain's first cut. */
  before: z.string().nullable(),
});
export type ChainStatement = z.infer<typeof ChainStatement>;

/** The newest of them first, and how many there are. */
export const ChainStatements = z.object({ statements: z.array(ChainStatement), count: z.int() });
export type ChainStatements = z.infer<typeof ChainStatements>;

/** A restore mark that a chain reaches: all shards go there exactly. */
export const ChainMark = z.object({ name: z.string(), at: z.string() });
export type ChainMark = z.infer<typeof ChainMark>;

/** What one may want to restore to besides the sets' own cuts; marks newest first. */
export const ChainPoints = ChainStatements.extend({ marks: z.array(ChainMark) });
export type ChainPoints = z.infer<typeof ChainPoints>;
