import type { OutsideKind } from '../../../shared/set-facts.ts';
import { EngineError } from '../engine-error.ts';
import type { Flavour, Session } from '../mysql/connect.ts';
import { quoteNames, quoteText } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { CATALOGS } from './object-kinds.ts';

/** What a server keeps that no set holds. */
export interface OutsideObjects {
  readonly found: readonly { readonly kind: OutsideKind; readonly names: readonly string[] }[];
  /** Kinds that the account may not look at. */
  readonly unseen: readonly OutsideKind[];
}

/** A question whose rows are names; `schemas`: those of the set, as a list of literals. */
type Question = (schemas: string, server: Server) => string;

type Server = Pick<Session, 'flavour' | 'version'>;

/** Where both flavours answer alike. */
const BOTH = {
  'loadable-function': () => 'SELECT name AS n FROM mysql.func ORDER BY 1',
  server: () => 'SELECT server_name AS n FROM mysql.servers ORDER BY 1',
  plugin: () => 'SELECT name AS n FROM mysql.plugin ORDER BY 1',
  'time-zone': () => 'SELECT name AS n FROM mysql.time_zone_name ORDER BY 1',
  'own-in-system-schema': ownInSystemSchemas,
} as const satisfies Partial<Record<OutsideKind, Question>>;

const QUESTIONS: Readonly<Record<Flavour, Partial<Record<OutsideKind, Question>>>> = {
  mariadb: {
    ...BOTH,
    'column-statistics': (schemas) =>
      `SELECT CONCAT_WS('.', db_name, table_name, column_name) AS n FROM mysql.column_stats WHERE db_name IN (${schemas}) ORDER BY 1`,
    replication: () => 'SHOW ALL SLAVES STATUS',
  },
  mysql: {
    ...BOTH,
    tablespace: (_, server) => tablespacesOf(server),
    'resource-group': () =>
      "SELECT resource_group_name AS n FROM information_schema.resource_groups WHERE resource_group_name NOT IN ('USR_default', 'SYS_default') ORDER BY 1",
    component: () => 'SELECT component_urn AS n FROM mysql.component ORDER BY 1',
    'column-statistics': (schemas) =>
      `SELECT CONCAT_WS('.', schema_name, table_name, column_name) AS n FROM information_schema.column_statistics WHERE schema_name IN (${schemas}) ORDER BY 1`,
    replication: () =>
      "SELECT IF(channel_name = '', host, channel_name) AS n FROM performance_schema.replication_connection_configuration ORDER BY 1",
    'persisted-variable': () => 'SELECT variable_name AS n FROM performance_schema.persisted_variables ORDER BY 1',
    'read-only-schema': (schemas) =>
      `SELECT schema_name AS n FROM information_schema.schemata_extensions WHERE options LIKE '%READ ONLY=1%' AND schema_name IN (${schemas}) ORDER BY 1`,
  },
};

/**
 * Names what a server keeps besides the schemas and accounts that a set can hold. What an account may not look at is told,
 * and what a server has not got at all (an older version) is not there.
 */
export async function listOutside(session: Session, schemas: readonly string[]): Promise<OutsideObjects> {
  const found: { kind: OutsideKind; names: string[] }[] = [];
  const unseen: OutsideKind[] = [];
  const list = schemas.length === 0 ? 'NULL' : quoteNames(schemas);
  for (const [kind, question] of Object.entries(QUESTIONS[session.flavour]) as [OutsideKind, Question][]) {
    try {
      const rows = await session.texts(question(list, session));
      const names = rows.map((row) => row.n ?? row.Connection_name ?? '').map((name) => name || '(default)');
      if (names.length > 0) found.push({ kind, names });
    } catch (error) {
      if (!(error instanceof EngineError) || error.errno === undefined) throw error;
      if (!HAS_NONE.has(error.errno)) unseen.push(kind);
    }
  }
  return { found, unseen };
}

/** No such table, unknown table in information_schema. */
const HAS_NONE: ReadonlySet<number> = new Set([1109, 1146]);

/** Tablespaces that somebody made. What lists them to everybody came with MySQL 8.0.21; the others want PROCESS. */
export function tablespacesOf({ version }: Server): string {
  const number = parseVersion(version);
  const [name, from] =
    number >= 80_021
      ? ['tablespace_name', "tablespaces_extensions WHERE tablespace_name NOT LIKE '%/%'"]
      : ['name', `${number >= 80_003 ? 'innodb_tablespaces' : 'innodb_sys_tablespaces'} WHERE space_type = 'General'`];
  const own = "'mysql', 'innodb_system', 'innodb_temporary', 'innodb_undo_001', 'innodb_undo_002'";
  return `SELECT ${name} AS n FROM information_schema.${from} AND ${name} NOT IN (${own}) ORDER BY 1`;
}

/** Objects in the servers' own schemas that did not come with the server. */
function ownInSystemSchemas(_: string, { flavour }: Server): string {
  const known = [...Object.keys(CATALOGS[flavour].system), 'AddGeometryColumn', 'DropGeometryColumn'];
  const own = (schema: string, name: string) =>
    `(${schema} = 'mysql' AND ${name} NOT IN (${known.map(quoteText).join(',')}) OR ${schema} = 'sys'`;
  const made = `definer <> ${quoteText(flavour === 'mysql' ? 'mysql.sys@localhost' : 'mariadb.sys@localhost')})`;
  return `SELECT CONCAT(table_schema, '.', table_name) AS n FROM information_schema.tables
      WHERE table_type <> 'VIEW' AND ${own('table_schema', 'table_name')} AND table_name <> 'sys_config')
    UNION ALL SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.views WHERE ${own('table_schema', 'table_name')} AND ${made}
    UNION ALL SELECT CONCAT(routine_schema, '.', routine_name) FROM information_schema.routines WHERE ${own('routine_schema', 'routine_name')} AND ${made}
    UNION ALL SELECT CONCAT(trigger_schema, '.', trigger_name) FROM information_schema.triggers WHERE ${own('trigger_schema', 'trigger_name')} AND ${made}
    UNION ALL SELECT CONCAT(event_schema, '.', event_name) FROM information_schema.events WHERE event_schema IN ('mysql', 'sys')
    ORDER BY 1`;
}
