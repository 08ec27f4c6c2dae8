import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What is used of Electron's own updater. */
interface Updater {
  setFeedURL(options: { readonly url: string; readonly serverType?: 'json' }): void;
  checkForUpdates(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface UpdateSource {
  /** The package.json of the app: whoever makes packages names a folder of releases in it. */
  readonly packageFile: string;
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly updater: () => Updater;
}

/** Only over TLS: what comes from there is run. */
const Configured = z.object({ updates: z.url({ protocol: /^https$/ }) });

const EVERY_MS = 24 * 3_600_000;

/**
 * Has Electron ask for newer versions, at the start and once a day, where the package says from where; as we make packages
 * it does not, and nothing is asked. What was fetched is there when the app is started again: no run is cut short. An
 * address that does not answer is passed over. Returns whether it asks.
 */
export async function startUpdates(source: UpdateSource): Promise<boolean> {
  const { packageFile, isPackaged, platform, arch } = source;
  // Electron has no updater for Linux.
  if (!isPackaged || (platform !== 'darwin' && platform !== 'win32')) return false;
  const folder = await feedOf(packageFile);
  if (folder === undefined) return false;
  const url = `${folder.replace(/\/+$/, '')}/${platform}/${arch}`;
  const updater = source.updater();
  updater.on('error', () => {});
  try {
    updater.setFeedURL(platform === 'darwin' ? { url: `${url}/RELEASES.json`, serverType: 'json' } : { url });
    updater.checkForUpdates();
  } catch {
    return false; // a package that cannot update itself, such as an unsigned one
  }
  setInterval(() => updater.checkForUpdates(), EVERY_MS).unref();
  return true;
}

async function feedOf(packageFile: string): Promise<string | undefined> {
  try {
    return Configured.parse(JSON.parse(await readFile(packageFile, 'utf8'))).updates;
  } catch {
    return undefined; // none, or none that is safe
  }
}
