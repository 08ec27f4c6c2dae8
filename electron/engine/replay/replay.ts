import { assertNever } from '../../../shared/failure.ts';
import { EventType } from '../binlog/event.ts';
import { beginsTransaction } from '../binlog/gtid-event.ts';
import { parseQueryEvent, type QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { concernsRestore } from './concerns-restore.ts';
import { LogCursor } from './log-cursor.ts';
import {
  beyondStop,
  damagedLog,
  type LogPlace,
  statementInsteadOfRows,
  statementUnknown,
  uncertainRows,
  unknownXa,
} from './log-failures.ts';
import { comparePositions } from './log-position.ts';
import { dropIdleSavepoints, type GroupHead, isPlainBegin, newGroup, type OpenGroup, placeOf } from './open-group.ts';
import type { SavedProgress } from './progress-row.ts';
import { TableEngines } from './read-engines.ts';
import type { Statement } from './read-statement.ts';
import type { ReadyEvent } from './ready-events.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { type DefinitionParts, type DefinitionStatement, Definitions } from './replay-definition.ts';
import { ReplayEnd } from './replay-end.ts';
import type { ReplayOptions, ReplayReport, SkipReason } from './replay-options.ts';
import { isChange, savepointStep } from './replay-steps.ts';
import { ReplayTally } from './replay-tally.ts';
import type { ReplayTarget } from './replay-target.ts';
import { RowRoutes } from './route-rows.ts';
import { RowCollector, type RowKnowledge } from './row-collector.ts';
import { statementHead } from './statement-head.ts';
import { type BegunTransaction, begunBy, endsBefore, headWithoutGtid } from './stop-rule.ts';
import { type HeldEvent, XaTransactions } from './xa-transactions.ts';
import { formatXid, parseXaPrepare } from './xid.ts';

/** How many events are read between two reports of progress. */
const REPORT_EVERY = 20_000;

/** The log's state machine: takes its events one by one and tells the target what to do. */
export class Replay {
  readonly ending = new ReplayEnd();
  readonly #session: Session;
  readonly #target: ReplayTarget;
  readonly #options: ReplayOptions;
  readonly #definitions: Definitions;
  readonly #rows: RowCollector;
  readonly #saved: SavedProgress | null;
  readonly #cursor: LogCursor;
  #group: OpenGroup | null = null;
  #lastGtid: string | null = null;
  readonly #xaTransactions = new XaTransactions();
  readonly #tally = new ReplayTally();
  #events = 0;

  constructor(
    session: Session,
    target: ReplayTarget,
    saved: SavedProgress | null,
    options: ReplayOptions,
    { ends, order, sessions, ...known }: Pick<DefinitionParts, 'collations' | 'doubts'> & RowKnowledge,
  ) {
    this.#session = session;
    this.#target = target;
    this.#options = options;
    this.#saved = saved;
    this.#cursor = new LogCursor(saved, options);
    const routes = new RowRoutes(options, new TableEngines(session), ends);
    this.#rows = new RowCollector(target, routes, this.#tally, { order, sessions });
    this.#definitions = new Definitions({ session, target, routes, tally: this.#tally, options, ...known });
    if (saved?.doing?.kind === 'rows')
      throw uncertainRows({ ...saved.doing, shard: session.shard.name, gtid: saved.doing.text });
  }

  /** Counts bytes of the log that were read. */
  count(bytes: number): void {
    this.#tally.bytes += bytes;
    if (++this.#events % REPORT_EVERY === 0) this.report();
  }

  report(): void {
    const [{ transactions, applied: last }, { late }, { open }] = [this.#target, this.#rows, this.#definitions];
    this.#options.onProgress?.({ ...this.#tally.report, transactions, last, late, open });
  }

  /** Takes an event; what it returns has to be awaited before the next one. */
  take(event: ReadyEvent): Promise<void> | undefined {
    const { stop } = this.#options;
    if (this.ending.reached)
      return this.ending.look(event, () => concernsRestore(event, this.#options, this.#definitions.reader));
    let work: Promise<void> | undefined;
    if (event.type === EventType.formatDescription) work = this.#target.describe(event.bytes);
    else if (stop.kind === 'position' && comparePositions(placeOf(event), stop) > 0) this.#stopAt(event);
    else if (beginsTransaction(event.type)) this.#begin(event);
    else work = this.#inGroup(event);
    if (work) return work.then(() => this.#cursor.pass(event));
    this.#cursor.pass(event);
    return undefined;
  }

  #begin(event: ReadyEvent): void {
    if (this.#group) throw damagedLog(this.#place(event), 'a transaction begins before the last one has ended');
    const { standalone, preparesXa, ...begun } = begunBy(event);
    if (endsBefore(this.#options.stop, begun, this.#lastGtid)) this.#stopAt(event, begun);
    else this.#openGroup(event, { ...begun, standalone, xid: preparesXa && formatXid(preparesXa) });
  }

  /** The replay ends in front of this event. */
  #stopAt(event: ReadyEvent, begun?: BegunTransaction): void {
    if (this.#saved && this.#cursor.isDone(event)) throw beyondStop(this.#session.shard.name, this.#saved);
    this.ending.reach(this.#options.stop, begun);
  }

  #openGroup(event: ReadyEvent, head: GroupHead): OpenGroup {
    this.#group = newGroup(head, this.#cursor.beginOf(event.file), placeOf(event));
    return this.#group;
  }

  #inGroup(event: ReadyEvent): Promise<void> | undefined {
    switch (event.type) {
      case EventType.query:
      case EventType.queryCompressed:
        return this.#query(event);
      case EventType.xid:
        return this.#end(event, 'commit');
      case EventType.xaPrepare:
        return this.#endXa(event);
      case EventType.tableMap:
      case EventType.writeRowsV1:
      case EventType.updateRowsV1:
      case EventType.deleteRowsV1:
      case EventType.writeRows:
      case EventType.updateRows:
      case EventType.deleteRows:
      case EventType.partialUpdateRows:
        return this.#takeRows(event);
      case EventType.intVar:
      case EventType.rand:
      case EventType.userVar:
        return undefined; // they belong to a statement that changes rows, which is refused, or to one that is named
      default:
        refuseUnknown(event, this.#place(event));
        return undefined;
    }
  }

  /** Rows of an XA transaction wait for its decision; those that are done are passed over. */
  #takeRows(event: ReadyEvent): Promise<void> | undefined {
    const group = this.#group;
    if (!group) throw damagedLog(this.#place(event), 'rows stand outside a transaction');
    if (group.xa) this.#xaTransactions.hold(group.xa.events, event);
    else if (this.#cursor.isDone(event)) return this.#rows.look(event, group);
    else if (!group.skipRest) return this.#rows.take(group, event, placeOf(event));
    return undefined;
  }

  #query(event: ReadyEvent): Promise<void> | undefined {
    if (this.#group && isPlainBegin(event.bytes)) {
      [this.#group.begun, this.#group.opening] = [true, event.bytes]; // parsed only where it matters
      return undefined;
    }
    const query = parseQueryEvent(event.bytes);
    return this.#definitions.reader.learn(query)?.then(() => this.#read(event, query)) ?? this.#read(event, query);
  }

  #read(event: ReadyEvent, query: QueryEvent): Promise<void> | undefined {
    const statement = this.#definitions.reader.read(query);
    const group = this.#group ?? this.#openGroup(event, headWithoutGtid(event, statement));
    group.last = { ...placeOf(event), gtid: group.gtid, micros: group.micros };
    switch (statement.kind) {
      case 'control':
        return this.#control(event, group, statement);
      case 'xa':
        return this.#xa(event, group, statement);
      case 'table':
      case 'program':
      case 'schema':
        return this.#define(event, group, query, statement);
      case 'account':
      case 'server':
      case 'maintenance':
      case 'temporary':
        this.#skip(event, statement.kind === 'temporary' ? 'maintenance' : statement.kind, query.sql);
        return this.#endStandalone(event, group);
      case 'rows':
      case 'unknown':
        if (this.#isBehind(event, query.sql)) return this.#endStandalone(event, group);
        if (statement.kind === 'rows') throw statementInsteadOfRows(this.#place(event), statementHead(query.sql));
        throw statementUnknown(this.#place(event), statementHead(query.sql));
      default:
        return assertNever(statement);
    }
  }

  #control(
    event: ReadyEvent,
    group: OpenGroup,
    statement: Extract<Statement, { kind: 'control' }>,
  ): Promise<void> | undefined {
    switch (statement.verb) {
      case 'begin':
        group.begun = true;
        return undefined;
      case 'commit':
        return this.#end(event, 'commit');
      case 'rollback':
        return this.#end(event, 'rollback');
      case 'savepoint':
      case 'rollback-to':
        if (group.xa) this.#xaTransactions.hold(group.xa.events, { ...event, savepoint: savepointStep(statement) });
        else if (!this.#cursor.isDone(event)) group.steps.push(savepointStep(statement));
        return undefined;
      case 'none':
        return this.#endStandalone(event, group);
      default:
        return assertNever(statement);
    }
  }

  async #xa(event: ReadyEvent, group: OpenGroup, { verb, xid }: Extract<Statement, { kind: 'xa' }>): Promise<void> {
    switch (verb) {
      case 'start':
        group.xa = { xid, events: [] };
        group.begun = true;
        return;
      case 'end':
        return;
      case 'rollback':
        this.#xaTransactions.decide(xid);
        return this.#end(event, 'commit');
      case 'commit': {
        const events = this.#xaTransactions.decide(xid);
        if (!events && !this.#isBehind(event, null)) throw unknownXa(this.#place(event), xid);
        await this.#takeHeld(event, group, events ?? []);
        return this.#end(event, 'commit');
      }
      default:
        return assertNever(verb);
    }
  }

  /** What ends here is in the restored rows, or an earlier run has done it. */
  #isBehind(event: ReadyEvent, sql: Buffer | null): boolean {
    if (this.#cursor.isDone(event)) return true;
    if (!this.#cursor.isThere(event)) return false;
    if (sql) this.#skip(event, 'already-there', sql);
    return true;
  }

  /** Rows of an XA transaction take effect where `end` commits it. */
  #takeHeld(end: ReadyEvent, group: OpenGroup, events: readonly HeldEvent[]): Promise<void> {
    if (this.#cursor.isDone(end)) return this.#rows.lookAll(group, events);
    return this.#rows.takeAll(group, events, placeOf(end));
  }

  async #endXa(event: ReadyEvent): Promise<void> {
    const group = this.#group;
    const { onePhase, xid } = parseXaPrepare(event.bytes);
    const events = group?.xa?.events;
    if (!group || !events) throw damagedLog(this.#place(event), `the XA transaction ${xid} ends without having begun`);
    group.xa = null;
    if (!onePhase) this.#xaTransactions.prepare(xid, events, group.micros);
    else await this.#takeHeld(event, group, events);
    return this.#end(event, 'commit');
  }

  async #define(event: ReadyEvent, group: OpenGroup, query: QueryEvent, statement: DefinitionStatement): Promise<void> {
    if (!this.#cursor.isDone(event) && this.#definitions.counts(query))
      await this.#definitions.run(event, group, query, statement, this.#place(event));
    else this.#definitions.review(event, query, statement);
    // Its rows came with it.
    if (this.#cursor.isDone(event) && statement.kind === 'table' && statement.startsTransaction) group.skipRest = true;
    return this.#endStandalone(event, group);
  }

  /** A statement by itself is a transaction of its own; others have an end. */
  #endStandalone(event: ReadyEvent, group: OpenGroup): Promise<void> | undefined {
    const alone = this.#options.flavour === 'mariadb' ? group.standalone : !group.begun;
    return alone ? this.#end(event, 'commit') : undefined;
  }

  #end(event: ReadyEvent, end: 'commit' | 'rollback'): Promise<void> | undefined {
    const group = this.#group;
    if (!group) throw damagedLog(this.#place(event), 'a transaction ends that has not begun');
    if (this.#rows.close()) throw damagedLog(this.#place(event), 'a transaction ends in the middle of a statement');
    this.#group = null;
    this.#lastGtid = group.gtid;
    if (this.#cursor.isDone(event)) return undefined;
    this.#options.signal?.throwIfAborted();
    group.end = end;
    group.last = { ...placeOf(event), gtid: group.gtid, micros: group.micros };
    this.#tally.end(group);
    return group.mode === 'held' ? this.#target.add(dropIdleSavepoints(group)) : this.#target.finishSent(group);
  }

  /** Ends the replay and says what was done. */
  async end(): Promise<ReplayReport> {
    const { stop } = this.#options;
    const group = this.#group;
    if (group) {
      if (group.mode !== 'held') await this.#target.undo();
      if (!this.ending.reached) throw damagedLog(this.#place(group.last), 'it ends in the middle of this transaction');
    }
    await this.#target.close();
    const preparedXa = await this.#xaTransactions.leave(this.#session, (xid, events) => this.#prepareXa(xid, events));
    this.report();
    return {
      ...this.#tally.report,
      last: this.#target.applied,
      stoppedBy: this.ending.reached || (stop.kind === 'gtid' && this.#lastGtid === stop.after) ? stop.kind : 'end',
      preparedXa,
      datedBefore: this.ending.datedBefore,
      resumedFrom: this.#saved?.file ? { file: this.#saved.file, position: this.#saved.position } : null,
    };
  }

  /** False where none of its rows are restored. */
  async #prepareXa(xid: string, events: readonly HeldEvent[]): Promise<boolean> {
    const [first] = events;
    if (!first) return false;
    const group = this.#openGroup(first, { gtid: '', micros: 0n, standalone: true, xid: null });
    group.mode = 'kept';
    await this.#rows.takeAll(group, events, this.#cursor.now ?? placeOf(first));
    this.#group = null;
    if (!group.steps.some(isChange)) return false;
    await this.#target.prepareXa(xid, group);
    return true;
  }

  #skip(event: ReadyEvent, reason: SkipReason, sql: Buffer): void {
    if (!this.#cursor.isDone(event)) this.#tally.skip(reason, this.#place(event), sql);
  }

  #place(at: { readonly file: string }): LogPlace {
    const group = this.#group;
    return {
      shard: this.#session.shard.name,
      gtid: group?.gtid ?? '',
      file: at.file,
      position: group?.begin ?? this.#cursor.beginOf(at.file),
    };
  }
}
