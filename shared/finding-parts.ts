import { z } from 'zod';
import { FactData } from './fact-data.ts';

/** What findings and exceptions of a restore are made of, and those of them that belong together. */

export const count = z.int().nonnegative();

/** Name of the target shard; empty when the finding concerns the set. */
export const target = z.string();
export const stop = { severity: z.literal('stop'), target };
export const note = { severity: z.literal('note'), target };
const version = z.object({ flavour: z.enum(['mariadb', 'mysql']), version: z.string() });
export const versions = { source: version, on: version };

/** Damage that a verification or a restore found in the set `harmed`; the first few tables by name, 0 where not known which. */
const damage = { at: z.string(), harmed: z.string(), tables: z.array(z.string()).readonly(), count };
const knownDamaged = { code: z.literal('known-damaged'), set: z.string(), ...damage };

/** What would be replaced is known to be damaged in the set. */
export const damageStop = z.object({ ...stop, ...knownDamaged });

/** The set has no statement that makes these schemas, or one that is not run, and the target does not have them: the first few, with what would make them. */
const schemaUnmade = z.object({
  ...stop,
  code: z.literal('schema-unmade'),
  schemas: z.array(z.string()).readonly(),
  create: z.array(z.string()).readonly(),
  count,
});

/** What the log makes, changes or drops on the way and the target has for itself, the first few by name: the replay would stop there. */
const logMeets = z.object({ ...stop, code: z.literal('log-meets'), names: z.array(z.string()).readonly(), count });

/** Stops by what there is on the target, or is not, besides what the set has. */
export const schemaStops = [schemaUnmade, logMeets] as const;

const systems = { systems: z.array(z.string()).readonly(), count };

/** Notes about what the set is, and about what it brings along. */
export const setNotes = [
  /** The set that is restored, or one that it builds on, is known to be damaged. */
  z.object({ ...note, ...knownDamaged }),
  /** A newer set than the one that is restored, which nobody named, is known to be damaged. */
  z.object({ ...note, code: z.literal('passed-damaged'), set: z.string(), newer: z.string(), ...damage }),
  /** Spatial reference systems that the target does not have, the first few: they are created. */
  z.object({ ...note, code: z.literal('srs-created'), ...systems }),
  /** Those that the target has under the same number with another definition: they stay. */
  z.object({ ...note, code: z.literal('srs-differs'), ...systems }),
] as const;

/** Notes about what the log that is applied does not tell. */
export const logNotes = [
  /** Statements about accounts are not in the log that is applied, as was asked at the backup. */
  z.object({ ...note, code: z.literal('log-without-accounts'), count }),
  /** Settings of the source that the log does not have and that changed between the sets; those of the full set are used. */
  z.object({ ...note, code: z.literal('log-settings-changed'), settings: z.array(z.string()).readonly() }),
  /** Definitions of the log may convert moments by the time zone of the source's machine, which the target does not have. */
  z.object({ ...note, code: z.literal('log-zone') }),
  /** Tables, the first few by name, that statements of the log gave values or numbers which it does not determine. */
  z.object({ ...note, code: z.literal('log-open'), tables: z.array(z.string()).readonly(), count }),
] as const;

/** Why something is on the target otherwise than it was defined. */
export const notAsDefined = [
  /** It is where the server puts all tables, and not in the tablespaces and folders of the source. */
  z.object({ code: z.literal('placed-elsewhere'), options: z.array(z.string()).readonly() }),
  /** It is not on the target, although the server did not refuse it. */
  z.object({ code: z.literal('definition-missing') }),
  /** The account may not read its definition, so that it is not compared. */
  z.object({ code: z.literal('definition-unread') }),
  /** It is there, but the server prints it otherwise than the source did: where the two first differ. */
  z.object({ code: z.literal('definition-differs'), expected: z.string(), found: z.string() }),
  /** Its counter stood below a number that a row has, as MariaDB leaves it when an UPDATE moves a row to another partition. */
  z.object({ code: z.literal('counter-raised'), expected: z.string(), found: z.string() }),
  /** It has all rows, and these of its partitions others of them than on the source. */
  z.object({ code: z.literal('partition-rows'), partitions: z.array(z.string()).readonly() }),
  /** What a log brought of it is not what the source had when the last set was taken: where the two first differ. */
  z.object({ code: z.literal('logged-differs'), expected: z.string(), found: z.string() }),
  /** The source had it when the last set was taken, and the log did not bring it. */
  z.object({ code: z.literal('logged-missing') }),
  /** The target has another definition under the number, which the coordinates of the rows are taken by there. */
  z.object({ code: z.literal('other-definition') }),
] as const;

/** Why something on the target is, or may be, another than on the source. */
export const notOfTheSource = [
  /** It is not of the set: somebody made it while the restore ran. */
  z.object({ code: z.literal('not-of-the-set') }),
  /** Rows of the log had TIMESTAMPs behind 2038-01-19 03:14:07, which are zero now: the server cannot hold them. */
  z.object({ code: z.literal('late-moments') }),
  /** A statement of the log gave a column values by `what`, a function or variable that the log does not determine. */
  z.object({ code: z.literal('open-values'), what: z.string(), statement: z.string() }),
  /** A statement of the log numbered rows, or kept the first of those that are alike, in the order in which they stood, which is not surely the source's. */
  z.object({ code: z.literal('open-numbers'), statement: z.string() }),
  /** A statement of the log converted moments by the source's own time zone, which the target does not have. */
  z.object({ code: z.literal('open-zone'), statement: z.string() }),
  /** The log changed the charset of the schema before, and the session that created it may have gone on with the old one. */
  z.object({ code: z.literal('open-charset'), statement: z.string() }),
  /** Stored generated columns of the log's rows were computed anew under a session that is not surely the one of the source. */
  z.object({ code: z.literal('open-generated') }),
] as const;

/** Why an account is there otherwise than it was. */
export const notAsGranted = [
  /** It was created locked, with a password that nobody knows; `cause`: what the server said to its hash. */
  z.object({
    code: z.literal('account-locked'),
    plugins: z.array(z.string()).readonly(),
    cause: z.string().nullable(),
  }),
  /** `cause` is null for what the server has nothing of, such as privileges of the other flavour. */
  z.object({ code: z.literal('grant-refused'), given: z.string(), cause: z.string().nullable() }),
  /** A grant whose pattern means schemas that were renamed; it was given with the pattern as it was. */
  z.object({ code: z.literal('grant-pattern'), pattern: z.string() }),
] as const;

/** A transaction and the time that its log gives it. */
const DatedTransaction = z.object({ gtid: z.string(), at: z.string() });

/**
 * Transactions behind the end of a replay to an instant, `first` to `last`, whose time is before the instant; it ended in
 * front of `end`, whose time is later.
 */
export const DatedBefore = z.object({
  transactions: z.number(),
  end: DatedTransaction,
  first: DatedTransaction,
  last: DatedTransaction,
});

/** `cause`: a server's own words; where they are Shardkeep's, `fact` says the same. */
export const because = { cause: z.string(), fact: FactData.exactOptional() };
