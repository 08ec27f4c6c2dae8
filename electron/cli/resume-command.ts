import type { Command } from 'commander';
import { type CliContext, progressOf, withProgressOptions } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { type SetOptions, setOptionsOf, withSetOptions } from './full-set-options.ts';
import { reportSet } from './report-set.ts';
import type { ProgressStyle } from './show-progress.ts';

interface ResumeCommandOptions extends ClusterOptions, SetOptions {
  readonly to: string;
  readonly id: string;
  readonly progress?: ProgressStyle;
}

/** `resume`: the same result as `backup`; exit code 3 when the set names exceptions. */
export function addResumeCommand(program: Command, context: CliContext): void {
  const command = withClusterOption(program.command('resume'))
    .description('finish a full set whose run was interrupted; asked for with the options that it was begun with')
    .requiredOption('--to <dir>', 'destination that holds the set')
    .requiredOption('--id <id>', 'the interrupted set');
  withSetOptions(command);
  withProgressOptions(command).action((options: ResumeCommandOptions) => run(options, context));
}

async function run({ to, id, ...options }: ResumeCommandOptions, context: CliContext): Promise<void> {
  const cluster = clusterOf(options);
  const view = progressOf(options);
  try {
    const asked = { cluster, to, id, ...setOptionsOf(options), signal: context.signal, onProgress: view.show };
    const { resumeBackup } = await import('../engine/backup/run-backup.ts');
    const set = await resumeBackup(asked);
    view.end();
    reportSet(context, set);
  } catch (error) {
    view.end();
    throw error;
  }
}
