import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { replaceElectron } from '../../electron/web/without-electron.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { DemoCluster } from './start-demo-cluster.ts';

const CLI = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url));

export interface OpenedApp {
  /** Address of the app, for a browser on this computer. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the app, for a `browser` too, with the demo's two clusters in it; its data goes with the demo's folder. */
export async function openApp(cluster: DemoCluster, { browser }: { readonly browser: boolean }): Promise<OpenedApp> {
  const dataFolder = join(cluster.folder, 'app');
  await addClusters(dataFolder, { shop: cluster.shards, 'spare servers': cluster.targets });
  const child = spawn(process.execPath, [CLI, 'serve', '--data-dir', dataFolder, ...(browser ? ['--open'] : [])], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^READY (\S+)/.exec(line)?.[1];
    if (url !== undefined)
      return {
        url,
        close: async () => {
          child.kill('SIGTERM'); // it ends running jobs in order first
          await ended;
        },
      };
  }
  throw new Error('the app did not start; try: npm run -s cli -- serve');
}

/** As the app itself saves them: passwords apart, in its store for secrets. */
async function addClusters(dataFolder: string, clusters: Readonly<Record<string, readonly Shard[]>>): Promise<void> {
  replaceElectron(); // before the services are imported
  const { openClusters } = await import('../../electron/host/services/clusters.ts');
  const { createSecretStore } = await import('../../electron/host/services/secrets.ts');
  const { createFileCipher } = await import('../../electron/host/services/file-cipher.ts');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const store = openClusters(dataFolder, createSecretStore(dataFolder, createFileCipher(dataFolder)), () => {});
  for (const [name, shards] of Object.entries(clusters))
    await store.save({
      name,
      shards: shards.map(({ schemas, ...shard }) => ({
        ...shard,
        id: `${name}-${shard.name}`,
        ...(schemas === undefined ? {} : { schemas: [...schemas] }),
      })),
    });
}
