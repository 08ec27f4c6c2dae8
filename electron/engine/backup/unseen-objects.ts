import type { ObjectKind } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import { missingForBackup } from '../mysql/check-privileges.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import type { ConnectedShard } from './connect-shards.ts';
import type { SourceException } from './source-exception.ts';

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
}: Omit<ConnectedShard, 'lanes'>): Promise<SourceException[]> {
  const missing = missingForBackup(info, await readGrants(reader), await readAccount(reader), schemas, 'hot');
  return missing.flatMap(({ needed, ...lacked }) => {
    const { privilege, scope } = lacked;
    const routines = scope === 'mysql.proc';
    const kind = routines ? 'procedure' : KINDS[privilege];
    if (needed !== 'required' || kind === undefined) return [];
    const schema = routines ? '*' : scope.slice(0, scope.lastIndexOf('.'));
    const why = { code: 'lacks-privilege' as const, user: shard.user, ...lacked };
    return [{ shard: shard.name, schema, object: '*', kind, why }];
  });
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
