import type { RestorePoint } from '../../shared/restore-point.ts';
import type { RestoreOptions } from '../engine/restore/restore-options.ts';
import type { EngineJobOf } from './engine-protocol.ts';

/** What a page asks to restore, as the engine takes it: for the look beforehand and for the restore itself. */
export function restoreOptions(
  job: EngineJobOf<'restore'>,
): Omit<RestoreOptions, 'run' | 'dryRun' | 'lanesPerShard' | 'signal' | 'onProgress'> {
  const { cluster, from, id, map, scope, rename, replace, verify, definers, accounts, allowOutside, looked } = job;
  return {
    cluster,
    from,
    id,
    point: pointOf(job),
    map: new Map(Object.entries(map)),
    only: scope && new Map(Object.entries(scope)),
    rename: new Map(Object.entries(rename)),
    replace,
    verify,
    definers: { rule: definers?.rule ?? 'keep', map: new Map(Object.entries(definers?.map ?? {})) },
    accounts: accounts ?? false,
    allowOutside: allowOutside ?? false,
    looked,
  };
}

/** What a restore goes to; a mark says more than its instant. */
function pointOf({ at, mark }: EngineJobOf<'restore'>): RestorePoint | undefined {
  if (mark !== undefined) return { kind: 'mark', name: mark };
  return at === undefined ? undefined : { kind: 'instant', at };
}
