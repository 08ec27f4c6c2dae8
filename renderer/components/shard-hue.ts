/** Degrees between neighbours: the golden angle keeps any two near shards apart, however many there are. */
const STEP = 137.5;
const FIRST = 190;

/** The hue of a shard by its place in the cluster, in degrees. */
export function shardHue(index: number): number {
  return Math.round((FIRST + index * STEP) % 360);
}
