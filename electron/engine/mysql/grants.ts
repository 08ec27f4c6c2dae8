import { MANY, matchesWildcards, ONE } from '../../../shared/wildcards.ts';
import { accountParts } from './account-name.ts';
import type { Flavour, Session } from './connect.ts';
import { type Grant, parseGrant } from './parse-grant.ts';
import { quoteText } from './quote.ts';

/** What the account of a session may do, its active roles included. */
export interface Grants {
  /** As SHOW GRANTS has them, without the password hashes that MariaDB puts there. */
  readonly statements: readonly string[];
  /** Roles the account was given but that its sessions do not have, for want of SET DEFAULT ROLE. */
  readonly inactiveRoles: readonly string[];
  /**
   * True when the account has the privilege everywhere (no schema), on every table of the schema, or on the table.
   * Privileges on single columns do not count. REPLICATION CLIENT and BINLOG MONITOR are one.
   */
  has(privilege: string, schema?: string, table?: string): boolean;
  /** True when the account has the privilege on single tables of the schema by grants that name them. */
  hasOnSomeTable(privilege: string, schema: string): boolean;
  /** Schemas that the privilege was taken away from again (MySQL's partial revokes), active roles included. */
  revokedFrom(privilege: string): string[];
}

/** How a server reads its own grants. */
export interface GrantRules {
  readonly flavour: Flavour;
  /** MySQL's `partial_revokes`: `_`, `%` and backslash in schema names then mean themselves. */
  readonly partialRevokes: boolean;
  /** Schema names are compared without case (lower_case_table_names 1 and 2). */
  readonly ignoreCase: boolean;
  /** MySQL with an active role. */
  readonly mergesRoles: boolean;
}

/** Privileges that ALL PRIVILEGES on one schema stands for; the others exist for the whole server only. */
const SCHEMA_PRIVILEGES = new Set(
  (
    'SELECT,INSERT,UPDATE,DELETE,CREATE,DROP,REFERENCES,INDEX,ALTER,CREATE TEMPORARY TABLES,LOCK TABLES,EXECUTE,' +
    'CREATE VIEW,SHOW VIEW,CREATE ROUTINE,ALTER ROUTINE,EVENT,TRIGGER,DELETE HISTORY,SHOW CREATE ROUTINE'
  ).split(','),
);
const TABLE_PRIVILEGES = new Set(
  'SELECT,INSERT,UPDATE,DELETE,CREATE,DROP,REFERENCES,INDEX,ALTER,CREATE VIEW,SHOW VIEW,TRIGGER,DELETE HISTORY'.split(
    ',',
  ),
);

/** Other spellings of one privilege. MariaDB 10.5 renamed some, and prints READ_ONLY ADMIN for READ ONLY ADMIN. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'READ_ONLY ADMIN': 'READ ONLY ADMIN',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'ALL PRIVILEGES': 'ALL',
};

/**
 * Reads what this session's account may do. Plain SHOW GRANTS answers for the session: MySQL merges the active roles into
 * it (as USING does), MariaDB appends the lines of the current role, the roles inside it and PUBLIC.
 * https://dev.mysql.com/doc/refman/9.7/en/show-grants.html · https://mariadb.com/kb/en/show-grants/
 */
export async function readGrants(session: Session): Promise<Grants> {
  const lines = (await session.texts('SHOW GRANTS')).map((row) => Object.values(row)[0] ?? '');
  const [role] = await session.texts('SELECT CURRENT_ROLE() AS active').catch(() => []); // MySQL 5.7 has no roles
  const settings = new Map<string, string>();
  const names = "('partial_revokes', 'lower_case_table_names')";
  for (const row of await session.texts(`SHOW GLOBAL VARIABLES WHERE Variable_name IN ${names}`)) {
    const [name, value] = Object.values(row);
    if (name) settings.set(name, value ?? '');
  }
  return makeGrants(lines, role?.active ?? '', {
    flavour: session.flavour,
    partialRevokes: settings.get('partial_revokes') === 'ON',
    ignoreCase: (settings.get('lower_case_table_names') ?? '0') !== '0',
    mergesRoles: session.flavour === 'mysql' && !['', 'NONE'].includes(role?.active ?? ''),
  });
}

/** The account this session runs as, quoted for GRANT: `'app'@'%'`. It may differ from the user name logged in with. */
export async function readAccount(session: Session): Promise<string> {
  const [row] = await session.texts('SELECT CURRENT_USER() AS account');
  const { name, host = '' } = accountParts(row?.account ?? '');
  return `${quoteText(name)}@${quoteText(host)}`;
}

