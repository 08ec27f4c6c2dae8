import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Shard } from '../../shared/cluster.ts';
import { schemaOf } from '../demo/demo-schema.ts';
import { seedOrders } from '../demo/seed-orders.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { seedTables } from './seed-tables.ts';

/** Shards of every measurement; the demo's seed spreads its megabytes over four. */
export const SHARDS = 2;
const SEED_SHARDS = 4;

export interface SeededShards {
  readonly servers: readonly TestServer[];
  readonly shards: readonly Shard[];
  /** One per shard. */
  readonly schemas: readonly string[];
}

interface Seed {
  readonly flavour: Flavour;
  readonly megabytes: number;
  /** Instead of the demo's rows: so many small tables on one shard. */
  readonly tables?: number | undefined;
  readonly tls?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Starts a server per shard and fills it with the demo's rows. What was started is in `started` as soon as it runs, for
 * whoever has to stop it.
 */
export async function startSeededShards(
  started: TestServer[],
  { flavour, megabytes, tables, tls, signal }: Seed,
): Promise<SeededShards> {
  const servers = await Promise.all(
    Array.from({ length: tables === undefined ? SHARDS : 1 }, () => startBenchServer(started, flavour, tls === true)),
  );
  const schemas = servers.map((_, i) => schemaOf(i));
  const shards = servers.map((server, i) => server.shard(`s${i}`, { schemas: [schemaOf(i)] }));
  if (tables !== undefined) {
    for (const [i, server] of servers.entries()) await seedTables(server, schemaOf(i), tables);
    return { servers, shards, schemas };
  }
  await seedOrders(shards, { megabytes: (megabytes * SEED_SHARDS) / SHARDS, signal, onTable: () => {} });
  return { servers, shards, schemas };
}

/** An empty server whose cache holds all of a benchmark's rows. */
export async function startBenchServer(
  started: TestServer[],
  flavour: Flavour,
  tls: boolean = false,
): Promise<TestServer> {
  const server = await startServer({ flavour, bufferPool: '1G', ...(tls ? { tls: 'certified' } : {}) });
  started.push(server);
  return server;
}

/** Writes a cluster file for the command line and returns its path. */
export async function writeCluster(folder: string, name: string, shards: readonly object[]): Promise<string> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ name, shards }), { mode: 0o600 });
  return file;
}

/** What every result begins with: server, rows and machine. */
export function describeRun(servers: readonly TestServer[], megabytes: number): string {
  const machine = `${cpus()[0]?.model} × ${availableParallelism()}, Node ${process.version}`;
  return `${servers[0]?.version}, ${servers.length} shards, ${megabytes.toFixed(0)} MB of rows · ${machine}`;
}
