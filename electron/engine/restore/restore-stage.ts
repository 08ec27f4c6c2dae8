import { assertNever, type FailureDetail } from '../../../shared/failure.ts';
import type { Safety } from '../../../shared/failure-words.ts';

/** How far a restore is: nothing is written yet, definitions and rows are, or only the log is left. */
export type Stage = 'looking' | 'rows' | 'log';

/** What holds after a restore that ended early, and how to complete it. */
export function safetyAt(stage: Stage): { safety: Safety; detail?: FailureDetail } {
  switch (stage) {
    case 'looking':
      return { safety: 'nothing-written' };
    case 'rows':
      return { safety: 'partly-restored', detail: { code: 'partly-restored' } };
    case 'log':
      return { safety: 'partly-restored', detail: { code: 'log-cut-off' } };
    default:
      return assertNever(stage);
  }
}
