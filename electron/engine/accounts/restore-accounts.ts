import type { NotRestored } from '../../../shared/restore-report.ts';
import { EngineError } from '../engine-error.ts';
import { accountKey, accountName, quoteAccount } from '../mysql/account-name.ts';
import type { Flavour, Session } from '../mysql/connect.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { UnfitStatement } from '../schema/create-objects.ts';
import { targetRefusal } from '../schema/target-refusal.ts';
import { accountFault, accountFaults, isAsWritten } from './account-fault.ts';
import {
  type AccountGrant,
  readAccountGrant,
  renameGrant,
  roleWithoutHost,
  writeAccountGrant,
} from './account-grant.ts';
import { type AccountsThere, accountOn, canKeepPassword } from './accounts-there.ts';
import { lockedUser, withoutLiterals } from './create-user.ts';
import type { ReadAccount } from './read-accounts.ts';

/** Accounts of one shard of the set on their way to a target. */
export interface AccountsToRestore {
  readonly session: Session;
  /** Name of the target shard. */
  readonly target: string;
  readonly source: Flavour;
  readonly there: AccountsThere;
  readonly accounts: readonly ReadAccount[];
  /** Set schema → target schema. */
  readonly schemas: ReadonlyMap<string, string>;
  /** Accounts that this restore made on the server, by their keys; several shards may go to one. */
  readonly made: Set<string>;
}

/** ER_PARSE_ERROR, whose words repeat the statement from where it could not be read. */
const PARSE_ERROR = 1064;

/**
 * Creates the accounts and roles that the target does not have: with their password hash where it can use it, else locked
 * and named. What exists is left as it is. They get their grants when the objects are there (grantAccounts).
 */
export async function createAccounts(to: AccountsToRestore): Promise<NotRestored[]> {
  const { session, there, made } = to;
  const mariadb = session.flavour === 'mariadb';
  const faults = accountFaults(to.accounts);
  const refused: NotRestored[] = [];
  for (const account of to.accounts) {
    const own = accountOn(account, session.flavour);
    const key = accountKey(own);
    const fault = faults.get(account);
    if (there.has(own) || (made.has(key) && fault === undefined)) continue;
    const what = { target: to.target, schema: '', object: accountName(own), kind: 'account' as const };
    if (fault !== undefined) {
      refused.push({ ...what, why: { code: 'unfit-statement', fault } });
      continue;
    }
    const create = (sql: string) =>
      session.execute(sql).then(
        () => void made.add(key),
        (error: unknown) => {
          throw withoutSecrets(error, sql);
        },
      );
    try {
      if (account.role && mariadb) await create(`CREATE ROLE ${quoteAccount(own)}`);
      else if (account.role && to.source === 'mariadb') await create(`CREATE ROLE ${quoteAccount(own)}`);
      else {
        const cause = canKeepPassword(account, to.source, session.flavour, there)
          ? await create(account.create).then(
              () => undefined,
              (error: unknown) => targetRefusal(error, what).why,
            )
          : null;
        if (cause === undefined) continue;
        const locked = lockedUser(account.create, quoteAccount(own), mariadb);
        if (accountFault({ ...own, create: locked, grants: [] }) !== undefined)
          throw new UnfitStatement('other-statement', '', accountName(own));
        await create(locked);
        const words = cause?.code === 'refused' ? cause.cause : null;
        refused.push({ ...what, why: { code: 'account-locked', plugins: [...account.plugins], cause: words } });
      }
    } catch (error) {
      refused.push(targetRefusal(error, what));
    }
  }
  return refused;
}

