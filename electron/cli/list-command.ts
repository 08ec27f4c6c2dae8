import type { Command } from 'commander';
import type { SetSummary } from '../../shared/contract.ts';
import { standingsOf } from '../../shared/set-standing.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findLostClusters } from '../engine/archive/known-clusters.ts';
import { findMarks } from '../engine/archive/marks.ts';
import { type FoundSet, listSets, readSet } from '../engine/archive/set-folder.ts';
import { readChecks } from '../engine/verify/set-checks.ts';
import { summarizeSet } from '../job/describe-set.ts';
import { type CliContext, printResult } from './cli-context.ts';
import { halvesBeside } from './render-halves.ts';
import { type DescribedSet, describeSet, listDocument, renderSets, withStanding } from './render-sets.ts';

/** `list`: what a destination holds. */
export function addListCommand(program: Command, context: CliContext): void {
  program
    .command('list')
    .description('show the sets of a destination and their state')
    .requiredOption('--from <dir>', 'destination')
    .option('--json', 'one JSON document on stdout at the end')
    .action(async (options: { from: string }) => {
      const destination = await openDestination(options.from);
      const found: DescribedSet[] = [];
      const states: Pick<FoundSet, 'cluster' | 'id' | 'state'>[] = [];
      const summaries: SetSummary[] = [];
      for (const place of await listSets(destination.folder)) {
        // What is said of a set is kept, its manifest is not.
        const set = await readSet(place);
        found.push(describeSet(set));
        states.push({ cluster: set.cluster, id: set.id, state: set.state });
        summaries.push({ ...summarizeSet(set), checks: await readChecks(place.folder) });
      }
      const lost = await findLostClusters(destination.folder, states);
      const standings = standingsOf(summaries);
      const sets = found.map((set) => withStanding(set, standings.get(set.path)));
      const marks = await findMarks(destination.folder);
      const beside = { halves: await halvesBeside(destination.folder, summaries), lost };
      printResult(
        context,
        listDocument(destination, sets, marks, beside),
        renderSets(destination, sets, marks, beside),
      );
    });
}
