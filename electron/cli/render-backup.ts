import { formatBytes, formatCount, formatDuration, formatRate } from '../../shared/format.ts';
import type { Manifest, ManifestShard } from '../../shared/manifest.ts';
import { sayPlace } from '../../shared/set-words.ts';
import { tableLines } from './text-table.ts';

/** The JSON document of `backup` (DESIGN §6). */
export function backupDocument(folder: string, manifest: Manifest) {
  const { id, kind, method, state, cut, exceptions, durations } = manifest;
  return {
    id,
    path: folder,
    kind,
    method,
    state,
    cut: { ...cut, shards: manifest.shards.map(({ name, snapshot }) => ({ name, ...snapshot })) },
    shards: manifest.shards.map(shardTotals),
    storedBytes: storedBytes(manifest),
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
  };
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
export function renderBackup(folder: string, manifest: Manifest): string {
  const shards = manifest.shards.map(shardTotals);
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const seconds = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000;
  const headline =
    manifest.state === 'complete'
      ? 'Complete.'
      : `Complete, with ${manifest.exceptions.length === 1 ? 'one named exception' : `${manifest.exceptions.length} named exceptions`}.`;
  return [
    `${headline} ${formatBytes(bytes)} read, ${formatBytes(storedBytes(manifest))} written, every byte hashed; ${formatDuration(seconds)} (${formatRate(bytes / Math.max(seconds, 0.001))}).`,
    cutSentence(manifest),
    '',
    ...tableLines(
      [
        { title: 'shard' },
        { title: 'server' },
        { title: 'tables', align: 'right' },
        { title: 'rows', align: 'right' },
        { title: 'size', align: 'right' },
        { title: 'lock', align: 'right' },
      ],
      manifest.shards.map((shard, i) => {
        const { tables = 0, rows = 0, bytes: size = 0 } = shards[i] ?? {};
        return [
          shard.name,
          `${shard.host}:${shard.port}`,
          formatCount(tables),
          formatCount(rows),
          formatBytes(size),
          shard.snapshot.lockMs === 0 ? 'none' : formatDuration(shard.snapshot.lockMs / 1000),
        ];
      }),
    ),
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

function cutSentence({ method, cut, shards }: Manifest): string {
  const all = shards.length === 1 ? 'The shard was' : `All ${shards.length} shards were`;
  const locked = formatDuration((cut.lockedMs ?? 0) / 1000);
  switch (cut.kind) {
    case 'common':
      return method === 'cold'
        ? `${all} read-only from ${cut.at} for ${locked}, and can be written to again.`
        : `${all} locked${shards.length === 1 ? '' : ' together'} for ${locked} at ${cut.at}; writes went on.`;
    case 'per-shard':
      return shards.length === 1
        ? `The shard is as it was at ${cut.at}.`
        : `Each shard is consistent in itself; their ${shards.length} snapshots lie within ${formatDuration(cut.skewMs / 1000)} of ${cut.at}.`;
  }
}
