import type { Finding } from '../../../shared/restore-report.ts';
import { accountKey, accountName } from '../mysql/account-name.ts';
import { type Flavour, isConnectionLost, type Session } from '../mysql/connect.ts';
import type { ReadAccount } from './read-accounts.ts';

/** What a target has and understands of accounts. */
export interface AccountsThere {
  /** False also where the account of the run may not look; creating it then fails by name. */
  has(account: Pick<ReadAccount, 'name' | 'host'>): boolean;
  readonly plugins: ReadonlySet<string>;
}

type Named = Pick<ReadAccount, 'name' | 'host' | 'role' | 'plugins'>;

/** As many accounts as a sentence bears. */
const NAMED = 5;

/** Looks which accounts and which ways to log in the target has. */
export async function readAccountsThere(session: Session): Promise<AccountsThere> {
  const rows = await session.texts('SELECT user AS name, host AS host FROM mysql.user').catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return [];
  });
  const there = new Set(rows.map(({ name, host }) => accountKey({ name: name ?? '', host: host ?? '' })));
  const plugins = await session.texts(
    "SELECT plugin_name AS name FROM information_schema.plugins WHERE plugin_type = 'AUTHENTICATION' AND plugin_status = 'ACTIVE'",
  );
  return {
    has: (account) => there.has(accountKey(account)),
    plugins: new Set(plugins.map(({ name }) => name ?? '')),
  };
}

/** The account as the flavour names it: roles of MariaDB have no host, those of MySQL have one. */
export function accountOn<T extends Pick<ReadAccount, 'name' | 'host' | 'role'>>(account: T, flavour: Flavour): T {
  if (!account.role) return account;
  if (flavour === 'mariadb') return { ...account, host: '' };
  return account.host === '' ? { ...account, host: '%' } : account;
}

/** Whether the account can log in there with the password it had. */
export function canKeepPassword(
  { plugins }: Pick<ReadAccount, 'plugins'>,
  source: Flavour,
  target: Flavour,
  there: AccountsThere,
): boolean {
  return source === target && plugins.every((plugin) => there.plugins.has(plugin));
}

/** What a restore of these accounts would create, create locked, and leave alone. */
export function accountFindings(
  target: string,
  accounts: readonly Named[],
  { source, flavour, there }: { readonly source: Flavour; readonly flavour: Flavour; readonly there: AccountsThere },
): Finding[] {
  const named = (code: 'accounts-created' | 'accounts-kept' | 'accounts-locked', list: readonly Named[]): Finding[] => {
    const names = list.map((account) => accountName(accountOn(account, flavour)));
    return names.length === 0
      ? []
      : [{ severity: 'note', target, code, accounts: names.slice(0, NAMED), count: names.length }];
  };
  const [kept, missing] = [true, false].map((exists) =>
    accounts.filter((account) => there.has(accountOn(account, flavour)) === exists),
  );
  const isRole = (account: Named) => account.role && (flavour === 'mariadb' || source === 'mariadb');
  const [whole, locked] = [true, false].map((usable) =>
    (missing ?? []).filter(
      (account) => (isRole(account) || canKeepPassword(account, source, flavour, there)) === usable,
    ),
  );
  return [
    ...named('accounts-created', whole ?? []),
    ...named('accounts-locked', locked ?? []),
    ...named('accounts-kept', kept ?? []),
  ];
}

/** For a restore that leaves accounts out. */
export const NO_ACCOUNTS: AccountsThere = { has: () => true, plugins: new Set() };
