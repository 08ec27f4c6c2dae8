import type { Manifest } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { EngineError, misuse } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { type DefinedBy, definersOf } from './logged-definers.ts';
import { nameObjects } from './name-objects.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ShardScope } from './select-scope.ts';

/** As many accounts as a sentence bears. */
const NAMED = 5;

/** Throws 'bad-input' for a definer to be mapped that nothing in the set has, or to something that is no account. */
export function checkDefinerNames(manifests: readonly Manifest[], { map }: Definers): void {
  const known = [...new Set(manifests.flatMap(({ shards }) => shards.flatMap(definersOf)))];
  for (const [from, to] of map) {
    const where = { field: '--definer' };
    if (!known.includes(from))
      throw misuse(`--definer: "${from}" is not a definer in the set.`, {
        next: known.length === 0 ? 'Nothing in it has one.' : `Known are: ${known.slice(0, 20).join(', ')}.`,
        where,
      });
    if (!/^.+@.+$/s.test(to))
      throw misuse(`--definer: "${to}" is not an account.`, { next: 'Give it as user@host.', where });
  }
}

/** Accounts as which views and programs would run and that the target does not have: they are created and cannot be used. */
export async function checkDefiners(
  { scope, session }: { readonly scope: ShardScope; readonly session: Session },
  { map, rule }: Definers,
  /** Accounts that the restore will create. */
  coming: readonly string[],
  /** Where the log is applied. */
  plan: RollPlan | undefined,
): Promise<Finding[]> {
  const schemas = plan?.schemas ?? scope.schemas;
  const logged = plan?.defined.filter(({ object }) => schemas.has(object.schema)) ?? [];
  const all = [...scope.objects.map((object) => ({ object, definer: object.definer })), ...logged];
  const needed = [...new Map(all.map((one) => [keyOf(one), one])).values()].flatMap(({ object, definer }) => {
    const after = definer === undefined ? undefined : (map.get(definer) ?? (rule === 'keep' ? definer : undefined));
    return after === undefined ? [] : [{ object, account: after }];
  });
  if (needed.length === 0) return [];
  const there = await readAccounts(session);
  const inScope = (list: readonly NeededDefiner[]) => nameDefiners(list, schemas);
  const admins = await readAdministrators(session);
  // Without a host it is a role, or means all hosts.
  const asAdmin = needed.filter(({ account }) =>
    [account, `${account}@`, `${account}@%`].some((name) => admins.has(name.toLowerCase())),
  );
  const findings: Finding[] =
    asAdmin.length === 0
      ? []
      : [{ severity: 'note', target: scope.target.name, code: 'definers-admin', ...inScope(asAdmin) }];
  const missing =
    there === null
      ? []
      : needed.filter(({ account }) => !there.has(account.toLowerCase()) && !coming.includes(account));
  if (missing.length === 0) return findings;
  return [...findings, { severity: 'note', target: scope.target.name, code: 'definers-missing', ...inScope(missing) }];
}

interface NeededDefiner {
  readonly object: DefinedBy['object'];
  readonly account: string;
}

/** What a log defines anew as the same account counts once. */
function keyOf({ object, definer }: Pick<DefinedBy, 'object'> & { readonly definer?: string | undefined }): string {
  return JSON.stringify([object.kind, object.schema, object.name, definer]);
}

/** The accounts, and what runs as them, by names on the target. */
function nameDefiners(list: readonly NeededDefiner[], schemas: ReadonlyMap<string, string>) {
  const accounts = [...new Set(list.map(({ account }) => account))].sort();
  const objects = list.map(({ object }) => ({ ...object, schema: schemas.get(object.schema) ?? object.schema }));
  return { accounts: accounts.slice(0, NAMED), count: accounts.length, objects: nameObjects(objects) };
}

/**
 * Accounts that may change accounts, write files or do anything at all, in lower case. Where the account that asks may not
 * see them, those that are administrators everywhere.
 */
async function readAdministrators(session: Session): Promise<Set<string>> {
  try {
    const rows = await session.texts(
      `SELECT CONCAT(user, '@', host) AS account FROM mysql.user WHERE super_priv = 'Y' OR create_user_priv = 'Y'
        OR file_priv = 'Y' OR grant_priv = 'Y'`,
    );
    return new Set(rows.map(({ account }) => (account ?? '').toLowerCase()));
  } catch (error) {
    if (error instanceof EngineError && error.failure.code !== 'connection-lost')
      return new Set(['root@localhost', 'root@%', 'root@127.0.0.1', 'root@::1']);
    throw error;
  }
}

/** All accounts in lower case, roles without their host too; null where the account that asks may not see them. */
async function readAccounts(session: Session): Promise<Set<string> | null> {
  try {
    const rows = await session.texts("SELECT CONCAT(user, '@', host) AS account, user FROM mysql.user");
    return new Set(rows.flatMap(({ account, user }) => [account ?? '', user ?? '']).map((name) => name.toLowerCase()));
  } catch (error) {
    if (error instanceof EngineError && error.failure.code !== 'connection-lost') return null;
    throw error;
  }
}
