import { EventType } from '../binlog/event.ts';
import { beginsTransaction } from '../binlog/gtid-event.ts';
import { parseQueryEvent } from '../binlog/query-event.ts';
import type { DecodeToken } from '../schema/client-names.ts';
import { comparePositions } from './log-position.ts';
import { isPlainBegin, placeOf } from './open-group.ts';
import { quotingOf } from './query-settings.ts';
import { readStatement } from './read-statement.ts';
import { EventReader, type ReadyEvent } from './ready-events.ts';
import type { ReplayEvent, StopRule } from './replay-options.ts';
import { begunBy, endsBefore } from './stop-rule.ts';
import { formatXid, parseXaPrepare } from './xid.ts';

/** How a shard decided an XA transaction. */
export interface XaDecision {
  readonly xid: string;
  readonly verdict: 'commit' | 'rollback';
  /** Microseconds since 1970 by the server's clock, as exactly as its log tells. */
  readonly micros: bigint;
}

/** Reads a log up to where a replay of it ends, for how the wanted XA transactions were decided the last time. */
export async function findXaDecisions(
  events: AsyncIterable<ReplayEvent>,
  stop: StopRule,
  isWanted: (xid: string) => boolean,
): Promise<XaDecision[]> {
  const reader = new EventReader();
  const search = new Search(stop, isWanted);
  for await (const event of events) {
    const ready = reader.read(event);
    if (ready?.type === EventType.transactionPayload) for (const inner of reader.expand(ready)) search.take(inner);
    else if (ready) search.take(ready);
    if (search.over) break;
  }
  return [...search.decisions.values()];
}

class Search {
  readonly decisions = new Map<string, XaDecision>();
  over = false;
  readonly #stop: StopRule;
  readonly #isWanted: (xid: string) => boolean;
  #micros = 0n;
  #lastGtid: string | null = null;

  constructor(stop: StopRule, isWanted: (xid: string) => boolean) {
    this.#stop = stop;
    this.#isWanted = isWanted;
  }

  take(event: ReadyEvent): void {
    const stop = this.#stop;
    if (stop.kind === 'position' && comparePositions(placeOf(event), stop) > 0) this.over = true;
    else if (beginsTransaction(event.type)) this.#begin(event);
    else if (event.type === EventType.xaPrepare) {
      const { onePhase, xid } = parseXaPrepare(event.bytes);
      if (onePhase) this.#decide(xid, 'commit');
    } else if (event.type === EventType.query || event.type === EventType.queryCompressed) this.#query(event);
  }

  #begin(event: ReadyEvent): void {
    const { preparesXa, ...begun } = begunBy(event);
    this.#micros = begun.micros;
    if (endsBefore(this.#stop, begun, this.#lastGtid)) this.over = true;
    this.#lastGtid = begun.gtid;
    // Names may be used again once they are decided; what was decided before is then about another transaction.
    if (preparesXa) this.decisions.delete(formatXid(preparesXa));
  }

  #query({ bytes }: ReadyEvent): void {
    if (this.over || isPlainBegin(bytes)) return;
    const { sql, status } = parseQueryEvent(bytes);
    if (!/^\s*XA\b/i.test(sql.toString('latin1', 0, 20))) return;
    const decode: DecodeToken = (text, { start, end }) => text.toString('latin1', start, end);
    const statement = readStatement(sql, { charset: 'utf8mb4', ...quotingOf(status.sqlMode), decode });
    if (statement.kind !== 'xa') return;
    const { verb, xid } = statement;
    if (verb === 'start') this.decisions.delete(xid);
    else if (verb !== 'end') this.#decide(xid, verb);
  }

  #decide(xid: string, verdict: XaDecision['verdict']): void {
    if (!this.over && this.#isWanted(xid)) this.decisions.set(xid, { xid, verdict, micros: this.#micros });
  }
}
