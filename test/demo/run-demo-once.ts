import { join, resolve } from 'node:path';
import type { z } from 'zod';
import {
  BackupDocument,
  backupWords,
  qualityWords,
  RestoreDocument,
  setWords,
  shardTable,
  stepLine,
} from './demo-report.ts';
import type { LiveWrites } from './live-writes.ts';
import { type ProgressLine, progressText } from './progress-line.ts';
import { type CliRun, runCli } from './run-cli.ts';
import type { DemoCluster } from './start-demo-cluster.ts';

interface DemoRun {
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
    const onProgress = (progress: Parameters<typeof progressText>[1]) => line.update(progressText(step, progress));
    const result = await runCli([step, ...args], { signal, onProgress });
    line.clear();
    return result;
  };

  const backup = await run('backup', ['--cluster', cluster.clusterFile, '--to', destination]);
  const work = await writes.stop();
  if (backup.code !== 0) return tellFailure('backup', backup);
  const set = documentOf('backup', backup, BackupDocument);
  console.log(`${shardTable(set)}\n`);
  console.log(stepLine('backup', backup, backupWords(set, backup, work)));

  const verify = await run('verify', ['--from', destination, '--id', set.id]);
  if (verify.code !== 0) return tellFailure('verify', verify);
  console.log(stepLine('verify', verify, 'every byte of the set read again, as it was recorded'));

  const pairs = cluster.shards.map((shard, index) => `${shard.name}=${cluster.targets[index]?.name}`);
  const map = pairs.flatMap((pair) => ['--map', pair]);
  const restore = await run('restore', [
    '--from',
    destination,
    '--id',
    set.id,
    '--cluster',
    cluster.targetFile,
    ...map,
  ]);
  if (restore.code !== 0) return tellFailure('restore', restore);
  const restored = documentOf('restore', restore, RestoreDocument);
  console.log(stepLine('restore', restore, 'into four other servers, then every row read again and compared'));

  console.log(`\n  set       ${setWords(set)}`);
  console.log(`  where     ${to === undefined ? 'removed with the demo; --to DIR keeps it' : set.path}`);
  console.log(`  quality   ${qualityWords(restored)}`);
  const notes = [...set.warnings, ...restored.findings.map((finding) => finding.what), ...restored.warnings];
  for (const note of new Set(notes)) console.log(`  note      ${note}`);
  console.log('');
  return restored.quality.value === 1 ? 0 : 1;
}

/** The command's document; throws with what is wrong when it printed something else. */
function documentOf<T>(step: string, run: CliRun, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(run.document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the document of ${step} has an unexpected ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Shows what the command said and returns the demo's exit code. */
function tellFailure(step: string, run: CliRun): number {
  console.log(stepLine(step, run, 'it said:'));
  const words = run.messages.length > 0 ? run.messages : [JSON.stringify(run.document, null, 2)];
  for (const message of words.slice(-20)) console.log(`    ${message}`);
  return 1;
}
