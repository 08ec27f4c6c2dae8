import type { Command } from 'commander';
import type { Method } from '../../shared/manifest.ts';
import type { Compression } from '../engine/archive/frames.ts';
import { type LockPatience, PATIENCE } from '../engine/backup/hold-writers.ts';
import { collectGlobs, parseChoice, parseCount, parseVolumeSize } from './parse-options.ts';

/** How a set is read and written; `backup` and `resume` are asked for in the same words. */
export interface SetOptions {
  readonly method: Method;
  readonly only?: string[];
  readonly accounts?: boolean;
  readonly withoutAccountStatements?: boolean;
  readonly lanes: number;
  readonly lockPatience: number;
  readonly compression: Compression;
  readonly volumeSize?: number;
}

const DEFAULT_VOLUME_BYTES = 1024 ** 3;

/** Adds the options of `SetOptions`. */
export function withSetOptions(command: Command): Command {
  return command
    .option(
      '--method <method>',
      'hot: no common lock · warm: all shards locked together for milliseconds · cold: read-only for the whole run',
      parseChoice('--method', ['hot', 'warm', 'cold'] as const),
      'hot',
    )
    .option('--only <glob>', 'schema.table with * and ?; may be repeated', collectGlobs('--only'))
    .option('--accounts', 'also store accounts, roles and grants, with their password hashes')
    .option('--without-account-statements', 'leave CREATE USER and the like out of the binary logs that are stored')
    .option('--lanes <n>', 'connections per shard that read rows', parseCount('--lanes', 1, 64), 2)
    .option(
      '--lock-patience <seconds>',
      'for how long a lock that is not granted is asked for again, each time for a second',
      parseCount('--lock-patience', 0, 86_400),
      PATIENCE.tryMs / 1000,
    )
    .option(
      '--compression <level>',
      'none, fast or default',
      parseChoice('--compression', ['none', 'fast', 'default'] as const),
      'default',
    )
    .option('--volume-size <size>', 'size at which a volume is closed, up to 4GiB (default: 1GiB)', parseVolumeSize);
}

/** The same for the engine. */
export function setOptionsOf(options: SetOptions) {
  const { method, only, accounts, withoutAccountStatements, compression } = options;
  const patience: LockPatience = { ...PATIENCE, tryMs: options.lockPatience * 1000 };
  return {
    method,
    only,
    accounts: accounts === true,
    withoutAccountStatements: withoutAccountStatements === true,
    lanesPerShard: options.lanes,
    compression,
    volumeBytes: options.volumeSize ?? DEFAULT_VOLUME_BYTES,
    patience,
  };
}
