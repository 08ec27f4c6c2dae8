import { Worker } from 'node:worker_threads';

/** A thread beside the host's own that answers questions. */
export interface WorkerThread<Task, Answer> {
  ask(task: Task): Promise<Answer>;
  /** Ends it; it begins anew with the next question. */
  close(): void;
}

/** What goes to the thread and comes back; the answer has the question's number. */
export interface Numbered<Message> {
  readonly number: number;
  readonly message: Message;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * The thread begins with the first question and does not keep the process alive; one that dies is begun anew, and what it
 * had been asked fails with what `lost` makes of the cause. `name` is the file's, which stands beside this one: as source
 * while developing, beside the bundle once built (vite.config.ts).
 */
export function createWorkerThread<Task, Answer>(
  name: string,
  workerData: unknown,
  lost: (cause: unknown) => Error,
): WorkerThread<Task, Answer> {
  const file = `./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
  const waiting = new Map<number, Waiting<Answer>>();
  let worker: Worker | undefined;
  let last = 0;

  const end = (cause: unknown) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(lost(cause));
    waiting.clear();
  };
  const start = () => {
    const started = new Worker(new URL(file, import.meta.url), { workerData });
    started.on('message', ({ number, message }: Numbered<Answer>) => {
      waiting.get(number)?.resolve(message);
      waiting.delete(number);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', end);
    started.on('exit', (code) => worker === started && end(`the thread ended with code ${code}`));
    return started;
  };
  return {
    ask: (message) => {
      worker ??= start();
      const port = worker;
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        port.ref(); // a program that waits for the answer alone does not end before it
        port.postMessage({ number: last, message } satisfies Numbered<Task>);
      });
    },
    close: () => void worker?.terminate(),
  };
}
