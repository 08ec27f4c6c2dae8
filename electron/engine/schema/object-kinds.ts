import type { ExceptionKind } from '../../../shared/manifest.ts';
import type { OutsideKind } from '../../../shared/set-facts.ts';
import type { Flavour } from '../mysql/connect.ts';

/** What a set does about one kind of thing that servers store. */
export type Handling =
  /** Has its definition, in every set, or where accounts are asked for. */
  | { readonly is: 'in-set'; readonly as: ExceptionKind | 'spatial-reference-system' }
  /** Its definition is part of another's, as SHOW CREATE prints it. */
  | { readonly is: 'part'; readonly of: 'database' | 'table' | 'view' | 'routine' }
  /** Out of scope; a remark of the set names what a server has of it. */
  | { readonly is: 'outside'; readonly kind: OutsideKind }
  /** What the server measures, knows by itself or is doing: nobody stored it. */
  | { readonly is: 'state' };

const STATE: Handling = { is: 'state' };
const ACCOUNT: Handling = { is: 'in-set', as: 'account' };
const TABLE_PART: Handling = { is: 'part', of: 'table' };
const stored = (as: Extract<Handling, { is: 'in-set' }>['as']): Handling => ({ is: 'in-set', as });
const outside = (kind: OutsideKind): Handling => ({ is: 'outside', kind });
const all = (handling: Handling, names: string): Record<string, Handling> =>
  Object.fromEntries(names.split(' ').map((name) => [name, handling]));

/** The catalogs of both flavours: tables of information_schema by name. */
const BOTH_INFORMATION = {
  ...all(
    STATE,
    'CHARACTER_SETS COLLATIONS COLLATION_CHARACTER_SET_APPLICABILITY ENGINES FILES KEYWORDS OPTIMIZER_TRACE',
  ),
  ...all(STATE, 'PROCESSLIST PROFILING INNODB_BUFFER_PAGE INNODB_BUFFER_PAGE_LRU INNODB_BUFFER_POOL_STATS INNODB_CMP'),
  ...all(STATE, 'INNODB_CMPMEM INNODB_CMPMEM_RESET INNODB_CMP_PER_INDEX INNODB_CMP_PER_INDEX_RESET INNODB_CMP_RESET'),
  ...all(STATE, 'INNODB_FT_BEING_DELETED INNODB_FT_CONFIG INNODB_FT_DEFAULT_STOPWORD INNODB_FT_DELETED INNODB_METRICS'),
  ...all(STATE, 'INNODB_FT_INDEX_CACHE INNODB_FT_INDEX_TABLE INNODB_TRX'),
  ...all(TABLE_PART, 'CHECK_CONSTRAINTS COLUMNS KEY_COLUMN_USAGE PARTITIONS REFERENTIAL_CONSTRAINTS STATISTICS'),
  ...all(TABLE_PART, 'TABLE_CONSTRAINTS'),
  ...all(
    ACCOUNT,
    'APPLICABLE_ROLES ENABLED_ROLES COLUMN_PRIVILEGES SCHEMA_PRIVILEGES TABLE_PRIVILEGES USER_PRIVILEGES',
  ),
  EVENTS: stored('event'),
  PARAMETERS: { is: 'part', of: 'routine' },
  PLUGINS: outside('plugin'),
  ROUTINES: stored('procedure'),
  SCHEMATA: stored('database'),
  TABLES: stored('table'),
  TRIGGERS: stored('trigger'),
  VIEWS: stored('view'),
} as const satisfies Record<string, Handling>;

/** Tables of the schema `mysql` that both flavours have. */
const BOTH_SYSTEM = {
  ...all(STATE, 'general_log slow_log help_category help_keyword help_relation help_topic'),
  ...all(STATE, 'innodb_index_stats innodb_table_stats'),
  ...all(ACCOUNT, 'columns_priv db procs_priv proxies_priv tables_priv user'),
  ...all(outside('time-zone'), 'time_zone time_zone_leap_second time_zone_name time_zone_transition'),
  time_zone_transition_type: outside('time-zone'),
  func: outside('loadable-function'),
  plugin: outside('plugin'),
  servers: outside('server'),
} as const satisfies Record<string, Handling>;

interface Catalog {
  /** Tables of information_schema, in upper case. */
  readonly information: Readonly<Record<string, Handling>>;
  /** Tables and views of the schema `mysql`. What else is there, somebody put there. */
  readonly system: Readonly<Record<string, Handling>>;
}

/**
 * Everything in which a server lists what it stores, with what a set does about it. A table that is not here is one that
 * nobody looked at: a test compares the list with servers, and a backup names what it finds in `mysql` besides.
 */
