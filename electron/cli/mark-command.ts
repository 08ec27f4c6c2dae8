import type { Command } from 'commander';
import { isMarkName } from '../../shared/restore-point.ts';
import { misuse } from '../engine/engine-error.ts';
import { type CliContext, printResult } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { markDocument, renderMark } from './render-marks.ts';

/** `mark`: an instant of all shards to which a restore can go exactly. */
export function addMarkCommand(program: Command, context: CliContext): void {
  withClusterOption(program.command('mark'))
    .description('mark one instant of all shards, to which a restore can go exactly')
    .requiredOption('--to <dir>', 'destination with a set of the cluster')
    .option('--name <name>', 'what restore --at calls it (default: its instant)', parseName)
    .option('--json', 'one JSON document on stdout at the end')
    .action(async (options: ClusterOptions & { readonly to: string; readonly name?: string }) => {
      const { to, name } = options;
      const { takeMark } = await import('../engine/backup/take-mark.ts');
      const written = await takeMark({ cluster: clusterOf(options), to, name, signal: context.signal });
      printResult(context, markDocument(written), renderMark(written));
    });
}

function parseName(text: string): string {
  if (isMarkName(text)) return text;
  throw misuse(`--name: "${text}" cannot be used.`, {
    next: 'Give up to 60 letters, digits, dots, hyphens, underscores and spaces that are no time and no GTID, such as before-release-12.',
    where: { field: '--name' },
  });
}
