import { assertNever } from '../../../shared/failure.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { EngineEnd, EngineJob } from '../../job/engine-protocol.ts';
import { crashFailure, killedFailure } from './crash-words.ts';
import type { EngineProcess } from './platform.ts';

/** One job in one engine process. */
export interface EngineRun {
  /** Always resolves, whatever becomes of the process; by then the end was acknowledged. */
  readonly ended: Promise<EngineEnd>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  cancel(): void;
}

/** A start takes half a second; a machine that swaps may need many. */
const START_DEADLINE_MS = 30_000;
/** Locks are released and partial files deleted within this, or the process is killed, which releases locks as well. */
const CANCEL_DEADLINE_MS = 30_000;
/** After the acknowledgement there is nothing left to do but exit. */
const EXIT_DEADLINE_MS = 5_000;

/** Hands `job` to an engine process, which takes it as its first message, and follows it to its end. */
export function runEngine(
  job: EngineJob,
  start: () => EngineProcess,
  onProgress: (progress: JobProgress) => void,
): EngineRun {
  const { promise: ended, resolve: end } = Promise.withResolvers<EngineEnd>();
  const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
  const engine = start();
  let cancelled = false;
  let timer = setTimeout(() => engine.kill(), START_DEADLINE_MS);
  const killAfter = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => engine.kill(), ms);
  };
  engine.onMessage((message) => {
    switch (message.type) {
      case 'ready':
        if (!cancelled) clearTimeout(timer);
        engine.post({ type: 'run', job });
        if (cancelled) engine.post({ type: 'cancel' });
        return;
      case 'progress':
        return onProgress(message.progress);
      case 'ended':
        end(message.end);
        engine.post({ type: 'received' });
        return killAfter(EXIT_DEADLINE_MS);
      default:
        return assertNever(message);
    }
  });
  engine.onExit((how) => {
    clearTimeout(timer);
    // Without effect when the end was told before.
    end(
      cancelled
        ? { state: 'cancelled', failure: killedFailure(job.kind) }
        : { state: 'failed', failure: crashFailure(job.kind, how) },
    );
    exit();
  });
  return {
    ended,
    exited,
    cancel: () => {
      if (cancelled) return;
      cancelled = true;
      engine.post({ type: 'cancel' });
      killAfter(CANCEL_DEADLINE_MS);
    },
  };
}
