import { countRows, readColumns } from '../binlog/count-rows.ts';
import { EventType, readHeader } from '../binlog/event.ts';
import { beginsTransaction, parseGtidEvent } from '../binlog/gtid-event.ts';
import { parseQueryEvent } from '../binlog/query-event.ts';
import { parseTableMap, tableIdOf } from '../binlog/table-map.ts';
import { charsetDecoder } from './charset-decoder.ts';
import { FIRST_EVENT } from './open-group.ts';
import { isSystemSchema } from './plan-statement.ts';
import { quotingOf } from './query-settings.ts';
import { readStatement, type Statement } from './read-statement.ts';
import { EventReader, type ReadyEvent } from './ready-events.ts';
import type { LogPosition, ReplayEvent } from './replay-options.ts';
import { statementHead } from './statement-head.ts';

/** A statement in front of which one may want to stop. */
export interface DangerousStatement extends LogPosition {
  readonly kind: 'definition' | 'drop' | 'truncate' | 'delete';
  readonly gtid: string;
  /** Microseconds since 1970: of commit (MySQL), or the second in which it began. */
  readonly micros: bigint;
  /** The statement's beginning without secrets; of deleted rows the tables. */
  readonly text: string;
  /** Rows that a transaction deletes; null for definitions. */
  readonly rows: number | null;
}

interface Transaction extends LogPosition {
  readonly gtid: string;
  readonly micros: bigint;
  deleted: Map<string, number>;
}

/**
 * Finds what loses data or changes tables in a log: definitions, DROP, TRUNCATE, and transactions that delete at least
 * `deletedRows` rows. `file` and `position` are where the transaction begins: a replay that ends there is just before it.
 */
export async function* listDangerous(
  events: AsyncIterable<ReplayEvent>,
  deletedRows: number,
): AsyncGenerator<DangerousStatement> {
  const reader = new EventReader();
  const watch = new Watch(deletedRows);
  for await (const event of events) {
    const ready = reader.read(event);
    if (ready?.type === EventType.transactionPayload)
      for (const inner of reader.expand(ready)) yield* watch.take(inner);
    else if (ready) yield* watch.take(ready);
    watch.pass(event);
  }
}

class Watch {
  readonly #deletedRows: number;
  #transaction: Transaction | null = null;
  /** Tables whose rows are deleted, by id; the descriptions of a statement stand in front of its rows. */
  readonly #tables = new Map<number, Buffer>();
  #previous: LogPosition = { file: '', position: FIRST_EVENT };

  constructor(deletedRows: number) {
    this.#deletedRows = deletedRows;
  }

  pass({ file, end }: ReplayEvent): void {
    this.#previous = { file, position: end };
  }

  *take(event: ReadyEvent): Generator<DangerousStatement> {
    if (beginsTransaction(event.type)) {
      yield* this.#end();
      this.#begin(event);
    } else if (event.type === EventType.tableMap) this.#tables.set(tableIdOf(event.bytes), event.bytes);
    else if (event.type === EventType.deleteRows || event.type === EventType.deleteRowsV1) this.#delete(event.bytes);
    else if (event.type === EventType.xid) yield* this.#end();
    else if (event.type === EventType.query || event.type === EventType.queryCompressed) yield* this.#query(event);
  }

  #begin({ bytes, file }: ReadyEvent): void {
    const { gtid, commitMicros } = parseGtidEvent(bytes);
    const micros = commitMicros ?? BigInt(readHeader(bytes).seconds) * 1_000_000n;
    const position = this.#previous.file === file ? this.#previous.position : FIRST_EVENT;
    this.#transaction = { file, position, gtid, micros, deleted: new Map() };
  }

  #delete(rows: Buffer): void {
    const table = this.#tables.get(tableIdOf(rows));
    if (!table || !this.#transaction) return;
    const { schema, table: name } = parseTableMap(table);
    if (isSystemSchema(schema)) return;
    const key = `${schema}.${name}`;
    // Where rows cannot be counted, each event counts as one row.
    const count = countRows(rows, readColumns(table)) ?? 1;
    this.#transaction.deleted.set(key, (this.#transaction.deleted.get(key) ?? 0) + count);
  }

  *#query(event: ReadyEvent): Generator<DangerousStatement> {
    const query = parseQueryEvent(event.bytes);
    const decode = charsetDecoder('utf8mb4');
    const statement = readStatement(query.sql, { charset: 'utf8mb4', ...quotingOf(query.status.sqlMode), decode });
    const kind = kindOf(statement, query.schema);
    if (statement.kind === 'control') {
      if (statement.verb === 'commit') yield* this.#end();
      else if (statement.verb === 'rollback') this.#transaction = null;
    } else if (kind && this.#transaction) {
      const { file, position, gtid, micros } = this.#transaction;
      yield { kind, gtid, file, position, micros, text: statementHead(query.sql), rows: null };
    }
  }

  *#end(): Generator<DangerousStatement> {
    const transaction = this.#transaction;
    this.#transaction = null;
    this.#tables.clear();
    if (!transaction) return;
    const { deleted, ...place } = transaction;
    const rows = [...deleted.values()].reduce((sum, count) => sum + count, 0);
    if (rows >= this.#deletedRows && rows > 0)
      yield { kind: 'delete', ...place, text: [...deleted.keys()].join(', '), rows };
  }
}

function kindOf(statement: Statement, schema: string): DangerousStatement['kind'] | null {
  switch (statement.kind) {
    case 'table':
      if (statement.names.every((name) => isSystemSchema(name.schema ?? schema))) return null;
      return statement.verb === 'drop' || statement.verb === 'truncate' ? statement.verb : 'definition';
    case 'program':
      return 'definition';
    case 'schema':
      return statement.verb === 'drop' ? 'drop' : 'definition';
    default:
      return null;
  }
}
