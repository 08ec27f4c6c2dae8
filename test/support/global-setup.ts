import type { TestProject } from 'vitest/node';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { startServer, type TestServer } from './server.ts';
import type { ServerData } from './server-handle.ts';

export type Role = 'source' | 'target';

/** Two servers of each flavour, shared by all test files of a run. */
export type ProvidedServers = Readonly<Record<Flavour, Readonly<Record<Role, ServerData>>>>;

declare module 'vitest' {
  export interface ProvidedContext {
    servers: ProvidedServers;
  }
}

/** Engines that tests use; INSTALL PLUGIN would stay in the server, and each backup of any test would name it. */
const ENGINES: Readonly<Record<Flavour, readonly string[]>> = { mariadb: ['--plugin-load-add=ha_archive'], mysql: [] };

/** Starts the servers before the first test file, hands their data to `inject`, and returns what stops them. */
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const flavours = ['mariadb', 'mariadb', 'mysql', 'mysql'] as const;
  const started = await Promise.allSettled(flavours.map((flavour) => startServer({ flavour, args: ENGINES[flavour] })));
  const running = started.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
  };
  const [mariadbSource, mariadbTarget, mysqlSource, mysqlTarget] = running;
  if (!mariadbSource || !mariadbTarget || !mysqlSource || !mysqlTarget) {
    await stop();
    const reasons = started.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    throw new Error(`The test servers did not start.\n${[...new Set(reasons)].join('\n')}`);
  }
  project.provide('servers', {
    mariadb: { source: dataOf(mariadbSource), target: dataOf(mariadbTarget) },
    mysql: { source: dataOf(mysqlSource), target: dataOf(mysqlTarget) },
  });
  return stop;
}

/** Functions cannot go to the test files' processes. */
function dataOf({ flavour, version, port, socket, folder, pid, ca, programs }: TestServer): ServerData {
  return { flavour, version, port, socket, folder, pid, ca, programs };
}
