import type { BinlogRange, Segment } from '../../../shared/binlog-range.ts';
import type { Method, Snapshot } from '../../../shared/manifest.ts';
import { serverName } from '../../../shared/server-name.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import type { Session } from '../mysql/connect.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

interface WarnedShard {
  readonly shard: { readonly name: string };
  readonly snapshot: Snapshot;
  readonly tables: readonly TableDescription[];
}

/** Engines whose tables a consistent snapshot covers. */
const TRANSACTIONAL = new Set(['innodb', 'rocksdb', 'tokudb']);

/** Whether a consistent snapshot covers tables of an engine. */
export function isTransactional(engine: string): boolean {
  return TRANSACTIONAL.has(engine.toLowerCase());
}

/** As many tables as a sentence bears. */
const NAMED = 5;

/** What is true of the set and a reader should know, although nothing is missing from it. */
export function backupWarnings(shards: readonly WarnedShard[], method: Method): Remark[] {
  return shards.flatMap(({ shard, snapshot, tables }) => [
    ...position(shard.name, snapshot),
    ...(method === 'cold' ? [] : unprotected(shard.name, tables)),
  ]);
}

/**
 * Shards whose log may hold less than was changed. REPLACE is logged as an update, and MariaDB's after-image then has only
 * the columns that the statement names, not those that go back to their defaults (seen on 10.11; MySQL 9.7 logs them).
 */
export function logWarnings(
  shards: readonly { readonly shard: { readonly name: string }; readonly info: ServerInfo }[],
): Remark[] {
  return shards
    .filter(({ info }) => info.flavour === 'mariadb' && info.binlogRowImage !== 'FULL')
    .map(({ shard, info }) => ({ code: 'partial-row-image', shard: shard.name, image: info.binlogRowImage }));
}

/** A server that was started within a log may have run without one in between, of which no log has a trace. */
export function startRemarks(shard: string, { starts = [] }: Pick<BinlogRange, 'starts'>): Remark[] {
  const at = starts.at(-1);
  return at === undefined ? [] : [{ code: 'restarted', shard, at, count: starts.length }];
}

/** What a stored log tells of accounts, and what was left out of it. */
export function accountRemarks(shard: string, segments: readonly Pick<Segment, 'accounts'>[]): Remark[] {
  const sum = (of: 'hashes' | 'plain' | 'leftOut') =>
    segments.reduce((total, { accounts }) => total + (accounts?.[of] ?? 0), 0);
  return (
    [
      { code: 'log-passwords', shard, count: sum('plain') },
      { code: 'log-hashes', shard, count: sum('hashes') },
      { code: 'log-without-accounts', shard, count: sum('leftOut') },
    ] as const
  ).filter(({ count }) => count > 0);
}

/** Shards whose rows anyone on the way could read and change. */
export function lineWarnings(sessions: readonly Session[]): Remark[] {
  return sessions
    .filter(({ line }) => line === 'open')
    .map(({ shard }) => ({ code: 'line-open', shard: shard.name, server: serverName(shard) }));
}

function position(shard: string, { exact, binlog }: Snapshot): Remark[] {
  if (exact) return [];
  return [{ code: binlog ? 'position-inexact' : 'position-unknown', shard }];
}

function unprotected(shard: string, tables: readonly TableDescription[]): Remark[] {
  const names = tables
    .filter((t) => !t.rowsElsewhere && !isTransactional(t.engine))
    .map((t) => `${t.schema}.${t.name} (${t.engine})`);
  if (names.length === 0) return [];
  return [{ code: 'no-snapshot', shard, tables: names.slice(0, NAMED), count: names.length }];
}

/** Tables of which a restore may come to other values in stored generated columns than the set has. */
export function computesAnew(shard: string, tables: readonly string[]): Remark[] {
  return tables.length === 0
    ? []
    : [{ code: 'computes-anew', shard, tables: tables.slice(0, NAMED), count: tables.length }];
}
