import { createConnection } from 'mysql2/promise';
import type { Shard } from '../../shared/cluster.ts';

/** What "huge" means for every screen. */
export const HUGE = { shards: 64, tables: 10_000, sets: 5_000 } as const;

const AREAS = [
  'order',
  'user',
  'stock',
  'invoice',
  'payment',
  'parcel',
  'review',
  'coupon',
  'basket',
  'return',
] as const;
const PARTS = [
  'head',
  'line',
  'note',
  'event',
  'log',
  'index',
  'total',
  'status',
  'owner',
  'label',
  'price',
  'tax',
  'link',
  'file',
  'tag',
  'rule',
] as const;

/** Fills real servers with ten thousand empty tables in 64 schemas, and gives each schema as a shard of its own. */
export async function seedHuge(servers: readonly Shard[]): Promise<Shard[]> {
  const perShard = Math.ceil(HUGE.tables / HUGE.shards);
  const names = AREAS.flatMap((area) => PARTS.map((part) => `${area}_${part}`)).slice(0, perShard);
  const shards = Array.from({ length: HUGE.shards }, (_, index) => {
    const server = servers[index % servers.length] as Shard;
    return { ...server, name: `s${String(index).padStart(2, '0')}`, schemas: [`huge_${index}`] };
  });
  await Promise.all(
    servers.map(async ({ host, port, user, password }, place) => {
      const connection = await createConnection({ host, port, user, password, multipleStatements: true });
      // MyISAM: a table is made in a millisecond and takes no space, and nothing of it is ever read.
      for (let index = place; index < HUGE.shards; index += servers.length)
        await connection.query(
          `CREATE DATABASE huge_${index}; USE huge_${index};
           ${names.map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY, note VARCHAR(40)) ENGINE=MyISAM;`).join('\n')}`,
        );
      await connection.end();
    }),
  );
  return shards;
}
