import type { Command } from 'commander';
import type { RestorePoint } from '../../shared/restore-point.ts';
import { misuse } from '../engine/engine-error.ts';
import { codeOfStops } from '../engine/restore/refuse-to-begin.ts';
import { type CliContext, printResult, progressOf, refuseLater, withProgressOptions } from './cli-context.ts';
import { type ClusterOptions, clusterOf, withClusterOption } from './cluster-option.ts';
import { exitCodeOf, restoreExitCode } from './exit-code.ts';
import { collectGlobs, collectPairs, parseChoice, parseCount } from './parse-options.ts';
import { parsePoint } from './parse-point.ts';
import { renderRestore, restoreDocument } from './render-restore.ts';
import type { ProgressStyle } from './show-progress.ts';

interface RestoreCommandOptions extends ClusterOptions {
  readonly from: string;
  readonly id?: string;
  readonly at?: RestorePoint;
  readonly map?: Map<string, string>;
  readonly only?: string[];
  readonly rename?: Map<string, string>;
  readonly method: 'offline' | 'online';
  readonly definer?: Map<string, string>;
  readonly definers: 'keep' | 'strip';
  readonly replace?: boolean;
  readonly accounts?: boolean;
  readonly skipBinlog?: boolean;
  readonly allowOutside?: boolean;
  readonly verify: boolean;
  readonly dryRun?: boolean;
  readonly lanes: number;
  readonly progress?: ProgressStyle;
}

/** `restore`: exit code 3 when something is missing by name, 4 when rows differ or the set is damaged. */
export function addRestoreCommand(program: Command, context: CliContext): void {
  const command = withClusterOption(program.command('restore'), 'cluster file of the target servers')
    .description('restore a set and prove that the rows are equal')
    .requiredOption('--from <dir>', 'destination')
    .option('--id <id>', 'set (default: the newest sound one of the cluster)')
    .option(
      '--at <point>',
      'instead of a set’s own cut: a time that the binary logs cover (without a zone on this computer’s clock), a transaction’s GTID (just behind it), or a mark’s name',
      parsePoint,
    )
    .option('--map <s0=t0>', 'which target shard takes a shard of the set; may be repeated', collectPairs('--map'))
    .option('--only <glob>', 'schema.table with * and ?, as named in the set; may be repeated', collectGlobs('--only'))
    .option('--rename <old=new>', 'restore a schema under another name; may be repeated', collectPairs('--rename'))
    .option('--method <method>', 'offline', parseChoice('--method', ['offline', 'online'] as const), 'offline')
    .option(
      '--definer <old@host=new@host>',
      'another account for what runs as this one; may be repeated',
      collectPairs('--definer'),
    )
    .option(
      '--definers <rule>',
      'keep: views and programs run as the accounts they ran as · strip: as whoever uses them, triggers and events as the restoring account',
      parseChoice('--definers', ['keep', 'strip'] as const),
      'keep',
    )
    .option('--replace', 'replace objects of the same name on the targets')
    .option('--accounts', 'also create the accounts and roles of the set that the targets do not have')
    .option('--allow-outside', 'also create tables that put files into other directories or read from other servers')
    .option('--skip-binlog', 'write nothing to the targets’ binary logs; their replicas do not get the rows')
    .option('--no-verify', 'do not read the restored rows again')
    .option('--dry-run', 'only show what would change and what would fail')
    .option('--lanes <n>', 'connections per shard that load rows', parseCount('--lanes', 1, 64), 2);
  command.addOption(command.createOption('--identity <file>').hideHelp());
  withProgressOptions(command).action((options: RestoreCommandOptions) => run(options, context));
}

async function run(options: RestoreCommandOptions, context: CliContext): Promise<void> {
  refuseLater({ ...options }, { identity: '--identity' });
  if (options.method !== 'offline')
    throw misuse(`--method ${options.method} is not available yet.`, { where: { field: '--method' } });
  const cluster = clusterOf(options);
  const view = progressOf(options);
  try {
    const dryRun = options.dryRun === true;
    const { runRestore } = await import('../engine/restore/run-restore.ts');
    const report = await runRestore({
      cluster,
      from: options.from,
      id: options.id,
      point: options.at,
      map: options.map ?? new Map(),
      only: options.only,
      rename: options.rename ?? new Map(),
      replace: options.replace === true,
      accounts: options.accounts === true,
      definers: { rule: options.definers, map: options.definer ?? new Map() },
      verify: options.verify,
      dryRun,
      lanesPerShard: options.lanes,
      skipBinlog: options.skipBinlog === true,
      allowOutside: options.allowOutside === true,
      signal: context.signal,
      onProgress: view.show,
    });
    if (!dryRun) {
      const { recordRestore } = await import('../engine/verify/set-checks.ts');
      await recordRestore(options.from, report);
    }
    view.end();
    printResult(context, restoreDocument(report), renderRestore(report, dryRun));
    const stopped = dryRun ? codeOfStops(report.findings) : undefined;
    context.exitCode = stopped === undefined ? restoreExitCode(report) : exitCodeOf(stopped);
  } catch (error) {
    view.end();
    throw error;
  }
}
