import type { QueryEvent } from '../binlog/query-event.ts';
import { fail } from '../engine-error.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { knowsFlag } from './logged-flags.ts';

/** Bits of a statement's options, for session variables that are on or off. */
const OPTION = {
  autoIsNull: 1 << 14,
  /** MariaDB from here where not said otherwise. */
  noCheckConstraints: 1 << 15,
  explicitDefaultsForTimestamp: 1 << 24,
  /** Both flavours. */
  noForeignKeyChecks: 1 << 26,
  /** Both flavours. */
  relaxedUniqueChecks: 1 << 27,
  ifExists: 1 << 28,
  insertHistory: 1 << 30,
} as const;

/** Variables of MariaDB alone, with their bit and what it means when it is set. */
const MARIADB_FLAGS = [
  ['check_constraint_checks', OPTION.noCheckConstraints, 0],
  ['explicit_defaults_for_timestamp', OPTION.explicitDefaultsForTimestamp, 1],
  ['sql_if_exists', OPTION.ifExists, 1],
  ['system_versioning_insert_history', OPTION.insertHistory, 1],
] as const;

/** ANSI_QUOTES and NO_BACKSLASH_ESCAPES in the number of a sql_mode. */
const ANSI_QUOTES = 4n;
const NO_BACKSLASH_ESCAPES = 1n << 20n;

/** Modes that are short for several, ANSI_QUOTES among them: POSTGRESQL, ORACLE, MSSQL, DB2, MAXDB and ANSI. */
const SHORT_FOR_ANSI = 0x4_1f00n;

/** The number as servers log it: whoever takes one of those makes ANSI_QUOTES of it, too. */
function spelledOut(sqlMode: bigint): bigint {
  return sqlMode & SHORT_FOR_ANSI ? sqlMode | ANSI_QUOTES : sqlMode;
}

/** Modes that MySQL 8.0 has no more. What of them changed how a statement is read has a bit of its own, which stays. */
const REMOVED_MODES = 0x1003_ff00n;

/** The number of a sql_mode as the target takes it: a replica leaves out of the log of an older server the same. */
export function knownModes(sqlMode: bigint, { flavour, target }: { flavour: Flavour; target: number }): bigint {
  return flavour === 'mysql' && target >= 80_000 ? sqlMode & ~REMOVED_MODES : sqlMode;
}

/** What of the sql_mode says how the statement is read. */
export function quotingOf(sqlMode: bigint | undefined): { ansiQuotes: boolean; plainBackslash: boolean } {
  const mode = spelledOut(sqlMode ?? 0n);
  return { ansiQuotes: (mode & ANSI_QUOTES) !== 0n, plainBackslash: (mode & NO_BACKSLASH_ESCAPES) !== 0n };
}

export interface SettingsContext {
  readonly flavour: Flavour;
  /** When the statement began. */
  readonly seconds: number;
  /** The version that wrote the log, where it is known, and the target's; as numbers. */
  readonly versions: { readonly source: number | undefined; readonly target: number };
  /** What `SYSTEM` is on the target. */
  readonly systemTimeZone: string;
  /** Names of the target's character sets and collations by number. */
  readonly collations: ReadonlyMap<number, { readonly charset: string; readonly collation: string }>;
  /** The target has collations of its own choice for charsets that are named without one. */
  readonly choosesCollations: boolean;
}

/**
 * The session a statement ran in, as variables with SQL values; each is set before the statement (session-state.ts). What
 * the server did not log has its default.
 */
export function settingsOf(query: QueryEvent, context: SettingsContext): Map<string, string> {
  const { status } = query;
  const { flavour } = context;
  const settings = new Map<string, string>();
  const put = (name: string, value: string | number | bigint | undefined) => {
    if (value !== undefined) settings.set(name, String(value));
  };
  const flag = (name: string, bit: number, whenSet: 0 | 1) => {
    if (status.flags2 !== undefined) put(name, status.flags2 & bit ? whenSet : 1 - whenSet);
  };
  const micros = status.microseconds ?? 0;
  put('timestamp', `${context.seconds}.${String(micros).padStart(6, '0')}`);
  flag('foreign_key_checks', OPTION.noForeignKeyChecks, 0);
  flag('unique_checks', OPTION.relaxedUniqueChecks, 0);
  flag('sql_auto_is_null', OPTION.autoIsNull, 1);
  if (flavour === 'mariadb') {
    const { source, target } = context.versions;
    for (const [name, bit, whenSet] of MARIADB_FLAGS) {
      if (!knowsFlag(name, source ?? target)) continue;
      // A target without it takes what is off elsewhere; what is on is refused there, with its statement.
      const isSet = ((status.flags2 ?? 0) & bit) !== 0;
      if (isSet || knowsFlag(name, target)) flag(name, bit, whenSet);
    }
  }
  if (status.sqlMode !== undefined)
    put('sql_mode', knownModes(spelledOut(status.sqlMode), { flavour, target: context.versions.target }));
  put('auto_increment_increment', status.autoIncrement?.increment ?? 1);
  put('auto_increment_offset', status.autoIncrement?.offset ?? 1);
  if (status.charset) {
    put('character_set_client', status.charset.client);
    put('collation_connection', status.charset.connection);
    put('collation_server', status.charset.server);
  }
  // Not logged where it does not matter.
  const zone = status.timeZone ?? '+00:00';
  put('time_zone', quoteText(zone === 'SYSTEM' ? context.systemTimeZone : zone));
  put('lc_time_names', status.lcTimeNames ?? 0);
  put('collation_database', status.databaseCollation ?? 'DEFAULT');
  put('default_collation_for_utf8mb4', status.defaultCollationForUtf8mb4);
  if (flavour === 'mysql') {
    put('explicit_defaults_for_timestamp', toNumber(status.explicitDefaultsForTimestamp));
    put('sql_require_primary_key', toNumber(status.sqlRequirePrimaryKey));
    put('default_table_encryption', toNumber(status.defaultTableEncryption));
  }
  if (context.choosesCollations)
    put(
      'character_set_collations',
      quoteText((status.charsetCollations ?? []).map((pair) => charsetCollation(pair, context).join('=')).join(',')),
    );
  return settings;
}

/**
 * The collation that the statement's session had for a charset, where the server that it runs on has another one and cannot
 * be told: what is not set there has to be said in the statement (name-collations.ts).
 */
export function unsettableCollations(
  { status }: QueryEvent,
  context: Pick<SettingsContext, 'collations' | 'choosesCollations'>,
): ((charset: string) => string | undefined) | undefined {
  // A charset has the number of the collation that it has by default.
  const others = (status.charsetCollations ?? []).filter(({ charset, collation }) => charset !== collation);
  if (context.choosesCollations || others.length === 0) return undefined;
  return (name) => {
    const pair = others.find(({ charset }) => context.collations.get(charset)?.charset === name);
    return pair && charsetCollation(pair, context)[1];
  };
}

function charsetCollation(
  pair: { charset: number; collation: number },
  { collations }: Pick<SettingsContext, 'collations'>,
): [string, string] {
  const charset = collations.get(pair.charset)?.charset;
  const collation = collations.get(pair.collation)?.collation;
  if (charset === undefined || collation === undefined)
    throw fail('replay-collation-missing', { collation: pair.collation });
  return [charset, collation];
}

function toNumber(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
