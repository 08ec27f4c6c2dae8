import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import type { OpenedApp } from './open-app.ts';

/**
 * Serves the pages from their source, for `npm run dev`: what is edited is exchanged in the browser at once. Everything else
 * goes to the host at `app`, a web host's address with its token, which takes no page but its own: the socket comes to it
 * under its own name.
 */
export async function servePages(app: string): Promise<OpenedApp> {
  const { origin, hash } = new URL(app);
  const pages = await createServer({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    server: {
      host: '127.0.0.1',
      proxy: { '/ws': { target: origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
    },
  });
  await pages.listen();
  const [own = ''] = pages.resolvedUrls?.local ?? [];
  return { url: `${own}${hash}`, close: () => pages.close() };
}