export const CATALOGS: Readonly<Record<Flavour, Catalog>> = {
  mariadb: {
    information: {
      ...BOTH_INFORMATION,
      ...all(STATE, 'CLIENT_STATISTICS GLOBAL_STATUS GLOBAL_VARIABLES INDEX_STATISTICS INNODB_LOCKS INNODB_LOCK_WAITS'),
      ...all(STATE, 'INNODB_SYS_TABLESTATS INNODB_TABLESPACES_ENCRYPTION KEY_CACHES SESSION_STATUS SESSION_VARIABLES'),
      ...all(
        STATE,
        'OPTIMIZER_COSTS SPATIAL_REF_SYS SQL_FUNCTIONS SYSTEM_VARIABLES TABLESPACES TABLE_STATISTICS THREAD_POOL_GROUPS',
      ),
      ...all(STATE, 'THREAD_POOL_QUEUES THREAD_POOL_STATS THREAD_POOL_WAITS USER_STATISTICS user_variables'),
      ...all(STATE, 'INNODB_MUTEXES INNODB_SYS_SEMAPHORE_WAITS INNODB_SYS_DATAFILES SLAVE_STATUS'),
      ...all(TABLE_PART, 'GEOMETRY_COLUMNS INNODB_SYS_COLUMNS INNODB_SYS_FIELDS INNODB_SYS_FOREIGN PERIODS'),
      ...all(TABLE_PART, 'INNODB_SYS_FOREIGN_COLS INNODB_SYS_INDEXES INNODB_SYS_TABLES INNODB_SYS_TABLESPACES'),
      ...all(TABLE_PART, 'INNODB_SYS_VIRTUAL KEY_PERIOD_USAGE'),
      ALL_PLUGINS: outside('plugin'),
      SEQUENCES: stored('sequence'),
      USERS: ACCOUNT,
    },
    system: {
      ...BOTH_SYSTEM,
      ...all(STATE, 'gtid_slave_pos transaction_registry'),
      ...all(ACCOUNT, 'global_priv roles_mapping'),
      ...all(outside('column-statistics'), 'column_stats index_stats table_stats'),
      event: stored('event'),
      proc: stored('procedure'),
    },
  },
  mysql: {
    information: {
      ...BOTH_INFORMATION,
      ...all(STATE, 'INNODB_BUFFER_POOL_STATS INNODB_CACHED_INDEXES INNODB_SESSION_TEMP_TABLESPACES INNODB_TABLESTATS'),
      ...all(STATE, 'INNODB_TEMP_TABLE_INFO ST_UNITS_OF_MEASURE'),
      ...all(
        TABLE_PART,
        'COLUMNS_EXTENSIONS INNODB_COLUMNS INNODB_DATAFILES INNODB_FIELDS INNODB_FOREIGN INNODB_INDEXES',
      ),
      ...all(TABLE_PART, 'INNODB_FOREIGN_COLS INNODB_TABLES INNODB_VIRTUAL ST_GEOMETRY_COLUMNS TABLES_EXTENSIONS'),
      ...all(TABLE_PART, 'TABLE_CONSTRAINTS_EXTENSIONS'),
      ...all({ is: 'part', of: 'view' }, 'JSON_DUALITY_VIEWS JSON_DUALITY_VIEW_COLUMNS JSON_DUALITY_VIEW_LINKS'),
      ...all({ is: 'part', of: 'view' }, 'JSON_DUALITY_VIEW_TABLES VIEW_ROUTINE_USAGE VIEW_TABLE_USAGE'),
      ...all(ACCOUNT, 'ADMINISTRABLE_ROLE_AUTHORIZATIONS ROLE_COLUMN_GRANTS ROLE_ROUTINE_GRANTS ROLE_TABLE_GRANTS'),
      ...all(outside('tablespace'), 'INNODB_TABLESPACES INNODB_TABLESPACES_BRIEF TABLESPACES_EXTENSIONS'),
      COLUMN_STATISTICS: outside('column-statistics'),
      LIBRARIES: stored('library'),
      RESOURCE_GROUPS: outside('resource-group'),
      ROUTINE_LIBRARIES: { is: 'part', of: 'routine' },
      SCHEMATA_EXTENSIONS: outside('read-only-schema'),
      ST_SPATIAL_REFERENCE_SYSTEMS: stored('spatial-reference-system'),
      USER_ATTRIBUTES: ACCOUNT,
    },
    system: {
      ...BOTH_SYSTEM,
      ...all(STATE, 'engine_cost server_cost gtid_executed ndb_binlog_index slave_worker_info'),
      ...all(ACCOUNT, 'default_roles global_grants password_history role_edges'),
      ...all(outside('replication'), 'slave_master_info slave_relay_log_info replication_group_configuration_version'),
      ...all(outside('replication'), 'replication_asynchronous_connection_failover replication_group_member_actions'),
      replication_asynchronous_connection_failover_managed: outside('replication'),
      component: outside('component'),
      event: stored('event'),
      proc: stored('procedure'),
    },
  },
};
