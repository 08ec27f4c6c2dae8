import { settleAll } from '../settle.ts';

/**
 * Does `work` for all shards, servers side by side and the shards of one server one after another, since these may share a
 * schema whose settings the work changes for a moment. Results come in the order of the shards.
 */
export async function serverByServer<S extends { readonly identity: string }, R>(
  shards: readonly S[],
  work: (shard: S, index: number) => Promise<readonly R[]>,
): Promise<R[]> {
  const servers = Map.groupBy(shards.entries(), ([, { identity }]) => identity);
  const results: R[][] = [];
  await settleAll(
    [...servers.values()].map(async (entries) => {
      for (const [index, shard] of entries) results[index] = [...(await work(shard, index))];
    }),
  );
  return results.flat();
}
