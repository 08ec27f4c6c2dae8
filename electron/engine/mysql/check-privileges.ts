import type { Method } from '../../../shared/manifest.ts';
import type { LackedPrivilege, PrivilegeLimit, PrivilegeUse } from '../../../shared/set-facts.ts';
import type { Grants } from './grants.ts';
import { applyLogPrivileges, definerPrivileges, spatialPrivilege } from './privilege-names.ts';
import { quoteName } from './quote.ts';
import type { ServerInfo } from './server-info.ts';

/** A privilege the account lacks, with the statement that gives it. */
export interface MissingPrivilege extends LackedPrivilege {
  /** `required`: the run fails or would leave something out. `better`: the run works, with the drawback that `use` names. */
  readonly needed: 'required' | 'better';
}

/** MySQL 8.0.20 brought SHOW_ROUTINE. */
const MYSQL_SHOW_ROUTINE = 80020;
/** MariaDB 11.3 brought SHOW CREATE ROUTINE. */
const MARIADB_SHOW_CREATE_ROUTINE = 110300;

/**
 * What the account lacks for a backup of these schemas; an empty list means that nothing is missing.
 * `account` is quoted for GRANT (`readAccount`).
 * https://dev.mysql.com/doc/refman/9.7/en/privileges-provided.html · https://mariadb.com/kb/en/grant/
 */
export function missingForBackup(
  info: ServerInfo,
  grants: Grants,
  account: string,
  schemas: readonly string[],
  method: Method,
): MissingPrivilege[] {
  const ask = asker(info, grants, account);
  return [
    ...schemas.flatMap((schema) => READ.flatMap(([privilege, use]) => ask.onSchema(privilege, schema, use))),
    // An account without privileges sees no schema at all, so that nothing above could be asked for.
    ...(schemas.length === 0
      ? READ.flatMap(([privilege, use]) => ask.globally(privilege, 'required', use, 'no-schema'))
      : []),
    ...routineBodies(info, grants, ask, schemas),
    ...lockForSnapshot(info, grants, ask, schemas, method),
    ...missingForLog(info, grants, account),
    ...(info.flavour === 'mysql' && info.versionNumber >= 80000
      ? ask.globally('BACKUP_ADMIN', 'better', 'hold-ddl')
      : []),
    ...(info.flavour === 'mariadb' ? ask.globally('PROCESS', 'better', 'see-truncate') : []),
  ];
}

/** What the account lacks to read the binary log and its positions. */
export function missingForLog(info: ServerInfo, grants: Grants, account: string): MissingPrivilege[] {
  if (!info.logBin) return [];
  const ask = asker(info, grants, account);
  const monitor = info.flavour === 'mariadb' && info.versionNumber >= 100502 ? 'BINLOG MONITOR' : 'REPLICATION CLIENT';
  return [
    ...ask.globally(monitor, 'better', 'read-position'),
    ...ask.globally('REPLICATION SLAVE', 'better', 'read-log'),
  ];
}

/**
 * What the account lacks for a restore into these schemas, which need not exist yet.
 * `account` is quoted for GRANT (`readAccount`).
 */
export function missingForRestore(
  info: ServerInfo,
  grants: Grants,
  account: string,
  schemas: readonly string[],
): MissingPrivilege[] {
  const ask = asker(info, grants, account);
  return [
    ...schemas.flatMap((schema) => RESTORE.flatMap(([privilege, use]) => ask.onSchema(privilege, schema, use))),
    ...definers(info, grants, ask),
    // BINLOG ADMIN does not help on MariaDB 10.11, nor does sql_log_bin=0 on either: error 1419 asks for SUPER.
    ...(info.logBin && info.variables.log_bin_trust_function_creators === 'OFF'
      ? ask.globally('SUPER', 'better', 'logged-programs')
      : []),
    ...(info.sqlRequirePrimaryKey && !grants.has('SUPER') && !grants.has('SYSTEM_VARIABLES_ADMIN')
      ? ask.globally('SESSION_VARIABLES_ADMIN', 'better', 'tables-without-key')
      : []),
  ];
}

/** MariaDB 10.5.2 brought BINLOG REPLAY, MySQL 8.0.18 REPLICATION_APPLIER; SUPER did both before. */
export function missingForReplay(info: ServerInfo, grants: Grants, account: string): MissingPrivilege[] {
  if (grants.has('SUPER')) return [];
  const ask = asker(info, grants, account);
  const use = 'apply-log';
  const names: string[] = applyLogPrivileges(info);
  // To log in rows all the same; in statements the server takes no rows.
  if (names.includes('BINLOG REPLAY') && info.logBin && info.binlogFormat !== 'ROW') names.push('BINLOG ADMIN');
  return names.flatMap((name) => ask.globally(name, 'required', use));
}

/** What the account lacks to read the accounts of a server with their hashes, or to create some. */
export function missingForAccounts(
  info: ServerInfo,
  grants: Grants,
  account: string,
  what: 'read' | 'write',
): MissingPrivilege[] {
  const ask = asker(info, grants, account);
  return what === 'read'
    ? ask.onSchema('SELECT', 'mysql', 'read-accounts')
    : ask.globally('CREATE USER', 'required', 'write-accounts');
}

/** What the account lacks to create spatial reference systems; SUPER is enough everywhere. */
export function missingForSrs(info: ServerInfo, grants: Grants, account: string): MissingPrivilege[] {
  if (grants.has('SUPER')) return [];
  return asker(info, grants, account).globally(spatialPrivilege(info), 'required', 'write-srs');
}

