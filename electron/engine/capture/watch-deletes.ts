import type { LargeDelete } from '../../../shared/binlog-range.ts';
import { type ColumnLayout, countRows, readColumns } from '../binlog/count-rows.ts';
import { EventType, HEADER_BYTES, readHeader } from '../binlog/event.ts';
import { expandPayload } from '../binlog/expand-payload.ts';
import { expandRows } from '../binlog/expand-rows.ts';
import { parseTableMap, tableIdOf } from '../binlog/table-map.ts';
import { withChecksum } from '../binlog/with-checksum.ts';
import { isSystemSchema } from '../replay/resolve-names.ts';

/**
 * A transaction that deletes so many rows is worth listing: more than one action of a person or an application removes, and
 * what clean-up jobs are told to stay below (pt-archiver's examples commit every 1,000 rows).
 * https://docs.percona.com/percona-toolkit/pt-archiver.html
 */
export const LARGE_DELETE_ROWS = 1000;
/** So many tables are remembered; after that they are read again. */
const MOST_TABLES = 10_000;

interface WatchedTable {
  readonly description: Buffer;
  /** Read when rows of it are deleted for the first time. */
  known: { readonly schema: string; readonly table: string; readonly columns: readonly ColumnLayout[] } | undefined;
}

/**
 * Counts the rows that a transaction deletes while its events pass. A table's id stands for one definition until the server
 * begins another file, so its description is looked at once; other events cost a comparison. Measured: docs/PERFORMANCE.md.
 */
export class DeleteWatch {
  readonly #tables = new Map<number, WatchedTable>();
  readonly #deleted = new Map<WatchedTable, number>();
  readonly #onTable: (tableMap: Buffer) => void;

  /** `onTable` is told of each table once per file, whatever happens to its rows. */
  constructor(onTable: (tableMap: Buffer) => void) {
    this.#onTable = onTable;
  }

  /** Takes an event of the log, whose bytes are valid during the call only. */
  take(event: Buffer, type: number, checksums: boolean): void {
    switch (type) {
      case EventType.tableMap:
        this.#remember(event, checksums);
        break;
      case EventType.deleteRows:
      case EventType.deleteRowsV1:
        this.#count(checksums ? event : withChecksum(event));
        break;
      case EventType.deleteRowsCompressed:
      case EventType.deleteRowsCompressedV1:
        this.#count(expandRows(checksums ? event : withChecksum(event)));
        break;
      case EventType.transactionPayload: {
        for (const inner of expandPayload(checksums ? event : withChecksum(event)))
          this.take(inner, readHeader(inner).type, true);
        break;
      }
      default:
    }
  }

  /** The transaction has ended: what it deleted, where that is much. */
  end(): Pick<LargeDelete, 'rows' | 'tables'> | undefined {
    if (this.#deleted.size === 0) return undefined;
    const tables = [...this.#deleted].flatMap(([{ known }, rows]) =>
      known && !isSystemSchema(known.schema) ? [{ schema: known.schema, table: known.table, rows }] : [],
    );
    this.#deleted.clear();
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return rows < LARGE_DELETE_ROWS ? undefined : { rows, tables: tables.toSorted((a, b) => b.rows - a.rows) };
  }

  /** The server begins another file, perhaps after a restart: ids may mean other tables. */
  forgetTables(): void {
    this.#tables.clear();
  }

  #remember(event: Buffer, checksums: boolean): void {
    const id = event.readUIntLE(HEADER_BYTES, 6);
    if (this.#tables.has(id)) return;
    this.#onTable(event);
    if (this.#tables.size >= MOST_TABLES) this.#tables.clear();
    const description = checksums ? Buffer.from(event) : withChecksum(event);
    this.#tables.set(id, { description, known: undefined });
  }

  #count(rows: Buffer): void {
    const table = this.#tables.get(tableIdOf(rows));
    if (!table) return;
    table.known ??= { ...parseTableMap(table.description), columns: readColumns(table.description) };
    // Where rows cannot be counted, each event counts as one row.
    const count = countRows(rows, table.known.columns) ?? 1;
    this.#deleted.set(table, (this.#deleted.get(table) ?? 0) + count);
  }
}
