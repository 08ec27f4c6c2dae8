/** A session variable that MariaDB logs as a bit of a statement's options. */
type LoggedFlag =
  | 'check_constraint_checks'
  | 'explicit_defaults_for_timestamp'
  | 'sql_if_exists'
  | 'system_versioning_insert_history';

/** Series and the release of each with which `explicit_defaults_for_timestamp` became a session's own (MDEV-29225). */
const OWN_TIMESTAMP_DEFAULTS: Readonly<Record<number, number>> = {
  1003: 100336,
  1004: 100426,
  1005: 100517,
  1006: 100609,
  1007: 100705,
  1008: 100804,
  1009: 100902,
};

/**
 * True where a MariaDB server of this version knows the variable for a session, and logs its bit. In a log of an earlier
 * one the bit is nobody's: it is 0 and says nothing. An earlier target has no such variable, which is the same as off.
 */
export function knowsFlag(flag: LoggedFlag, version: number): boolean {
  switch (flag) {
    case 'check_constraint_checks':
      return version >= 100_201;
    case 'sql_if_exists':
      return version >= 100_502;
    case 'system_versioning_insert_history':
      return version >= 101_100;
    case 'explicit_defaults_for_timestamp':
      return version >= (OWN_TIMESTAMP_DEFAULTS[Math.floor(version / 100)] ?? 101_000);
  }
}
