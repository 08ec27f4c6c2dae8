import type { Method } from '../../../shared/manifest.ts';
import type { Grants } from './grants.ts';
import { quoteName } from './quote.ts';
import type { ServerInfo } from './server-info.ts';

/** A privilege the account lacks, with the statement that gives it. */
export interface MissingPrivilege {
  readonly privilege: string;
  /** `*.*`, `schema.*` or `schema.table`, as a reader would write it. */
  readonly scope: string;
  /** `required`: the run fails or would leave something out. `better`: the run works, with the drawback that `why` names. */
  readonly needed: 'required' | 'better';
  readonly why: string;
  /** The statement to copy, with semicolon. */
  readonly grant: string;
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
    ...schemas.flatMap((schema) => READ.flatMap(([privilege, why]) => ask.onSchema(privilege, schema, why))),
    // An account without privileges sees no schema at all, so that nothing above could be asked for.
    ...(schemas.length === 0
      ? READ.flatMap(([privilege, why]) => ask.globally(privilege, 'required', `${why}; this account sees no schema`))
      : []),
    ...routineBodies(info, grants, ask, schemas),
    ...lockForSnapshot(info, grants, ask, schemas, method),
    ...(info.logBin
      ? ask.globally(
          info.flavour === 'mariadb' && info.versionNumber >= 100502 ? 'BINLOG MONITOR' : 'REPLICATION CLIENT',
          'better',
          'reads the position in the binary log; without it no incremental backup can follow',
        )
      : []),
    ...(info.flavour === 'mysql' && info.versionNumber >= 80000
      ? ask.globally(
          'BACKUP_ADMIN',
          'better',
          'holds back changes of table definitions during the backup; without it they are noticed only afterwards',
        )
      : []),
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
    ...schemas.flatMap((schema) => RESTORE.flatMap(([privilege, why]) => ask.onSchema(privilege, schema, why))),
    ...definers(info, grants, ask),
    // BINLOG ADMIN does not help on MariaDB 10.11, nor does sql_log_bin=0 on either: error 1419 asks for SUPER.
    ...(info.logBin && info.variables.log_bin_trust_function_creators === 'OFF'
      ? ask.globally(
          'SUPER',
          'better',
          'creates triggers and functions while the server writes a binary log; SET GLOBAL log_bin_trust_function_creators=1 does as well',
        )
      : []),
    ...(info.sqlRequirePrimaryKey && !grants.has('SUPER') && !grants.has('SYSTEM_VARIABLES_ADMIN')
      ? ask.globally(
          'SESSION_VARIABLES_ADMIN',
          'better',
          'creates tables without a primary key, which sql_require_primary_key refuses',
        )
      : []),
  ];
}

const READ: readonly (readonly [privilege: string, why: string])[] = [
  ['SELECT', 'reads the rows'],
  ['SHOW VIEW', 'reads the definitions of views'],
  ['TRIGGER', 'reads triggers; without it they cannot be seen'],
  ['EVENT', 'reads events; without it they cannot be seen'],
];

const TABLES = 'creates and replaces schemas, tables, indexes and foreign keys';
const VIEWS = 'creates views and compares them with the backup';
const ROUTINES = 'creates and replaces procedures and functions';

const RESTORE: readonly (readonly [privilege: string, why: string])[] = [
  ['CREATE', TABLES],
  ['DROP', TABLES],
  ['ALTER', TABLES],
  ['INDEX', TABLES],
  ['REFERENCES', TABLES],
  ['INSERT', 'loads the rows'],
  ['SELECT', 'reads the rows again to compare them with the backup'],
  ['CREATE VIEW', VIEWS],
  ['SHOW VIEW', VIEWS],
  ['CREATE ROUTINE', ROUTINES],
  ['ALTER ROUTINE', ROUTINES],
  ['TRIGGER', 'creates triggers'],
  ['EVENT', 'creates events'],
];

interface Asker {
  globally(privilege: string, needed: MissingPrivilege['needed'], why: string): MissingPrivilege[];
  onSchema(privilege: string, schema: string, why: string): MissingPrivilege[];
  missing(privilege: string, target: Target, needed: MissingPrivilege['needed'], why: string): MissingPrivilege;
}

interface Target {
  readonly schema?: string;
  readonly table?: string;
}

function asker(info: ServerInfo, grants: Grants, account: string): Asker {
  const missing: Asker['missing'] = (privilege, { schema, table }, needed, why) => ({
    privilege,
    scope: schema === undefined ? '*.*' : `${schema}.${table ?? '*'}`,
    needed,
    why,
    grant: `GRANT ${privilege} ON ${grantTarget(info, schema, table)} TO ${account};`,
  });
  return {
    missing,
    globally: (privilege, needed, why) => (grants.has(privilege) ? [] : [missing(privilege, {}, needed, why)]),
    onSchema: (privilege, schema, why) => {
      if (grants.has(privilege, schema)) return [];
      return grants.hasOnSomeTable(privilege, schema)
        ? [
            missing(
              privilege,
              { schema },
              'better',
              `${why}; now this works for the tables that were granted one by one`,
            ),
          ]
        : [missing(privilege, { schema }, 'required', why)];
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
  const why = 'reads procedures and functions; without it those of other accounts cannot be seen';
  if (grants.has('SELECT')) return [];
  if (info.flavour === 'mysql' && info.versionNumber >= MYSQL_SHOW_ROUTINE)
    return ask.globally('SHOW_ROUTINE', 'required', why);
  if (info.flavour === 'mysql' && info.versionNumber >= 80000) return [ask.missing('SELECT', {}, 'required', why)]; // until 8.0.20 there was nothing smaller
  if (grants.has('SELECT', 'mysql', 'proc')) return [];
  if (
    info.flavour === 'mariadb' &&
    info.versionNumber >= MARIADB_SHOW_CREATE_ROUTINE &&
    schemas.every((schema) => grants.has('SHOW CREATE ROUTINE', schema))
  )
    return [];
  return [ask.missing('SELECT', { schema: 'mysql', table: 'proc' }, 'required', why)];
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
      ? ask.missing(
          'RELOAD',
          {},
          'better',
          'opens all snapshots at one position; without it no incremental backup can follow',
        )
      : ask.missing(
          'RELOAD',
          {},
          'required',
          `holds writers back for a ${method} backup; LOCK TABLES on each schema does as well`,
        ),
  ];
}

/** What it takes to create objects that run as another account. MySQL 8.2 split SET_USER_ID, MariaDB 10.5.2 took it out of SUPER. */
function definers(info: ServerInfo, grants: Grants, ask: Asker): MissingPrivilege[] {
  const why = 'keeps the definers of views, triggers, routines and events';
  if (info.flavour === 'mariadb') {
    if (info.versionNumber >= 110000) return ask.globally('SET USER', 'better', why);
    if (grants.has('SUPER')) return [];
    return ask.globally(info.versionNumber >= 100502 ? 'SET USER' : 'SUPER', 'better', why);
  }
  if (info.versionNumber < 80000) return ask.globally('SUPER', 'better', why);
  const names = info.versionNumber >= 80200 ? ['SET_ANY_DEFINER', 'ALLOW_NONEXISTENT_DEFINER'] : ['SET_USER_ID'];
  return [
    ...(grants.has('SUPER') ? [] : names.flatMap((name) => ask.globally(name, 'better', why))),
    ...(info.versionNumber >= 80016 ? ask.globally('SYSTEM_USER', 'better', `${why} that are administrators`) : []),
  ];
}
