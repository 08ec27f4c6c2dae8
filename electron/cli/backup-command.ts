import type { Command } from 'commander';
import type { Kind, Method } from '../../shared/manifest.ts';
import type { Compression } from '../engine/archive/frames.ts';
import { PATIENCE } from '../engine/backup/hold-writers.ts';
import type { WrittenSet } from '../engine/backup/write-set.ts';
import { misuse } from '../engine/engine-error.ts';
import { type CliContext, progressOf, refuseLater, withProgressOptions } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { collectGlobs, parseChoice, parseCount, parseVolumeSize } from './parse-options.ts';
import { reportSet } from './report-set.ts';
import type { ProgressStyle } from './show-progress.ts';

interface BackupCommandOptions extends ClusterOptions {
  readonly to: string;
  readonly kind: Kind;
  readonly every?: number;
  readonly base?: string;
  readonly method: Method;
  readonly only?: string[];
  readonly accounts?: boolean;
  readonly withoutAccountStatements?: boolean;
  readonly lanes: number;
  readonly lockPatience: number;
  readonly compression: Compression;
  readonly volumeSize?: number;
  readonly progress?: ProgressStyle;
  readonly encryptTo?: string;
}

const DEFAULT_VOLUME_BYTES = 1024 ** 3;

/** `backup`: one set; exit code 3 when the set names exceptions. */
export function addBackupCommand(program: Command, context: CliContext): void {
  const command = withClusterOption(program.command('backup'))
    .description('write one backup set of a cluster')
    .requiredOption('--to <dir>', 'destination: an empty folder or one used before')
    .option(
      '--kind <kind>',
      'full: all rows · incremental: what was logged since the newest set · differential: since the full set',
      parseChoice('--kind', ['full', 'incremental', 'differential'] as const),
      'full',
    )
    .option(
      '--every <seconds>',
      'with --kind incremental: one set after another until Ctrl-C',
      parseCount('--every', 1, 86_400),
    )
    .option(
      '--base <id>',
      'with --kind incremental: the log behind this set, such as the last one before a newer full set, which proves it then',
    )
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
  command.addOption(command.createOption('--encrypt-to <recipient>').hideHelp());
  withProgressOptions(command).action((options: BackupCommandOptions) => run(options, context));
}

async function run(options: BackupCommandOptions, context: CliContext): Promise<void> {
  refuseLater({ ...options }, { encryptTo: '--encrypt-to' });
  if (options.kind !== 'full' && options.only !== undefined)
    throw misuse(`--only cannot be used with --kind ${options.kind}: a binary log holds all schemas.`, {
      next: 'Leave --only out; a restore can choose tables.',
      where: { field: '--only' },
    });
  if (options.kind !== 'incremental' && options.every !== undefined)
    throw misuse(`--every cannot be used with --kind ${options.kind}.`, {
      next: 'Give --kind incremental, or leave --every out.',
      where: { field: '--every' },
    });
  if (options.base !== undefined && (options.kind !== 'incremental' || options.every !== undefined))
    throw misuse('--base is for one set of --kind incremental.', {
      next: 'Give --kind incremental without --every, or leave --base out.',
      where: { field: '--base' },
    });
  const cluster = clusterOf(options);
  const view = progressOf(options);
  try {
    const { kind, method, compression, only, to } = options;
    const volumeBytes = options.volumeSize ?? DEFAULT_VOLUME_BYTES;
    const patience = { ...PATIENCE, tryMs: options.lockPatience * 1000 };
    const run = { signal: context.signal, onProgress: view.show };
    const withoutAccountStatements = options.withoutAccountStatements === true;
    const common = { cluster, to, method, compression, volumeBytes, patience, withoutAccountStatements, ...run };
    if (options.every !== undefined) {
      const { repeatBackup } = await import('./repeat-backup.ts');
      return await repeatBackup({ ...common, everyMs: options.every * 1000 }, view, context);
    }
    let set: WrittenSet;
    if (kind === 'full') {
      const { runBackup } = await import('../engine/backup/run-backup.ts');
      set = await runBackup({ ...common, only, accounts: options.accounts === true, lanesPerShard: options.lanes });
    } else {
      const { runIncremental } = await import('../engine/backup/run-incremental.ts');
      set = await runIncremental({ ...common, kind, base: options.base });
    }
    view.end();
    reportSet(context, set);
  } catch (error) {
    view.end();
    throw error;
  }
}
