import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import type { OpenedApp } from './open-app.ts';

/**
 * Serves the pages from their source, for `npm run dev`: what is edited is exchanged in the browser at once. Everything else
 * goes to the host at `app`, a web host's address with its token, which takes no page but its own: the socket comes to it
 * under its own name. The server is ours: Vite's own would end the process at SIGTERM, before the demo has cleaned up.
 */
export async function servePages(app: string): Promise<OpenedApp> {
  const { origin, hash } = new URL(app);
  const server = createHttpServer();
  const pages = await createServer({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    server: {
      middlewareMode: { server },
      hmr: { server },
      proxy: { '/ws': { target: origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
    },
  });
  server.on('request', pages.middlewares);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${hash}`,
    close: async () => {
      await pages.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
