import type { ChainStatement, ChainStatements } from '../../../shared/chain-statements.ts';
import type { Manifest, ManifestShard } from '../../../shared/manifest.ts';
import { instantOf, microsAhead, microsOf } from '../../engine/binlog/instant-of.ts';

/** More than anybody reads; the newest are what somebody wants undone. */
const MOST = 500;
/** What a log tells apart: MySQL the microsecond of the commit, MariaDB the second in which a statement began. */
const STEP = { mysql: 1n, mariadb: 1_000_000n } as const;

/**
 * The changes of definitions and the large deletes between a chain's first and last cut, newest first, each with the
 * instant that a restore has to be given to end in front of it. What the full set itself has logged was before its cut and
 * cannot be left out.
 */
export function listStatements([full, ...later]: readonly Manifest[]): ChainStatements {
  if (!full) return { statements: [], count: 0 };
  const first = microsOf(full.cut.at);
  const shards = later.flatMap((set) => set.shards);
  const all = shards
    .flatMap((shard) => statementsOf(shard, first))
    .toReversed()
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  // Of very many deletes a set names the largest only.
  const unnamed = shards
    .flatMap(({ binlog }) => binlog?.segments ?? [])
    .reduce((sum, { deletes }) => sum + (deletes ? deletes.count - deletes.largest.length : 0), 0);
  return { statements: all.slice(0, MOST), count: all.length + unnamed };
}

/** In the order of the log, whatever second it is. */
function statementsOf(shard: ManifestShard, first: bigint): ChainStatement[] {
  const segments = shard.binlog?.segments ?? [];
  return segments.flatMap(({ statements, deletes }) =>
    [
      ...statements.map(({ position, at, verb, schema, text }) => ({
        position,
        change: { ...placed(at, shard, first), verb, schema, text, deleted: null },
      })),
      ...(deletes?.largest ?? []).map(({ position, at, rows, tables }) => {
        const deleted = { rows, tables: tables.map(({ schema, table }) => `${schema}.${table}`) };
        return {
          position,
          change: { ...placed(at, shard, first), verb: 'delete' as const, schema: '', text: '', deleted },
        };
      }),
    ]
      .toSorted((a, b) => a.position - b.position)
      .map(({ change }) => change),
  );
}

/** An instant of a shard's log on the workstation's clock, which is the one that restores are asked by. */
function placed(
  at: string,
  shard: ManifestShard,
  first: bigint,
): Pick<ChainStatement, 'shard' | 'flavour' | 'at' | 'before'> {
  const { name, flavour, cut } = shard;
  const before = lastInstantBefore(microsOf(at), flavour, microsAhead(cut));
  return {
    shard: name,
    flavour,
    at: instantOf(before + STEP[flavour]),
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
