import type { Compression } from '../archive/frames.ts';
import type { ConnectedShard } from './connect-shards.ts';

/** Tells all lanes where their volumes go; lanes of one shard share the numbers of its volumes. */
export async function setTargets(
  shards: readonly Pick<ConnectedShard, 'shard' | 'lanes'>[],
  options: { readonly compression: Compression; readonly volumeBytes: number },
  folder: string,
  date: Date,
): Promise<void> {
  const { compression, volumeBytes } = options;
  for (const { shard, lanes } of shards) {
    const counter = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
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
