import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/**
 * Who holds a lock, so that nobody else is taken for them: names of computers are given twice, images of machines and
 * containers are copied, numbers of processes are used again. A boot has an id that no other one has, a container a name
 * space of its own for its processes, and a process the tick in which it began.
 */
export const ProcessIdentity = z.object({
  pid: z.int(),
  host: z.string(),
  /** Of this start of the operating system; null where it has none to tell (macOS, Windows). */
  boot: z.string().nullable(),
  /** In which name space the pid is one. */
  space: z.string().nullable(),
  /** Ticks from the boot to the start of the process. */
  started: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** What can be known of the process behind a lock from here. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const [boot, space, stat] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    readlink('/proc/self/ns/pid').catch(() => null),
    statOf(process.pid),
  ]);
  return { pid: process.pid, host: hostname(), boot, space, started: stat?.started ?? null };
}

/** Whether a process lives, as far as that can be proven: only for one of this very boot and name space. */
export async function livenessOf(other: ProcessIdentity, own: ProcessIdentity): Promise<Liveness> {
  const here =
    own.boot !== null &&
    own.space !== null &&
    other.boot === own.boot &&
    other.space === own.space &&
    other.host === own.host;
  if (!here || other.started === null) return 'unknown';
  const stat = await statOf(other.pid);
  // Another user's processes may be hidden; then only the number can be asked for.
  if (!stat) return isGone(other.pid) ? 'dead' : 'unknown';
  // A zombie has ended: nobody has asked for its exit code, in a container without init for ever.
  return stat.started !== other.started || /^[ZXx]$/.test(stat.state) ? 'dead' : 'alive';
}

async function statOf(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name of the program stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return state === undefined || started === undefined ? undefined : { state, started };
}

/** No process has this number, living or zombie. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
