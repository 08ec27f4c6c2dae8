import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Opens the user's browser on `url`, if there is one. The address holds the token, and arguments of programs are visible to
 * every user of the computer; so the browser is given a file that only this user may read, and that leads on.
 */
export function openBrowser(url: string, folder: string): void {
  const page = join(folder, 'open-shardkeep.html');
  rmSync(page, { force: true }); // one that is there would keep its access rights
  writeFileSync(page, redirectPage(url), { mode: 0o600, flag: 'wx' });
  setTimeout(() => rmSync(page, { force: true }), REMOVE_MS).unref();
  process.once('exit', () => rmSync(page, { force: true }));
  const [program, ...args] = opener();
  const child = spawn(program, [...args, pathToFileURL(page).href], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // no such program: the address was printed
  child.unref();
}

/** A browser that starts cold needs its time. */
const REMOVE_MS = 60_000;

function opener(): [string, ...string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler'];
    default:
      return ['xdg-open'];
  }
}

function redirectPage(url: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Shardkeep</title><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">Shardkeep</a>\n`;
}