type Needs = readonly (readonly [privilege: string, use: PrivilegeUse])[];

const READ: Needs = [
  ['SELECT', 'read-rows'],
  ['SHOW VIEW', 'read-views'],
  ['TRIGGER', 'read-triggers'],
  ['EVENT', 'read-events'],
];

const RESTORE: Needs = [
  ['CREATE', 'write-tables'],
  ['DROP', 'write-tables'],
  ['ALTER', 'write-tables'],
  ['INDEX', 'write-tables'],
  ['REFERENCES', 'write-tables'],
  ['INSERT', 'load-rows'],
  ['UPDATE', 'keep-progress'],
  ['SELECT', 'compare-rows'],
  ['CREATE VIEW', 'write-views'],
  ['SHOW VIEW', 'write-views'],
  ['CREATE ROUTINE', 'write-routines'],
  ['ALTER ROUTINE', 'write-routines'],
  ['TRIGGER', 'write-triggers'],
  ['EVENT', 'write-events'],
];

type Needed = MissingPrivilege['needed'];

interface Asker {
  globally(privilege: string, needed: Needed, use: PrivilegeUse, limit?: PrivilegeLimit): MissingPrivilege[];
  onSchema(privilege: string, schema: string, use: PrivilegeUse): MissingPrivilege[];
  missing(
    privilege: string,
    target: Target,
    needed: Needed,
    use: PrivilegeUse,
    limit?: PrivilegeLimit,
  ): MissingPrivilege;
}

interface Target {
  readonly schema?: string;
  readonly table?: string;
}

function asker(info: ServerInfo, grants: Grants, account: string): Asker {
  const missing: Asker['missing'] = (privilege, { schema, table }, needed, use, limit) => ({
    privilege,
    scope: schema === undefined ? '*.*' : `${schema}.${table ?? '*'}`,
    needed,
    use,
    ...(limit === undefined ? {} : { limit }),
    grant: `GRANT ${privilege} ON ${grantTarget(info, schema, table)} TO ${account};`,
  });
  return {
    missing,
    globally: (privilege, needed, use, limit) =>
      grants.has(privilege) ? [] : [missing(privilege, {}, needed, use, limit)],
    onSchema: (privilege, schema, use) => {
      if (grants.has(privilege, schema)) return [];
      return grants.hasOnSomeTable(privilege, schema)
        ? [missing(privilege, { schema }, 'better', use, 'some-tables')]
        : [missing(privilege, { schema }, 'required', use)];
    },
  };
}

/** In a schema-level GRANT `_` and `%` are wildcards unless escaped; with MySQL's partial_revokes the backslash itself counts. */
function grantTarget(info: ServerInfo, schema: string | undefined, table: string | undefined): string {
  if (schema === undefined) return '*.*';
  if (table !== undefined) return `${quoteName(schema)}.${quoteName(table)}`;
  const literal = info.variables.partial_revokes === 'ON';
  return `${quoteName(literal ? schema : schema.replace(/[\\_%]/g, '\\$&'))}.*`;
}

/** Another account's procedures and functions show their text only to those who may read all of them. */
function routineBodies(info: ServerInfo, grants: Grants, ask: Asker, schemas: readonly string[]): MissingPrivilege[] {
  const use = 'read-routines';
  if (grants.has('SELECT')) return [];
  if (info.flavour === 'mysql' && info.versionNumber >= MYSQL_SHOW_ROUTINE)
    return ask.globally('SHOW_ROUTINE', 'required', use);
  if (info.flavour === 'mysql' && info.versionNumber >= 80000) return [ask.missing('SELECT', {}, 'required', use)]; // until 8.0.20 there was nothing smaller
  if (grants.has('SELECT', 'mysql', 'proc')) return [];
  if (
    info.flavour === 'mariadb' &&
    info.versionNumber >= MARIADB_SHOW_CREATE_ROUTINE &&
    schemas.every((schema) => grants.has('SHOW CREATE ROUTINE', schema))
  )
    return [];
  return [ask.missing('SELECT', { schema: 'mysql', table: 'proc' }, 'required', use)];
}

/** MariaDB's snapshots carry their position, so hot takes no lock there; everywhere else one lock is taken for a moment. */
function lockForSnapshot(
  info: ServerInfo,
  grants: Grants,
  ask: Asker,
  schemas: readonly string[],
  method: Method,
): MissingPrivilege[] {
  if (method === 'hot' && info.flavour === 'mariadb') return [];
  if (grants.has('RELOAD') || grants.has('FLUSH_TABLES')) return [];
  if (schemas.length > 0 && schemas.every((schema) => grants.has('LOCK TABLES', schema))) return [];
  return [
    method === 'hot'
      ? ask.missing('RELOAD', {}, 'better', 'one-position')
      : ask.missing('RELOAD', {}, 'required', 'hold-writers'),
  ];
}

/** What the account lacks to create objects that run as another one. MariaDB took that out of SUPER in 11.0. */
function definers(info: ServerInfo, grants: Grants, ask: Asker): MissingPrivilege[] {
  const use = 'keep-definers';
  const included = grants.has('SUPER') && !(info.flavour === 'mariadb' && info.versionNumber >= 110000);
  return [
    ...(included ? [] : definerPrivileges(info).flatMap((name) => ask.globally(name, 'better', use))),
    ...(info.flavour === 'mysql' && info.versionNumber >= 80016
      ? ask.globally('SYSTEM_USER', 'better', 'keep-admin-definers')
      : []),
  ];
}
