import type { RestoreRequest } from '../../../shared/contract.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import { runRestore } from '../../engine/restore/run-restore.ts';
import { restoreOptions } from '../../job/restore-options.ts';
import type { ClusterService } from './clusters.ts';

/** A target that hangs must not keep the wizard waiting for ever. */
const DEADLINE_MS = 60_000;

/** Looks at set and targets: what a restore would change or run into. Nothing is written. */
export async function previewRestore(request: RestoreRequest, clusters: ClusterService): Promise<RestoreReport> {
  const { clusterId, ...rest } = request;
  return runRestore({
    ...restoreOptions({ ...rest, cluster: await clusters.resolve(clusterId) }),
    dryRun: true,
    lanesPerShard: 1,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}
