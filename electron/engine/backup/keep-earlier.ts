import type { BinlogRange } from '../../../shared/binlog-range.ts';
import type { Snapshot, Table } from '../../../shared/manifest.ts';
import type { ChainBreak, Remark } from '../../../shared/set-facts.ts';
import type { JournalVersion } from '../archive/journal.ts';
import type { EarlierSnapshot, EarlierTable, InterruptedSet } from '../archive/read-interrupted.ts';
import { quoteTable } from '../mysql/quote.ts';
import type { ProgressMeter } from '../progress.ts';
import { comparePositions } from '../replay/log-position.ts';
import { lowerName } from '../schema/lower-name.ts';
import { type Bridge, buildBridge } from './build-bridge.ts';
import type { SeenTables } from './look-at-tables.ts';
import type { OpenedShard } from './open-shards.ts';
import { journalVersion } from './table-versions.ts';
import { dropTied } from './tied-tables.ts';

/** What of an interrupted run stays in the set for one shard. */
export interface KeptTables {
  /** Those that need not be read again. */
  readonly tables: readonly Table[];
  /** The log from the first of them to the shard's snapshot. */
  readonly bridge: BinlogRange | undefined;
  /** All of the shard is from this earlier snapshot, and stays there because of `why`. */
  readonly instant: { readonly snapshot: Snapshot; readonly why: ChainBreak } | undefined;
  readonly remarks: readonly Remark[];
}

export const NOTHING_KEPT: KeptTables = { tables: [], bridge: undefined, instant: undefined, remarks: [] };

/**
 * Decides which tables that an interrupted run had read stay in the set, now that the shard has a new snapshot. A table
 * stays where the binary log leads from its rows to the new snapshot and nothing but rows was changed on the way, so that a
 * restore can bring it there. Where no log leads there, a shard of which everything had been read at one instant stays at
 * that instant; of any other shard everything is read anew, since its tables would be from different instants for good.
 */
export async function keepEarlier(
  shard: OpenedShard,
  seen: SeenTables,
  earlier: InterruptedSet,
  meter: ProgressMeter,
): Promise<KeptTables> {
  const { name } = shard.shard;
  const withoutAccounts = earlier.options.withoutAccountStatements === true;
  const described = new Set(seen.tables.map((table) => quoteTable(table.schema, table.name)));
  const isSame = ({ table, version }: EarlierTable) => {
    const place = quoteTable(table.schema, table.name);
    return described.has(place) && isUnchanged(version, journalVersion(seen.versions.get(place)));
  };
  const before = (earlier.snapshots.get(name) ?? [])
    .map((one) => ({ ...one, tables: one.tables.filter(isSame), read: one.tables.length }))
    .filter(({ tables }) => tables.length > 0);
  const broken: { snapshot: EarlierSnapshot & { readonly read: number }; why: ChainBreak }[] = [];
  for (const [i, snapshot] of before.entries()) {
    // What was prepared then may be committed behind the snapshot, and its rows are in front of it.
    if ((snapshot.server.prepared ?? 0) > 0) continue;
    const bridge = await buildBridge(shard, earlier.begin.id, snapshot, { meter, withoutAccounts });
    if ('range' in bridge) {
      const tables = await dropTied(shard.reader, seen.tables, untouched(before.slice(i), bridge));
      return {
        ...NOTHING_KEPT,
        tables,
        bridge: tables.length > 0 ? bridge.range : undefined,
        remarks: anew(name, broken),
      };
    }
    broken.push({ snapshot, why: bridge.broken });
  }
  const whole = broken.find(({ snapshot }) => holdsAll(snapshot, seen));
  if (!whole) return { ...NOTHING_KEPT, remarks: anew(name, broken) };
  const { snapshot, tables } = whole.snapshot;
  return {
    tables: tables.map(({ table }) => table),
    bridge: undefined,
    instant: { snapshot, why: whole.why },
    remarks: [{ code: 'kept-instant', shard: name, at: snapshot.takenAt, why: whole.why }],
  };
}

function isUnchanged(before: JournalVersion, now: JournalVersion | undefined): boolean {
  if (now?.definition !== before.definition) return false;
  // MariaDB does not know the time of some InnoDB tables with generated columns at first, and later does.
  return now.created === '' || before.created === '' || now.created === before.created;
}

/** Tables of these snapshots that no statement behind their own snapshot was about, each with its place in the log. */
function untouched(snapshots: readonly EarlierSnapshot[], { touched }: Bridge): Table[] {
  return snapshots.flatMap(({ snapshot, server, tables }) => {
    const position = snapshot.binlog;
    if (!position || !snapshot.exact || (server.prepared ?? 0) > 0) return [];
    const later = touched.filter((one) => comparePositions(one, position) >= 0);
    const changed = new Set(later.map(({ schema, name }) => placeOf(schema, name)));
    return tables
      .filter(
        ({ table: { schema, name } }) =>
          ![placeOf(schema, name), placeOf(schema, null), placeOf(null, null)].some((place) => changed.has(place)),
      )
      .map(({ table }) => ({ ...table, position }));
  });
}

/** A server may take names that differ by case for the same. */
function placeOf(schema: string | null, name: string | null): string {
  return lowerName(JSON.stringify([schema, name]));
}

/** Every table that is there was read in the snapshot, and is still the one that was read, as are all that were. */
function holdsAll({ tables, read }: EarlierSnapshot & { readonly read: number }, seen: SeenTables): boolean {
  if (tables.length < read) return false;
  const own = new Set(tables.map(({ table }) => quoteTable(table.schema, table.name)));
  return seen.tables.every(({ schema, name, rowsElsewhere }) => rowsElsewhere || own.has(quoteTable(schema, name)));
}

function anew(shard: string, broken: readonly { snapshot: EarlierSnapshot; why: ChainBreak }[]): Remark[] {
  const [first] = broken;
  const tables = broken.reduce((sum, { snapshot }) => sum + snapshot.tables.length, 0);
  return first ? [{ code: 'read-anew', shard, tables, why: first.why }] : [];
}
