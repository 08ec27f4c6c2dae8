import { z } from 'zod';
import { LoggedStatement } from './binlog-range.ts';

/** A change of definitions, or TRUNCATE, in the logs of a chain: what somebody may want to stop in front of. */
export const ChainStatement = z.object({
  shard: z.string(),
  flavour: z.enum(['mariadb', 'mysql']),
  /** On the workstation's clock, as exactly as the log tells. */
  at: z.string(),
  verb: LoggedStatement.shape.verb,
  /** The session's default schema. */
  schema: z.string(),
  text: z.string(),
  /** The last instant before it that can be restored; null where that is before the chain's first cut. */
  before: z.string().nullable(),
});
export type ChainStatement = z.infer<typeof ChainStatement>;

/** The newest of them first, and how many there are. */
export const ChainStatements = z.object({ statements: z.array(ChainStatement), count: z.int() });
export type ChainStatements = z.infer<typeof ChainStatements>;
