import type { JobSnapshot } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';

/** How a run stands, in one word. */
export const outcomes = ['running', 'ok', 'exceptions', 'damage', 'failed', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

export const kinds = ['backup', 'verify', 'restore'] as const;

/** Folds state and outcome of a run into one word. */
export function outcomeOf({ state, outcome }: JobSnapshot): Outcome {
  switch (state) {
    case 'running':
    case 'cancelling':
      return 'running';
    case 'done':
      return outcome ?? 'ok';
    case 'failed':
    case 'cancelled':
      return state;
    default:
      return assertNever(state);
  }
}

/** What to show; absent shows all. */
export interface RunFilter {
  readonly cluster?: string;
  readonly kind?: string;
  readonly outcome?: string;
}

/** The runs that match, in the order they came. */
export function filterRuns(runs: readonly JobSnapshot[], { cluster, kind, outcome }: RunFilter): JobSnapshot[] {
  return runs.filter(
    (run) =>
      (cluster === undefined || run.cluster === cluster) &&
      (kind === undefined || run.request.kind === kind) &&
      (outcome === undefined || outcomeOf(run) === outcome),
  );
}
