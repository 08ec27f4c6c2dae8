import type { Cluster, Shard } from '../../../shared/cluster.ts';
import type { ClusterView, ShardCheck, ShardReach } from '../../../shared/contract.ts';
import { defect, EngineError } from '../../engine/engine-error.ts';
import type { ServerAnswer, ServerTask } from './server-worker.ts';
import { createWorkerThread } from './worker-thread.ts';

type ShardIds = ReadonlyMap<string, string>;

/** Looks at servers beside the host's own thread. */
export interface ServerReader {
  view(cluster: Cluster, shardIds: ShardIds): Promise<ClusterView>;
  reach(cluster: Cluster, shardIds: ShardIds): Promise<ShardReach[]>;
  test(shard: Shard): Promise<ShardCheck>;
}

/** The thread begins with the first look. */
export function createServerReader(): ServerReader {
  const thread = createWorkerThread<ServerTask, ServerAnswer>('server-worker', {}, (cause) =>
    defect('The servers could not be looked at.', { cause }),
  );
  return {
    view: async (cluster, shardIds) => {
      const answer = await thread.ask({ kind: 'view', cluster, shardIds });
      if (answer.kind === 'view') return answer.view;
      throw unexpected(answer);
    },
    reach: async (cluster, shardIds) => {
      const answer = await thread.ask({ kind: 'reach', cluster, shardIds });
      if (answer.kind === 'reach') return answer.reach;
      throw unexpected(answer);
    },
    test: async (shard) => {
      const answer = await thread.ask({ kind: 'test', shard });
      if (answer.kind === 'test') return answer.check;
      throw unexpected(answer);
    },
  };
}

function unexpected(answer: ServerAnswer): EngineError {
  return answer.kind === 'failed'
    ? new EngineError(answer.failure)
    : defect('The servers could not be looked at.', { cause: `an answer of kind ${answer.kind}` });
}
