import type { Cluster } from '../../../shared/cluster.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { RestorePoint } from '../../../shared/restore-point.ts';
import type { ChosenSets } from './choose-sets.ts';
import type { RowsOptions } from './restore-rows.ts';
import type { ScopeOptions } from './select-scope.ts';

/** What a restore is asked for. */
export interface RestoreOptions extends ScopeOptions, RowsOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly from: string;
  /** Undefined takes the newest complete set of the cluster of which no damage is known. */
  readonly id?: string | undefined;
  /** Instead of what `id` and `point` say; XA transactions that wait at its end are then left as they are. */
  readonly chosen?: ChosenSets | undefined;
  /** Instead of a set's own cut. */
  readonly point?: RestorePoint | undefined;
  /** `sets` of the reports of looks beforehand: other sets are not restored. */
  readonly looked?: readonly string[] | undefined;
  /** Only look: the report then has findings and nothing else. */
  readonly dryRun: boolean;
  /** What it is known by beside its set; made up where nobody gave it one. */
  readonly run?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}
