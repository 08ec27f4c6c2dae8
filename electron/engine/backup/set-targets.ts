import { encodeName } from '../../../shared/entry-name.ts';
import type { Compression } from '../archive/frames.ts';
import type { ConnectedShard } from './connect-shards.ts';

/** Tells all lanes where their volumes go; lanes of one shard share the numbers of its volumes. */
export async function setTargets(
  shards: readonly Pick<ConnectedShard, 'shard' | 'lanes'>[],
  options: { readonly compression: Compression; readonly volumeBytes: number },
  folder: string,
  date: Date,
  /** By the encoded name of the shard: the highest number that a volume has already. */
  numbers: ReadonlyMap<string, number> = new Map(),
): Promise<void> {
  const { compression, volumeBytes } = options;
  for (const { shard, lanes } of shards) {
    const counter = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    new Int32Array(counter)[0] = numbers.get(encodeName(shard.name)) ?? 0;
    for (const lane of lanes)
      await lane.call('target', {
        folder,
        prefix: shard.name,
        counter,
        volumeBytes,
        compression,
        date: date.getTime(),
      });
  }
}
