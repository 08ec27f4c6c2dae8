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
  'one-position',
  'hold-writers',
  'hold-ddl',
  'write-tables',
  'load-rows',
  'compare-rows',
  'write-views',
  'write-routines',
  'write-triggers',
  'write-events',
  'keep-definers',
  'keep-admin-definers',
  'write-accounts',
  'logged-programs',
  'tables-without-key',
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

/** Why a set does not hold something of the source, or not as it should. */
export const Why = z.discriminatedUnion('code', [
  /** The server's own words. */
  z.object({ code: z.literal('refused'), cause: z.string() }),
  z.object({ code: z.literal('cannot-open') }),
  z.object({ code: z.literal('history-by-transaction') }),
  z.object({ code: z.literal('history-too-old') }),
  z.object({ code: z.literal('history-of-an-instant') }),
  z.object({ code: z.literal('unknown-kind'), type: z.string() }),
  z.object({ code: z.literal('rows-elsewhere'), engine: z.string() }),
  z.object({ code: z.literal('dropped') }),
  z.object({ code: z.literal('altered') }),
  /** MySQL shows one password of an account only. */
  z.object({ code: z.literal('second-password') }),
  LackedPrivilege.extend({ code: z.literal('lacks-privilege'), user: z.string() }),
]);
export type Why = z.infer<typeof Why>;

/** What is true of a set and a reader should know, although nothing is missing from it. */
export const Remark = z.discriminatedUnion('code', [
  z.object({ code: z.literal('new-destination'), folder: z.string() }),
  z.object({ code: z.literal('position-inexact'), shard: z.string() }),
  z.object({ code: z.literal('position-unknown'), shard: z.string() }),
  /** Tables of engines without snapshots; the first few by name. */
  z.object({ code: z.literal('no-snapshot'), shard: z.string(), tables: z.array(z.string()), count: z.int() }),
  z.object({ code: z.literal('created-meanwhile'), shard: z.string(), schema: z.string(), table: z.string() }),
  z.object({ code: z.literal('cold-lock-lost') }),
  /** The set has accounts with their password hashes. */
  z.object({ code: z.literal('holds-hashes'), accounts: z.int() }),
]);
export type Remark = z.infer<typeof Remark>;
