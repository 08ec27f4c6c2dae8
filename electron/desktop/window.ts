import { fileURLToPath } from 'node:url';
import { BrowserWindow } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

const RELOAD_MS = 10_000;

/** Opens the window on the app's page; it is shown as soon as there is something to see. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Shardkeep',
    autoHideMenuBar: true,
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  let reloadedAt = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    // Jobs live elsewhere and go on; a page that dies at once again stays dead rather than flicker.
    if (reason === 'clean-exit' || Date.now() - reloadedAt < RELOAD_MS) return;
    reloadedAt = Date.now();
    window.webContents.reload();
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`).catch(() => {}); // a reload during the load rejects it
  return window;
}
