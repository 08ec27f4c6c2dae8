import type { Command } from 'commander';
import type { Kind } from '../../shared/manifest.ts';
import type { WrittenSet } from '../engine/backup/write-set.ts';
import { misuse } from '../engine/engine-error.ts';
import { type CliContext, progressOf, refuseLater, withProgressOptions } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { type SetOptions, setOptionsOf, withSetOptions } from './full-set-options.ts';
import { parseChoice, parseCount } from './parse-options.ts';
import { reportSet } from './report-set.ts';
import type { ProgressStyle } from './show-progress.ts';

interface BackupCommandOptions extends ClusterOptions, SetOptions {
  readonly to: string;
  readonly kind: Kind;
  readonly every?: number;
  readonly base?: string;
  readonly progress?: ProgressStyle;
  readonly encryptTo?: string;
}

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
    );
  withSetOptions(command);
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
    const { kind, to } = options;
    const { only, accounts, lanesPerShard, ...log } = setOptionsOf(options);
    const common = { cluster, to, ...log, signal: context.signal, onProgress: view.show };
    if (options.every !== undefined) {
      const { repeatBackup } = await import('./repeat-backup.ts');
      return await repeatBackup({ ...common, everyMs: options.every * 1000 }, view, context);
    }
    let set: WrittenSet;
    if (kind === 'full') {
      const { runBackup } = await import('../engine/backup/run-backup.ts');
      set = await runBackup({ ...common, only, accounts, lanesPerShard });
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
