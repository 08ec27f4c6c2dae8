import type { JobPhase, JobProgress, ShardPhase } from '../../shared/job.ts';

/** Counters of one lane in shared memory: the lane's thread adds, the engine reads; no message per batch is needed. */
export class Tally {
  readonly #cells: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT)) {
    this.#cells = new Float64Array(buffer);
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer;
  }

  add(bytes: number, stored: number, rows: number): void {
    this.#cells[0] = this.bytes + bytes;
    this.#cells[1] = this.stored + stored;
    this.#cells[2] = this.rows + rows;
  }

  get bytes(): number {
    return this.#cells[0] ?? 0;
  }

  get stored(): number {
    return this.#cells[1] ?? 0;
  }

  get rows(): number {
    return this.#cells[2] ?? 0;
  }
}

interface ShardMeter {
  phase: ShardPhase;
  table: string | null;
  /** Estimate of what is still to come beside what the tallies have. */
  expected: number;
  tallies: Tally[];
  /** What was taken over instead of read: done, but it says nothing of how fast reading is. */
  taken: Tally[];
  /** Tally totals when the current pass began, so that a second pass over the data starts at zero. */
  base: { bytes: number; rows: number };
}

/** The rate is taken over this window: long enough to be calm, short enough to be true. */
const WINDOW_MS = 5000;
const TICK_MS = 200;

/** Collects what lanes count and tells it five times a second. */
export class ProgressMeter {
  #shards = new Map<string, ShardMeter>();
  #phase: JobPhase = 'connecting';
  #lockedMs: number | undefined;
  #tables: { done: number; total: number } | undefined;
  #samples: { at: number; bytes: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #report: (progress: JobProgress) => void;

  constructor(shards: readonly string[], report: (progress: JobProgress) => void = () => {}) {
    for (const name of shards)
      this.#shards.set(name, {
        phase: 'connecting',
        table: null,
        expected: 0,
        tallies: [],
        taken: [],
        base: { bytes: 0, rows: 0 },
      });
    this.#report = report;
    this.#timer = setInterval(() => this.#report(this.snapshot()), TICK_MS);
  }

  /** A new phase of the whole run. */
  phase(phase: JobPhase): void {
    this.#phase = phase;
    this.#report(this.snapshot());
  }

  /** All shards were locked together for so long. */
  locked(milliseconds: number): void {
    this.#lockedMs = milliseconds;
  }

  /** Tables to be restored, beside those of other shards. */
  expectTables(count: number): void {
    this.#tables = { done: this.#tables?.done ?? 0, total: (this.#tables?.total ?? 0) + count };
  }

  /** A table is there with all of its rows. */
  tableDone(): void {
    if (this.#tables) this.#tables.done++;
  }

  /** Starts a pass over the data: counters of the shards begin at zero again. */
  beginPass(phase: JobPhase): void {
    for (const meter of this.#shards.values()) {
      meter.base = { bytes: total(meter, 'bytes'), rows: total(meter, 'rows') };
      meter.expected = 0;
      meter.table = null;
    }
    this.#samples = [];
    this.phase(phase);
  }

  shard(
    name: string,
    change: { phase?: ShardPhase; table?: string | null; expected?: number; tally?: Tally; taken?: Tally },
  ): void {
    const meter = this.#shards.get(name);
    if (!meter) return;
    if (change.phase !== undefined) meter.phase = change.phase;
    if (change.table !== undefined) meter.table = change.table;
    if (change.expected !== undefined) meter.expected = change.expected;
    if (change.tally !== undefined) meter.tallies.push(change.tally);
    if (change.taken !== undefined) meter.taken.push(change.taken);
  }

  /** The totals of this moment. */
  snapshot(): JobProgress {
    const shards = [...this.#shards].map(([name, meter]) => {
      const bytesDone = total(meter, 'bytes') - meter.base.bytes;
      const done = meter.phase === 'done';
      return {
        name,
        phase: meter.phase,
        table: meter.table,
        bytesDone,
        bytesTotal: done ? bytesDone : Math.max(bytesDone, meter.expected),
        rows: total(meter, 'rows') - meter.base.rows,
      };
    });
    const sum = (of: (shard: (typeof shards)[number]) => number) => shards.reduce((all, shard) => all + of(shard), 0);
    const bytesDone = sum((s) => s.bytesDone);
    const bytesTotal = sum((s) => s.bytesTotal);
    const taken = [...this.#shards.values()].flatMap((meter) => meter.taken);
    // A shard that has more than was expected of it may go on for long.
    const unknown = shards.some((shard) => shard.phase !== 'done' && shard.bytesDone >= shard.bytesTotal);
    const bytesPerSecond = this.#rate(bytesDone - taken.reduce((all, tally) => all + tally.bytes, 0));
    return {
      phase: this.#phase,
      bytesDone,
      bytesTotal,
      storedBytes: [...this.#shards.values()].reduce((all, meter) => all + total(meter, 'stored'), 0),
      rows: sum((s) => s.rows),
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 && !unknown ? (bytesTotal - bytesDone) / bytesPerSecond : null,
      ...(this.#lockedMs === undefined ? {} : { lockedMs: this.#lockedMs }),
      ...(this.#tables === undefined ? {} : { tables: { ...this.#tables } }),
      shards,
    };
  }

  /** Reports once more and stops the clock. */
  stop(): void {
    clearInterval(this.#timer);
    this.#report(this.snapshot());
  }

  #rate(bytes: number): number {
    const now = performance.now();
    this.#samples.push({ at: now, bytes });
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || now - first.at < TICK_MS) return 0;
    return Math.max(0, ((bytes - first.bytes) / (now - first.at)) * 1000);
  }
}

function total(meter: ShardMeter, of: 'bytes' | 'stored' | 'rows'): number {
  return [...meter.tallies, ...meter.taken].reduce((all, tally) => all + tally[of], 0);
}
