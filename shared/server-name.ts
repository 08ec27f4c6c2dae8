import type { Shard } from './cluster.ts';

/** host:port, as errors and reports name a server. */
export function serverName(shard: Pick<Shard, 'host' | 'port'>): string {
  return `${shard.host.includes(':') ? `[${shard.host}]` : shard.host}:${shard.port}`;
}
