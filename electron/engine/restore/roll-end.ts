import type { StopRule } from '../replay/replay-options.ts';

/** How far the logs of a chain are followed. */
export interface RollEnd {
  /** The instant on the workstation's clock; undefined: to the cut of the last set. */
  readonly at: string | undefined;
  /** By the name of a shard in the set, where the point says more than an instant. */
  readonly stops?: ReadonlyMap<string, StopRule> | undefined;
}
