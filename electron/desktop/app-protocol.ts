import { protocol } from 'electron';
import { serveStatic } from '../host/serve-static.ts';

const SCHEME = 'app';
const HOST = 'shardkeep';

/** Where the app's own pages live. Not file://, whose pages may read what they like and have no origin to check. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the pages below `folder`, each answer with the headers of serve-static.ts. */
export function serveApp(folder: string): void {
  protocol.handle(SCHEME, (request) => {
    const url = new URL(request.url);
    const asked = request.method === 'GET' || request.method === 'HEAD';
    return url.host === HOST && asked ? serveStatic(folder, url.pathname) : new Response('not found', { status: 404 });
  });
}

/** Whether an address is one of the app's own pages. `URL.origin` is "null" for schemes of one's own. */
export function isAppUrl(address: string): boolean {
  try {
    const { protocol: scheme, host } = new URL(address);
    return scheme === `${SCHEME}:` && host === HOST;
  } catch {
    return false;
  }
}
