import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const CLI = join(import.meta.dirname, '..', '..', 'electron', 'cli.ts');

/** How one command of the command line ended. */
export interface CliRun {
  /** 0 done, 1 failed, 2 bad input, 3 done with exceptions, 4 damage or difference; null after a signal. */
  readonly code: number | null;
  readonly seconds: number;
  /** The document on standard output; null when it is none. */
  readonly document: unknown;
  /** The lines on standard error that are not progress. */
  readonly messages: readonly string[];
}

export interface CliOptions {
  /** Ends the command as a Ctrl-C would. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CliProgress) => void;
}

/** What the demo shows of a progress line (shared/job.ts). */
const CliProgress = z.object({
  phase: z.string(),
  bytesDone: z.number(),
  bytesTotal: z.number(),
  rows: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
});
export type CliProgress = z.infer<typeof CliProgress>;

/** Runs `shardkeep ARGS --json --progress json` in a process of its own, as a script would; rejects when it is aborted. */
export async function runCli(args: readonly string[], { signal, onProgress }: CliOptions): Promise<CliRun> {
  signal.throwIfAborted();
  const began = performance.now();
  const child = spawn(process.execPath, [CLI, ...args, '--json', '--progress', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a Ctrl-C in the terminal reaches it once, through us
  });
  const abort = () => child.kill('SIGINT');
  signal.addEventListener('abort', abort, { once: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const messages: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const progress = CliProgress.safeParse(parseJson(line));
    if (progress.success) onProgress(progress.data);
    else if (line.trim() !== '') messages.push(line);
  });
  const [code, output] = await Promise.all([ended, text(child.stdout)]);
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  return { code, seconds: (performance.now() - began) / 1000, document: parseJson(output), messages };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
