import type { Method, Snapshot } from '../../../shared/manifest.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

interface WarnedShard {
  readonly shard: { readonly name: string };
  readonly snapshot: Snapshot;
  readonly tables: readonly TableDescription[];
}

/** Engines whose tables a consistent snapshot covers. */
const TRANSACTIONAL = new Set(['innodb', 'rocksdb', 'tokudb']);

/** What is true of the set and a reader should know, although nothing is missing from it. */
export function backupWarnings(shards: readonly WarnedShard[], method: Method): string[] {
  return shards.flatMap(({ shard, snapshot, tables }) => [
    ...(snapshot.exact
      ? []
      : [
          `${shard.name}: the position in the binary log ${snapshot.binlog ? 'is not exactly the snapshot’s' : 'could not be read'}; no incremental backup can build on this set.`,
        ]),
    ...(method === 'cold' ? [] : unprotected(shard.name, tables)),
  ]);
}

function unprotected(shard: string, tables: readonly TableDescription[]): string[] {
  const names = tables
    .filter((t) => !t.rowsElsewhere && !TRANSACTIONAL.has(t.engine.toLowerCase()))
    .map((t) => `${t.schema}.${t.name} (${t.engine})`);
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return [
    `${shard}: no snapshot covers ${shown}; writes during the backup may show in part. A cold backup holds them still.`,
  ];
}
