import type { Flavour, Session } from './connect.ts';

/** What one server is and how it is set up; global values, read once per run. */
export interface ServerInfo {
  readonly flavour: Flavour;
  /** As the server reports it, such as `10.11.19-MariaDB-log` or `9.7.4`. */
  readonly version: string;
  /** Two digits each for minor and patch: 101119 for 10.11.19, 90704 for 9.7.4; comparable within one flavour. */
  readonly versionNumber: number;
  /** MySQL `server_uuid`, MariaDB `server_uid` (10.5.26, 10.6.19, 10.11.9, 11.4.3 and later); null where it has none. */
  readonly uuid: string | null;
  readonly serverId: number;
  readonly logBin: boolean;
  /** `ROW`, `MIXED` or `STATEMENT`: the default of new sessions; a session may have its own. */
  readonly binlogFormat: string;
  readonly binlogRowImage: string;
  /** MySQL only; null on MariaDB, where GTIDs are always written. */
  readonly gtidMode: string | null;
  readonly readOnly: boolean;
  /** 0: names keep their case and differ by it; 1: stored in lower case; 2: keep their case, compared without it. */
  readonly lowerCaseTableNames: number;
  /** Whether the server takes LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /** Bytes; what new sessions get. */
  readonly maxAllowedPacket: number;
  readonly sqlRequirePrimaryKey: boolean;
  /** Whether the server refuses connections without TLS. */
  readonly secureTransport: boolean;
  /** The variables a manifest records, by name; only those this server has. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a later reader of a set may have to know about its source; a server has only some of them. */
const RECORDED = new Set([
  'auto_increment_increment',
  'auto_increment_offset',
  'binlog_checksum',
  'binlog_encryption',
  'binlog_expire_logs_seconds',
  'binlog_format',
  'binlog_legacy_event_pos',
  'binlog_row_event_max_size',
  'binlog_row_image',
  'binlog_row_metadata',
  'binlog_row_value_options',
  'binlog_transaction_compression',
  'block_encryption_mode',
  'character_set_collations',
  'character_set_database',
  'character_set_server',
  'collation_database',
  'collation_server',
  'default_collation_for_utf8mb4',
  'default_regex_flags',
  'default_storage_engine',
  'default_table_encryption',
  'default_week_format',
  'div_precision_increment',
  'encrypt_binlog',
  'enforce_gtid_consistency',
  'event_scheduler',
  'expire_logs_days',
  'explicit_defaults_for_timestamp',
  'foreign_key_checks',
  'gtid_domain_id',
  'gtid_mode',
  'gtid_strict_mode',
  'innodb_compression_default',
  'innodb_default_encryption_key_id',
  'innodb_default_row_format',
  'innodb_file_per_table',
  'innodb_page_size',
  'innodb_strict_mode',
  'local_infile',
  'log_bin',
  'log_bin_compress',
  'log_bin_trust_function_creators',
  'log_replica_updates',
  'log_slave_updates',
  'lower_case_file_system',
  'lower_case_table_names',
  'max_allowed_packet',
  'mhnsw_default_distance',
  'mhnsw_default_m',
  'old_mode',
  'partial_revokes',
  'protocol_version',
  'read_only',
  'secure_timestamp',
  'server_id',
  'server_uid',
  'server_uuid',
  'slave_run_triggers_for_rbr',
  'sql_mode',
  'sql_require_primary_key',
  'super_read_only',
  'system_time_zone',
  'system_versioning_alter_history',
  'time_zone',
  'tx_isolation',
  'transaction_isolation',
  'version',
  'version_comment',
  'version_compile_machine',
  'version_compile_os',
]);

/**
 * Reads what the run has to know about a server. Needs no privilege.
 * https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html · https://mariadb.com/kb/en/server-system-variables/
 */
export async function readServerInfo(session: Session): Promise<ServerInfo> {
  const all = new Map<string, string>();
  // GLOBAL, since this session's own sql_mode and time_zone are ours (connect.ts) and say nothing about the server.
  for (const row of await session.texts('SHOW GLOBAL VARIABLES')) {
    const [name, value] = Object.values(row);
    if (name) all.set(name.toLowerCase(), value ?? '');
  }
  // MySQL keeps log_bin & Co. as ON/OFF here; MariaDB's read_only may also hold NO_LOCK and NO_LOCK_NO_ADMIN.
  const isOn = (name: string) => !['', '0', 'OFF', 'NO', 'FALSE'].includes((all.get(name) ?? '').toUpperCase());
  const numberOf = (name: string) => Number(all.get(name) ?? 0);
  return {
    flavour: session.flavour,
    version: session.version,
    versionNumber: parseVersion(session.version),
    uuid: all.get('server_uuid') || all.get('server_uid') || null,
    serverId: numberOf('server_id'),
    logBin: isOn('log_bin'),
    binlogFormat: (all.get('binlog_format') ?? 'ROW').toUpperCase(), // the variable is announced to go; ROW is what stays
    binlogRowImage: (all.get('binlog_row_image') ?? 'FULL').toUpperCase(),
    gtidMode: all.get('gtid_mode') ?? null,
    readOnly: isOn('read_only') || isOn('super_read_only'),
    lowerCaseTableNames: numberOf('lower_case_table_names'),
    localInfile: isOn('local_infile'),
    maxAllowedPacket: numberOf('max_allowed_packet'),
    sqlRequirePrimaryKey: isOn('sql_require_primary_key'),
    secureTransport: isOn('require_secure_transport'),
    variables: Object.fromEntries([...all].filter(([name]) => RECORDED.has(name)).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** `10.11.19-MariaDB-log` → 101119; 0 for a text without a version. */
export function parseVersion(version: string): number {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return Number(major ?? 0) * 10_000 + Number(minor ?? 0) * 100 + Number(patch ?? 0);
}
