import type { SetDetails } from '../../../shared/contract.ts';

/** Details of a set that holds these tables: shard → schema → names. */
export function setDetails(tables: Record<string, Record<string, string[]>>): SetDetails {
  return {
    summary: { id: '20261121T020000Z-full-7f3a', cluster: 'shop', path: '/b/shop/x', state: 'complete' },
    shards: Object.entries(tables).map(([name, schemas]) => ({
      name,
      server: `${name}.lan:3306`,
      flavour: 'mariadb',
      version: '10.11.19',
      lockMs: 0,
      binlog: null,
      transactions: 0,
      logBytes: 0,
      objects: {},
      tables: Object.entries(schemas).flatMap(([schema, list]) =>
        list.map((table) => ({ schema, name: table, rows: 10, bytes: 100 })),
      ),
    })),
    cut: { kind: 'per-shard', at: '2026-11-21T02:00:00.000Z', skewMs: 0 },
    chain: [{ id: '20261121T020000Z-full-7f3a', cutAt: '2026-11-21T02:00:00.000Z' }],
    exceptions: [],
    warnings: [],
    volumes: [],
    durations: {},
  };
}
