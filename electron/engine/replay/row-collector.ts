import { isDeepStrictEqual } from 'node:util';
import { type ColumnLayout, holdsWholeRows } from '../binlog/count-rows.ts';
import { EventType } from '../binlog/event.ts';
import { endsStatement, parseTableMap, type TableMap, tableIdOf } from '../binlog/table-map.ts';
import { damagedLog, type LogPlace, refusedStatement } from './log-failures.ts';
import { withoutCascades } from './logged-cascades.ts';
import type { OpenGroup } from './open-group.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { LogPosition, TablePlace } from './replay-options.ts';
import type { GroupStep } from './replay-steps.ts';
import type { ReplayTally } from './replay-tally.ts';
import type { ReplayTarget } from './replay-target.ts';
import { keptWhy } from './resolve-names.ts';
import type { RowRoutes } from './route-rows.ts';
import type { AdaptRows, RowEnds } from './row-ends.ts';
import type { RowOrder } from './row-order.ts';
import type { RowSessions } from './row-sessions.ts';
import { sizeOf } from './send-rows.ts';
import { sequenceStatements } from './sequence-rows.ts';
import type { HeldEvent } from './xa-transactions.ts';

/** Servers join 61 tables in a statement; triggers bring more. All of them wait for the first row. */
const MOST_TABLES = 65_536;

/** How rows of a table that is not left out are taken. */
interface OpenTable {
  readonly adapt: AdaptRows | undefined;
  readonly columns: readonly ColumnLayout[] | undefined;
  readonly sequence?: TablePlace;
}

/** The statement whose rows are read. */
interface OpenStatement {
  /** By table id; null: left out. */
  readonly maps: Map<number, OpenTable | null>;
  step: Extract<GroupStep, { kind: 'rows' }>;
}

/** What was found out about the target's rows before the log is read. */
export interface RowKnowledge {
  readonly ends: RowEnds | undefined;
  readonly order: RowOrder;
  readonly sessions: RowSessions;
}

/** Gathers the row events of a transaction by statement, and sends those of a large one on the way. */
export class RowCollector {
  readonly #target: ReplayTarget;
  readonly #routes: RowRoutes;
  readonly #tally: ReplayTally;
  readonly #order: RowOrder;
  readonly #sessions: RowSessions;
  #statement: OpenStatement | null = null;

  constructor(
    target: ReplayTarget,
    routes: RowRoutes,
    tally: ReplayTally,
    { order, sessions }: Pick<RowKnowledge, 'order' | 'sessions'>,
  ) {
    this.#order = order;
    this.#sessions = sessions;
    this.#target = target;
    this.#routes = routes;
    this.#tally = tally;
  }

  /** Ends the transaction; true when its last statement had not ended. */
  close(): boolean {
    const open = this.#statement !== null && this.#statement.step.rows.length > 0;
    this.#statement = null;
    return open;
  }

