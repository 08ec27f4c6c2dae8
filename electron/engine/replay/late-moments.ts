import { type ColumnLayout, fractionOfTimestamp, placesOf, readColumns } from '../binlog/count-rows.ts';
import { EventType, readHeader, sealEvent } from '../binlog/event.ts';
import { parseTableMap, tableIdOf } from '../binlog/table-map.ts';
import type { TablePlace } from './replay-options.ts';
import type { AdaptRows, RowEnds } from './row-ends.ts';

/** Seconds since 1970 have this bit in their first byte from 2038-01-19 03:14:08 on. */
const BEYOND_2038 = 0x80;
const SECONDS_BYTES = 4;

/** Columns of a table that may hold such a moment. */
interface LateColumns {
  readonly columns: readonly ColumnLayout[];
  /** By number, with the bytes of their values. */
  readonly timestamps: readonly { readonly column: number; readonly bytes: number }[];
}

/**
 * TIMESTAMPs behind 2038-01-19 in the log of a MariaDB 11.5 or newer, for an older one. That refuses rows with them, and
 * 10.11.19 crashes where an UPDATE or DELETE looks for one. They become zero, which is what LOAD DATA made of those in the
 * set's rows, so that later events find these rows; tables that got one are remembered.
 */
export class LateMoments {
  readonly #ends: RowEnds;
  readonly #tables = new Map<string, TablePlace>();
  /** By table id, of rows that are only looked at. */
  readonly #seen = new Map<number, { readonly place: TablePlace; readonly late: LateColumns }>();

  constructor(ends: RowEnds) {
    this.#ends = ends;
  }

  /** Tables of the target that got zero instead of a moment. */
  get tables(): readonly TablePlace[] {
    return [...this.#tables.values()];
  }

  /** What makes the moments zero in row events that follow this description of `place`; undefined where there can be none. */
  adapt(tableMap: Buffer, place: TablePlace): AdaptRows | undefined {
    const late = lateColumns(tableMap);
    return late.timestamps.length === 0 ? undefined : (rows) => this.#clear(rows, late, place);
  }

  /** Takes note of an event that an earlier run has applied. `placeOf` tells where a table's rows went, or null. */
  look(event: Buffer, placeOf: (table: TablePlace) => TablePlace | null): void {
    if (readHeader(event).type === EventType.tableMap) {
      const table = parseTableMap(event);
      const place = placeOf(table);
      const late = lateColumns(event);
      if (place && late.timestamps.length > 0) this.#seen.set(table.tableId, { place, late });
      else this.#seen.delete(table.tableId);
      return;
    }
    const seen = this.#seen.get(tableIdOf(event));
    // Nobody asked whether the table has history: its current rows end at the last moment, and nothing else will.
    if (seen && lateIn(event, seen.late).some(({ at, bytes }) => !this.#ends.isCurrent(event.subarray(at, at + bytes))))
      this.#note(event, seen.place);
  }

  #clear(rows: Buffer, late: LateColumns, place: TablePlace): Buffer {
    const found = lateIn(rows, late);
    if (found.length === 0) return rows;
    this.#note(rows, place);
    const copy = Buffer.from(rows);
    for (const { at, bytes } of found) copy.fill(0, at, at + bytes);
    return sealEvent(copy);
  }

  /** A row that is deleted leaves nothing to tell of. */
  #note(rows: Buffer, place: TablePlace): void {
    const { type } = readHeader(rows);
    if (type === EventType.deleteRows || type === EventType.deleteRowsV1) return;
    this.#tables.set(`${place.schema}\0${place.table}`, place);
  }
}

function lateColumns(tableMap: Buffer): LateColumns {
  const columns = readColumns(tableMap);
  const timestamps = columns.flatMap((layout, column) => {
    const fraction = fractionOfTimestamp(layout);
    return fraction === null ? [] : [{ column, bytes: SECONDS_BYTES + fraction }];
  });
  return { columns, timestamps };
}

function lateIn(rows: Buffer, { columns, timestamps }: LateColumns): { at: number; bytes: number }[] {
  return timestamps.flatMap(({ column, bytes }) =>
    placesOf(rows, columns, column)
      .filter((at) => (rows[at] ?? 0) & BEYOND_2038)
      .map((at) => ({ at, bytes })),
  );
}
