import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { openLine, processWire } from './line.ts';
import { pageHalf } from './page-half.ts';

/** Who a forged request claims to be; null is a frame that is gone. */
export type Sender = { readonly url: string; readonly isTop: boolean } | null;

/** The built app, running on the stand-in, with its windows as pages of a real Chromium. */
export interface StandIn {
  /** The main process. */
  readonly child: ChildProcess;
  firstWindow(): Promise<Page>;
  /** What dialogs answer from now on, by name; `showMessageBox` may be a function of its options. */
  readonly dialogs: Record<string, unknown>;
  /** The options of every dialog that was shown. */
  readonly shownDialogs: { readonly name: string; readonly options: unknown }[];
  /** An IPC request as if from `sender`. */
  invokeAs(sender: Sender, channel: string, ...args: unknown[]): Promise<unknown>;
  /** Any question of test/stand-in/*.ts: `permissions`, `blockers`, `engines`, `closeWindow`, `quit`, `emitApp` … */
  ask(op: string, ...args: unknown[]): Promise<unknown>;
  /** The exit code of the main process, once it has ended. */
  readonly exited: Promise<number | null>;
  /** Closes the context and ends the main process, as if the computer went down. */
  stop(): Promise<void>;
}

/** Tells a main that never opens a window from one that waits for its turn: seconds on a quiet machine, over 15 s beside other work. */
const START_MS = 60_000;
const BINDING = '__standin';
/** Playwright cannot route app://, so the browser sees https:// addresses that no name server knows. */
const toWeb = (url: string) => url.replace(/^app:\/\/([^/]+)/, 'https://$1.app.test');
const toApp = (url: string) => url.replace(/^https:\/\/([^/]+)\.app\.test/, 'app://$1');

/** Starts `main` (dist/main/main.js) with `environment`; windows open in `context`. */
export async function launchStandIn(
  context: BrowserContext,
  main: string,
  environment: Readonly<Record<string, string>>,
): Promise<StandIn> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./launch.ts', import.meta.url)), main], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const pages = new Map<number, Page>();
  const loading = new Set<number>();
  const first = Promise.withResolvers<Page>();
  first.promise.catch(() => {});
  const dialogs: Record<string, unknown> = { showOpenDialog: { canceled: true, filePaths: [] } };
  const shownDialogs: { name: string; options: unknown }[] = [];
  const page = (id: number): Page => {
    const found = pages.get(id);
    if (!found) throw new Error(`stand-in: there is no window ${id}`);
    return found;
  };

  const line = openLine(processWire(child), {
    open: async (id: number, options: { preload: string; width: number; height: number }) => {
      const opened = await context.newPage();
      pages.set(id, opened);
      await opened.setViewportSize({ width: options.width, height: options.height });
      await opened.exposeBinding(BINDING, async ({ frame }, channel: string, args: unknown[]) => {
        const sender = { url: toApp(frame.url()), isTop: frame === opened.mainFrame() };
        return line.ask('invoke', id, sender, channel, args).then(
          (value) => ({ value }),
          (error: Error) => ({ error: error.message }),
        );
      });
      await opened.addInitScript(pageHalf(options.preload, BINDING));
      await opened.route('**', async (route) => {
        const request = route.request();
        const leaves = request.isNavigationRequest() && request.frame() === opened.mainFrame() && !loading.has(id);
        if (leaves && (await line.ask('willNavigate', id, toApp(request.url())))) return route.abort('aborted');
        return route.fallback();
      });
      opened.on('popup', async (popup) => {
        const action = await line.ask('windowOpen', id, toApp(popup.url())).catch(() => 'deny');
        if (action !== 'allow') await popup.close();
      });
      opened.on('close', () => void line.ask('closed', id).catch(() => {}));
    },
    load: async (id: number, url: string) => {
      loading.add(id);
      await page(id)
        .goto(toWeb(url))
        .finally(() => loading.delete(id));
      first.resolve(page(id));
    },
    reload: (id: number) => page(id).reload(),
    send: (id: number, channel: string, args: unknown[]) =>
      page(id).evaluate(
        ([to, what]) => (globalThis as unknown as { __deliver(c: string, a: unknown[]): void }).__deliver(to, what),
        [channel, args] as const,
      ),
    close: (id: number) => page(id).close(),
    dialog: async (name: string, options: unknown) => {
      shownDialogs.push({ name, options });
      const answer = dialogs[name];
      if (answer === undefined) throw new Error(`stand-in: nobody answers the dialog ${name}`);
      return typeof answer === 'function' ? (answer(options) as unknown) : answer;
    },
    errorBox: (title: string, content: string) => {
      shownDialogs.push({ name: 'showErrorBox', options: { title, content } });
    },
    exiting: () => null,
  });
  await context.route(/^https:\/\/[^/]+\.app\.test\//, async (route) => {
    const request = route.request();
    const { status, headers, body } = (await line.ask('request', toApp(request.url()), request.method())) as {
      status: number;
      headers: Record<string, string>;
      body: string;
    };
    await route.fulfill({ status, headers, body: Buffer.from(body, 'base64') });
  });
  const exited = once(child, 'exit').then(([code]) => {
    line.lose(`the main process ended (${String(code)})`);
    first.reject(new Error(`the main process ended (${String(code)}) before it opened a window`));
    return typeof code === 'number' ? code : null;
  });
  return {
    child,
    dialogs,
    shownDialogs,
    ask: line.ask,
    invokeAs: (sender, channel, ...args) => line.ask('invoke', 1, sender, channel, args),
    firstWindow: () =>
      Promise.race([
        first.promise,
        new Promise<never>((_, fail) =>
          setTimeout(
            () => fail(new Error('no window in time: does main.ts await app.whenReady() at its top level?')),
            START_MS,
          ).unref(),
        ),
      ]),
    exited,
    stop: async () => {
      const ignore = { behavior: 'ignoreErrors' } as const; // requests on their way have nobody to answer them now
      await Promise.all([...pages.values()].map((one) => one.unrouteAll(ignore).catch(() => {}))); // or closed
      await context.unrouteAll(ignore).catch(() => {});
      await context.close();
      if (child.connected) child.disconnect(); // the stand-in's main half ends with its line
      await exited;
    },
  };
}
