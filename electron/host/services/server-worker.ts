import { parentPort } from 'node:worker_threads';
import type { Cluster, Shard } from '../../../shared/cluster.ts';
import type { ClusterView, ShardCheck, ShardReach } from '../../../shared/contract.ts';
import { assertNever, type Failure } from '../../../shared/failure.ts';
import { failureOf } from '../../engine/engine-error.ts';
import { muteDependencies } from '../../job/mute-dependencies.ts';
import { reachShards } from './reach-shards.ts';
import { testShard } from './test-shard.ts';
import { viewCluster } from './views.ts';
import type { Numbered } from './worker-thread.ts';

/** What the thread is asked. */
export type ServerTask =
  | { readonly kind: 'view' | 'reach'; readonly cluster: Cluster; readonly shardIds: ReadonlyMap<string, string> }
  | { readonly kind: 'test'; readonly shard: Shard };

export type ServerAnswer =
  | { readonly kind: 'view'; readonly view: ClusterView }
  | { readonly kind: 'reach'; readonly reach: ShardReach[] }
  | { readonly kind: 'test'; readonly check: ShardCheck }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * A thread of the host that looks at servers: what sixty-four of them say of ten thousand tables takes seconds to take in
 * and compare, during which the host has to answer pages and stop jobs.
 */
muteDependencies();
const port = parentPort;
if (!port) throw new Error('server-worker.ts runs as a worker thread only');
port.on('message', async ({ number, message }: Numbered<ServerTask>) =>
  port.postMessage({ number, message: await answer(message) } satisfies Numbered<ServerAnswer>),
);

async function answer(task: ServerTask): Promise<ServerAnswer> {
  const { kind } = task;
  try {
    switch (kind) {
      case 'view':
        return { kind, view: await viewCluster(task.cluster, task.shardIds) };
      case 'reach':
        return { kind, reach: await reachShards(task.cluster, task.shardIds) };
      case 'test':
        return { kind, check: await testShard(task.shard) };
      default:
        return assertNever(kind);
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
}
