import { parentPort, workerData } from 'node:worker_threads';
import type { ChainPoints } from '../../../shared/chain-statements.ts';
import type { LostCluster, SetDetails, SetSummary } from '../../../shared/contract.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { openDestination } from '../../engine/archive/destination.ts';
import { lostClusters } from '../../engine/archive/known-clusters.ts';
import { findMarks } from '../../engine/archive/marks.ts';
import { findSet, type ReadableSet } from '../../engine/archive/set-folder.ts';
import { readChain } from '../../engine/chain/read-chain.ts';
import { failureOf } from '../../engine/engine-error.ts';
import { describeSet } from '../../job/describe-set.ts';
import { listMarks } from './list-marks.ts';
import { listStatements } from './list-statements.ts';
import { openSetSummaries } from './set-summaries.ts';
import type { Numbered } from './worker-thread.ts';

/** What the thread is asked. */
export type SetTask =
  | { readonly kind: 'list'; readonly destination: string }
  | { readonly kind: 'details' | 'points'; readonly destination: string; readonly id: string };

export type SetAnswer =
  | ({ readonly kind: 'list' } & ListedSets)
  | { readonly kind: 'details'; readonly details: SetDetails }
  | { readonly kind: 'points'; readonly found: ChainPoints }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a destination holds, and the clusters of which it once held sets and holds none. */
export interface ListedSets {
  readonly sets: readonly SetSummary[];
  readonly lost: readonly LostCluster[];
}

/** What the thread is begun with. */
export interface SetWorkerData {
  /** The file in which summaries are remembered. */
  readonly summaries: string;
}

/**
 * A thread of the host that reads manifests: thousands of them, or one of ten thousand tables, take seconds to parse and
 * check, during which the host has to answer pages and stop jobs.
 */
const port = parentPort;
if (!port) throw new Error('set-worker.ts runs as a worker thread only');
const summaries = openSetSummaries((workerData as SetWorkerData).summaries);
// Side by side: the details of one set do not wait until five thousand others are read.
port.on('message', async ({ number, message }: Numbered<SetTask>) =>
  port.postMessage({ number, message: await answer(message) } satisfies Numbered<SetAnswer>),
);

async function answer(task: SetTask): Promise<SetAnswer> {
  const { kind, destination } = task;
  try {
    switch (kind) {
      case 'list': {
        const sets = await summaries.read(destination);
        return { kind, sets, lost: await lostClusters(destination, sets) };
      }
      case 'details': {
        const chain = await readChainOf(destination, task.id);
        const set = chain.at(-1) as ReadableSet;
        return { kind, details: describeSet(set.folder, set.manifest, manifestsOf(chain).slice(0, -1)) };
      }
      case 'points': {
        const chain = manifestsOf(await readChainOf(destination, task.id));
        return { kind, found: { ...listStatements(chain), marks: listMarks(chain, await findMarks(destination)) } };
      }
      default:
        return assertNever(kind);
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}

/** A set and all that it builds on, the full one first. */
async function readChainOf(destination: string, id: string): Promise<ReadableSet[]> {
  const { folder } = await openDestination(destination);
  return readChain(folder, await findSet(folder, id));
}

function manifestsOf(chain: readonly ReadableSet[]): Manifest[] {
  return chain.map(({ manifest }) => manifest);
}
