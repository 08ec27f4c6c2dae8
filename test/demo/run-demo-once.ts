import { join, resolve } from 'node:path';
import {
  backupDocument,
  backupWords,
  type RestoreDocument,
  restoreDocument,
  setWords,
  shardTable,
  stepLine,
} from './demo-report.ts';
import type { LiveWrites } from './live-writes.ts';
import { type ProgressLine, progressText } from './progress-line.ts';
import { type CliRun, runCli } from './run-cli.ts';
import type { DemoCluster } from './start-demo-cluster.ts';

export interface DemoRun {
  /** At work when the backup begins; stopped when it has ended. */
  readonly writes: LiveWrites;
  readonly line: ProgressLine;
  /** Destination that stays; without it the set goes with the cluster's folder. */
  readonly to: string | undefined;
  readonly signal: AbortSignal;
}

/** Backup, verify and restore by the command line, each reported as it ends; returns 0 when all of it succeeded, else 1. */
export async function runDemoOnce(cluster: DemoCluster, { writes, line, to, signal }: DemoRun): Promise<number> {
  const destination = to === undefined ? join(cluster.folder, 'sets') : resolve(to);
  const run = async (step: string, args: readonly string[]): Promise<CliRun> => {
    line.update(`  ${step} …`);
    const result = await runCli([step, ...args], {
      signal,
      onProgress: (progress) => line.update(progressText(step, progress)),
    });
    line.clear();
    return result;
  };

  const backup = await run('backup', ['--cluster', cluster.clusterFile, '--to', destination]);
  const work = await writes.stop();
  if (backup.code !== 0) return failed('backup', backup);
  const set = backupDocument(backup);
  console.log(`${await shardTable(set)}\n`);
  console.log(stepLine('backup', backup, backupWords(set, backup, work)));

  const verify = await run('verify', ['--from', destination, '--id', set.id]);
  if (verify.code !== 0) return failed('verify', verify);
  console.log(stepLine('verify', verify, 'every byte of the set read again and found as recorded'));

  const pairs = cluster.shards.map((shard, index) => `${shard.name}=${cluster.targets[index]?.name}`);
  const map = pairs.flatMap((pair) => ['--map', pair]);
  const restore = await run('restore', [
    ...['--from', destination, '--id', set.id],
    ...['--cluster', cluster.targetFile, ...map],
  ]);
  if (restore.code !== 0) return failed('restore', restore);
  const restored = restoreDocument(restore);
  const compared = `${restored.tables.length} tables read again from the other servers and compared`;
  console.log(stepLine('restore', restore, compared));

  console.log(`\n  set       ${await setWords(set)}`);
  console.log(`  where     ${to === undefined ? 'removed with the demo; --to DIR keeps it' : set.path}`);
  console.log(qualityLine(restored));
  for (const warning of [...set.warnings, ...restored.warnings]) console.log(`  note      ${warning}`);
  console.log('');
  return restored.quality === 1 ? 0 : 1;
}

function qualityLine({ quality }: RestoreDocument): string {
  const words = quality === 1 ? 'every row, table and shard is back, proven by hash' : 'not everything came back';
  return `  quality   Q = ${quality}: ${words}`;
}

/** Shows what the command said and returns the demo's exit code. */
function failed(step: string, run: CliRun): number {
  console.log(stepLine(step, run, 'it said:'));
  const words = run.messages.length > 0 ? run.messages : [JSON.stringify(run.document, null, 2)];
  for (const message of words.slice(-20)) console.log(`    ${message}`);
  return 1;
}
