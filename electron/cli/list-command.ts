import type { Command } from 'commander';
import { openDestination } from '../engine/archive/destination.ts';
import { findMarks } from '../engine/archive/marks.ts';
import { listSets, readSet } from '../engine/archive/set-folder.ts';
import { type CliContext, printResult } from './cli-context.ts';
import { describeSet, type ListedSet, listDocument, renderSets } from './render-sets.ts';

/** `list`: what a destination holds. */
export function addListCommand(program: Command, context: CliContext): void {
  program
    .command('list')
    .description('show the sets of a destination and their state')
    .requiredOption('--from <dir>', 'destination')
    .option('--json', 'one JSON document on stdout at the end')
    .action(async (options: { from: string }) => {
      const destination = await openDestination(options.from);
      const sets: ListedSet[] = [];
      for (const place of await listSets(destination.folder)) sets.push(describeSet(await readSet(place)));
      const marks = await findMarks(destination.folder);
      printResult(context, listDocument(destination, sets, marks), renderSets(destination, sets, marks));
    });
}
