import type { SpatialReferenceSystem } from '../../../shared/spatial-reference-system.ts';
import { readAccountsThere } from '../accounts/accounts-there.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { machineOf } from '../mysql/server-identity.ts';
import { readServerInfo } from '../mysql/server-info.ts';
import { skipBinlog } from '../schema/session-settings.ts';
import { findExisting, liveSchemas } from './existing-objects.ts';
import { mapCollations } from './map-collations.ts';
import type { RollPlan } from './plan-roll.ts';
import type { TargetState } from './preflight.ts';
import type { RestoreOptions } from './restore-options.ts';
import { compareSpatialSystems } from './restore-srs.ts';
import type { ShardScope } from './select-scope.ts';

/** A target that answered, and nothing has been looked at yet. */
export type OpenedTarget = Pick<TargetState, 'scope' | 'session' | 'info' | 'identity'>;

/** Connects to a target; the session is `sessions`' to close. */
export async function openTarget(
  scope: ShardScope,
  { signal, skipBinlog: unlogged = false }: RestoreOptions,
  sessions: Session[],
): Promise<OpenedTarget> {
  const session = await connect(scope.target, { signal });
  if (signal?.aborted) session.destroy();
  sessions.push(session);
  if (unlogged) await skipBinlog(session);
  const info = await readServerInfo(session);
  return { scope, session, info, identity: JSON.stringify([machineOf(session), info.uuid]) };
}

/** What is there before anything is written. */
export async function lookAtTarget(
  opened: OpenedTarget,
  { accounts = false }: RestoreOptions,
  chain: readonly ReadableSet[],
  plan: RollPlan | undefined,
): Promise<TargetState> {
  const { scope, session, info } = opened;
  return {
    ...opened,
    read: [],
    collations: await mapCollations(session, scope.objects),
    grants: await readGrants(session),
    account: await readAccount(session),
    existing: await findExisting(session, scope, info.lowerCaseTableNames > 0, plan),
    live: plan ? await liveSchemas(session, scope, plan) : [],
    spatial: await compareSpatialSystems({ scope, session }, laterSystems(chain, scope.source.name)),
    accounts: accounts ? await readAccountsThere(session) : undefined,
  };
}

/** What the sets behind the full one say of a shard's spatial reference systems: their logs may need them. */
function laterSystems(chain: readonly ReadableSet[], shard: string): SpatialReferenceSystem[] {
  const shards = chain.slice(1).flatMap(({ manifest }) => manifest.shards.filter(({ name }) => name === shard));
  return shards.flatMap(({ spatialReferenceSystems = [] }) => spatialReferenceSystems);
}
