import type { Command } from 'commander';
import { sayReason } from '../../shared/failure-words.ts';
import { formatBytes } from '../../shared/format.ts';
import type { JobProgress } from '../../shared/job.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findLostClusters } from '../engine/archive/known-clusters.ts';
import { type FoundSet, findSet, findSetById, listSets, readSet } from '../engine/archive/set-folder.ts';
import type { Damage } from '../engine/archive/volume-check.ts';
import { fail } from '../engine/engine-error.ts';
import { recordReading } from '../engine/verify/set-checks.ts';
import { manifestDamage, verifySet } from '../engine/verify/verify-set.ts';
import { type CliContext, printResult, progressOf, withProgressOptions } from './cli-context.ts';
import type { Documents } from './documents.ts';
import { sayLost } from './say-lost.ts';
import type { ProgressStyle } from './show-progress.ts';
import { inOneLine } from './terminal-text.ts';

interface DamageInWords extends Pick<Damage, 'file' | 'entry'> {
  readonly what: string;
}

interface VerifiedSet {
  readonly id: string;
  readonly path: string;
  /** unreadable: it may be whole, but this version or this disk cannot tell. */
  readonly state: 'whole' | 'damaged' | 'interrupted' | 'unreadable';
  readonly volumes: number;
  readonly bytes: number;
  readonly damage: readonly DamageInWords[];
  /** Tables that cannot be restored whole from this set. */
  readonly tables: readonly string[];
}

/** `verify`: re-reads every byte of one set, or of all sets; exit code 4 when anything is damaged. */
export function addVerifyCommand(program: Command, context: CliContext): void {
  const command = program
    .command('verify')
    .description('re-read every byte and name what is damaged')
    .requiredOption('--from <dir>', 'destination')
    .option('--id <id>', 'one set (default: all)');
  withProgressOptions(command).action((options: { from: string; id?: string; progress?: ProgressStyle }) =>
    run(options, context),
  );
}

async function run(
  options: { from: string; id?: string; progress?: ProgressStyle },
  context: CliContext,
): Promise<void> {
  const { folder } = await openDestination(options.from);
  const { id } = options;
  const chosen = id === undefined ? undefined : await findSetToVerify(folder, id);
  const places = chosen ? [chosen] : await listSets(folder);
  const view = progressOf(options);
  const results: VerifiedSet[] = [];
  const found: Pick<FoundSet, 'cluster' | 'id' | 'state'>[] = [];
  try {
    for (const place of places) {
      const set = chosen ?? (await readSet(place));
      found.push({ cluster: set.cluster, id: set.id, state: set.state });
      results.push(await verifyOne(set, context.signal, view.show));
    }
  } finally {
    view.end();
  }
  const lost = chosen ? [] : await findLostClusters(folder, found);
  if (results.length + lost.length === 0) throw fail('no-sets', { folder }, { where: { file: folder } });
  const document: Documents['verify'] = { sets: results, lost };
  printResult(context, document, [...results.map(render), ...lost.map(sayLost)].join('\n'));
  if (lost.length > 0 || results.some((result) => result.state === 'damaged')) context.exitCode = 4;
  else context.exitCode = results.some((result) => result.state === 'unreadable') ? 2 : 0;
}

/** A set whose manifest is damaged is a finding here, not a failure. */
async function findSetToVerify(folder: string, id: string): Promise<FoundSet> {
  const found = await findSetById(folder, id);
  return found.state === 'unreadable' && found.failure.code === 'damaged' ? found : findSet(folder, id);
}

async function verifyOne(
  set: FoundSet,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<VerifiedSet> {
  const base = { id: set.id, path: set.folder, volumes: 0, bytes: 0, damage: [], tables: [] };
  switch (set.state) {
    case 'readable': {
      const result = await verifySet({ ...set, signal, onProgress });
      await recordReading(set.folder, result);
      return {
        ...base,
        ...result,
        damage: result.damage.map(inWords),
        state: result.damage.length === 0 ? 'whole' : 'damaged',
      };
    }
    case 'interrupted':
      return { ...base, state: 'interrupted' };
    case 'unreadable':
      return {
        ...base,
        state: set.failure.code === 'damaged' ? 'damaged' : 'unreadable',
        damage: [inWords(manifestDamage(set.failure))],
      };
  }
}

function inWords({ file, entry, fact }: Damage): DamageInWords {
  return { file, entry, what: sayReason(fact).message };
}

function render(verified: VerifiedSet): string {
  const set = inOneLine(verified);
  switch (set.state) {
    case 'whole':
      return `${set.id}: whole. ${set.volumes} volumes, ${formatBytes(set.bytes)}, every byte read.`;
    case 'interrupted':
      return `${set.id}: not a backup (interrupted).`;
    case 'damaged':
    case 'unreadable':
      return [
        set.state === 'damaged' ? `${set.id}: DAMAGED.` : `${set.id}: could not be checked.`,
        ...set.damage.map(({ file, entry, what }) => `  ${file}${entry === null ? '' : ` ${entry}`}: ${what}`),
        ...(set.tables.length === 0
          ? []
          : [
              '  Tables that cannot be restored whole:',
              ...set.tables.map((table) => `    ${table}`),
              '  All others can be restored with --only.',
            ]),
      ].join('\n');
  }
}
