import type { RestoreRequest } from '../../../shared/contract.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import { runRestore } from '../../engine/restore/run-restore.ts';
import { pointOf } from '../../job/point-of.ts';
import { selectionOf } from '../../job/selection-of.ts';
import type { ClusterService } from './clusters.ts';

/** A target that hangs must not keep the wizard waiting for ever. */
const DEADLINE_MS = 60_000;

/** Looks at set and targets: what a restore would change or run into. Nothing is written. */
export async function previewRestore(request: RestoreRequest, clusters: ClusterService): Promise<RestoreReport> {
  return runRestore({
    cluster: await clusters.resolve(request.clusterId),
    from: request.from,
    id: request.id,
    point: pointOf(request),
    map: new Map(Object.entries(request.map)),
    only: selectionOf(request),
    rename: new Map(Object.entries(request.rename)),
    definers: { rule: request.definers?.rule ?? 'keep', map: new Map(Object.entries(request.definers?.map ?? {})) },
    accounts: request.accounts ?? false,
    allowOutside: request.allowOutside ?? false,
    replace: request.replace,
    verify: request.verify,
    dryRun: true,
    lanesPerShard: 1,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}
