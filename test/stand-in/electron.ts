import { fork } from 'node:child_process';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { app as appImplementation } from './app.ts';
import { onlyEmulated } from './not-emulated.ts';
import { answers, line, needEarly, needReady } from './state.ts';
import { BrowserWindow, windowOf } from './windows.ts';

/**
 * Stands in for the module `electron` (45) in the main process of the built app, so that main.js and preload.cjs run where
 * Electron's binary cannot be had. Names, order rules and errors are Electron's; what the app does not use is not here and
 * throws with its name. It shows nothing about Electron's sandbox, isolated worlds, key stores, menus or packaging.
 */

interface SenderFrame {
  readonly url: string;
  readonly isTop: boolean;
}
interface InvokeEvent {
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
  readonly sender: unknown;
}

const handlers = new Map<string, (event: InvokeEvent, ...args: unknown[]) => unknown>();
answers.invoke = async (id: number, frame: SenderFrame | null, channel: string, args: unknown[]) => {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  const senderFrame = frame && { url: frame.url, parent: frame.isTop ? null : {} };
  return structuredClone(await handler({ sender: windowOf(id)?.webContents, senderFrame }, ...args));
};

const ipcMainImplementation = {
  handle: (channel: string, handler: (event: InvokeEvent, ...args: unknown[]) => unknown) => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  on: () => {}, // electron-store listens for renderers that ask for its data; none of ours does
};

const privileged = new Set<string>();
const schemes = new Map<string, (request: Request) => Promise<Response> | Response>();
answers.request = async (url: string, method: string) => {
  const handler = schemes.get(new URL(url).protocol.slice(0, -1));
  if (!handler) throw new Error(`net::ERR_UNKNOWN_URL_SCHEME ${url}`);
  const response = await handler(new Request(url, { method }));
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
};

const protocolImplementation = {
  registerSchemesAsPrivileged: (list: readonly { readonly scheme: string }[]) => {
    needEarly('protocol.registerSchemesAsPrivileged');
    for (const { scheme } of list) privileged.add(scheme);
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response> | Response) => {
    needReady('protocol.handle');
    if (!privileged.has(scheme)) throw new Error(`stand-in: the scheme ${scheme} was not registered as privileged`);
    schemes.set(scheme, handler);
  },
};

type RequestHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string) => boolean;
/** Without a handler Electron grants what a page asks for. */
const permissions: { request: RequestHandler; check: CheckHandler; device: () => boolean } = {
  request: (_contents, _permission, answer) => answer(true),
  check: () => true,
  device: () => true,
};
answers.permissions = async (id: number, permission: string, origin: string) => ({
  request: await new Promise<boolean>((done) => permissions.request(windowOf(id)?.webContents, permission, done)),
  check: permissions.check(windowOf(id)?.webContents, permission, origin),
  device: permissions.device(),
});

const defaultSession = onlyEmulated('session.defaultSession', {
  setPermissionRequestHandler: (handler: RequestHandler) => {
    permissions.request = handler;
  },
  setPermissionCheckHandler: (handler: CheckHandler) => {
    permissions.check = handler;
  },
  setDevicePermissionHandler: (handler: () => boolean) => {
    permissions.device = handler;
  },
});

/** A key per process would lose the secrets with a restart, which tests make. */
const KEY = createHash('sha256').update('stand-in').digest();
const backend = process.env.STANDIN_SECRET_BACKEND ?? 'gnome_libsecret';
const safeStorageImplementation = {
  getSelectedStorageBackend: () => {
    needReady('safeStorage.getSelectedStorageBackend()');
    return backend;
  },
  isAsyncEncryptionAvailable: async () => {
    needReady('safeStorage');
    return backend !== 'unknown';
  },
  encryptStringAsync: async (text: string) => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-ctr', KEY, iv);
    return Buffer.concat([Buffer.from('v11'), iv, cipher.update(text, 'utf8'), cipher.final()]);
  },
  decryptStringAsync: async (data: Buffer) => {
    const decipher = createDecipheriv('aes-256-ctr', KEY, data.subarray(3, 19));
    const result = Buffer.concat([decipher.update(data.subarray(19)), decipher.final()]).toString('utf8');
    return { shouldReEncrypt: false, result };
  },
};

/** A message box or dialog is answered by the test; the window, which may come first, plays no part. */
const askDialog = (name: string) => (first: unknown, second?: unknown) => {
  needReady('dialog');
  return line.ask('dialog', name, structuredClone(first instanceof BrowserWindow ? second : first));
};
const dialogImplementation = {
  showOpenDialog: askDialog('showOpenDialog'),
  showMessageBox: askDialog('showMessageBox'),
  showErrorBox: (title: string, content: string) => void line.ask('errorBox', title, content).catch(() => {}),
};

const utilityProcessImplementation = {
  fork: (file: string, args: readonly string[]) => {
    needReady('utilityProcess.fork()');
    const child = fork(file, [...args], {
      execArgv: ['--import', new URL('./parent-port.ts', import.meta.url).href],
      serialization: 'advanced',
    });
    const utility = Object.assign(new EventEmitter(), {
      postMessage: (message: unknown) => void child.send(message as object, () => {}),
      kill: () => child.kill('SIGTERM'),
    });
    child.on('message', (message) => utility.emit('message', message));
    child.once('spawn', () => {
      engines.add(child.pid ?? -1);
      utility.emit('spawn');
    });
    child.once('close', (code) => {
      engines.delete(child.pid ?? -1);
      utility.emit('exit', code ?? -1);
    });
    return utility;
  },
};
const engines = new Set<number>();
answers.engines = () => [...engines];

const blockers = new Map<number, string>();
let blockerIds = 0;
const powerSaveBlockerImplementation = {
  start: (kind: string) => {
    blockers.set(++blockerIds, kind);
    return blockerIds;
  },
  stop: (id: number) => blockers.delete(id),
};
answers.blockers = () => [...blockers.values()];

/** What the app asks of the updater. */
const updates: unknown[] = [];
const autoUpdaterImplementation = {
  on: (event: string) => void updates.push(event),
  setFeedURL: (options: object) => void updates.push(options),
  checkForUpdates: () => void updates.push('check'),
};
answers.updates = () => updates;

const shown: string[] = [];
const shellImplementation = { showItemInFolder: (path: string) => void shown.push(path) };
answers.shown = () => shown;

export const becomeReady = () => appImplementation.becomeReady();
export const autoUpdater = onlyEmulated('autoUpdater', autoUpdaterImplementation);
export const app = onlyEmulated('app', appImplementation);
export const ipcMain = onlyEmulated('ipcMain', ipcMainImplementation);
export const protocol = onlyEmulated('protocol', protocolImplementation);
export const safeStorage = onlyEmulated('safeStorage', safeStorageImplementation);
export const dialog = onlyEmulated('dialog', dialogImplementation);
export const utilityProcess = onlyEmulated('utilityProcess', utilityProcessImplementation);
export const powerSaveBlocker = onlyEmulated('powerSaveBlocker', powerSaveBlockerImplementation);
export const shell = onlyEmulated('shell', shellImplementation);
export const session = {
  get defaultSession() {
    needReady('session.defaultSession');
    return defaultSession;
  },
};
export { BrowserWindow };
/** For packages that take the default export, electron-store for one. */
export default {
  app,
  autoUpdater,
  BrowserWindow,
  ipcMain,
  protocol,
  safeStorage,
  dialog,
  utilityProcess,
  powerSaveBlocker,
  shell,
  session,
};
