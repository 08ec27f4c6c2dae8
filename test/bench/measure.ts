import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one command cost. */
export interface Cost {
  /** Seconds from start to end. */
  readonly wall: number;
  /** User and system seconds of the command and of everything it started and waited for. */
  readonly clientCpu: number;
  /** User and system seconds of the servers meanwhile. */
  readonly serverCpu: number;
  /** Megabytes (10^6) that the largest single process had in memory at its peak. */
  readonly peak: number;
  readonly stdout: string;
}

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;
const SAMPLE_MS = 50;

/**
 * Runs a shell command to its end and says what it cost; throws with its words when it fails. The shell's `times` tells
 * the CPU of everything below it, which a sample of processes would miss.
 */
export async function measure(command: string, servers: readonly number[]): Promise<Cost> {
  const before = await serverSeconds(servers);
  const began = performance.now();
  const child = spawn('bash', ['-c', `(set -e -o pipefail\n${command}\n); status=$?; times >&3; exit $status`], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const texts = [1, 2, 3].map((fd) => collect(child.stdio[fd] as NodeJS.ReadableStream));
  let running = true;
  const peak = samplePeak(child.pid ?? 0, () => running);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wall = (performance.now() - began) / 1000;
  running = false;
  const [stdout = '', stderr = '', times = ''] = await Promise.all(texts);
  if (code !== 0) throw new Error(`ended with ${code}: ${command}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  return {
    wall,
    clientCpu: childSeconds(times),
    serverCpu: (await serverSeconds(servers)) - before,
    peak: await peak,
    stdout,
  };
}

/** User and system seconds from the second line of `times`: `0m1.23s 0m0.45s`. */
export function childSeconds(times: string): number {
  const line = times.trim().split('\n')[1] ?? '';
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`unexpected answer of times: ${times}`);
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream) text += part;
  return text;
}

/** User and system seconds of processes so far. */
export async function serverSeconds(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]); // utime and stime, proc(5)
    }),
  );
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS;
}

/** The highest VmHWM of any process below `root`, in MB. */
async function samplePeak(root: number, running: () => boolean): Promise<number> {
  let peak = 0;
  while (running()) {
    for (const pid of await descendants(root)) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      peak = Math.max(peak, (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6);
    }
    await sleep(SAMPLE_MS);
  }
  return peak;
}

/** All processes of the process group that `root` leads. */
async function descendants(root: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const groups = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
    }),
  );
  return pids.filter((_, i) => groups[i] === root);
}
