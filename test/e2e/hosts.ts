import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, type Browser, test as base, chromium, type Page } from '@playwright/test';
import type { Bridge, Input, MethodName, Output, Reply } from '../../shared/contract.ts';
import { launchStandIn, type StandIn } from '../stand-in/driver.ts';
import { openSocket } from './web-client.ts';

/** `stand-in` is the built desktop app on test/stand-in; it is never reported as Electron. */
export type HostName = 'electron' | 'stand-in' | 'web';

const ROOT = join(import.meta.dirname, '..', '..');
const DIST = join(ROOT, 'dist');

/** Electron's program, if it was ever downloaded. Its package is not imported: that would try the download. */
export const electronBinary = findElectron();

/** The app under test, with a data folder of its own. */
export interface AppUnderTest {
  readonly host: HostName;
  readonly page: Page;
  readonly dataFolder: string;
  /** Calls a method behind the pages' back, to set a test up; throws when it fails. */
  call<M extends MethodName>(method: M, ...input: Input<M> extends void ? [] : [Input<M>]): Promise<Output<M>>;
  /** The same, with whatever a page might send, and the reply as it is. */
  request(method: string, input?: unknown): Promise<Reply>;
  /** What the folder dialog answers from now on; there is none in the web host. */
  answerFolder(path: string | null): Promise<void>;
  readonly standIn: StandIn | undefined;
  /** With the token in its fragment. */
  readonly webUrl: string | undefined;
  /** The host's process. */
  readonly pid: number;
}

interface Options {
  readonly host: HostName;
}

/** `app` starts the host that the project names; `environment` is added to its process's. */
export const test = base.extend<
  { environment: Record<string, string>; dataFolder: string; app: AppUnderTest },
  Options & { browser: Browser }
>({
  host: ['stand-in', { option: true, scope: 'worker' }],
  environment: [{}, { option: true }],
  // Debian's Chromium has no sandbox for root; what it shows is our own pages only.
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures this one takes.
    async ({}, use) => {
      const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], chromiumSandbox: false });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures this one takes.
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'shardkeep-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  app: async ({ host, browser, dataFolder, environment }, use) => {
    const start = { electron: startElectron, 'stand-in': startStandIn, web: startWeb }[host];
    const { app, stop } = await start({ browser, dataFolder, environment });
    try {
      await use(app);
    } finally {
      await stop();
    }
  },
});
export { expect } from '@playwright/test';

interface Start {
  readonly browser: Browser;
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}
type Started = { readonly app: AppUnderTest; readonly stop: () => Promise<void> };

async function startStandIn({ browser, dataFolder, environment }: Start): Promise<Started> {
  const context = await newContext(browser);
  const standIn = await launchStandIn(context, built('main', 'main.js'), {
    SHARDKEEP_DATA_DIR: dataFolder,
    ...environment,
  });
  const { stop } = standIn;
  try {
    const page = await standIn.firstWindow();
    const answerFolder = async (path: string | null) => {
      standIn.dialogs.showOpenDialog = { canceled: path === null, filePaths: path === null ? [] : [path] };
    };
    const pid = standIn.child.pid ?? -1;
    const request = throughPage(page);
    const app = { host: 'stand-in', page, dataFolder, standIn, webUrl: undefined, pid, answerFolder } as const;
    return { app: { ...app, request, call: calling(request) }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startElectron({ dataFolder, environment }: Start): Promise<Started> {
  if (electronBinary === undefined) throw new Error('Electron’s program is not there');
  const electron = await _electron.launch({
    executablePath: electronBinary,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ROOT],
    env: { ...definedOnly(process.env), SHARDKEEP_DATA_DIR: dataFolder, ...environment },
  });
  const page = await electron.firstWindow();
  const answerFolder = (path: string | null) =>
    electron.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = async () => ({ canceled: picked === null, filePaths: picked === null ? [] : [picked] });
    }, path);
  const request = throughPage(page);
  const pid = electron.process().pid ?? -1;
  const app = { host: 'electron', page, dataFolder, standIn: undefined, webUrl: undefined, pid, answerFolder } as const;
  return { app: { ...app, request, call: calling(request) }, stop: () => electron.close() };
}

async function startWeb({ browser, dataFolder, environment }: Start): Promise<Started> {
  const child = spawn(process.execPath, [built('cli', 'cli.js'), 'serve', '--data-dir', dataFolder], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const url = await readyLine(child.stdout, ended);
  const context = await newContext(browser);
  const page = await context.newPage();
  const socket = await openSocket(url);
  await page.goto(url);
  const answerFolder = async () => {};
  const app = {
    host: 'web',
    page,
    dataFolder,
    standIn: undefined,
    webUrl: url,
    pid: child.pid ?? -1,
    answerFolder,
  } as const;
  const stop = async () => {
    socket.close();
    await context.close();
    child.kill('SIGTERM');
    await ended;
  };
  return { app: { ...app, request: socket.request, call: calling(socket.request) }, stop };
}

function newContext(browser: Browser) {
  return browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 820 } });
}

function built(...path: string[]): string {
  const file = join(DIST, ...path);
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build makes it`);
  return file;
}

async function readyLine(stdout: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  const ready = new Promise<string>((resolve) => {
    let text = '';
    stdout.on('data', (part: Buffer) => {
      text += part.toString('utf8');
      const [, url] = /^READY (\S+)$/m.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const early = ended.then(() => Promise.reject(new Error('the web host ended before it was ready')));
  return Promise.race([ready, early]);
}

function throughPage(page: Page): AppUnderTest['request'] {
  return (method, input) =>
    page.evaluate(([name, value]) => (globalThis as unknown as { shardkeep: Bridge }).shardkeep.invoke(name, value), [
      method,
      input,
    ] as const);
}

function calling(request: AppUnderTest['request']): AppUnderTest['call'] {
  return async <M extends MethodName>(method: M, ...[input]: unknown[]) => {
    const reply = await request(method, input);
    if (reply.ok) return reply.value as Output<M>;
    throw new Error(`${method}: ${reply.failure.message}`);
  };
}

function findElectron(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const note = join(folder, 'path.txt');
  const program = existsSync(note) ? join(folder, 'dist', readFileSync(note, 'utf8')) : undefined;
  return program !== undefined && existsSync(program) ? program : undefined;
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
