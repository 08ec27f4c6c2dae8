import { z } from 'zod';
import { type ChainProofReport, differingTables } from './chain-proof.ts';
import { chainProofOutcome, isRolledWhole } from './judge-outcome.ts';
import type { RestoreReport } from './restore-report.ts';

/**
 * What was found out about a set after it was written. It is kept beside the set (FORMAT.md, section 1) and says of each
 * look what it looked at, so that nothing claims more than was checked.
 */

const count = z.number().nonnegative();
/** When, and on which computer. */
const look = { at: z.iso.datetime(), on: z.string() };
/** Tables that cannot be restored whole: the first few by name, `shard: schema.table`, and how many they are. */
const harmed = { tables: z.array(z.string()).readonly(), count };

/** Every byte was read again; `damage` says in how many places it is not as it was written. */
const Reading = z.object({ kind: z.literal('read'), ...look, damage: count, ...harmed });

/** Rows were restored and compared with what the set recorded. */
export const Proof = z.object({
  kind: z.literal('restored'),
  ...look,
  /** Tables that were compared and proved equal, and their rows. */
  proven: z.object({ tables: count, rows: count }).readonly(),
  /** What the set, with all that it builds on, holds. */
  of: z.object({ tables: count, rows: count }).readonly(),
  /** Transactions of the log behind the rows that changed what was restored: that is not compared. */
  transactions: count,
  /** True when all that was asked for is there. */
  whole: z.boolean(),
});

/** Tables of the set whose content is not as it was written, found by a restore. */
const Harm = z.object({ kind: z.literal('harm'), ...look, ...harmed });

/**
 * A restore that began to write, so that what it left half done is known wherever the set is. `begun`: it runs, or was cut
 * off · `settled`: somebody said that it was undone.
 */
const RestoreRun = z.object({
  kind: z.literal('run'),
  ...look,
  id: z.string(),
  state: z.enum(['begun', 'half', 'whole', 'settled']),
  began: z.iso.datetime(),
  /** Shard of the set → server it went to, `host:port`. */
  targets: z.record(z.string(), z.string()),
  /** Shard of the set → name of the shard it went to; absent in notes of earlier versions. */
  names: z.record(z.string(), z.string()).exactOptional(),
  /** What was asked for beside that, as the app's requests have it. */
  instant: z.iso.datetime().exactOptional(),
  mark: z.string().exactOptional(),
  /** A transaction behind which it was to end, as the command line writes it. */
  after: z.string().exactOptional(),
  scope: z.record(z.string(), z.array(z.string()).nullable()).exactOptional(),
  rename: z.record(z.string(), z.string()),
  replace: z.boolean(),
  verify: z.boolean(),
  /** Tables that were there whole when it ended. */
  restored: z.object({ done: count, total: count }).exactOptional(),
});
export type RestoreRun = z.infer<typeof RestoreRun>;

/**
 * The chain was restored to the instant of the full set behind it, `by`, and compared with that one's rows. `tables` and
 * `count`: those that came out otherwise than the server had them.
 */
const ChainProof = z.object({
  ...Proof.shape,
  kind: z.literal('chain'),
  by: z.string(),
  /** Of this set's own log, those behind that instant: they were not applied. */
  transactions: count,
  ...harmed,
});

export const SetCheck = z.discriminatedUnion('kind', [Reading, Proof, Harm, RestoreRun, ChainProof]);
export type SetCheck = z.infer<typeof SetCheck>;
export type SetProof = z.infer<typeof Proof>;

/** Names kept of a look; a set may have ten thousand tables. */
const NAMED = 100;

interface Look {
  readonly at: string;
  readonly on: string;
}

/** What a verification says of its set. */
export function checkOfReading(look: Look, found: { damage: readonly unknown[]; tables: readonly string[] }): SetCheck {
  const tables = { tables: found.tables.slice(0, NAMED), count: found.tables.length };
  return { kind: 'read', ...look, damage: found.damage.length, ...tables };
}

/**
 * What a restore says of the set it came from; `of`: what the set holds. Nothing where nothing was compared and nothing was
 * found damaged.
 */
export function checksOfRestore(
  look: Look,
  { tables, rolled, quality, exceptions }: RestoreReport,
  of: SetProof['of'],
): SetCheck[] {
  const damaged = tables.filter(({ problem }) => problem?.code === 'damaged');
  const names = damaged.map(({ shard, schema, table }) => `${shard}: ${schema}.${table}`);
  const harm: SetCheck[] =
    names.length === 0 ? [] : [{ kind: 'harm', ...look, tables: names.slice(0, NAMED), count: names.length }];
  if (quality === null) return harm;
  const equal = tables.filter(({ state }) => state === 'equal');
  const proof: SetProof = {
    kind: 'restored',
    ...look,
    proven: { tables: equal.length, rows: equal.reduce((sum, { rows }) => sum + rows, 0) },
    of,
    transactions: rolled.reduce((sum, { transactions, changed = transactions }) => sum + changed, 0),
    whole: equal.length === tables.length && exceptions.length === 0 && rolled.every(isRolledWhole),
  };
  return [...harm, proof];
}

/** True for a restore that was not finished and not undone, as far as is known. */
export function leftHalf({ state }: RestoreRun): boolean {
  return state === 'begun' || state === 'half';
}

/**
 * What the proof of a chain says of one of its sets behind the full one; `last`: it is the chain's last. Nothing where
 * nothing was compared.
 */
export function checkOfChain(look: Look, report: ChainProofReport, last: boolean): SetCheck[] {
  const equal = report.tables.filter(({ state }) => state === 'equal');
  const differing = differingTables(report);
  if (equal.length + differing.length === 0) return [];
  return [
    {
      kind: 'chain',
      ...look,
      by: report.full,
      proven: { tables: equal.length, rows: equal.reduce((sum, { rows }) => sum + rows, 0) },
      of: report.of,
      transactions: last ? report.behind : 0,
      whole: chainProofOutcome({ ...report, left: [] }) === 'ok',
      tables: differing.slice(0, NAMED),
      count: differing.length,
    },
  ];
}
