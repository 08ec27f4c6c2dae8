import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../shared/format.ts';
import { Kind, Manifest, Method } from '../../shared/manifest.ts';
import type { LiveWritesReport } from './live-writes.ts';
import type { CliRun } from './run-cli.ts';

/** What `backup --json` prints, as far as the demo uses it. */
const BackupDocument = z.object({
  id: z.string(),
  path: z.string(),
  kind: Kind,
  method: Method,
  shards: z.array(z.object({ name: z.string(), tables: z.number(), rows: z.number(), bytes: z.number() })),
  warnings: z.array(z.string()),
});
export type BackupDocument = z.infer<typeof BackupDocument>;

/** What `restore --json` prints, as far as the demo uses it. */
const RestoreDocument = z.object({
  quality: z.number(),
  tables: z.array(z.unknown()),
  warnings: z.array(z.string()),
});
export type RestoreDocument = z.infer<typeof RestoreDocument>;

/** The documents of the runs; each throws with what is wrong when a command printed something else. */
export function backupDocument(run: CliRun): BackupDocument {
  return BackupDocument.parse(run.document);
}
export function restoreDocument(run: CliRun): RestoreDocument {
  return RestoreDocument.parse(run.document);
}

/** A small table of the shards in a set: tables, rows, size, and how long the backup held its writers up. */
export async function shardTable(backup: BackupDocument): Promise<string> {
  const manifest = await readManifest(backup);
  const lockMs = (name: string) => manifest.shards.find((shard) => shard.name === name)?.snapshot.lockMs ?? 0;
  const sum = (of: (shard: BackupDocument['shards'][number]) => number) =>
    backup.shards.reduce((total, shard) => total + of(shard), 0);
  const longest = Math.max(...backup.shards.map((shard) => lockMs(shard.name)));
  const rows = [
    ['shard', 'tables', 'rows', 'size', 'writers held'],
    ...backup.shards.map((shard) => [shard.name, ...cells(shard, lockMs(shard.name))]),
    ['all', ...cells({ tables: sum((s) => s.tables), rows: sum((s) => s.rows), bytes: sum((s) => s.bytes) }, longest)],
  ];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(width(at)) : cell.padStart(width(at)))).join('   '))
    .map((line) => `  ${line}`)
    .join('\n');
}

function cells(shard: { tables: number; rows: number; bytes: number }, lockMs: number): string[] {
  return [
    formatCount(shard.tables),
    formatCount(shard.rows),
    formatBytes(shard.bytes),
    lockMs === 0 ? 'never' : formatDuration(lockMs / 1000),
  ];
}

/** One line per step: what it was, how long it took, what it achieved. */
export function stepLine(step: string, run: CliRun, words: string): string {
  const outcome = run.code === 0 ? 'done' : `failed (${run.code ?? 'signal'})`;
  return `  ${step.padEnd(9)} ${outcome.padEnd(10)} ${formatDuration(run.seconds).padStart(7)}   ${words}`;
}

/** What the backup achieved, and what the application noticed of it. */
export function backupWords(backup: BackupDocument, run: CliRun, writes: LiveWritesReport): string {
  const bytes = backup.shards.reduce((total, shard) => total + shard.bytes, 0);
  const work = `${formatCount(writes.transactions)} transactions went on meanwhile`;
  const felt = `the slowest took ${formatDuration(writes.slowestMs / 1000)}`;
  return `${backup.method} ${backup.kind} set, ${formatRate(bytes / run.seconds)}; ${work}, ${felt}`;
}

/** The set's size on the disk and the ratio to what it holds. */
export async function setWords(backup: BackupDocument): Promise<string> {
  const manifest = await readManifest(backup);
  const stored = manifest.volumes.reduce((total, volume) => total + volume.bytes, 0);
  const plain = backup.shards.reduce((total, shard) => total + shard.bytes, 0);
  const files = manifest.volumes.length === 1 ? 'one volume' : `${manifest.volumes.length} volumes`;
  return `${backup.id}: ${formatBytes(stored)} in ${files}, ${(plain / stored).toFixed(1)} : 1`;
}

async function readManifest(backup: BackupDocument): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(backup.path, 'manifest.json'), 'utf8')));
}
