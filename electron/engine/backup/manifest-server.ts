import type { ManifestShard } from '../../../shared/manifest.ts';
import { writeZone } from '../mysql/system-zone.ts';
import type { ConnectedShard } from './connect-shards.ts';

type ServerFacts = Pick<
  ManifestShard,
  'name' | 'host' | 'port' | 'flavour' | 'version' | 'uuid' | 'variables' | 'systemZone' | 'schemas'
>;

/** What a manifest keeps of a shard's server, whatever kind its set is of. */
export function manifestServer({
  shard,
  info,
  schemas,
  zone,
}: Pick<ConnectedShard, 'shard' | 'info' | 'schemas' | 'zone'>): ServerFacts {
  return {
    name: shard.name,
    host: shard.host,
    port: shard.port,
    flavour: info.flavour,
    version: info.version,
    uuid: info.uuid,
    variables: { ...info.variables },
    systemZone: writeZone(zone),
    schemas: [...schemas],
  };
}
