import type { Command } from 'commander';
import { readClusterFile } from '../engine/cluster/read-cluster-file.ts';
import { type CliContext, progressOf, withProgressOptions } from './cli-context.ts';
import { reportSet } from './report-set.ts';
import type { ProgressStyle } from './show-progress.ts';

interface ResumeCommandOptions {
  readonly cluster: string;
  readonly to: string;
  readonly id: string;
  readonly progress?: ProgressStyle;
}

/** `resume`: the same result as `backup`; exit code 3 when the set names exceptions. */
export function addResumeCommand(program: Command, context: CliContext): void {
  const command = program
    .command('resume')
    .description('finish a full set whose run was interrupted')
    .requiredOption('--cluster <file>', 'cluster file (JSON or YAML)')
    .requiredOption('--to <dir>', 'destination that holds the set')
    .requiredOption('--id <id>', 'the interrupted set');
  withProgressOptions(command).action((options: ResumeCommandOptions) => run(options, context));
}

async function run({ to, id, ...options }: ResumeCommandOptions, context: CliContext): Promise<void> {
  const cluster = readClusterFile(options.cluster);
  const view = progressOf(options);
  try {
    const asked = { cluster, to, id, signal: context.signal, onProgress: view.show };
    const { resumeBackup } = await import('../engine/backup/run-backup.ts');
    const set = await resumeBackup(asked);
    view.end();
    reportSet(context, set);
  } catch (error) {
    view.end();
    throw error;
  }
}
