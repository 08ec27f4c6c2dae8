import type { Why } from '../../../shared/set-facts.ts';
import { accountName, quoteAccount } from '../mysql/account-name.ts';
import { missingForAccounts } from '../mysql/check-privileges.ts';
import { isConnectionLost, type Session } from '../mysql/connect.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { quoteText } from '../mysql/quote.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { refusal } from '../schema/read-schema.ts';
import { accountFault } from './account-fault.ts';
import { readAccountGrant, writeAccountGrant } from './account-grant.ts';
import { readCreateUser } from './create-user.ts';

/** An account or role as its server has it; `create` holds password hashes. */
export interface ReadAccount {
  readonly name: string;
  /** Empty for MariaDB's roles. */
  readonly host: string;
  readonly role: boolean;
  readonly plugins: readonly string[];
  readonly create: string;
  readonly grants: readonly string[];
}

/** What of the accounts could not be read; `*` stands for all of them. */
export interface AccountException {
  readonly object: string;
  readonly why: Why;
}

/** Accounts that every server has of its own. */
const OWN = new Set([
  ...['mysql.sys@localhost', 'mysql.session@localhost', 'mysql.infoschema@localhost', 'mariadb.sys@localhost'],
  ...['root@localhost', 'root@127.0.0.1', 'root@::1'],
]);

/**
 * Reads all accounts and roles but those that every server has of its own, roles first, with their password hashes, grants
 * and default roles. What the server refuses to show becomes an exception.
 */
export async function readAccounts(
  session: Session,
  info: ServerInfo,
): Promise<{ accounts: ReadAccount[]; exceptions: AccountException[] }> {
  const exceptions: AccountException[] = [];
  const listed = await listAccounts(session, info).catch(async (error: unknown) => {
    const [lacked] = missingForAccounts(info, await readGrants(session), await readAccount(session), 'read');
    if (!lacked) throw error;
    const { needed: _, ...privilege } = lacked;
    exceptions.push({ object: '*', why: { code: 'lacks-privilege', user: session.shard.user, ...privilege } });
    return [];
  });
  if (session.flavour === 'mysql') await showHashesAsHex(session);
  const accounts: ReadAccount[] = [];
  for (const one of listed) {
    try {
      if (isPublic(session, one)) {
        const grants = await grantsOf(session, one);
        if (grants.length > 0)
          exceptions.push({ object: one.name, why: { code: 'granted-to-all', grants: grants.join('; ') } });
        continue;
      }
      const read = await readOne(session, one);
      const fault = accountFault(read);
      if (fault === undefined) accounts.push(read);
      else exceptions.push({ object: accountName(one), why: { code: 'unfit-statement', fault } });
      if (one.secondPassword) exceptions.push({ object: accountName(one), why: { code: 'second-password' } });
    } catch (error) {
      exceptions.push({ object: accountName(one), why: refusal(error) });
    }
  }
  return { accounts, exceptions };
}

interface ListedAccount {
  readonly name: string;
  readonly host: string;
  readonly role: boolean;
  readonly secondPassword: boolean;
}

/** MySQL has no mark for roles: they are the accounts that others have been given. */
async function listAccounts(session: Session, info: ServerInfo): Promise<ListedAccount[]> {
  const rows =
    session.flavour === 'mariadb'
      ? await session.texts(
          "SELECT user, host, is_role AS role, 'N' AS second, @@hostname AS machine FROM mysql.user ORDER BY is_role DESC, user, host",
        )
      : await session.texts(mysqlAccounts(info.versionNumber));
  return rows
    .filter((row) => {
      const account = accountName({ name: row.user ?? row.User ?? '', host: row.host ?? row.Host ?? '' });
      return !OWN.has(account) && account !== `root@${row.machine}`;
    })
    .map((row) => ({
      name: row.user ?? row.User ?? '',
      host: row.host ?? row.Host ?? '',
      role: row.role === 'Y',
      secondPassword: row.second === 'Y',
    }));
}

/** Roles came with MySQL 8.0, second passwords with 8.0.14. */
export function mysqlAccounts(version: number): string {
  if (version < 80_000)
    return "SELECT user, host, 'N' AS role, @@hostname AS machine, 'N' AS second FROM mysql.user ORDER BY user, host";
  const second =
    version < 80_014 ? "'N'" : "IF(JSON_CONTAINS_PATH(u.user_attributes, 'one', '$.additional_password'), 'Y', 'N')";
  return `SELECT u.user, u.host, IF(e.from_user IS NULL, 'N', 'Y') AS role, @@hostname AS machine, ${second} AS second
    FROM mysql.user u LEFT JOIN (SELECT DISTINCT from_user, from_host FROM mysql.role_edges) e
      ON e.from_user = u.user AND e.from_host = u.host
    ORDER BY role DESC, u.user, u.host`;
}

async function readOne(session: Session, { name, host, role }: ListedAccount): Promise<ReadAccount> {
  const mariadb = session.flavour === 'mariadb';
  const account = quoteAccount({ name, host });
  const grants = await grantsOf(session, { name, host });
  if (mariadb && role) return { name, host, role, plugins: [], create: `CREATE ROLE ${account}`, grants };
  const [shown = ''] = await linesOf(session, `SHOW CREATE USER ${account}`);
  const { create, defaultRoles, plugins } = readCreateUser(shown);
  const defaults = defaultRoles === undefined ? [] : [`SET DEFAULT ROLE ${defaultRoles} TO ${account}`];
  return { name, host, role, plugins, create, grants: [...grants, ...defaults] };
}

/** What it was given, in statements. */
async function grantsOf(session: Session, account: Pick<ListedAccount, 'name' | 'host'>): Promise<string[]> {
  const named = isPublic(session, account) ? account.name : quoteAccount(account);
  return (await linesOf(session, `SHOW GRANTS FOR ${named}`)).flatMap((line) => {
    const grant = readAccountGrant(line);
    // MariaDB also shows what the roles of a role have.
    return grant && grant.grantee === account.name
      ? [writeAccountGrant(grant, named, session.flavour === 'mariadb')]
      : [];
  });
}

/** MariaDB: no account and no role; what it was given holds for everybody. */
function isPublic({ flavour }: Session, { name, host }: Pick<ListedAccount, 'name' | 'host'>): boolean {
  return flavour === 'mariadb' && name === 'PUBLIC' && host === '';
}

async function linesOf(session: Session, sql: string): Promise<string[]> {
  return (await session.texts(sql)).map((row) => Object.values(row)[0] ?? '');
}

/** The hashes of caching_sha2_password hold bytes that no text can carry. */
async function showHashesAsHex(session: Session): Promise<void> {
  await session.execute(`SET SESSION print_identified_with_as_hex=${quoteText('ON')}`).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error; // MySQL has it since 8.0.17
  });
}
