import type { ManifestShard } from '../../../shared/manifest.ts';
import type { ConnectedShard } from './connect-shards.ts';

type ServerFacts = Pick<
  ManifestShard,
  'name' | 'host' | 'port' | 'flavour' | 'version' | 'uuid' | 'variables' | 'schemas'
>;

/** What a manifest keeps of a shard's server, whatever kind its set is of. */
export function manifestServer({
  shard,
  info,
  schemas,
}: Pick<ConnectedShard, 'shard' | 'info' | 'schemas'>): ServerFacts {
  return {
    name: shard.name,
    host: shard.host,
    port: shard.port,
    flavour: info.flavour,
    version: info.version,
    uuid: info.uuid,
    variables: { ...info.variables },
    schemas: [...schemas],
  };
}
