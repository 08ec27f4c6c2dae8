import { z } from 'zod';
import { tableLines } from '../../electron/cli/text-table.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../shared/format.ts';
import type { LiveWritesReport } from './live-writes.ts';
import type { CliRun } from './run-cli.ts';

/** What `backup --json` prints, as far as the demo uses it. */
export const BackupDocument = z.object({
  id: z.string(),
  path: z.string(),
  kind: z.string(),
  method: z.string(),
  cut: z.object({ shards: z.array(z.object({ name: z.string(), lockMs: z.number() })) }),
  shards: z.array(z.object({ name: z.string(), tables: z.number(), rows: z.number(), bytes: z.number() })),
  storedBytes: z.number(),
  warnings: z.array(z.string()),
});
export type BackupDocument = z.infer<typeof BackupDocument>;

const Share = z.object({ proven: z.number(), total: z.number() });

/** What `restore --json` prints, as far as the demo uses it. */
export const RestoreDocument = z.object({
  quality: z.object({ value: z.number(), rows: Share, tables: Share, shards: Share }),
  findings: z.array(z.object({ what: z.string() })),
  warnings: z.array(z.string()),
});
export type RestoreDocument = z.infer<typeof RestoreDocument>;

/** A small table of the set's shards: tables, rows, size, and how long the backup held their writers up. */
export function shardTable({ shards, cut }: BackupDocument): string {
  const lockMs = (name: string) => cut.shards.find((shard) => shard.name === name)?.lockMs ?? 0;
  const all = {
    name: 'all',
    tables: sumOf(shards, (shard) => shard.tables),
    rows: sumOf(shards, (shard) => shard.rows),
    bytes: sumOf(shards, (shard) => shard.bytes),
  };
  const longest = Math.max(...shards.map((shard) => lockMs(shard.name)));
  const cells = ({ name, tables, rows, bytes }: BackupDocument['shards'][number], held: number) => [
    name,
    formatCount(tables),
    formatCount(rows),
    formatBytes(bytes),
    held === 0 ? 'never' : formatDuration(held / 1000),
  ];
  const numbers = ['tables', 'rows', 'size', 'writers held'].map((title) => ({ title, align: 'right' }) as const);
  return tableLines(
    [{ title: 'shard' }, ...numbers],
    [...shards.map((shard) => cells(shard, lockMs(shard.name))), cells(all, longest)],
  )
    .map((line) => `  ${line}`)
    .join('\n');
}

/** One line per step: what it was, whether it succeeded, how long it took, what it achieved. */
export function stepLine(step: string, run: CliRun, words: string): string {
  const outcome = run.code === 0 ? 'done' : `failed (${run.code ?? 'signal'})`;
  return `  ${step.padEnd(9)} ${outcome.padEnd(10)} ${formatDuration(run.seconds).padStart(7)}   ${words}`;
}

/** What the backup achieved, and what the application noticed of it. */
export function backupWords(backup: BackupDocument, run: CliRun, writes: LiveWritesReport): string {
  const rate = formatRate(plainBytes(backup) / run.seconds);
  const refused = writes.refused === 0 ? '' : `, ${formatCount(writes.refused)} were refused`;
  const felt = `the slowest took ${formatDuration(writes.slowestMs / 1000)}${refused}`;
  return `${backup.method} ${backup.kind} set at ${rate}; ${formatCount(writes.transactions)} transactions meanwhile, ${felt}`;
}

/** The set's size on the disk against what it holds. */
export function setWords(backup: BackupDocument): string {
  const ratio = plainBytes(backup) / Math.max(1, backup.storedBytes);
  return `${backup.id}: ${formatBytes(backup.storedBytes)} for ${formatBytes(plainBytes(backup))} of rows (${ratio.toFixed(1)} : 1)`;
}

/** The recovery quality and the shares it is the product of. */
export function qualityWords({ quality: { value, rows, tables, shards } }: RestoreDocument): string {
  const share = ({ proven, total }: z.infer<typeof Share>, what: string) =>
    `${formatCount(proven)} of ${formatCount(total)} ${what}`;
  return `Q = ${value}: ${share(rows, 'rows')}, ${share(tables, 'tables')} and ${share(shards, 'shards')} proven equal`;
}

function plainBytes({ shards }: BackupDocument): number {
  return sumOf(shards, (shard) => shard.bytes);
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
