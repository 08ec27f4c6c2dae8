import type { WrittenSet } from '../engine/backup/write-set.ts';
import { type CliContext, printResult } from './cli-context.ts';
import { backupDocument, renderBackup } from './render-backup.ts';

/** Prints the set that a run has written; exit code 3 when it names exceptions. */
export function reportSet(context: CliContext, { folder, manifest }: WrittenSet): void {
  printResult(context, backupDocument(folder, manifest), renderBackup(folder, manifest));
  context.exitCode = manifest.state === 'complete' ? 0 : 3;
}