  /** Takes a table's description or a row event; `end` is where its transaction takes effect. */
  take(group: OpenGroup, { type, bytes }: ReadyEvent, end: LogPosition): Promise<void> | undefined {
    if (type === EventType.tableMap) {
      const table = parseTableMap(bytes);
      const ready = this.#routes.ready(table, group.mode !== 'definition');
      if (ready) return ready.then(() => this.#map(group, table, bytes, end));
      this.#map(group, table, bytes, end);
      return undefined;
    }
    this.#rows(group, bytes, end);
    return group.mode !== 'kept' && group.bytes >= this.#target.streamBytes ? this.#send(group) : undefined;
  }

  /** Takes what an XA transaction held, with its savepoints in their places. */
  async takeAll(group: OpenGroup, events: readonly HeldEvent[], end: LogPosition): Promise<void> {
    for (const event of events)
      if (event.savepoint) group.steps.push(event.savepoint);
      else await this.take(group, event, end);
  }

  /** Sees the same of what an earlier run has applied. */
  async lookAll(group: OpenGroup, events: readonly HeldEvent[]): Promise<void> {
    for (const event of events) if (!event.savepoint) await this.look(event, group);
  }

  /** Sees what an earlier run has applied, and what became of its values then. */
  look({ type, bytes }: ReadyEvent, group: OpenGroup): Promise<void> | undefined {
    this.#routes.look(bytes);
    if (type !== EventType.tableMap) return undefined;
    const table = parseTableMap(bytes);
    this.#order.wrote(table, group);
    const note = () => {
      // Which statement it came with is not looked at; others than the first may have run under another session.
      group.statements = 2;
      const computes = this.#routes.computes(table);
      if (computes) this.#sessions.compute(group, computes);
    };
    const ready = this.#routes.ready(table, group.mode !== 'definition');
    return ready ? ready.then(note) : void note();
  }

  /** Tables of the target whose rows lost moments. */
  get late(): readonly TablePlace[] {
    return this.#routes.late;
  }

  #map(group: OpenGroup, table: TableMap, event: Buffer, end: LogPosition): void {
    const { map, rollsBack, adapt, columns, sequence, computes, kept } = this.#routes.take(table, event, end);
    if (kept)
      throw refusedStatement(
        this.#place(group, end),
        `rows of ${table.schema}.${table.table}`,
        keptWhy(`${kept.schema}.${kept.table}`),
      );
    if (!this.#statement) group.statements++;
    this.#statement ??= { maps: new Map(), step: { kind: 'rows', maps: [], rows: [] } };
    if (this.#statement.step.maps.length >= MOST_TABLES)
      throw damagedLog(this.#place(group, end), `a statement describes more than ${MOST_TABLES} tables`);
    const before = this.#statement.maps.get(table.tableId);
    if (before && map && !isDeepStrictEqual(before.columns, columns))
      throw damagedLog(this.#place(group, end), 'a statement describes one table in two ways');
    this.#statement.maps.set(table.tableId, map && { adapt, columns, ...(sequence ? { sequence } : {}) });
    if (map && !sequence) {
      this.#statement.step.maps.push(map);
      this.#order.wrote(table, group);
    }
    if (computes) this.#sessions.compute(group, computes);
    if (!rollsBack) group.careful = true;
  }

  #rows(group: OpenGroup, event: Buffer, end: LogPosition): void {
    const statement = this.#statement;
    const chosen = statement?.maps.get(tableIdOf(event));
    if (statement && chosen?.sequence) {
      for (const sql of sequenceStatements(chosen.sequence, event))
        group.steps.push({ kind: 'sql', verb: 'sequence', sql });
      group.bytes += event.length;
      this.#tally.rowEvents++;
    } else if (statement && chosen) {
      if (chosen.columns && !holdsWholeRows(event, chosen.columns))
        throw damagedLog(this.#place(group, end), 'a row event has other bytes than its table’s columns');
      const { step } = statement;
      if (step.rows.length === 0) {
        group.steps.push(step);
        group.bytes += sizeOf(step.maps);
      }
      step.rows.push(withoutCascades(chosen.adapt?.(event) ?? event));
      group.bytes += event.length;
      this.#tally.rowEvents++;
    } else this.#tally.skippedRowEvents++;
    if (endsStatement(event)) this.#statement = null;
  }

  #place({ gtid, begin }: OpenGroup, { file }: LogPosition): LogPlace {
    return { shard: this.#target.shard, gtid, file, position: begin };
  }

  /** Sends what was read of a transaction that is too large to be held. */
  async #send(group: OpenGroup): Promise<void> {
    try {
      if (group.mode === 'held') {
        await this.#target.flush();
        await this.#target.begin(group);
        group.mode = 'sent';
      }
      await this.#target.send(group);
    } catch (error) {
      throw this.#target.failure(error, group);
    }
    group.steps = [];
    group.bytes = 0;
    // What follows of an unfinished statement needs its tables again.
    if (this.#statement) this.#statement.step = { kind: 'rows', maps: this.#statement.step.maps, rows: [] };
  }
}
