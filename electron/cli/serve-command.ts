import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { defect } from '../engine/engine-error.ts';
import { replaceElectron } from '../web/without-electron.ts';
import type { CliContext } from './cli-context.ts';
import { parseCount } from './parse-options.ts';

/** True when the source runs, in a checkout; the bundle brings its pages with it. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** `serve`: the app in a browser of this computer, until Ctrl-C. */
export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('open the app to a browser on this computer')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', parseCount('--port', 1, 65535))
    .option('--data-dir <dir>', 'where settings, clusters and the history of jobs are kept')
    .option('--open', 'open the address in the browser')
    .action((options: ServeOptions) => run(options, context));
}

interface ServeOptions {
  readonly port?: number;
  readonly dataDir?: string;
  readonly open?: boolean;
}

async function run({ port, dataDir, open }: ServeOptions, { signal }: CliContext): Promise<void> {
  if (FROM_SOURCE) buildPages(fileURLToPath(new URL('../../', import.meta.url)));
  replaceElectron();
  const { startWebHost } = await import('../web/host-web.ts');
  if (signal.aborted) return;
  const host = await startWebHost({ port, dataFolder: dataDir, open: open === true });
  process.stdout.write(`READY ${host.url}\n`);
  process.stderr.write(
    'Open this address in a browser on this computer. It is a key: keep it to yourself. Ctrl-C ends.\n',
  );
  await new Promise<void>((stop) => signal.addEventListener('abort', () => stop(), { once: true }));
  await host.close();
}

/** In a process of its own, so that Vite stays out of the product. `vite build` would build the other parts as well. */
const BUILD_PAGES = `
  import { createBuilder } from 'vite';
  const builder = await createBuilder({ logLevel: 'error' });
  await builder.build(builder.environments.client);
`;

/** Builds the pages of a checkout when there are none or their source is newer. */
function buildPages(checkout: string): void {
  const built = join(checkout, 'dist', 'renderer', 'index.html');
  const sources = ['renderer', 'shared', 'vite.config.ts'].map((name) => join(checkout, name));
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map(newest))) return;
  process.stderr.write('Building the pages …\n');
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', BUILD_PAGES], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status === 0) return;
  throw defect('The pages could not be built.', { next: 'See what is wrong with: npm run build' });
}

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const below = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.name !== 'node_modules');
  return Math.max(0, ...below.map((entry) => newest(join(path, entry.name))));
}
