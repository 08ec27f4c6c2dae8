import { readPrepared } from '../binlog/read-prepared.ts';
import type { Session } from '../mysql/connect.ts';
import type { ReadyEvent } from './ready-events.ts';

interface UndecidedXa {
  readonly events: readonly ReadyEvent[];
  readonly micros: bigint;
}

/**
 * The row events of XA transactions that were prepared and not decided yet. They take effect where they are committed: until
 * then their rows are locked on the source, so nothing that is logged in between depends on them.
 */
export class XaTransactions {
  readonly #prepared = new Map<string, UndecidedXa>();

  /** `micros`: when it was prepared. */
  prepare(xid: string, events: readonly ReadyEvent[], micros: bigint): void {
    this.#prepared.set(xid, { events, micros });
  }

  /** The events of one that is decided now; undefined when its begin was not read. */
  decide(xid: string): readonly ReadyEvent[] | undefined {
    const prepared = this.#prepared.get(xid);
    this.#prepared.delete(xid);
    return prepared?.events;
  }

  /** Those that nobody decided. */
  get undecided(): ReadonlyMap<string, UndecidedXa> {
    return this.#prepared;
  }
}

/** The names of the XA transactions that are prepared on a server, as far as the account may ask. */
export async function preparedOn(session: Session): Promise<ReadonlySet<string>> {
  const prepared = (await readPrepared(session)) ?? [];
  return new Set(prepared.map(({ format, gtrid, bqual }) => `X'${gtrid}',X'${bqual}',${format}`));
}
