import type { Cluster } from '../../../shared/cluster.ts';
import type { ShardReach } from '../../../shared/contract.ts';
import { serverName } from '../../../shared/server-name.ts';
import { fail, failureOf } from '../../engine/engine-error.ts';
import { connect } from '../../engine/mysql/connect.ts';

/** A page waits for this; a server that needs longer for a login is out of reach for all practical purposes. */
const REACH_MS = 5_000;

/** Whether each server lets the account in now: one login per shard and nothing else, so that a page may ask often. */
export async function reachShards(cluster: Cluster, shardIds: ReadonlyMap<string, string>): Promise<ShardReach[]> {
  return Promise.all(
    cluster.shards.map(async (shard) => {
      const who = { id: shardIds.get(shard.name) ?? shard.name, name: shard.name };
      try {
        const session = await connect(shard, { timeoutMs: REACH_MS, signal: AbortSignal.timeout(REACH_MS + 1000) });
        await session.close();
        return who;
      } catch (error) {
        const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
        if (!timedOut) return { ...who, failure: failureOf(error) };
        const server = serverName(shard);
        const late = fail('no-answer-in-time', { shard: shard.name, server }, { where: { shard: shard.name, server } });
        return { ...who, failure: late.failure };
      }
    }),
  );
}
