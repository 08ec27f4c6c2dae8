import type { ManifestShard, Table } from '../../../shared/manifest.ts';
import type { LogPosition } from './replay-options.ts';

/** Where a shard's log begins to count, where its tables were not all read at one instant. */
export interface RollStart {
  /** The shard's snapshot: for definitions, and for all tables but those of `tables`. */
  readonly from: LogPosition;
  /** By `tableKey`. */
  readonly tables: ReadonlyMap<string, LogPosition>;
}

/** Names a table in a map. */
export function tableKey(schema: string, table: string): string {
  return JSON.stringify([schema, table]);
}

/** Where the log counts for each table of a shard; undefined where it does from its beginning, for all of them. */
export function rollStart({ snapshot, tables }: ManifestShard): RollStart | undefined {
  const own = tables.flatMap(({ schema, name, position }) =>
    position ? [[tableKey(schema, name), position] as const] : [],
  );
  return snapshot?.binlog && own.length > 0 ? { from: snapshot.binlog, tables: new Map(own) } : undefined;
}

/** Tables of one shard that were read at more than one instant: only the log brings them to the same one. */
export function areApart(tables: readonly Table[]): boolean {
  const places = new Set(tables.map(({ position }) => position && `${position.file}:${position.position}`));
  return places.size > 1;
}
