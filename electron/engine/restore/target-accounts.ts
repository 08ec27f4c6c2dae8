import { accountKey, type NamedAccount } from '../mysql/account-name.ts';
import { isConnectionLost, type Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';

/** An account of a target. */
export interface TargetAccount extends NamedAccount {
  /** It may change accounts, write files, or change all data, by itself or by a role. */
  readonly admin: boolean;
}

/** What lets an account do anything at all in the end: who writes everywhere writes to the tables of accounts, too. */
const ADMIN = ['super', 'create_user', 'file', 'grant', 'insert', 'update', 'delete', 'drop'];
/** The same of later privileges, which have no column: those of MySQL, and what sets or replaces who somebody is on MariaDB. */
const DYNAMIC = {
  mysql: [
    ...['ROLE_ADMIN', 'SET_USER_ID', 'SET_ANY_DEFINER', 'SYSTEM_USER', 'SYSTEM_VARIABLES_ADMIN'],
    ...['BINLOG_ADMIN', 'REPLICATION_APPLIER'],
  ],
  mariadb: ['SET USER', 'BINLOG REPLAY'],
} as const;
const WRITES = ['insert', 'update', 'delete', 'drop', 'alter', 'create_routine', 'alter_routine', 'trigger', 'event'];
/** MariaDB's role of everybody. */
const EVERYBODY = { name: 'PUBLIC', host: '' };

/** The accounts of a target and what they may; null where the account that asks may not see them. */
export async function readTargetAccounts(session: Session): Promise<readonly TargetAccount[] | null> {
  const may = (privileges: readonly string[]) => privileges.map((one) => `${one}_priv = 'Y'`).join(' OR ');
  const accounts = await ask(
    session,
    `SELECT user AS name, host AS host, IF(${may(ADMIN)}, '1', '0') AS admin FROM mysql.user`,
  );
  if (accounts === null) return null;
  const dynamic = DYNAMIC[session.flavour].map(quoteText).join(',');
  const more = await Promise.all([
    ask(session, `SELECT user AS name, host AS host FROM mysql.db WHERE 'mysql' LIKE db AND (${may(WRITES)})`),
    ...['tables_priv', 'columns_priv'].map((table) =>
      ask(session, `SELECT user AS name, host AS host FROM mysql.${table} WHERE db = 'mysql' AND ${writesIn(table)}`),
    ),
    ask(
      session,
      `SELECT u.user AS name, u.host AS host FROM mysql.user u JOIN information_schema.user_privileges p
        ON p.grantee = CONCAT('''', u.user, '''@''', u.host, '''') WHERE p.privilege_type IN (${dynamic})`,
    ),
  ]);
  const direct = [...accounts.filter(({ admin }) => admin === '1'), ...more.flatMap((rows) => rows ?? [])];
  const admins = new Set(direct.map((row) => accountKey(accountOf(row))));
  await addMembers(session, admins);
  const all = session.flavour === 'mariadb' && admins.has(accountKey(EVERYBODY));
  return accounts.map((row) => ({ ...accountOf(row), admin: all || admins.has(accountKey(accountOf(row))) }));
}

/** Whoever has a role may do what it may, and so on. */
async function addMembers(session: Session, admins: Set<string>): Promise<void> {
  const sql =
    session.flavour === 'mysql'
      ? 'SELECT to_user AS name, to_host AS host, from_user AS role, from_host AS role_host FROM mysql.role_edges'
      : "SELECT user AS name, host AS host, role AS role, '' AS role_host FROM mysql.roles_mapping";
  const edges = (await ask(session, sql)) ?? [];
  for (let before = -1; before < admins.size; ) {
    before = admins.size;
    for (const { name, host, role, role_host } of edges)
      if (admins.has(accountKey(accountOf({ name: role, host: role_host }))))
        admins.add(accountKey(accountOf({ name, host })));
  }
}

/** In these tables privileges are a SET. */
function writesIn(table: string): string {
  const column = table === 'tables_priv' ? 'table_priv' : 'column_priv';
  return `${column} REGEXP 'Insert|Update|Delete|Drop|Alter|Create|Trigger'`;
}

type Row = Readonly<Record<string, string | null | undefined>>;

function accountOf({ name, host }: Row): NamedAccount {
  return { name: name ?? '', host: host ?? '' };
}

/** Null where the account may not ask, or the server has no such table. */
async function ask(session: Session, sql: string): Promise<readonly Row[] | null> {
  return session.texts(sql).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return null;
  });
}
