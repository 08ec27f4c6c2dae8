import type { Command } from 'commander';
import { readClusterFile } from '../engine/cluster/read-cluster-file.ts';
import { type CliContext, printResult } from './cli-context.ts';
import { renderInspection } from './render-inspection.ts';

/** `inspect`: exit code 1 when a shard could not be looked at. */
export function addInspectCommand(program: Command, context: CliContext): void {
  program
    .command('inspect')
    .description('show servers, schemas, logical tables, drift, missing privileges and estimates')
    .requiredOption('--cluster <file>', 'cluster file (JSON or YAML)')
    .option('--json', 'one JSON document on stdout at the end')
    .action(async (options: { cluster: string }) => {
      const { inspectCluster } = await import('../engine/cluster/inspect-cluster.ts');
      const inspection = await inspectCluster(readClusterFile(options.cluster), { signal: context.signal });
      printResult(context, inspection, renderInspection(inspection, { colour: process.stdout.isTTY === true }));
      context.exitCode = inspection.shards.every((shard) => shard.state === 'ok') ? 0 : 1;
    });
}