/** Grants from the lines of SHOW GRANTS and the answer of CURRENT_ROLE(), which lists MySQL's roles quoted and MariaDB's bare. */
export function makeGrants(lines: readonly string[], activeRoles: string, rules: GrantRules): Grants {
  const parsed = lines.map((line) => parseGrant(line));
  const grants = parsed.flatMap(({ grant }) => (grant ? [grant] : []));
  const grantees = new Set(grants.map((grant) => grant.grantee));
  const active = new Set(
    activeRoles.split(',').map((name) => {
      const bare = name.replaceAll('`', '');
      return rules.flavour === 'mysql' ? bare.replace(/@[^@]*$/, '') : bare;
    }),
  );
  return {
    statements: parsed.map(({ statement }) => statement),
    // MariaDB prints an active role's own grants, MySQL names it in CURRENT_ROLE(), which lacks the roles inside it.
    inactiveRoles: parsed
      .filter(({ grantee }) => grantee === parsed[0]?.grantee)
      .flatMap(({ roles }) => roles)
      .filter((name) => !active.has(name) && !grantees.has(name)),
    has: (privilege, schema, table) => has(grants, canonical(privilege), schema, table, rules),
    hasOnSomeTable: (privilege, schema) =>
      grants.some(
        (grant) =>
          grant.level === 'table' &&
          same(grant.schema, schema, rules) &&
          covers(grant, canonical(privilege), rules.flavour),
      ),
    revokedFrom: (privilege) =>
      grants
        .filter(({ revoke, schema }) => revoke && schema !== '')
        .filter((grant) => covers(grant, canonical(privilege), rules.flavour))
        .map(({ schema }) => schema),
  };
}

function has(
  grants: readonly Grant[],
  privilege: string,
  schema: string | undefined,
  table: string | undefined,
  rules: GrantRules,
): boolean {
  const given = grants.filter((grant) => !grant.revoke && covers(grant, privilege, rules.flavour));
  const revoked = grants.some(
    (grant) =>
      grant.revoke &&
      grant.schema !== '' &&
      schema !== undefined &&
      same(grant.schema, schema, rules) &&
      covers(grant, privilege, rules.flavour),
  );
  if (given.some((grant) => grant.level === 'global') && !revoked) return true;
  if (schema === undefined) return false;
  if (hasOnSchema(grants, privilege, schema, rules)) return true;
  return (
    table !== undefined &&
    given.some(
      (grant) => grant.level === 'table' && same(grant.schema, schema, rules) && same(grant.table, table, rules),
    )
  );
}

/**
 * Of the schema patterns of one grantee that match, the server looks at one only, the most specific: SELECT on `shop_%` does
 * not help where INSERT on `shop_1` exists as well. What several grantees (user, roles) have adds up on MariaDB. MySQL with
 * active roles merges them and takes any pattern that matches, in no order one could rely on (measured with 9.7.4), unless
 * one is the schema's very name. Where the choice is open, the privilege counts only if every candidate has it.
 */
function hasOnSchema(grants: readonly Grant[], privilege: string, schema: string, rules: GrantRules): boolean {
  const lines = grants.filter((grant) => grant.level === 'schema' && !grant.revoke);
  const patterns = [...Map.groupBy(lines, (grant) => `${grant.grantee}\0${grant.schema}`).values()];
  const best = new Map<string, { specificity: number; has: boolean }>();
  for (const alike of patterns) {
    const [first] = alike;
    if (!first) continue;
    const pattern = readPattern(first.schema, rules);
    if (!pattern.test(schema)) continue;
    const specificity = rules.mergesRoles ? Number(first.schema === schema) : pattern.specificity;
    const known = best.get(first.grantee);
    const holds = alike.some((grant) => covers(grant, privilege, rules.flavour));
    if (!known || specificity > known.specificity) best.set(first.grantee, { specificity, has: holds });
    else if (specificity === known.specificity) known.has &&= holds;
  }
  return [...best.values()].some((entry) => entry.has);
}

function covers(grant: Grant, privilege: string, flavour: Flavour): boolean {
  const names = grant.privileges.map(canonical);
  if (names.includes(privilege)) return true;
  if (!names.includes('ALL') || privilege === 'GRANT OPTION' || privilege === 'PROXY') return false;
  switch (grant.level) {
    case 'global':
      // MySQL's dynamic privileges are the names with an underscore; each has to stand in a line of its own.
      return flavour === 'mariadb' || !privilege.includes('_');
    case 'schema':
      return SCHEMA_PRIVILEGES.has(privilege);
    case 'table':
      return TABLE_PRIVILEGES.has(privilege);
    default:
      return false;
  }
}

function canonical(privilege: string): string {
  const name = privilege.trim().replace(/\s+/g, ' ').toUpperCase();
  return SPELLINGS[name] ?? name;
}

function same(a: string, b: string, rules: GrantRules): boolean {
  return rules.ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** A schema pattern: `_` one character, `%` any run, a backslash before either takes its meaning away. */
function readPattern(
  pattern: string,
  rules: GrantRules,
): { readonly specificity: number; test(schema: string): boolean } {
  if (rules.partialRevokes)
    return { specificity: Number.POSITIVE_INFINITY, test: (schema) => same(pattern, schema, rules) };
  const fold = (text: string) => (rules.ignoreCase ? text.toLowerCase() : text);
  const pieces: (string | typeof ONE | typeof MANY)[] = [];
  let literals = 0;
  let specificity = Number.POSITIVE_INFINITY;
  const characters = [...fold(pattern)];
  for (let i = 0; i < characters.length; i++) {
    const next = characters[i + 1];
    let char = characters[i] ?? '';
    if (char === '\\' && next !== undefined) char = characters[++i] ?? '';
    else if (char === '_' || char === '%') {
      if (specificity > literals) specificity = literals;
      pieces.push(char === '_' ? ONE : MANY);
      continue;
    }
    literals++;
    pieces.push(char);
  }
  return { specificity, test: (schema) => matchesWildcards(pieces, fold(schema)) };
}
