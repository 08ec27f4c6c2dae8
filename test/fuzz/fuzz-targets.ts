import { clusterFiles } from './cluster-files.ts';
import { converterTargets } from './converters.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { options } from './options.ts';
import { partKeys } from './part-keys.ts';
import { rowCounts } from './row-counts.ts';
import { taggedGtids } from './tagged-gtids.ts';

/** Everything that `npm run fuzz` tries. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...taggedGtids,
  ...rowCounts,
  ...partKeys,
  ...options,
  ...clusterFiles,
  ...converterTargets,
];
