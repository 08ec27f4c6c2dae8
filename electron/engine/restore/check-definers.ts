import type { Manifest } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { misuse } from '../engine-error.ts';
import type { NamedAccount } from '../mysql/account-name.ts';
import type { Session } from '../mysql/connect.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { standsFor } from './account-pattern.ts';
import { type DefinedBy, definersOf } from './logged-definers.ts';
import { nameObjects } from './name-objects.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ShardScope } from './select-scope.ts';
import { readTargetAccounts } from './target-accounts.ts';

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
  coming: readonly NamedAccount[],
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
  const inScope = (list: readonly NeededDefiner[]) => nameDefiners(list, schemas);
  const there = await readTargetAccounts(session);
  // Where nobody may look, those that are administrators everywhere.
  const admins = there?.filter(({ admin }) => admin) ?? [{ name: 'root', host: '%' }];
  const asAdmin = needed.filter(({ account }) => admins.some((one) => standsFor(one, account)));
  const findings: Finding[] =
    asAdmin.length === 0
      ? []
      : [{ severity: 'note', target: scope.target.name, code: 'definers-admin', ...inScope(asAdmin) }];
  const known = [...(there ?? []), ...coming];
  const missing = there === null ? [] : needed.filter(({ account }) => !known.some((one) => standsFor(one, account)));
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
