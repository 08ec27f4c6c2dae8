import { readdir, readFile } from 'node:fs/promises';
import type { AppUnderTest } from './hosts.ts';

/** Processes that run the engine below the host. */
export async function engineProcesses(app: AppUnderTest): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [status, command] = await Promise.all([
      readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''),
      readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
    ]);
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === app.pid && command.includes('engine-process')) found.push(Number(name));
  }
  return found;
}
