import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, autoUpdater, type BrowserWindow, dialog, ipcMain, session, shell } from 'electron';
import { fail } from '../engine/engine-error.ts';
import { storeAt } from '../engine/store/store-at.ts';
import { createApi } from '../host/api.ts';
import { createServices } from '../host/services/create-services.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { eventChannel, REQUEST_CHANNEL } from './channels.ts';
import { openKeychain } from './keychain-cipher.ts';
import { guardQuit, keepAwake } from './quit-guard.ts';
import { denyPermissions, isOwnPage, lockPages } from './security.ts';
import { startUpdates } from './updates.ts';
import { startUtilityEngine } from './utility-engine.ts';
import { openWindow } from './window.ts';

let window: BrowserWindow | undefined;

// A data folder of one's own, for tests and for two installations side by side. The lock of the single instance is per folder.
const dataFolder = process.env.SHARDKEEP_DATA_DIR;
if (dataFolder) app.setPath('userData', resolve(dataFolder));
if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  registerAppScheme();
  lockPages();
  // Never `await app.whenReady()` at the top level: 'ready' comes only after this module has been evaluated.
  void app.whenReady().then(start).catch(giveUp);
} else app.quit();

async function start(): Promise<void> {
  denyPermissions(session.defaultSession);
  serveApp(fileURLToPath(new URL('../renderer', import.meta.url)));
  const services = createServices(
    {
      host: 'electron',
      dataFolder: app.getPath('userData'),
      systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      cipher: await openKeychain(),
      startEngine: startUtilityEngine,
      pickFolder,
      showFolder,
      onRunningJobs: keepAwake(),
    },
    (event, payload) => {
      if (window && !window.isDestroyed()) window.webContents.send(eventChannel(event), payload);
    },
  );
  const api = createApi(services.handlers);
  ipcMain.handle(REQUEST_CHANNEL, (event, method: unknown, input: unknown) => {
    if (!isOwnPage(event)) throw new Error('refused'); // tells a page that is not ours nothing
    return api(method, input);
  });
  const guard = guardQuit(services);
  const show = () => {
    if (!window || window.isDestroyed()) {
      window = openWindow();
      guard.watch(window);
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  show();
  await startUpdates({
    packageFile: join(app.getAppPath(), 'package.json'),
    isPackaged: app.isPackaged,
    platform: process.platform,
    arch: process.arch,
    updater: () => autoUpdater,
  });
}

async function pickFolder(): Promise<string | null> {
  const options = { properties: ['openDirectory' as const, 'createDirectory' as const] };
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** Shown, never opened: `shell.openPath` would run what a page names. A file of ours inside makes the folder itself show. */
async function showFolder(path: string): Promise<void> {
  const store = storeAt(path);
  if (!(await store.stat(''))) throw fail('path-not-there', { path }, { where: { file: path } });
  for (const name of ['manifest.json', 'README.txt'])
    if (await store.stat(name)) return shell.showItemInFolder(join(path, name));
  shell.showItemInFolder(path);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('Shardkeep', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
