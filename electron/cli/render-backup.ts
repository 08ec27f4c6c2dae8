import type { Segment } from '../../shared/binlog-range.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../shared/format.ts';
import type { Manifest, ManifestShard } from '../../shared/manifest.ts';
import { sayPlace } from '../../shared/set-words.ts';
import { takenOver } from '../../shared/taken-over.ts';
import type { Documents } from './documents.ts';
import { inOneLine } from './terminal-text.ts';
import { tableLines } from './text-table.ts';

/** The JSON document of `backup`. */
export function backupDocument(folder: string, manifest: Manifest): Documents['backup'] {
  const { id, kind, method, state, cut, exceptions, durations } = manifest;
  return {
    id,
    path: folder,
    kind,
    method,
    state,
    parent: manifest.parent,
    cut: {
      ...cut,
      shards: manifest.shards.map(({ name, snapshot, binlog }) => ({ name, ...snapshot, end: binlog?.to ?? null })),
    },
    shards: manifest.shards.map(shardTotals),
    storedBytes: storedBytes(manifest),
    takenOver: takenOver(manifest) ?? null,
    warnings: warningsOf(manifest),
    exceptions,
    durations,
  };
}

function shardTotals(shard: ManifestShard) {
  return {
    name: shard.name,
    tables: shard.tables.length,
    rows: shard.tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: shard.tables.reduce((sum, table) => sum + table.bytes, 0),
    transactions: sumOfLogs(shard, (segment) => segment.transactions),
    logBytes: sumOfLogs(shard, (segment) => segment.bytes),
  };
}

/** Adds up what a shard's segments have. */
export function sumOfLogs({ binlog }: ManifestShard, of: (segment: Segment) => number): number {
  return binlog?.segments.reduce((sum, segment) => sum + of(segment), 0) ?? 0;
}

/** The set's warnings as sentences. */
export function warningsOf({ warnings }: Manifest): string[] {
  return warnings.map(({ text }) => text);
}

/** Bytes of all volumes. */
export function storedBytes(manifest: Manifest): number {
  return manifest.volumes.reduce((sum, volume) => sum + volume.bytes, 0);
}

/** The result of a backup in words first, then per shard, then what a reader should know. */
export function renderBackup(folder: string, set: Manifest): string {
  const manifest = inOneLine(set);
  const shards = manifest.shards.map(shardTotals);
  const taken = takenOver(manifest);
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes + shard.logBytes, 0) - (taken?.bytes ?? 0);
  const written = storedBytes(manifest) - (taken?.storedBytes ?? 0);
  const begun = manifest.resumedAt?.at(-1) ?? manifest.startedAt;
  const seconds = (Date.parse(manifest.finishedAt) - Date.parse(begun)) / 1000;
  const rate = manifest.resumedAt ? ' since the run went on' : ` (${formatRate(bytes / Math.max(seconds, 0.001))})`;
  const headline =
    manifest.state === 'complete'
      ? 'Complete.'
      : `Complete, with ${manifest.exceptions.length === 1 ? 'one named exception' : `${manifest.exceptions.length} named exceptions`}.`;
  return [
    `${headline} ${formatBytes(bytes)} read, ${formatBytes(written)} written, every byte hashed; ${formatDuration(seconds)}${rate}.`,
    ...(taken ? [`${formatBytes(taken.bytes)} of the log taken over from ${taken.set}, not read again.`] : []),
    cutSentence(manifest),
    '',
    ...(manifest.kind === 'full' ? fullTable(manifest) : logTable(manifest)),
    ...(manifest.exceptions.length === 0
      ? []
      : [
          '',
          'Not in the set:',
          ...manifest.exceptions.map((e) => `  ${e.shard}: ${e.kind} ${sayPlace(e)}: ${e.reason}`),
        ]),
    ...(manifest.warnings.length === 0
      ? []
      : ['', 'Good to know:', ...warningsOf(manifest).map((warning) => `  ${warning}`)]),
    '',
    `Set   ${manifest.id}`,
    `Path  ${folder}`,
  ].join('\n');
}

function fullTable({ shards }: Manifest): string[] {
  return tableLines(
    [
      { title: 'shard' },
      { title: 'server' },
      { title: 'tables', align: 'right' },
      { title: 'rows', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'lock', align: 'right' },
    ],
    shards.map((shard) => {
      const { tables, rows, bytes } = shardTotals(shard);
      const lock = sayLock(shard.snapshot?.lockMs ?? 0);
      return [
        shard.name,
        `${shard.host}:${shard.port}`,
        formatCount(tables),
        formatCount(rows),
        formatBytes(bytes),
        lock,
      ];
    }),
  );
}

function logTable({ shards }: Manifest): string[] {
  return tableLines(
    [
      { title: 'shard' },
      { title: 'server' },
      { title: 'transactions', align: 'right' },
      { title: 'log', align: 'right' },
      { title: 'up to' },
    ],
    shards.map((shard) => {
      const { transactions, logBytes } = shardTotals(shard);
      const { file = '', position = '' } = shard.binlog?.to ?? {};
      return [
        shard.name,
        `${shard.host}:${shard.port}`,
        formatCount(transactions),
        formatBytes(logBytes),
        `${file}:${position}`,
      ];
    }),
  );
}

function cutSentence(manifest: Manifest): string {
  const { method, cut, shards } = manifest;
  const all = shards.length === 1 ? 'The shard was' : `All ${shards.length} shards were`;
  const locked = formatDuration((cut.lockedMs ?? 0) / 1000);
  const together = shards.length === 1 ? '' : ' together';
  if (cut.kind === 'per-shard')
    return shards.length === 1
      ? `The shard is as it was at ${cut.at}.`
      : `Each shard is consistent in itself; their ${shards.length} snapshots lie within ${formatDuration(cut.skewMs / 1000)} of ${cut.at}.`;
  switch (cut.way ?? 'lock') {
    case 'lock':
      return method === 'cold' && manifest.kind === 'full'
        ? `${all} read-only from ${cut.at} for ${locked}, and can be written to again.`
        : `${all} locked${together} for ${locked} at ${cut.at}; writes went on.`;
    case 'commit-barrier':
      return `A restore brings ${shards.length === 1 ? 'the shard' : 'all shards'} to ${cut.at}; commits waited${together} for ${locked} then.`;
    case 'commit-instant':
      return shards.length === 1
        ? `A restore brings the shard to ${cut.at}; nothing was locked for that.`
        : `A restore brings all shards to ${cut.at}, as exactly as their clocks are known (${formatDuration(cut.skewMs / 1000)}); nothing was locked for that.`;
  }
}

function sayLock(milliseconds: number): string {
  return milliseconds === 0 ? 'none' : formatDuration(milliseconds / 1000);
}
