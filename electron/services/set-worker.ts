import { parentPort, workerData } from 'node:worker_threads';
import type { SetDetails, SetSummary } from '../../shared/contract.ts';
import { assertNever, type Failure } from '../../shared/failure.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findSet } from '../engine/archive/set-folder.ts';
import { failureOf } from '../engine/engine-error.ts';
import { openSetSummaries } from './set-summaries.ts';
import { describeSet } from './sets.ts';

/** What the thread is asked; the answer has the same number. */
export type SetTask = { readonly number: number } & (
  | { readonly kind: 'list'; readonly destination: string }
  | { readonly kind: 'forget'; readonly destination: string }
  | { readonly kind: 'details'; readonly destination: string; readonly id: string }
);

export type SetAnswer = { readonly number: number } & (
  | { readonly kind: 'list'; readonly sets: readonly SetSummary[] }
  | { readonly kind: 'details'; readonly details: SetDetails }
  | { readonly kind: 'failed'; readonly failure: Failure }
);

/** What the thread is begun with. */
export interface SetWorkerData {
  readonly dataFolder: string;
}

/**
 * A thread of the host that reads manifests: thousands of them, or one of ten thousand tables, take seconds to parse and
 * check, during which the host has to answer pages and stop jobs.
 */
const port = parentPort;
if (!port) throw new Error('set-worker.ts runs as a worker thread only');
const { dataFolder } = workerData as SetWorkerData;
const summaries = openSetSummaries(dataFolder);
// Side by side: the details of one set do not wait until five thousand others are read.
port.on('message', async (task: SetTask) => port.postMessage(await answer(task)));

async function answer(task: SetTask): Promise<SetAnswer> {
  const { number, kind, destination } = task;
  try {
    switch (kind) {
      case 'list':
        return { number, kind, sets: await summaries.read(destination) };
      case 'forget':
        await summaries.forget(destination);
        return { number, kind: 'list', sets: [] };
      case 'details': {
        const { folder } = await openDestination(destination);
        const set = await findSet(folder, task.id);
        return { number, kind, details: describeSet(set.folder, set.manifest) };
      }
      default:
        return assertNever(kind);
    }
  } catch (error) {
    return { number, kind: 'failed', failure: failureOf(error) };
  }
}
