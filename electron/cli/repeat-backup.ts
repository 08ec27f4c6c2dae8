import { formatBytes, formatCount } from '../../shared/format.ts';
import { type RepeatOptions, repeatIncremental } from '../engine/backup/repeat-incremental.ts';
import type { WrittenSet } from '../engine/backup/write-set.ts';
import { type CliContext, printResult } from './cli-context.ts';
import type { Documents } from './documents.ts';
import { storedBytes, sumOfLogs } from './render-backup.ts';
import { renderFailure } from './render-failure.ts';
import { sayFailure } from './say-failure.ts';
import type { ProgressView } from './show-progress.ts';
import { print } from './terminal-text.ts';

/**
 * `backup --kind incremental --every N`: a line on standard error for each set and each try that failed, and the account
 * of all of them at the end, which Ctrl-C brings. Exit code 1 when the last try failed.
 */
export async function repeatBackup(options: RepeatOptions, view: ProgressView, context: CliContext): Promise<void> {
  const account = { sets: 0, failed: 0, transactions: 0, last: null as string | null, until: null as string | null };
  context.exitCode = 1;
  for await (const attempt of repeatIncremental(options)) {
    view.end();
    if (attempt.state === 'failed') {
      account.failed++;
      context.exitCode = 1;
      say(`${renderFailure(sayFailure(attempt.failure))}\nNothing is lost: the next try goes on from the last set.`);
      continue;
    }
    const { manifest } = attempt.set;
    account.sets++;
    account.transactions += transactionsOf(attempt.set);
    account.last = manifest.id;
    account.until = manifest.cut.at;
    context.exitCode = manifest.state === 'complete' ? 0 : 3;
    say(
      `${manifest.id}: ${formatCount(transactionsOf(attempt.set))} transactions, ${formatBytes(storedBytes(manifest))}`,
    );
  }
  const { sets, failed, transactions, until } = account;
  const tries = failed === 0 ? '' : ` ${failed} ${failed === 1 ? 'try' : 'tries'} failed in between.`;
  const text =
    until === null
      ? `No set was written.${tries}`
      : `${formatCount(sets)} ${sets === 1 ? 'set' : 'sets'}, ${formatCount(transactions)} transactions; a restore can go to any instant up to ${until}.${tries}`;
  printResult(context, account satisfies Documents['backup-every'], text);
}

function transactionsOf({ manifest }: WrittenSet): number {
  return manifest.shards.reduce((sum, shard) => sum + sumOfLogs(shard, (segment) => segment.transactions), 0);
}

function say(text: string): void {
  print(process.stderr, text);
}
