import type { Manifest } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { EngineError, misuse } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { nameObjects } from './name-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** As many accounts as a sentence bears. */
const NAMED = 5;

/** Throws 'bad-input' for a definer to be mapped that nothing in the set has, or to something that is no account. */
export function checkDefinerNames(manifest: Manifest, { map }: Definers): void {
  const known = [...new Set(manifest.shards.flatMap(({ objects }) => objects.flatMap(({ definer }) => definer ?? [])))];
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
): Promise<Finding[]> {
  const needed = scope.objects.flatMap((object) => {
    const { definer } = object;
    const after = definer === undefined ? undefined : (map.get(definer) ?? (rule === 'keep' ? definer : undefined));
    return after === undefined ? [] : [{ object, account: after }];
  });
  if (needed.length === 0) return [];
  const there = await readAccounts(session);
  const missing =
    there === null
      ? []
      : needed.filter(({ account }) => !there.has(account.toLowerCase()) && !coming.includes(account));
  if (missing.length === 0) return [];
  const accounts = [...new Set(missing.map(({ account }) => account))].sort();
  const objects = missing.map(({ object }) => ({
    ...object,
    schema: scope.schemas.get(object.schema) ?? object.schema,
  }));
  return [
    {
      severity: 'note',
      target: scope.target.name,
      code: 'definers-missing',
      accounts: accounts.slice(0, NAMED),
      count: accounts.length,
      objects: nameObjects(objects),
    },
  ];
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
