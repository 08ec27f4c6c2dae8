import type { NotRestored } from '../../../shared/restore-report.ts';
import { createAccounts, grantAccounts, leaveRoles } from '../accounts/restore-accounts.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { removeNotes } from '../schema/schema-collation.ts';
import { addForeignKeys } from './add-foreign-keys.ts';
import type { RestoringShard } from './create-all.ts';
import { createPrograms } from './create-programs.ts';
import type { TableOutcome } from './load-tables.ts';
import { serverByServer } from './server-by-server.ts';

/** Creates what rows have to be there for: foreign keys, accounts, programs, grants. Returns what a target does not have. */
export async function createRest(
  shards: readonly RestoringShard[],
  outcomes: readonly (readonly TableOutcome[])[],
  definers: Definers,
): Promise<NotRestored[]> {
  const refused = await serverByServer(shards, ({ session, scope, created }, i) =>
    addForeignKeys(session, created, { target: scope.target.name, without: failedTables(outcomes[i] ?? []) }),
  );
  for (const { accountsToRestore } of shards) refused.push(...(await createAccounts(accountsToRestore)));
  const programs = await serverByServer(shards, async ({ session, scope, objects: all }) => {
    const missing = await createPrograms(session, scope, all, definers);
    await removeNotes(session);
    return missing;
  });
  refused.push(...programs);
  for (const { accountsToRestore } of shards) refused.push(...(await grantAccounts(accountsToRestore)));
  for (const { accountsToRestore } of shards) await leaveRoles(accountsToRestore);
  return refused;
}

function failedTables(outcomes: readonly TableOutcome[]): ReadonlySet<string> {
  return new Set(outcomes.filter((one) => one.failed !== undefined).map((one) => `${one.schema}.${one.table.name}`));
}