/** Gives the accounts that createAccounts made what they had, schema names as they are on the target. */
export async function grantAccounts(to: AccountsToRestore): Promise<NotRestored[]> {
  const { session, made, source } = to;
  const mariadb = session.flavour === 'mariadb';
  const faults = accountFaults(to.accounts);
  const renames = new Map([...to.schemas].filter(([from, name]) => from !== name));
  const refused: NotRestored[] = [];
  // Without it MariaDB and MySQL before 8.0 create an account that is not there, and with no password.
  if (mariadb || parseVersion(session.version) < 80_000)
    await session.execute("SET SESSION sql_mode=CONCAT(@@sql_mode, ',NO_AUTO_CREATE_USER')");
  for (const account of to.accounts) {
    const own = accountOn(account, session.flavour);
    if (!made.has(accountKey(own)) || faults.has(account)) continue;
    const what = { target: to.target, schema: '', object: accountName(own), kind: 'grants' as const };
    for (const line of account.grants) {
      const read = readAccountGrant(line);
      if (!read) continue;
      const { grant, pattern } = renameGrant(source === session.flavour ? read : forFlavour(read, mariadb), renames);
      if (pattern !== undefined) refused.push({ ...what, why: { code: 'grant-pattern', pattern } });
      refused.push(...(await giveOrSplit(session, grant, quoteAccount(own), what)));
    }
  }
  return refused;
}

/** MariaDB makes whoever creates a role its administrator; the account of the run had no part in these. */
export async function leaveRoles({ session, accounts, made }: AccountsToRestore): Promise<void> {
  if (session.flavour !== 'mariadb') return;
  for (const account of accounts) {
    const role = accountOn(account, 'mariadb');
    if (!account.role || !made.has(accountKey(role))) continue;
    await session.execute(`REVOKE ${quoteAccount(role)} FROM CURRENT_USER`).catch((error: unknown) => {
      targetRefusal(error, { target: '', schema: '', object: role.name, kind: 'grants' }); // throws what ends the run
    });
  }
}

/** One statement; where the server refuses it, one for each of its privileges, so that one it does not know loses no other. */
async function giveOrSplit(
  session: Session,
  grant: AccountGrant,
  grantee: string,
  what: Omit<NotRestored, 'why'>,
): Promise<NotRestored[]> {
  const mariadb = session.flavour === 'mariadb';
  const give = async (items: readonly string[]): Promise<NotRestored[]> => {
    try {
      const written = { ...grant, items };
      const sql = writeAccountGrant(written, grantee, mariadb);
      if (!isAsWritten(sql, written, grantee)) throw new UnfitStatement('other-statement', '', what.object);
      await session.execute(sql);
      return [];
    } catch (error) {
      return [nameGrant(error, { ...grant, items }, what)];
    }
  };
  const [first, ...more] = grant.items;
  if (first === undefined) return [];
  // MariaDB gives one role at a time, and lets an account have one by default.
  if (!mariadb || grant.on !== undefined || more.length === 0) {
    const refused = await give(grant.items);
    if (refused.length === 0 || more.length === 0) return refused;
  } else if (grant.verb === 'SET DEFAULT ROLE')
    return [...(await give([first])), nameGrant(undefined, { ...grant, items: more }, what)];
  const refused: NotRestored[] = [];
  for (const item of grant.items) refused.push(...(await give([item])));
  return refused;
}

function nameGrant(error: unknown, { verb, on, items }: AccountGrant, what: Omit<NotRestored, 'why'>): NotRestored {
  const given = `${verb} ${items.join(', ')}${on === undefined ? '' : ` ON ${on}`}`;
  const unknown = error === undefined || (error instanceof EngineError && error.errno === PARSE_ERROR);
  const { why } = unknown ? { why: undefined } : targetRefusal(error, what);
  return { ...what, why: { code: 'grant-refused', given, cause: why?.code === 'refused' ? why.cause : null } };
}

/** Roles have a host on MySQL only. */
function forFlavour(grant: AccountGrant, mariadb: boolean): AccountGrant {
  return mariadb && grant.on === undefined ? { ...grant, items: grant.items.map(roleWithoutHost) } : grant;
}

function withoutSecrets(error: unknown, sql: string): unknown {
  if (!(error instanceof EngineError)) return error;
  const { failure, errno } = error;
  const clean = (text: string) =>
    errno === PARSE_ERROR ? 'the server cannot read the statement' : withoutLiterals(text, sql);
  return new EngineError(
    {
      ...failure,
      message: clean(failure.message),
      ...(failure.cause === undefined ? {} : { cause: clean(failure.cause) }),
    },
    errno,
  );
}
