import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Shard } from '../../shared/cluster.ts';
import { expectDocument } from './expect-document.ts';
import { CACHE_FOLDER } from './programs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
/** Saves a third of the time a command takes to start. */
const COMPILED = { NODE_COMPILE_CACHE: join(CACHE_FOLDER, 'compiled') };

/** How one command of the command line ended. */
export interface CliResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The document on standard output. */
  json(): unknown;
}

export interface CliOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Sends the signal as soon as standard error matches. */
  readonly signalAfter?: { readonly stderr: RegExp; readonly signal: NodeJS.Signals };
  /** Largest file the command may write, in KiB (`ulimit -f`). */
  readonly largestFileKiB?: number;
  /** The command must have ended by then; 60 s unless told otherwise. */
  readonly deadlineMs?: number;
}

/** A command that runs. */
export interface RunningCli {
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  /** Waits until standard error matches; rejects when the command ends before. */
  until(stderr: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `shardkeep ARGS` from the checkout in a process of its own to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended;
}

/** Starts `shardkeep ARGS`; it is killed, and `ended` rejects, when it has not ended by its deadline. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const { env, stdin, signalAfter, largestFileKiB, deadlineMs = 60_000 } = options;
  const command = [NODE, join(ROOT, 'electron', 'cli.ts'), ...args];
  const [program = '', ...rest] =
    largestFileKiB === undefined
      ? command
      : ['bash', '-c', `ulimit -f ${largestFileKiB}; exec "$@"`, 'bash', ...command];
  const began = performance.now();
  const child = spawn(program, rest, {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...COMPILED, ...env },
    cwd: ROOT,
  });
  const waiting = new Set<() => void>();
  const text = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
    for (const check of waiting) check();
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(stdin);
  const ended = new Promise<CliResult>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`shardkeep ${args.join(' ')} did not end in ${deadlineMs} ms\n${text.stdout}${text.stderr}`));
    }, deadlineMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      const seconds = (performance.now() - began) / 1000;
      try {
        if (args.includes('--json')) expectDocument(args, code, text.stdout);
      } catch (error) {
        reject(error);
      }
      resolve({ code, ...text, seconds, json: () => JSON.parse(text.stdout) as unknown });
    });
  });
  const running: RunningCli = {
    pid: child.pid ?? -1,
    ended,
    until: (pattern) => {
      const matched = new Promise<void>((resolve) => {
        const check = () => {
          if (!pattern.test(text.stderr)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
      const tooLate = ended.then((result) => {
        if (!pattern.test(result.stderr)) throw new Error(`ended without ${pattern}: ${result.stdout}${result.stderr}`);
      });
      return Promise.race([matched, tooLate]);
    },
    kill: (signal) => void child.kill(signal),
  };
  if (signalAfter)
    void running.until(signalAfter.stderr).then(
      () => running.kill(signalAfter.signal),
      () => {}, // the result shows that it ended before
    );
  return running;
}

/** Writes a cluster file named after the cluster and returns its path. */
export async function writeClusterFile(folder: string, name: string, shards: readonly Shard[]): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify({ name, shards }, null, 2), { mode: 0o600 });
  return path;
}

const folders: string[] = [];
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A new folder that is gone when the test file has ended. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-test-'));
  folders.push(folder);
  return folder;
}

/** Every file below a folder, by its path from there, with its bytes; what a test compares to see that nothing changed. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'latin1')] as const);
  return Object.fromEntries((await Promise.all(pairs)).toSorted());
}
