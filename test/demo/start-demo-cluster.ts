import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shard } from '../../shared/cluster.ts';
import { findPrograms } from '../support/programs.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { TABLES, TABLES_PER_SHARD } from './demo-schema.ts';

/** A cluster to back up and empty servers to restore it to, all on this machine. */
export interface DemoCluster {
  /** Such as `MariaDB 10.11.19`. */
  readonly product: string;
  /** `s0` … `s3`. */
  readonly shards: readonly Shard[];
  /** `t0` … `t3`, empty. */
  readonly targets: readonly Shard[];
  /** Cluster files for the command line. */
  readonly clusterFile: string;
  readonly targetFile: string;
  /** Temporary; gone after `stop`. */
  readonly folder: string;
  /** Ends the servers and removes everything. */
  stop(): Promise<void>;
}

/** Starts four shards and four target servers: MariaDB, or MySQL on a machine that has no MariaDB. */
export async function startDemoCluster(): Promise<DemoCluster> {
  const flavour = (await findPrograms('mariadb')) ? 'mariadb' : 'mysql';
  const shardCount = TABLES / TABLES_PER_SHARD;
  const started = await Promise.allSettled(Array.from({ length: 2 * shardCount }, () => startServer({ flavour })));
  const servers = started.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const stopServers = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stopServers();
    throw failed.reason;
  }
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-demo-'));
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow); // whatever ends the demo
  const shards = servers
    .slice(0, shardCount)
    .map((server, index) => server.shard(`s${index}`, { schemas: ['shop_*'] }));
  const targets = servers.slice(shardCount).map((server, index) => server.shard(`t${index}`));
  const clusterFile = join(folder, 'shop.json');
  const targetFile = join(folder, 'targets.json');
  await writeClusterFile(clusterFile, 'shop', shards);
  await writeClusterFile(targetFile, 'targets', targets);
  return {
    product: productOf(servers),
    shards,
    targets,
    clusterFile,
    targetFile,
    folder,
    stop: async () => {
      await stopServers();
      await rm(folder, { recursive: true, force: true });
      process.removeListener('exit', removeNow);
    },
  };
}

function writeClusterFile(file: string, name: string, shards: readonly Shard[]): Promise<void> {
  return writeFile(file, `${JSON.stringify({ name, shards }, null, 2)}\n`, { mode: 0o600 });
}

function productOf([server]: readonly TestServer[]): string {
  const number = /^[\d.]+/.exec(server?.version ?? '')?.[0] ?? '';
  return `${server?.flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${number}`;
}
