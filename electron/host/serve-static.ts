import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/**
 * What pages may load: files of the app itself. Styles may be inline, since Mantine writes its variables into <style> and
 * components set style attributes; scripts never are. `'self'` covers the WebSocket of the same address.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer of both hosts. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=(), hid=()',
};

/** Only these kinds of files are served: whatever else lies in the folder, source maps for one, is not there. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Answers one path from the files below `root`; the same function for app:// (Electron) and http:// (web host). */
export async function serveStatic(root: string, urlPath: string): Promise<Response> {
  const path = filePath(root, urlPath);
  const type = path === undefined ? undefined : TYPES[extname(path)];
  if (path === undefined || type === undefined) return notFound();
  try {
    const body = await readFile(path);
    // Files under assets/ have a hash of their content in their names.
    const caching = urlPath.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
    return new Response(body, { headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': caching } });
  } catch {
    return notFound();
  }
}

/** Undefined for a path that leads outside of `root` or cannot be decoded. */
function filePath(root: string, urlPath: string): string | undefined {
  try {
    const path = normalize(join(root, decodeURIComponent(urlPath === '/' ? '/index.html' : urlPath)));
    return path.startsWith(root + sep) && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined;
  }
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: SECURITY_HEADERS });
}
