import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { app } from './app.ts';
import { answers, line, needReady, preventable } from './state.ts';

const windows = new Map<number, BrowserWindow>();
let created = 0;

/** The page of a window. */
class WebContents extends EventEmitter {
  readonly id: number;
  #url = '';
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  constructor(id: number) {
    super();
    this.id = id;
  }

  send(channel: string, ...args: unknown[]): void {
    void line.ask('send', this.id, channel, structuredClone(args)).catch(() => {}); // the page may be gone
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  opens(url: string): string {
    return this.#openHandler({ url }).action;
  }

  getURL(): string {
    return this.#url;
  }

  visited(url: string): void {
    this.#url = url;
  }

  reload(): void {
    void line.ask('reload', this.id);
  }
}

/** A window: a page of the test's browser. Options that Electron would accept but nobody should use are refused. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #opened: Promise<unknown>;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    needReady('BrowserWindow');
    const preferences = options.webPreferences ?? {};
    refuseInsecure(preferences);
    const preload = preferences.preload === undefined ? '' : readPreload(preferences.preload);
    const id = ++created;
    this.webContents = new WebContents(id);
    windows.set(id, this);
    app.closers.add(this.#tryClose);
    app.emit('web-contents-created', {}, this.webContents);
    this.#opened = line.ask('open', id, { preload, width: options.width ?? 800, height: options.height ?? 600 });
  }

  async loadURL(url: string): Promise<void> {
    await this.#opened;
    this.webContents.visited(url);
    await line.ask('load', this.webContents.id, url);
    this.emit('ready-to-show');
  }

  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized = () => false;
  isDestroyed = () => this.#destroyed;

  close(): void {
    if (this.#tryClose()) void line.ask('close', this.webContents.id);
  }

  closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this.webContents.id);
    app.closers.delete(this.#tryClose);
    this.emit('closed');
    if (windows.size === 0) app.emit('window-all-closed');
  }

  #tryClose = (): boolean => {
    const event = preventable({});
    this.emit('close', event);
    return !event.prevented;
  };
}

function refuseInsecure(preferences: WebPreferences): void {
  const { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag, preload } = preferences;
  const insecure =
    contextIsolation === false || nodeIntegration === true || webSecurity === false || webviewTag === true;
  if (insecure || sandbox === false || (sandbox !== true && !app.sandboxed))
    throw new Error('stand-in: insecure webPreferences are refused');
  if (preload === undefined) throw new Error('stand-in: a window without a preload cannot work');
}

/** A sandboxed preload is CommonJS. https://www.electronjs.org/docs/latest/tutorial/esm */
function readPreload(path: string): string {
  const source = readFileSync(path, 'utf8');
  if (path.endsWith('.mjs') || /^\s*(import|export)\s/m.test(source))
    throw new Error('Cannot use import statement outside a module');
  return source.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

export function windowOf(id: number): BrowserWindow | undefined {
  return windows.get(id);
}

answers.willNavigate = (id: number, url: string) => {
  const event = preventable({ url });
  windows.get(id)?.webContents.emit('will-navigate', event, url);
  return event.prevented;
};
answers.windowOpen = (id: number, url: string) => windows.get(id)?.webContents.opens(url) ?? 'deny';
answers.attachWebview = (id: number) => {
  const event = preventable({});
  windows.get(id)?.webContents.emit('will-attach-webview', event, {}, { src: 'https://example.com/' });
  return event.prevented;
};
/** The user closes the window. */
answers.closeWindow = (id: number) => windows.get(id)?.close();
answers.closed = (id: number) => windows.get(id)?.closed();
