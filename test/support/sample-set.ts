import type { Manifest, ManifestShard, Table } from '../../shared/manifest.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** A table of a set with one INT column as its key, and no rows. */
export function sampleTable(more: Partial<Table> = {}): Table {
  return {
    schema: 'shop',
    name: 'orders',
    engine: 'InnoDB',
    columns: [{ name: 'id', type: 'int', dataType: 'int', charset: null, nullable: false }],
    key: ['id'],
    keyIndex: 'PRIMARY',
    rows: 0,
    bytes: 0,
    chunks: [],
    history: false,
    ...more,
  };
}

/** A shard of a set, empty unless `more` fills it. */
export function sampleShard(name: string, more: Partial<ManifestShard> = {}): ManifestShard {
  return {
    name,
    host: 'db',
    port: 3306,
    flavour: 'mariadb',
    version: '10.11.19-MariaDB',
    uuid: null,
    variables: {},
    snapshot: { way: 'one-lane', takenAt: AT, binlog: null, exact: false, lockMs: 0, lanes: 1 },
    schemas: ['shop'],
    objects: [],
    tables: [],
    ...more,
  };
}

/** The manifest of a complete full set of these shards. */
export function sampleManifest(shards: readonly ManifestShard[], more: Partial<Manifest> = {}): Manifest {
  return {
    format: 'shardkeep-set',
    major: 1,
    minor: 0,
    app: '0.1.0',
    id: 'set',
    kind: 'full',
    method: 'hot',
    parent: null,
    cluster: 'shop',
    state: 'complete',
    startedAt: AT,
    finishedAt: AT,
    cut: { kind: 'per-shard', at: AT, skewMs: 0 },
    shards: [...shards],
    volumes: [],
    exceptions: [],
    warnings: [],
    durations: {},
    ...more,
  };
}
