import type { NotRestored, NotRestoredWhy } from '../../../shared/restore-report.ts';
import type { TablePlace } from './replay-options.ts';

/** Something of the target that may have come out differently than on the source. */
export interface OpenResult {
  readonly place: TablePlace;
  readonly kind: NotRestored['kind'];
  readonly why: Extract<NotRestoredWhy, { code: `open-${string}` }>;
}
