import type { Command } from 'commander';
import { leftHalf } from '../../shared/set-checks.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findSet } from '../engine/archive/set-folder.ts';
import { fail } from '../engine/engine-error.ts';
import { readChecks, settleRun } from '../engine/verify/set-checks.ts';
import { type CliContext, printResult } from './cli-context.ts';
import type { Documents } from './documents.ts';

/** `undone`: what a restore left half done was undone by hand, so that nobody is warned of it any more. */
export function addUndoneCommand(program: Command, context: CliContext): void {
  program
    .command('undone')
    .description('say that what a restore left half done was undone by hand')
    .requiredOption('--from <dir>', 'destination')
    .requiredOption('--id <id>', 'set that the restore was from')
    .option('--json', 'one JSON document on stdout at the end')
    .action(async ({ from, id }: { from: string; id: string }) => {
      const { folder } = await openDestination(from);
      const set = await findSet(folder, id);
      const halves = (await readChecks(set.folder)).filter((one) => one.kind === 'run').filter(leftHalf);
      if (halves.length === 0) throw fail('nothing-half-restored', { id }, { where: { file: set.folder } });
      for (const run of halves) await settleRun(folder, id, run.id);
      const servers = [...new Set(halves.flatMap(({ targets }) => Object.values(targets)))];
      printResult(
        context,
        { set: id, servers } satisfies Documents['undone'],
        `Noted beside ${id}: what was half restored on ${servers.join(', ')} was undone. The servers were not looked at.`,
      );
    });
}
