import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../engine/engine-error.ts';
import { createApi } from '../host/api.ts';
import { SECURITY_HEADERS, serveStatic } from '../host/serve-static.ts';
import { createServices } from '../host/services/create-services.ts';
import { createFileCipher } from '../host/services/file-cipher.ts';
import { lockDataFolder } from '../host/services/lock-data-folder.ts';
import { forkEngine } from './fork-engine.ts';
import { openBrowser } from './open-browser.ts';
import { openSockets } from './web-sockets.ts';

export interface WebHostOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  readonly dataFolder?: string | undefined;
  /** Also opens the user's browser. */
  readonly open?: boolean;
}

export interface WebHost {
  /** With the token in its fragment: whoever has it can do everything. */
  readonly url: string;
  /** How many jobs run. */
  running(): number;
  /** Cancels what runs, waits until it has ended in order, and closes. */
  close(): Promise<void>;
}

/** Where the built pages are: dist/renderer, from the source and from the bundle in dist/cli. */
export const RENDERER_FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : '../renderer', import.meta.url),
);

const ADDRESS = '127.0.0.1';

/**
 * Starts the app for a browser on this computer: the same services and pages as the desktop app, on the loopback address,
 * for machines without a display or without Electron's binary. Only who knows the token in the address gets in.
 */
export async function startWebHost({ port = 0, dataFolder, open = false }: WebHostOptions = {}): Promise<WebHost> {
  const folder = resolve(dataFolder ?? defaultDataFolder());
  const lock = await lockDataFolder(folder);
  process.once('exit', () => lock.releaseNow());
  const services = createServices(
    {
      host: 'web',
      dataFolder: folder,
      systemLanguage: systemLanguage(),
      cipher: createFileCipher(folder),
      startEngine: forkEngine,
      pickFolder: null,
      showFolder: null,
    },
    (event, payload, final) => sockets.broadcast(event, payload, final),
  );
  const server = createServer({ requestTimeout: 30_000 });
  const sockets = openSockets(server, createApi(services.handlers), () => `${ADDRESS}:${listening}`);
  let listening = port;
  // A page that went away, or a file that cannot be read, ends its answer and never the host with its jobs.
  server.on('request', (request, response) => {
    answer(request, response, `${ADDRESS}:${listening}`).catch(() => response.destroy());
  });
  listening = await listen(server, port);
  const url = `http://${ADDRESS}:${listening}/#token=${sockets.token}`; // a fragment is never sent, logged or referred to
  if (open) openBrowser(url, folder);
  return {
    url,
    running: () => services.jobs.running().length,
    close: async () => {
      await services.jobs.close(); // pages that are open see the jobs end
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      await lock.release();
    },
  };
}

/** Only files of the page are served over HTTP; everything else goes through the socket, which asks for the token. */
async function answer(request: IncomingMessage, response: ServerResponse, host: string): Promise<void> {
  // A page of another name that resolves to this address (DNS rebinding) has its own name here.
  if (request.headers.host !== host) return void response.writeHead(403, SECURITY_HEADERS).end();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { ...SECURITY_HEADERS, Allow: 'GET, HEAD' }).end();
  // Cut by hand: `new URL` would throw for some of what may stand here, and turn `//name/` into another host.
  const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  const served = await serveStatic(RENDERER_FOLDER, path);
  const body = Buffer.from(await served.arrayBuffer());
  response.writeHead(served.status, Object.fromEntries(served.headers));
  response.end(request.method === 'HEAD' ? undefined : body);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        fail(
          error.code === 'EADDRINUSE' ? 'port-taken' : 'port-unusable',
          { port },
          { where: { field: '--port' }, cause: error },
        ),
      ),
    );
    server.listen(port, ADDRESS, () => {
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Not the desktop app's folder: its passwords are in a key store that this host cannot open. */
function defaultDataFolder(): string {
  switch (process.platform) {
    case 'win32':
      return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'shardkeep-web');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'shardkeep-web');
    default:
      return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'shardkeep-web');
  }
}

function systemLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const [name = ''] = (LC_ALL || LC_MESSAGES || LANG || '').split('.');
  return /^[a-z]{2,3}(_[A-Za-z]+)*$/.test(name)
    ? name.replaceAll('_', '-')
    : Intl.DateTimeFormat().resolvedOptions().locale;
}
