import type { Command } from 'commander';
import { type CliContext, printColouredResult } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import type { Documents } from './documents.ts';
import { renderInspection } from './render-inspection.ts';

/** `inspect`: exit code 1 when a shard could not be looked at. */
export function addInspectCommand(program: Command, context: CliContext): void {
  withClusterOption(program.command('inspect'))
    .description('show servers, schemas, logical tables, drift, missing privileges and estimates')
    .option('--json', 'one JSON document on stdout at the end')
    .action(async (options: ClusterOptions) => {
      const { inspectCluster } = await import('../engine/cluster/inspect-cluster.ts');
      const inspection = await inspectCluster(clusterOf(options), { signal: context.signal });
      const document: Documents['inspect'] = inspection;
      printColouredResult(context, document, renderInspection(inspection, { colour: process.stdout.isTTY === true }));
      context.exitCode = inspection.shards.every((shard) => shard.state === 'ok') ? 0 : 1;
    });
}
