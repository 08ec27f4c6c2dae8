import type { Remark } from '../../../shared/set-facts.ts';
import { listOutside } from '../schema/list-outside.ts';
import type { ConnectedShard } from './connect-shards.ts';

/** As many names as a sentence bears. */
const NAMED = 5;

/** What a shard's server keeps besides what sets hold: nobody should have to find out by missing it. */
export async function outsideRemarks({ shard, reader, schemas }: ConnectedShard): Promise<Remark[]> {
  const { found, unseen } = await listOutside(reader, schemas);
  const remarks = found.map(
    ({ kind, names }): Remark => ({
      code: 'outside',
      shard: shard.name,
      kind,
      names: names.slice(0, NAMED),
      count: names.length,
    }),
  );
  return unseen.length === 0 ? remarks : [...remarks, { code: 'outside-unseen', shard: shard.name, kinds: unseen }];
}
