import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Volume } from '../../../shared/manifest.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { FromWorker, LaneCall, LaneCalls, ToWorker } from './lane-protocol.ts';

/** Two calls per thread keep it busy while one waits for its server; more would only hold memory. */
export const CALLS_PER_THREAD = 2;

/** A lane as the engine sees it. */
export interface LaneHandle {
  readonly number: number;
  call<K extends LaneCall>(call: K, request: LaneCalls[K]['request']): Promise<LaneCalls[K]['reply']>;
}

interface Thread {
  readonly worker: Worker;
  lanes: number;
  ended: boolean;
  readonly waiting: Map<number, { resolve: (reply: never) => void; reject: (error: EngineError) => void }>;
}

/** Beside its source while developing, beside the bundle once built (vite.config.ts). */
const WORKER_FILE = import.meta.url.endsWith('.ts') ? '../worker/lane-worker.ts' : './lane-worker.js';

/**
 * A fixed pool of worker threads, about one per core, that carries any number of lanes. Rows never cross a thread;
 * requests, replies and receipts do.
 */
export class LanePool {
  #threads: Thread[] = [];
  #lanes: LaneHandle[] = [];
  #calls = 0;
  #onVolume: (lane: number, volume: Volume) => void;

  constructor(lanes: number, onVolume: (lane: number, volume: Volume) => void = () => {}) {
    this.#onVolume = onVolume;
    for (let i = 0; i < Math.min(lanes, availableParallelism()); i++) this.#threads.push(this.#start());
  }

  /** Number of threads; more calls at a time than two per thread only cost memory. */
  get threads(): number {
    return this.#threads.length;
  }

  /** A new lane on the thread that has the fewest. */
  lane(): LaneHandle {
    const number = this.#lanes.length;
    const thread = this.#threads.reduce((least, one) => (one.lanes < least.lanes ? one : least));
    thread.lanes++;
    const handle: LaneHandle = {
      number,
      call: (call, request) =>
        new Promise((resolve, reject) => {
          if (thread.ended) throw fail('thread-ended', {});
          const id = this.#calls++;
          thread.waiting.set(id, { resolve, reject });
          // A call and its request belong together by the signature above; the union cannot express it for a generic K.
          thread.worker.postMessage({ type: 'call', id, lane: number, call, request } as ToWorker);
        }),
    };
    this.#lanes.push(handle);
    return handle;
  }

  /** Cuts all connections; calls that run end with an error soon. */
  abort(): void {
    for (const thread of this.#threads)
      for (let lane = 0; lane < this.#lanes.length; lane++)
        thread.worker.postMessage({ type: 'abort', lane } satisfies ToWorker);
  }

  /** Ends all lanes: partial files are deleted, connections closed. Never throws. */
  async abandon(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.call('close', {}).catch(() => null)));
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.worker.terminate()));
  }

  #start(): Thread {
    // What the database driver prints of packets that it cannot read is for nobody: it comes back as an error.
    const worker = new Worker(new URL(WORKER_FILE, import.meta.url), { stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    const thread: Thread = {
      worker,
      lanes: 0,
      ended: false,
      waiting: new Map(),
    };
    thread.worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'done':
          thread.waiting.get(message.id)?.resolve(message.reply as never);
          thread.waiting.delete(message.id);
          break;
        case 'failed':
          thread.waiting.get(message.id)?.reject(new EngineError(message.failure, message.errno));
          thread.waiting.delete(message.id);
          break;
        case 'volume':
          this.#onVolume(message.lane, message.volume);
          break;
      }
    });
    const lost = (cause?: unknown) => {
      thread.ended = true;
      for (const { reject } of thread.waiting.values())
        reject(fail('thread-ended', {}, { cause: cause ?? 'no reason given' }));
      thread.waiting.clear();
    };
    thread.worker.on('error', lost);
    thread.worker.on('exit', () => lost());
    return thread;
  }
}
