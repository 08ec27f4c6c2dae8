import { z } from 'zod';

/**
 * How a connection is encrypted. `preferred`, the default, encrypts where the server offers it, without checking who
 * answers, and not on this computer itself; `required` refuses to go on without TLS, and checks the certificate's chain
 * where `ca` is given; `verify` checks certificate and name.
 */
export const TlsOptions = z.strictObject({
  mode: z.enum(['off', 'preferred', 'required', 'verify']),
  /** PEM files; `ca` replaces the system's authorities. */
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  /** PEM file of MySQL's public RSA key: a password that has to be sent without TLS is encrypted for it alone. */
  serverKey: z.string().min(1).optional(),
});
export type TlsOptions = z.infer<typeof TlsOptions>;

/**
 * What a connection is protected against. local: it does not leave this computer · open: anyone on the way can read and
 * change it · encrypted: nobody on the way can read it, but whoever answers is believed · chain-checked: the certificate
 * was issued by the authority that was given · checked: for this server's name.
 */
export const LineState = z.enum(['local', 'open', 'encrypted', 'chain-checked', 'checked']);
export type LineState = z.infer<typeof LineState>;

/** One shard as a cluster file writes it. */
export const ShardEntry = z
  .strictObject({
    name: z.string().min(1).max(64),
    host: z.string().min(1),
    port: z.int().min(1).max(65535).default(3306),
    user: z.string().min(1).max(80),
    password: z.string().optional(),
    /** Name of an environment variable that holds the password. */
    passwordEnv: z.string().min(1).optional(),
    /** File that holds the password in its first line. */
    passwordFile: z.string().min(1).optional(),
    /** Globs of schema names; default: all but the server's own. */
    schemas: z.array(z.string().min(1)).min(1).optional(),
    tls: TlsOptions.optional(),
  })
  .refine((s) => [s.password, s.passwordEnv, s.passwordFile].filter((p) => p !== undefined).length <= 1, {
    message: 'give only one of password, passwordEnv and passwordFile',
  });
export type ShardEntry = z.infer<typeof ShardEntry>;

/** A cluster file: a named set of shards that together hold one logical database. */
export const ClusterFile = z
  .strictObject({
    name: z.string().min(1).max(64),
    shards: z.array(ShardEntry).min(1, 'a cluster has at least one shard').max(256),
  })
  .superRefine((cluster, context) => {
    const seen = new Map<string, number>();
    cluster.shards.forEach((shard, index) => {
      // Volumes are named after shards, and not every file system tells S0 from s0.
      const name = shard.name.toLowerCase();
      const first = seen.get(name);
      if (first === undefined) seen.set(name, index);
      else
        context.addIssue({
          code: 'custom',
          path: ['shards', index, 'name'],
          message: `"${shard.name}" is already the name of shards[${first}]`,
        });
    });
  });
export type ClusterFile = z.infer<typeof ClusterFile>;

/** A shard ready to connect to: its password is resolved. Lives in memory only; never written, logged or sent to a renderer. */
export interface Shard {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly schemas?: readonly string[];
  readonly tls?: TlsOptions;
}

export interface Cluster {
  readonly name: string;
  readonly shards: readonly Shard[];
}
