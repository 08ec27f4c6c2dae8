import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { EngineProcess, Platform } from '../../electron/host/services/platform.ts';
import type { FromEngine, ToEngine } from '../../electron/job/engine-protocol.ts';

// As electron/web/without-electron.ts does it, by Vitest's own means. It holds for what is imported from now on, and electron-store
// imports electron; so tests import services by `await import(…)`.
vi.doMock('electron', () => ({ default: {} }));

const folders: string[] = [];
afterEach(async () => {
  // A service may still write down what a job came to.
  const gone = { recursive: true, force: true, maxRetries: 20 };
  await Promise.all(folders.splice(0).map((folder) => rm(folder, gone)));
});

/** A new data folder that is gone after the test. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-data-'));
  folders.push(folder);
  return folder;
}

/** An engine process that does only what the test says. */
export interface FakeEngine extends EngineProcess {
  readonly received: ToEngine[];
  killed: boolean;
  say(message: FromEngine): void;
  exit(how?: string): void;
}

export function fakeEngine(): FakeEngine {
  const listeners: ((message: FromEngine) => void)[] = [];
  const exits: ((how: string) => void)[] = [];
  const engine: FakeEngine = {
    received: [],
    killed: false,
    post: (message) => void engine.received.push(message),
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void exits.push(listener),
    kill: () => {
      engine.killed = true;
      engine.exit('signal SIGKILL');
    },
    say: (message) => {
      for (const listener of listeners) listener(message);
    },
    exit: (how = 'exit code 0') => {
      for (const listener of exits.splice(0)) listener(how);
    },
  };
  return engine;
}

/** A host without anything around it; `engines` are the processes it started. */
export function fakePlatform(folder: string, more: Partial<Platform> = {}): Platform & { engines: FakeEngine[] } {
  const engines: FakeEngine[] = [];
  return {
    host: 'web',
    dataFolder: folder,
    systemLanguage: 'en-US',
    cipher: null,
    startEngine: () => {
      const engine = fakeEngine();
      engines.push(engine);
      return engine;
    },
    pickFolder: null,
    showFolder: null,
    engines,
    ...more,
  };
}

/** The text of every file below a folder. */
export async function textsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  // A store renames its temporary file while we look; what is gone by then stands under its own name.
  const gone = (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? '' : Promise.reject(error));
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(gone)));
}
