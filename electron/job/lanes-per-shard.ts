/** Connections per shard, as the command line has it. */
export const LANES_PER_SHARD = 2;
