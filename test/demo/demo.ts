/**
 * A cluster to try Shardkeep on: four shards with orders on this machine, an application that keeps writing to them, and
 * four empty servers. `--once` takes them through backup, verify and restore by the command line, prints a report and
 * ends with 0 only when all of it succeeded; without it the cluster stays until Ctrl-C.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { formatDuration } from '../../shared/format.ts';
import { type LiveWrites, startLiveWrites } from './live-writes.ts';
import { type OpenedApp, openApp } from './open-app.ts';
import { bar, createProgressLine } from './progress-line.ts';
import { runDemoOnce } from './run-demo-once.ts';
import { seedOrders } from './seed-orders.ts';
import { servePages } from './serve-pages.ts';
import { type DemoCluster, startDemoCluster } from './start-demo-cluster.ts';

const USAGE = `npm run demo -- [--once | --dev] [--size MB] [--to DIR]
  --once      back up, verify and restore, print a report, end
  --dev       pages from their source: what is edited is there at once (npm run dev)
  --size MB   rows in all shards together (200)
  --to DIR    where --once leaves the backup set; without it the set is removed with the demo`;

interface DemoOptions {
  readonly once: boolean;
  readonly dev: boolean;
  readonly megabytes: number;
  readonly to: string | undefined;
}

/** Pauses of each of the four writers: during a backup about 200 transactions a second, beside a person about 20. */
const BUSY_PAUSE_MS = 15;
const LIGHT_PAUSE_MS = 200;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else process.exitCode = await demo(options, stopping.signal);

/** Returns the exit code; whatever happens, the servers end and the folders go. */
async function demo({ once, dev, megabytes, to }: DemoOptions, signal: AbortSignal): Promise<number> {
  const line = createProgressLine();
  let cluster: DemoCluster | undefined;
  let writes: LiveWrites | undefined;
  let app: OpenedApp | undefined;
  let pages: OpenedApp | undefined;
  try {
    const began = performance.now();
    line.update('  starting eight servers …');
    cluster = await startDemoCluster();
    const onTable = (done: number, total: number) => line.update(bar('orders', done / total));
    await seedOrders(cluster.shards, { megabytes, signal, onTable });
    line.clear();
    const ready = formatDuration((performance.now() - began) / 1000);
    console.log(`\nShardkeep demo: 4 ${cluster.product} shards and 4 empty servers, ready after ${ready}\n`);
    writes = await startLiveWrites(cluster.shards, once ? BUSY_PAUSE_MS : LIGHT_PAUSE_MS);
    if (once) return await runDemoOnce(cluster, { writes, line, to, signal });
    line.update('  opening the app …');
    app = await openApp(cluster, { browser: !dev && process.env.CI === undefined });
    if (dev) pages = await servePages(app.url);
    line.clear();
    console.log(invitation(cluster, (pages ?? app).url));
    await sleep(2 ** 31 - 1, undefined, { signal }).catch(() => {});
    return 0;
  } catch (error) {
    line.clear();
    if (signal.aborted) console.error('Stopped.');
    else console.error(`The demo failed: ${error instanceof Error ? error.message : error}`);
    return signal.aborted ? 130 : 1;
  } finally {
    line.update('  ending the servers …');
    await pages?.close();
    await app?.close();
    await writes?.stop().catch(() => {}); // what went wrong has been told by then
    await cluster?.stop();
    line.clear();
  }
}

/** What to type next, ready to paste. */
function invitation({ clusterFile, targetFile, folder, shards, targets }: DemoCluster, url: string): string {
  const sets = join(folder, 'sets');
  const map = shards.map((shard, index) => `--map ${shard.name}=${targets[index]?.name}`).join(' ');
  return `An application places about 20 orders a second, each touching two shards. The app, for a browser on this computer:

  ${url}

It has the cluster "shop" and, to restore to, "spare servers"; a folder for backups is ${sets}.
The same from another terminal:

  npm run -s cli -- inspect --cluster ${clusterFile}
  npm run -s cli -- backup --cluster ${clusterFile} --to ${sets}
  npm run -s cli -- list --from ${sets}
  npm run -s cli -- verify --from ${sets}
  npm run -s cli -- restore --from ${sets} --cluster ${targetFile} ${map}

Ctrl-C ends the servers and removes ${folder}.`;
}

/** The options, or what to say about them. */
function readOptions(args: readonly string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        dev: { type: 'boolean', default: false },
        size: { type: 'string', default: '200' },
        to: { type: 'string' },
      },
    });
    const megabytes = Number(values.size);
    if (!(megabytes > 0 && megabytes <= 20_000)) return `--size is a number of MB up to 20000\n${USAGE}`;
    return { once: values.once, dev: values.dev, megabytes, to: values.to };
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n${USAGE}`;
  }
}
