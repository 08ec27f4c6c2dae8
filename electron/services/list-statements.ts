import type { LoggedStatement } from '../../shared/binlog-range.ts';
import type { ChainStatement, ChainStatements } from '../../shared/chain-statements.ts';
import type { Manifest, ManifestShard } from '../../shared/manifest.ts';
import { instantOf, microsAhead, microsOf } from '../engine/binlog/instant-of.ts';

/** More than anybody reads; the newest are what somebody wants undone. */
const MOST = 500;
/** What a log tells apart: MySQL the microsecond of the commit, MariaDB the second in which a statement began. */
const STEP = { mysql: 1n, mariadb: 1_000_000n } as const;

/**
 * The changes of definitions between a chain's first and last cut, newest first, each with the instant that a restore has
 * to be given to end in front of it. What the full set itself has logged was before its cut and cannot be left out.
 */
export function listStatements([full, ...later]: readonly Manifest[]): ChainStatements {
  if (!full) return { statements: [], count: 0 };
  const first = microsOf(full.cut.at);
  const all = later
    .flatMap(({ shards }) => shards.flatMap((shard) => statementsOf(shard, first)))
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { statements: all.slice(0, MOST), count: all.length };
}

function statementsOf(shard: ManifestShard, first: bigint): ChainStatement[] {
  const segments = shard.binlog?.segments ?? [];
  return segments.flatMap(({ statements }) => statements.map((one) => placed(one, shard, first)));
}

/** A statement on the workstation's clock, which is the one that restores are asked by. */
function placed({ at, verb, schema, text }: LoggedStatement, shard: ManifestShard, first: bigint): ChainStatement {
  const { name, flavour, cut } = shard;
  const before = lastInstantBefore(microsOf(at), flavour, microsAhead(cut));
  return {
    shard: name,
    flavour,
    at: instantOf(before + STEP[flavour]),
    verb,
    schema,
    text,
    before: before < first ? null : instantOf(before),
  };
}

/**
 * MySQL: a microsecond before. MariaDB: of the instants that end with the server's second before, the one that is a whole
 * second here, so that a person can read and type it.
 */
function lastInstantBefore(micros: bigint, flavour: keyof typeof STEP, ahead: bigint): bigint {
  const step = STEP[flavour];
  const earliest = micros - step - ahead;
  return earliest + ((step - (earliest % step)) % step);
}
