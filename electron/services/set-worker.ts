import { parentPort, workerData } from 'node:worker_threads';
import type { SetDetails, SetSummary } from '../../shared/contract.ts';
import { assertNever, type Failure } from '../../shared/failure.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findSet } from '../engine/archive/set-folder.ts';
import { readChain } from '../engine/chain/read-chain.ts';
import { failureOf } from '../engine/engine-error.ts';
import { openSetSummaries } from './set-summaries.ts';
import { describeSet } from './sets.ts';
import type { Numbered } from './worker-thread.ts';

/** What the thread is asked. */
export type SetTask =
  | { readonly kind: 'list'; readonly destination: string }
  | { readonly kind: 'forget'; readonly destination: string }
  | { readonly kind: 'details'; readonly destination: string; readonly id: string };

export type SetAnswer =
  | { readonly kind: 'list'; readonly sets: readonly SetSummary[] }
  | { readonly kind: 'details'; readonly details: SetDetails }
  | { readonly kind: 'failed'; readonly failure: Failure };

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
port.on('message', async ({ number, message }: Numbered<SetTask>) =>
  port.postMessage({ number, message: await answer(message) } satisfies Numbered<SetAnswer>),
);

async function answer(task: SetTask): Promise<SetAnswer> {
  const { kind, destination } = task;
  try {
    switch (kind) {
      case 'list':
        return { kind, sets: await summaries.read(destination) };
      case 'forget':
        await summaries.forget(destination);
        return { kind: 'list', sets: [] };
      case 'details': {
        const { folder } = await openDestination(destination);
        const set = await findSet(folder, task.id);
        const before = (await readChain(folder, set)).slice(0, -1).map(({ manifest }) => manifest);
        return { kind, details: describeSet(set.folder, set.manifest, before) };
      }
      default:
        return assertNever(kind);
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}
