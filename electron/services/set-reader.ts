import { Worker } from 'node:worker_threads';
import type { SetDetails, SetSummary } from '../../shared/contract.ts';
import { EngineError, fail } from '../engine/engine-error.ts';
import type { SetAnswer, SetTask, SetWorkerData } from './set-worker.ts';

/** Reads manifests beside the host's own thread. */
export interface SetReader {
  /** One line about each set of a destination, newest first. */
  list(destination: string): Promise<SetSummary[]>;
  /** Drops what was remembered of a destination. */
  forget(destination: string): void;
  /** Everything about one set; throws what makes it unusable. */
  describe(destination: string, id: string): Promise<SetDetails>;
}

// Beside its source while developing, beside the bundle once built (vite.config.ts).
const WORKER_FILE = import.meta.url.endsWith('.ts') ? './set-worker.ts' : './set-worker.js';

/** Bodies of messages, without the number that this file gives them. */
type Ask = SetTask extends infer T ? (T extends SetTask ? Omit<T, 'number'> : never) : never;

interface Waiting {
  resolve(answer: SetAnswer): void;
  reject(error: unknown): void;
}

/**
 * The thread begins with the first question and does not keep the process alive; one that dies is begun anew. What it
 * remembers is in `dataFolder`.
 */
export function createSetReader(dataFolder: string): SetReader {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;

  const end = (cause: unknown) => {
    worker = undefined;
    for (const { reject } of waiting.values())
      reject(fail('internal', 'The backup sets could not be read.', { next: 'Read the destination again.', cause }));
    waiting.clear();
  };
  const start = () => {
    const workerData: SetWorkerData = { dataFolder };
    const started = new Worker(new URL(WORKER_FILE, import.meta.url), { workerData });
    started.on('message', (answer: SetAnswer) => {
      waiting.get(answer.number)?.resolve(answer);
      waiting.delete(answer.number);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', end);
    started.on('exit', (code) => worker === started && end(`the thread ended with code ${code}`));
    return started;
  };
  const ask = (task: Ask) => {
    worker ??= start();
    const port = worker;
    return new Promise<SetAnswer>((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      port.ref(); // a program that waits for the answer alone does not end before it
      port.postMessage({ ...task, number: last });
    });
  };

  return {
    list: async (destination) => {
      const answer = await ask({ kind: 'list', destination });
      if (answer.kind === 'list') return [...answer.sets];
      throw unexpected(answer);
    },
    forget: (destination) => void ask({ kind: 'forget', destination }).catch(() => {}), // a cache, nothing else
    describe: async (destination, id) => {
      const answer = await ask({ kind: 'details', destination, id });
      if (answer.kind === 'details') return answer.details;
      throw unexpected(answer);
    },
  };
}

function unexpected(answer: SetAnswer): EngineError {
  return answer.kind === 'failed'
    ? new EngineError(answer.failure)
    : fail('internal', 'The backup set could not be read.', { cause: `an answer of kind ${answer.kind}` });
}
