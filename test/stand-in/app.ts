import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { answers, line, needEarly, preventable, setReady } from './state.ts';

/** Electron's `app`, as far as the app uses it. */
class App extends EventEmitter {
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths: Record<string, string> = { userData: tmpdir() };
  #sandboxed = false;
  #quitting = false;

  whenReady = () => this.#ready.promise;
  requestSingleInstanceLock = () => process.env.STANDIN_SECOND_INSTANCE === undefined;
  getLocale = () => 'en-US';
  getVersion = () => '0.0.0';
  getAppPath = () => process.cwd();
  readonly isPackaged = false;
  getPreferredSystemLanguages = () => [process.env.STANDIN_LANGUAGE ?? 'en-US'];

  get sandboxed(): boolean {
    return this.#sandboxed;
  }

  setPath(name: string, path: string): void {
    this.#paths[name] = path;
  }

  getPath(name: string): string {
    const path = this.#paths[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  enableSandbox(): void {
    needEarly('app.enableSandbox()');
    this.#sandboxed = true;
  }

  becomeReady(): void {
    setReady();
    this.emit('ready', {});
    this.#ready.resolve();
  }

  /** before-quit, then every window's close, then will-quit; each can stop it. */
  quit(): void {
    if (this.#quitting) return;
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.prevented) return;
    this.#quitting = true;
    for (const close of this.closers) {
      if (close()) continue;
      this.#quitting = false;
      return;
    }
    this.emit('will-quit', preventable({}));
    this.exit(0);
  }

  exit(code = 0): void {
    void line.ask('exiting', code).finally(() => process.exit(code));
  }

  /** One per open window; false when its close event was prevented. */
  readonly closers = new Set<() => boolean>();
}

export const app = new App();

answers.quit = () => app.quit();
answers.emitApp = (event: string) => app.emit(event, {});
