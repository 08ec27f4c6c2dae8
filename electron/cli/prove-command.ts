import type { Command } from 'commander';
import { chainProofOutcome } from '../../shared/judge-outcome.ts';
import { misuse } from '../engine/engine-error.ts';
import { type CliContext, printResult, progressOf, withProgressOptions } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { exitCodeFor } from './exit-code.ts';
import { collectGlobs, collectPairs, parseCount } from './parse-options.ts';
import { proofDocument, renderProof } from './render-proof.ts';
import type { ProgressStyle } from './show-progress.ts';

interface ProveCommandOptions extends ClusterOptions {
  readonly from: string;
  readonly chain?: boolean;
  readonly id?: string;
  readonly map?: Map<string, string>;
  readonly only?: string[];
  readonly rename?: Map<string, string>;
  readonly skipBinlog?: boolean;
  readonly lanes: number;
  readonly progress?: ProgressStyle;
}

/** `prove --chain`: exit code 3 when something could not be compared, 4 when tables differ. */
export function addProveCommand(program: Command, context: CliContext): void {
  const command = withClusterOption(program.command('prove'), 'cluster file of servers to practise on')
    .description('restore a chain to the instant of the full set behind it, compare every table, and drop it again')
    .requiredOption('--from <dir>', 'destination')
    .option('--chain', 'prove a chain (sets by themselves: restore them)')
    .option('--id <id>', 'the full set to compare with (default: the newest one of the cluster)')
    .option('--map <s0=t0>', 'which server takes a shard of the sets; may be repeated', collectPairs('--map'))
    .option('--only <glob>', 'schema.table with * and ?, as named in the sets; may be repeated', collectGlobs('--only'))
    .option('--rename <old=new>', 'practise in a schema of another name; may be repeated', collectPairs('--rename'))
    .option('--skip-binlog', 'write nothing to the practice servers’ binary logs')
    .option('--lanes <n>', 'connections per shard', parseCount('--lanes', 1, 64), 2);
  withProgressOptions(command).action((options: ProveCommandOptions) => run(options, context));
}

async function run(options: ProveCommandOptions, context: CliContext): Promise<void> {
  if (options.chain !== true)
    throw misuse('Only chains can be proven yet: prove needs --chain.', {
      next: 'A set by itself is proven by restoring it under other names (restore --rename).',
      where: { field: '--chain' },
    });
  const cluster = clusterOf(options);
  const view = progressOf(options);
  try {
    const { proveChain } = await import('../engine/prove/prove-chain.ts');
    const report = await proveChain({
      cluster,
      from: options.from,
      id: options.id,
      map: options.map ?? new Map(),
      only: options.only,
      rename: options.rename ?? new Map(),
      skipBinlog: options.skipBinlog === true,
      lanesPerShard: options.lanes,
      signal: context.signal,
      onProgress: view.show,
    });
    const { recordChainProof } = await import('../engine/verify/set-checks.ts');
    await recordChainProof(options.from, report);
    view.end();
    printResult(context, proofDocument(report), renderProof(report));
    context.exitCode = exitCodeFor(chainProofOutcome(report));
  } catch (error) {
    view.end();
    throw error;
  }
}
