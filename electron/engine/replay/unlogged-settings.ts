import { quoteText } from '../mysql/quote.ts';

/**
 * Session variables that change what a definition means and that no flavour logs with it. What everybody has on the source
 * is the best that is known; a session that had something else is not known to a replica either. Those that only refuse
 * are not among them: what was granted there is granted here (prepare-session.ts).
 */
const UNLOGGED = [
  'block_encryption_mode',
  'default_regex_flags',
  'default_storage_engine',
  'default_week_format',
  'div_precision_increment',
  'innodb_compression_default',
  'innodb_default_encryption_key_id',
  'mhnsw_default_distance',
  'mhnsw_default_m',
  'old_mode',
] as const;

/** Those of them that are not the same in all of a shard's sets: the log does not say when they changed. */
export function changedSettings(sets: readonly Readonly<Record<string, string>>[]): string[] {
  return UNLOGGED.filter((name) => new Set(sets.map((variables) => variables[name])).size > 1);
}

/** What a replay sets of them, by name and as SQL; what the set did not record stays as the target has it. */
export function unloggedSettings(variables: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(
    UNLOGGED.flatMap((name) => {
      const value = variables[name];
      if (value === undefined) return [];
      return [[name, /^\d+$/.test(value) ? value : quoteText(value)]];
    }),
  );
}
