import { beginsTransaction } from '../binlog/gtid-event.ts';
import { BehindTheEnd, type DatedBefore } from './dated-before.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { StopRule } from './replay-options.ts';
import { type BegunTransaction, begunBy } from './stop-rule.ts';

/** Whether a replay has come to its end, and what stands behind it. */
export class ReplayEnd {
  #reached = false;
  #behind: BehindTheEnd | null = null;

  get reached(): boolean {
    return this.#reached;
  }

  /** True when what stands behind need not be looked at. */
  get hasSeenEnough(): boolean {
    return this.#reached && this.#behind === null;
  }

  /** It ends here: in front of `begun`, where it is a transaction that ends it. */
  reach(stop: StopRule, begun?: BegunTransaction): void {
    this.#reached = true;
    if (stop.kind === 'time' && begun) this.#behind = new BehindTheEnd(stop.micros, begun);
  }

  /** Takes an event behind the end; what `concerns` nothing that is restored would not have been applied. */
  look(event: ReadyEvent, concerns: () => Promise<boolean>): Promise<void> | undefined {
    const behind = this.#behind;
    if (behind && beginsTransaction(event.type)) behind.begin(begunBy(event));
    else if (behind?.isWaiting) return concerns().then((does) => (does ? behind.take() : undefined));
    return undefined;
  }

  get datedBefore(): DatedBefore | null {
    return this.#behind?.found ?? null;
  }
}
