import { matchesObject, matchesSchema } from '../../../shared/glob.ts';
import type { ObjectKind } from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { fail } from '../engine-error.ts';
import { missingForBackup } from '../mysql/check-privileges.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { isUsersSchema } from '../schema/list-schemas.ts';
import type { SourceException } from '../schema/source-exception.ts';
import type { ConnectedShard } from './connect-shards.ts';

/** Kinds that an account without the privilege does not see at all; a view it may not read is named one by one. */
const KINDS: Readonly<Record<string, ObjectKind>> = {
  SELECT: 'table',
  TRIGGER: 'trigger',
  EVENT: 'event',
  SHOW_ROUTINE: 'procedure',
  'SHOW CREATE ROUTINE': 'procedure',
};

/** What may be missing from the set without a trace, because the server hides it from this account: each with its GRANT. */
export async function unseenObjects({
  shard,
  reader,
  info,
  schemas,
  only,
}: Omit<ConnectedShard, 'lanes'> & { readonly only: readonly string[] | undefined }): Promise<SourceException[]> {
  const missing = missingForBackup(info, await readGrants(reader), await readAccount(reader), schemas, 'hot');
  return missing.flatMap(({ needed, ...lacked }) => {
    const { privilege, scope } = lacked;
    const routines = scope === 'mysql.proc';
    const kind = routines ? 'procedure' : KINDS[privilege];
    // Granted for some tables only, the account sees those and nobody tells it of others.
    const hides = needed === 'required' || lacked.limit === 'some-tables';
    if (!hides || kind === undefined) return [];
    const schema = routines ? '*' : scope.slice(0, scope.lastIndexOf('.'));
    if (lacked.limit === 'some-tables' && only !== undefined && isNamed(only, schema)) return [];
    const why = { code: 'lacks-privilege' as const, user: shard.user, ...lacked };
    return [{ shard: shard.name, schema, object: '*', kind, why }];
  });
}

/** Whether the choice names every table of the schema: one that the account does not see would be missed by its name. */
function isNamed(only: readonly string[], schema: string): boolean {
  return only
    .filter((glob) => matchesObject([glob], schema, '*') || glob.startsWith(`${schema}.`))
    .every((glob) => !/[*?]/.test(glob));
}

/** Shards on which there may be schemas that the account does not see, and that nobody named. */
export async function unseenSchemas({
  shard,
  reader,
  schemas,
}: Pick<ConnectedShard, 'shard' | 'reader' | 'schemas'>): Promise<Remark[]> {
  if (shard.schemas?.every((glob) => !/[*?]/.test(glob))) return [];
  const grants = await readGrants(reader);
  const seesAll = grants.has('SELECT') || grants.has('SHOW DATABASES');
  // A schema that all privileges were taken away from again is hidden, whatever the account may see elsewhere.
  const hidden = grants
    .revokedFrom('SELECT')
    .filter((name) => isUsersSchema(name) && matchesSchema(shard.schemas, name) && !schemas.includes(name));
  if (seesAll && hidden.length === 0) return [];
  return [{ code: 'schemas-unseen', shard: shard.name, user: shard.user }];
}

/** A shard on which the account sees nothing would be in the set as if it were empty. */
export async function refuseBlindAccount({ shard, reader, info, schemas }: ConnectedShard): Promise<void> {
  if (schemas.length > 0) return;
  const missing = missingForBackup(info, await readGrants(reader), await readAccount(reader), schemas, 'hot');
  const select = missing.find(({ privilege }) => privilege === 'SELECT');
  if (!select) return;
  throw fail(
    'sees-no-schema',
    { shard: shard.name, user: shard.user, grant: select.grant },
    { where: { shard: shard.name } },
  );
}
