import { readPrepared } from '../binlog/read-prepared.ts';
import { expectMemory } from '../expect-memory.ts';
import type { Session } from '../mysql/connect.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { PreparedXa } from './replay-options.ts';
import type { SqlStep } from './replay-steps.ts';

/** A row event of an XA transaction, or the savepoint that an event is, in the place where it stands among them. */
export type HeldEvent = ReadyEvent & { readonly savepoint?: SqlStep };

interface UndecidedXa {
  readonly events: readonly HeldEvent[];
  readonly micros: bigint;
}

/** Memory that is left is asked for whenever so much more waits. */
const LOOK_EVERY = 256 << 20;

/**
 * The row events of XA transactions that were prepared and not decided yet. They take effect where they are committed: until
 * then their rows are locked on the source, so nothing that is logged in between depends on them.
 */
export class XaTransactions {
  readonly #prepared = new Map<string, UndecidedXa>();
  /** Bytes of the events that wait, and from how many on memory is looked at again. */
  #held = 0;
  #lookAt = LOOK_EVERY;

  /** Keeps an event until its transaction is decided; throws where memory is short, since nothing says how much will come. */
  hold(events: HeldEvent[], event: HeldEvent): void {
    events.push(event);
    this.#held += event.bytes.length;
    if (this.#held < this.#lookAt) return;
    this.#lookAt = this.#held + LOOK_EVERY;
    expectMemory(LOOK_EVERY, 4, { file: event.file }); // what comes until the next look, and what applying it takes
  }

  /** `micros`: when it was prepared. */
  prepare(xid: string, events: readonly HeldEvent[], micros: bigint): void {
    this.#prepared.set(xid, { events, micros });
  }

  /** The events of one that is decided now; undefined when its begin was not read. */
  decide(xid: string): readonly HeldEvent[] | undefined {
    const prepared = this.#prepared.get(xid);
    this.#prepared.delete(xid);
    for (const { bytes } of prepared?.events ?? []) this.#held -= bytes.length;
    this.#lookAt = Math.min(this.#lookAt, this.#held + LOOK_EVERY);
    return prepared?.events;
  }

  /**
   * Those that nobody had decided wait on the target as they waited on the source. `prepare` says whether anything of one
   * is restored: of one whose rows are all of tables that are not, nothing is there to be decided.
   */
  async leave(
    session: Session,
    prepare: (xid: string, events: readonly HeldEvent[]) => Promise<boolean>,
  ): Promise<PreparedXa[]> {
    const left: PreparedXa[] = [];
    if (this.#prepared.size === 0) return left;
    const known = await preparedOn(session);
    for (const [xid, { events, micros }] of this.#prepared) {
      const thereBefore = known.has(xid);
      if (thereBefore || (await prepare(xid, events))) left.push({ xid, micros, thereBefore });
    }
    return left;
  }
}

/** The names of the XA transactions that are prepared on a server, as far as the account may ask. */
async function preparedOn(session: Session): Promise<ReadonlySet<string>> {
  const prepared = (await readPrepared(session)) ?? [];
  return new Set(prepared.map(({ format, gtrid, bqual }) => `X'${gtrid}',X'${bqual}',${format}`));
}
