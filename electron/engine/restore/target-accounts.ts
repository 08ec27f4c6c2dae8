import { isConnectionLost, type Session } from '../mysql/connect.ts';
import type { AccountPattern } from './account-pattern.ts';

/** An account of a target. */
export interface TargetAccount extends AccountPattern {
  /** It may change accounts, write files, or change all data, by itself or by a role. */
  readonly admin: boolean;
}

/** What lets an account do anything at all in the end: who writes everywhere writes to the tables of accounts, too. */
const ADMIN = ['super', 'create_user', 'file', 'grant', 'insert', 'update', 'delete', 'drop'];
/** The same of MySQL's later privileges, which have no column. */
const DYNAMIC = ['ROLE_ADMIN', 'SET_USER_ID', 'SET_ANY_DEFINER', 'SYSTEM_USER', 'SYSTEM_VARIABLES_ADMIN'];
const WRITES = ['insert', 'update', 'delete', 'drop', 'alter'];

/** The accounts of a target and what they may; null where the account that asks may not see them. */
export async function readTargetAccounts(session: Session): Promise<readonly TargetAccount[] | null> {
  const may = (privileges: readonly string[]) => privileges.map((one) => `${one}_priv = 'Y'`).join(' OR ');
  const accounts = await ask(
    session,
    `SELECT user AS user, host AS host, IF(${may(ADMIN)}, '1', '0') AS admin FROM mysql.user`,
  );
  if (accounts === null) return null;
  const more = await ask(
    session,
    `SELECT user AS user, host AS host FROM mysql.db WHERE 'mysql' LIKE db AND (${may(WRITES)})`,
  );
  const dynamic =
    session.flavour === 'mysql'
      ? await ask(
          session,
          `SELECT user AS user, host AS host FROM mysql.global_grants WHERE priv IN ('${DYNAMIC.join("','")}')`,
        )
      : [];
  const admins = new Set(
    [...accounts.filter(({ admin }) => admin === '1'), ...(more ?? []), ...(dynamic ?? [])].map(keyOf),
  );
  await addMembers(session, admins);
  return accounts.map(({ user, host }) => ({
    user: user ?? '',
    host: host ?? '',
    admin: admins.has(keyOf({ user, host })),
  }));
}

/** Whoever has a role may do what it may, and so on. */
async function addMembers(session: Session, admins: Set<string>): Promise<void> {
  const sql =
    session.flavour === 'mysql'
      ? 'SELECT to_user AS user, to_host AS host, from_user AS role, from_host AS role_host FROM mysql.role_edges'
      : "SELECT user AS user, host AS host, role AS role, '' AS role_host FROM mysql.roles_mapping";
  const edges = (await ask(session, sql)) ?? [];
  for (let before = -1; before < admins.size; ) {
    before = admins.size;
    for (const { user, host, role, role_host } of edges)
      if (admins.has(keyOf({ user: role, host: role_host }))) admins.add(keyOf({ user, host }));
  }
}

type Row = Readonly<Record<string, string | null>>;

function keyOf({
  user,
  host,
}: {
  readonly user?: string | null | undefined;
  readonly host?: string | null | undefined;
}): string {
  return JSON.stringify([user ?? '', (host ?? '').toLowerCase()]);
}

/** Null where the account may not ask, or the server has no such table. */
async function ask(session: Session, sql: string): Promise<readonly Row[] | null> {
  return session.texts(sql).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return null;
  });
}
