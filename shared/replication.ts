import { z } from 'zod';
import { count } from './manifest-basics.ts';

/** A server from which another one takes changes over, as the other one tells it. */
export const ReplicationSource = z.object({
  /** `host:port`; empty where the account may not ask, or the server says none. */
  from: z.string(),
  /** Whether it applies at this moment. */
  applies: z.boolean(),
  /** Seconds by which it says it is behind; null where it does not know, as while it applies nothing. */
  behindSeconds: count.nullable(),
});
export type ReplicationSource = z.infer<typeof ReplicationSource>;

/** What a server has taken over from others. */
export const Replication = z.object({
  /** MariaDB: `gtid_slave_pos`, which moves with all that is applied, logged or not. MySQL: `gtid_executed`. */
  applied: z.string(),
  /** Null where the account may not ask and nothing is applied at this moment. */
  sources: z.array(ReplicationSource).nullable(),
});
export type Replication = z.infer<typeof Replication>;
