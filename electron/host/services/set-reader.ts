import { rmSync } from 'node:fs';
import type { ChainPoints } from '../../../shared/chain-statements.ts';
import type { SetDetails } from '../../../shared/contract.ts';
import { EngineError, fail } from '../../engine/engine-error.ts';
import { summariesFile } from './set-summaries.ts';
import type { ListedSets, SetAnswer, SetTask, SetWorkerData } from './set-worker.ts';
import { createWorkerThread, type WorkerThread } from './worker-thread.ts';

/** Reads manifests beside the host's own thread. */
export interface SetReader {
  /** One line about each set of a destination, newest first, and what it once held. */
  list(destination: string): Promise<ListedSets>;
  /** Drops what was remembered of a destination. */
  forget(destination: string): void;
  /** Everything about one set; throws what makes it unusable. */
  describe(destination: string, id: string): Promise<SetDetails>;
  /** What one may want to restore to in a set's chain: marks, and just before a change of definitions or a large delete. */
  points(destination: string, id: string): Promise<ChainPoints>;
}

/**
 * Each destination has a thread of its own: a drive that has stopped answering holds up nobody else's. What they remember is
 * in `dataFolder`.
 */
export function createSetReader(dataFolder: string): SetReader {
  const threads = new Map<string, WorkerThread<SetTask, SetAnswer>>();
  const threadOf = (destination: string) => {
    const known = threads.get(destination);
    if (known) return known;
    const workerData: SetWorkerData = { summaries: summariesFile(dataFolder, destination) };
    const thread = createWorkerThread<SetTask, SetAnswer>('set-worker', workerData, (cause) =>
      fail('sets-unreadable', {}, { cause }),
    );
    threads.set(destination, thread);
    return thread;
  };
  return {
    list: async (destination) => {
      const answer = await threadOf(destination).ask({ kind: 'list', destination });
      if (answer.kind === 'list') return { sets: answer.sets, lost: answer.lost };
      throw unexpected(answer);
    },
    forget: (destination) => {
      threads.get(destination)?.close();
      threads.delete(destination);
      rmSync(summariesFile(dataFolder, destination), { force: true }); // a cache, nothing else
    },
    describe: async (destination, id) => {
      const answer = await threadOf(destination).ask({ kind: 'details', destination, id });
      if (answer.kind === 'details') return answer.details;
      throw unexpected(answer);
    },
    points: async (destination, id) => {
      const answer = await threadOf(destination).ask({ kind: 'points', destination, id });
      if (answer.kind === 'points') return answer.found;
      throw unexpected(answer);
    },
  };
}

function unexpected(answer: SetAnswer): EngineError {
  return answer.kind === 'failed'
    ? new EngineError(answer.failure)
    : fail('sets-unreadable', {}, { cause: `an answer of kind ${answer.kind}` });
}
